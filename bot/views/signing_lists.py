"""One message for all that a person is asked to sign or approve because a variable changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import trimming
from bot.db.models import Entry, Question
from bot.lifecycle import Stage
from bot.trimming import Style
from bot.views.blocks import (
    Block,
    Message,
    Names,
    actions,
    at,
    button,
    context,
    divider,
    line,
    message,
    quote,
    section,
)
from bot.views.entry import compared, replaced
from bot.views.networks import counted
from bot.views.styling import notes

AT_ONCE = 7  # so many fit into a message, at six blocks each
MOST_CHARACTERS = 6000  # of their texts: what is signed is shown whole
EXACT = (
    "Each text is signed by itself: struck is what falls away, bold what is new. Nothing is posted by this; until a "
    "text is approved the answer is offered only to be signed again."
)
WANTED = {
    Stage.AWAITING_SIGN_OFF: "to sign",
    Stage.AWAITING_APPROVAL: "to approve",
    Stage.AWAITING_EXPERT: "without an expert",
}
DONE = {
    Stage.AWAITING_APPROVAL: "signed, and with comms",
    Stage.PUBLISHED: "approved, and kept now",
    Stage.WITHDRAWN: "not needed any more",
}


@dataclass(frozen=True)
class Item:
    """A new text, and the answer as it is kept."""

    question: Question
    entry: Entry
    style: Style
    by: datetime | None
    changes: Mapping[str, str]  # what the kept text says, and what that has become

    @property
    def size(self) -> int:
        return len(self.entry.short) + len(self.question.draft) + (len(self.question.source) if self.has_more else 0)

    @property
    def has_more(self) -> bool:
        """Whether what it was shortened from changes, too."""
        return self.question.source not in ("", self.entry.full)

    @property
    def over(self) -> int:
        return max(trimming.length(self.question.draft, self.question.network) - self.question.limit, 0)


def signing_list(
    user: str, first: Sequence[Item], names: Names, *, held: Mapping[Stage, int], done: Mapping[Stage, int]
) -> Message:
    """What waits for this person: how many are `held` in which stage, the first of them, as many as fit, and how many
    were dealt with since the message was posted."""
    so_far = ", ".join(f"{number} {DONE[stage]}" for stage, number in sorted(done.items()) if stage in DONE)
    if not held:
        text = f"<@{user}>, {'thank you: ' if so_far else ''}nothing waits for you here any more."
        text = f":white_check_mark: {text}" if so_far else text
        return message(text, [section(text), *([context(f"So far: {so_far}.")] if so_far else [])])
    shown, number = _fitting(first), sum(held.values())
    wanted = ", ".join(f"{each} {WANTED.get(stage, 'to take on')}" for stage, each in held.items())
    head = f"<@{user}>, {_number(number)}: {wanted}."
    blocks: list[Block] = [section(f":pencil2: {head}"), context(EXACT)]
    for item in shown:
        blocks += _item(item, names)
    rest = number - len(shown)
    after = [f"{rest} more come{'s' * (rest == 1)} up here as you go on."] if rest else []
    after += [f"So far: {so_far}."] if so_far else []
    by = min((item.by for item in shown if item.by), default=None)
    them, left = ("it", "it then") if number == 1 else ("them", "what is left then")
    after += [f"Please look at {them} by {at(by)}: {left} goes to the next person."] if by else []
    texts = "; ".join(f"{line(item.question.text, 120)} {line(item.question.draft, 200)}" for item in shown[:3])
    return message(f"{head} {texts}. {' '.join(after)}", [*blocks, divider(), context(" ".join(after))])


def _number(number: int) -> str:
    many = f"{number} answers have new texts, because something they name has changed"
    return "an answer has a new text, because something it names has changed" if number == 1 else many


def _fitting(waiting: Sequence[Item]) -> Sequence[Item]:
    """The first ones; at least one, however long it is."""
    size, number = 0, 0
    for item in waiting:
        size += item.size
        if number and size > MOST_CHARACTERS:
            break
        number += 1
    return waiting[:number]


def _item(item: Item, names: Names) -> list[Block]:
    question, entry = item.question, item.entry
    signed = f"\n{names.bold(question.expert)} signed this text." if question.stage is Stage.AWAITING_APPROVAL else ""
    why = f"\n{quote(question.note, 700)}" if question.note else ""
    blocks = [
        divider(),
        section(
            f"*{line(entry.question, 250)}*{why}{signed}",
            button("entry_view", "Look closer", str(entry.id)),
        ),
        _differing(entry.short, question.draft, item.changes),
    ]
    if item.has_more:
        longer = _differing(entry.full[:2000], question.source[:2000], item.changes)
        blocks.append(_labelled("In full: ", longer))
    told = [counted(question.draft, question.limit, question.network)]
    if item.over:
        told.append(f":warning: This is {item.over} over the limit. Please make it shorter.")
    told += [f":warning: {quote(text, 300)}" for text in question.warnings[:2]]
    told += [piece["text"] for note in notes(question.draft, item.style) for piece in note["elements"]][:2]
    return [*blocks, context(" · ".join(told)), actions(*_buttons(item))]


def _differing(old: str, new: str, changes: Mapping[str, str]) -> Block:
    """Nothing but the values where nothing else was changed; word by word where somebody edited it."""
    return replaced(old, changes) if trimming.replaced(old, changes) == new else compared(old, new)


def _labelled(label: str, block: Block) -> Block:
    first = block["elements"][0]
    return {**block, "elements": [{**first, "elements": [{"type": "text", "text": label}, *first["elements"]]}]}


def _buttons(item: Item) -> list[Block]:
    """What the stage asks of its holder; nothing to sign that can't stand."""
    question = item.question
    value = f"{question.id}:{question.revision}"
    may_stand = not item.over and not trimming.blocking(question.draft, item.style)
    edit, not_me = button("edit_draft", "Edit", value), button("pass_on", "Not me", value)
    if question.stage is Stage.AWAITING_EXPERT:
        return [button("assign", "Name an expert", value)]
    if question.stage is Stage.AWAITING_SIGN_OFF:
        return [*([button("sign_off", "Sign off", value)] if may_stand else []), edit, not_me]
    if question.stage is Stage.AWAITING_APPROVAL:
        approve = [button("approve", "Approve", value)] if may_stand else []
        return [*approve, edit, button("send_back", "Send back", value)]
    return [button("adopt_draft", "I can sign it", value), not_me]


def newer_below() -> Message:
    text = "A newer list of these is below."
    return message(text, [context(text)])


def late(duty: str, question: Question, names: Names, *, number: int) -> Message:
    """To the duty person: for whom how many wait."""
    many = f"{number} changed answers still wait" if number != 1 else "a changed answer still waits"
    until = "they are" if number != 1 else "it is"
    text = (
        f"<@{duty}>, {many} for {names.bold(question.holder)}. Please remind them. "
        f"Until signed and approved, {until} offered only to be signed again."
    )
    return message(text, [section(text)])
