"""Two answers to one question, side by side: what differs, and what somebody can decide."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot import trimming
from bot.db.models import Entry, Telling, Twin, Use
from bot.db.twins import CONTRADICTION, KEPT, MERGED, TWO
from bot.views.blocks import (
    Block,
    Message,
    Names,
    View,
    actions,
    button,
    context,
    cut,
    divider,
    field,
    line,
    message,
    modal,
    on,
    option,
    quote,
    quoted,
    radio,
    section,
)
from bot.views.entry import place

HOW = {KEPT: "one of the two is kept", MERGED: "they were merged", TWO: "they are two questions"}
NO_MORE = {"retired": "was retired", "recalled": "was recalled", "reopened": "was reopened", "merged": "was merged"}
NEWER = "I asked again, in a newer message."
LONGEST = 1000  # of a text in a message


@dataclass(frozen=True)
class Asked:
    """A pair in a message; `last` says where each was published last."""

    telling: Telling
    twin: Twin
    both: tuple[Entry, Entry]
    last: tuple[Use | None, ...] = (None, None)

    @property
    def is_open(self) -> bool:
        return self.telling.newest and self.twin.settled_at is None


def request(user: str, asked: Sequence[Asked], names: Names) -> Message:
    """At most ten pairs with their buttons; what was decided already is a line."""
    if all(not each.telling.newest for each in asked):
        return message(NEWER, [context(NEWER)])
    head, after = _head(user, asked)
    blocks: list[Block] = [section(head)]
    for each in asked:
        blocks += _pair(each, names) if each.is_open else _settled(each, names)
    blocks += [context(after)] if after else []
    told = "; ".join(f"{line(one.question, 120)} {line(one.short, 200)}" for each in asked[:3] for one in each.both)
    return message(f"{head} {told}. {after}", blocks)


def _head(user: str, asked: Sequence[Asked]) -> tuple[str, str]:
    """What it is about, and what happens next."""
    waiting = [each for each in asked if each.is_open]
    if not waiting:
        return f"<@{user}>, thank you: nothing more to decide here.", ""
    several = len(asked) > 1
    rest = asked[0].telling.due - len(asked)
    if asked[0].twin.kind == CONTRADICTION:
        what = f"{len(asked)} pairs of approved answers contradict" if several else "two approved answers contradict"
        head = f":warning: <@{user}>, {what} each other, and the question is the same. Which is right?"
        after = (
            "Keep one: the other is retired. Merge: you choose a text, and both ways of asking lead to it. "
            "Until somebody decides, both have to be signed again to be used. After three days I ask again."
        )
    else:
        what = f"{len(asked)} answers seem" if several else "an answer seems"
        head = f"<@{user}>, {what} to be kept twice. Shall I merge them?"
        after = "Both stay in use until somebody decides. I ask again next week."
    more = f" {rest} more wait for you; I bring them next time." if rest > 0 else ""
    return head + more, after


def _pair(asked: Asked, names: Names) -> list[Block]:
    twin, (one, other) = asked.twin, asked.both
    value = f"{twin.id}:{one.version}:{other.version}"
    buttons = [button("twins_merge", "Merge …", value), button("twins_two", "They are two questions", value)]
    if twin.kind == CONTRADICTION:
        keep = [("twins_keep_1", "Keep the first"), ("twins_keep_2", "Keep the second")]
        buttons = [*(button(action, label, value) for action, label in keep), *buttons]
    shown = zip(("First", "Second"), asked.both, marks(twin, one, other), asked.last, strict=True)
    texts = [_text(which, entry, bold, use, names) for which, entry, bold, use in shown]
    return [divider(), *texts, actions(*buttons)]


def _text(which: str, entry: Entry, bold: Collection[str], use: Use | None, names: Names) -> Block:
    where = f"last on {place(use)} {on(use.at)}" if use else "not published that I know of"
    said = f"*{which}:* {line(entry.question, 250)}\n> {marked(' '.join(entry.short.split()), bold)}"
    signed = f"{names[entry.expert]} signed it {on(entry.made_at)}, owner {names[entry.owner]}"
    return section(f"{said}\n{signed}, {where}", button("entry_view", "Look closer", str(entry.id)))


def marks(twin: Twin, one: Entry, other: Entry) -> tuple[list[str], list[str]]:
    """What is to be seen at once in each text: what can't both be right, or what only one of them states."""
    if twin.kind == CONTRADICTION:
        found = trimming.conflicts(one.short, other.short)
        return [each.here for each in found], [each.there for each in found]
    return trimming.only_in(one.short, other.short), trimming.only_in(other.short, one.short)


def marked(text: str, bold: Collection[str]) -> str:
    """A quotation with these pieces of it in bold."""
    text = cut(text, LONGEST)
    pieces = sorted({" ".join(piece.split()) for piece in bold if piece.strip()}, key=len, reverse=True)
    if not pieces:
        return quote(text, 2 * LONGEST)
    found = re.split(f"({'|'.join(map(re.escape, pieces))})", text)
    shown = [f"*{quote(each)}*" if number % 2 else quote(each) for number, each in enumerate(found)]
    whole = "".join(shown)
    return whole if len(whole) <= 2 * LONGEST else quote(text, 2 * LONGEST)


def _settled(asked: Asked, names: Names) -> list[Block]:
    twin, (one, other) = asked.twin, asked.both
    if not asked.telling.newest:
        return [divider(), context(f"{line(one.question, 200)} and {line(other.question, 200)}: {NEWER}")]
    if twin.how not in (KEPT, MERGED, TWO):
        return [divider(), context(f"{line(one.question, 200)}: nothing to decide any more, since one was changed.")]
    who = names.bold(twin.settled_by)
    if twin.how == TWO:
        said = f"{line(one.question, 200)} and {line(other.question, 200)} are two questions, said {who}."
        return [divider(), context(f":white_check_mark: {said} I don't ask again until a text changes.")]
    kept, gone = (one, other) if twin.kept_id == one.id else (other, one)
    if twin.how == MERGED:
        said = f"{line(gone.question, 250)} was merged into {line(kept.question, 250)} by {who}. It says: "
    else:
        said = f"{line(kept.question, 250)} is kept as it is, said {who}; the other was retired. It says: "
    undo = [button("entry_restore", "Restore", str(gone.id))] if gone.status in ("retired", "merged") else []
    blocks = [divider(), section(f":white_check_mark: {said}{line(kept.short, 600)}", *undo)]
    use = asked.last[0 if gone is one else 1]
    if twin.how == KEPT and twin.kind == CONTRADICTION and use is not None:
        public = f"The retired text is public, last on {place(use)} {on(use.at)}: {line(gone.short, 400)}"
        blocks += [
            section(
                f"{public} Please correct what stands there.",
                button("entry_uses", "All the places", f"{gone.id}:0"),
            )
        ]
    return blocks


def merge_window(twin: Twin, one: Entry, other: Entry) -> View:
    """Which text stays, and what follows."""
    first, second = (
        section(f"*{which}:* {line(entry.question, 300)}\n> {marked(' '.join(entry.short.split()), bold)}")
        for which, entry, bold in zip(("First", "Second"), (one, other), marks(twin, one, other), strict=True)
    )
    choices = [
        option(f"Keep the {which} text", str(number), cut(" ".join(entry.short.split()), 75))
        for number, (which, entry) in enumerate((("first", one), ("second", other)), 1)
    ]
    steps = (
        "*The two become one answer.*\n• Whoever asks in the words of either is offered the text that you keep.\n"
        "• Where and when both were published, and what they said before, stays to be seen.\n"
        "• No text changes, so nobody has to sign again. Restore parts them as they were."
    )
    blocks = [first, second, field("choice", "Which text stays?", radio("choice", choices)), section(steps)]
    metadata = {"twin": twin.id, "first": one.version, "second": other.version}
    return modal("twins_merge", "Merge two answers", blocks, submit="Merge", metadata=metadata)


def said_of_merge(kept: Entry, gone: Entry, moved: int) -> View:
    """The last window."""
    ways = f"{moved} way{'s' * (moved != 1)} of asking came with it."
    text = f":white_check_mark: {line(gone.question, 600)} is part of {line(kept.question, 600)} now. {ways}"
    buttons = actions(button("entry_view", "Look at the answer", str(kept.id)))
    return modal("twins_merged", "Merged", [section(text), section(quoted(kept.short, 1500)), buttons], close="Done")


def told_owner(gone: Entry, user: str, by: str, what: str) -> Message:
    """To the owner of the answer that isn't offered on its own any more."""
    text = f"<@{user}>, <@{by}> found two answers to one question: yours was {line(gone.question, 300)} {what}"
    value = str(gone.id)
    buttons = actions(button("entry_restore", "Restore", value), button("entry_view", "Look closer", value))
    return message(
        f"{text} Restore brings it back as it was.", [section(text), section(quoted(gone.short, 1500)), buttons]
    )
