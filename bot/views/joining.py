"""Several people ask the same: whom one answer is for, and the windows that put questions together and apart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.db.models import Question
from bot.lifecycle import LEADING, Stage
from bot.retrieval import same
from bot.views.blocks import (
    TEXT_LIMIT,
    Block,
    Message,
    Names,
    Place,
    View,
    actions,
    at,
    button,
    context,
    cut,
    lasting,
    line,
    lookup,
    message,
    modal,
    option,
    quote,
    section,
    way_to_card,
)
from bot.views.blocks import field as input_field
from bot.views.blocks import to as link_to
from bot.views.networks import named

SHOWN = 4  # beside the one who asked first
LISTED = 20  # in the message that says whom to answer; the window has room for the others
WINDOW_BLOCKS = 95
LONGEST_LINK = 1500
NOW = timedelta(seconds=10)
ASKERS = "askers"  # the block that is put into a message which stands already

ON_IT = {
    Stage.AWAITING_EXPERT: "{holder} is finding an expert for it",
    Stage.AWAITING_ACKNOWLEDGEMENT: "{holder} was asked",
    Stage.AWAITING_ANSWER: "{holder} is on it",
    Stage.AWAITING_ASKER: "the expert has asked {holder} for more",
    Stage.AWAITING_SIGN_OFF: "{holder} is checking the short text",
    Stage.AWAITING_APPROVAL: "{holder} is approving the text",
    Stage.AWAITING_PUBLICATION: "the text is approved, and {holder} posts it",
}


@dataclass(frozen=True)
class Together:
    """A question and who else asked it: the first of them, and how many they are. `handles` are the accounts'."""

    lead: Question
    others: Sequence[Question] = ()
    number: int = 0
    handles: Mapping[str, str] = field(default_factory=dict)
    elsewhere: Mapping[str, int] = field(default_factory=dict)  # account -> how many asked for that one


@dataclass(frozen=True)
class Waiting:
    """An open question that asks something close: who is on it, until when, and what differs.

    `proposed`: so sure that it is the same that waiting is chosen beforehand.
    """

    lead: Question
    differences: tuple[str, ...]
    by: datetime | None
    ago: timedelta
    proposed: bool = False


def asked(together: Together) -> str:
    """How often it was asked, and by whom first."""
    shown = [_asker(each, together) for each in (together.lead, *together.others[:SHOWN])]
    more = together.number + 1 - len(shown)
    rest = f" · and {more} more" if more > 0 else ""
    return f"*Asked {together.number + 1} times:* {' · '.join(shown)}{rest}"


def _asker(question: Question, together: Together) -> str:
    who = quote(question.asker, 60) or "Somebody"
    other = question.account != together.lead.account
    handle = f" for {quote(together.handles.get(question.account, 'another account'), 60)}" if other else ""
    return f"{who} on {named(question.network)}{handle} ({at(question.created_at)})"


def asked_section(together: Together) -> Block:
    """The same on the card, with the way to put one apart."""
    apart = button("split_off", "Split off…", f"{together.lead.id}:{together.lead.revision}")
    waits = together.lead.stage in LEADING and any(each.stage is Stage.JOINED for each in together.others)
    return section(asked(together), apart if waits else None)


def with_askers(said: Message, together: Together) -> Message:
    """A message that stands already, saying who else asks now; nothing else about it changes."""
    blocks: list[Block] = said.get("blocks", [])
    before = next((each["elements"][0]["text"] for each in blocks if each.get("block_id") == ASKERS), "")
    text = said["text"].removesuffix(f" {_plain(before)}") if before else said["text"]
    kept = [each for each in blocks if each.get("block_id") != ASKERS]
    if not together.number:
        return {**said, "text": text, "blocks": kept}
    now = asked(together)
    place = next((n for n, each in enumerate(kept) if each["type"] == "actions"), len(kept))
    block = context(now) | {"block_id": ASKERS}
    return {**said, "text": cut(f"{text} {_plain(now)}", 3900), "blocks": [*kept[:place], block, *kept[place:]]}


def _plain(text: str) -> str:
    return text.replace("*", "")


# -- beside the earlier answers


def offers(waiting: Sequence[Waiting], names: Names) -> list[Block]:
    blocks: list[Block] = []
    for one in waiting:
        what = "this already" if one.proposed else "something close"
        blocks.append(section(f"*Somebody asks {what}:* {line(one.lead.text, 300)}\n{where_it_is(one, names)}"))
        if one.differences:
            told = "; ".join(quote(text, 200) for text in one.differences[:4])
            blocks.append(context(f":warning: Different: {told}"))
    return blocks


def where_it_is(one: Waiting, names: Names) -> str:
    """Since when there is the other question, and who is on it until when."""
    lead, until = one.lead, f" (until {at(one.by)})" if one.by else ""
    on_it = ON_IT[lead.stage].format(holder=names[lead.holder])
    came = "It was reopened" if lead.reopened else f"{names[lead.forwarder]} forwarded it"
    return f"{came} {_ago(one.ago)}; {on_it}{until}."


def _ago(span: timedelta) -> str:
    return f"{lasting(span)} ago" if span >= NOW else "just now"


def options(waiting: Sequence[Waiting]) -> list[Block]:
    """The choices; with several, each says which it means."""
    several = len(waiting) > 1
    return [
        option(
            f"Wait for the answer to {line(one.lead.text, 40)}" if several else "Wait for the same answer",
            f"join:{one.lead.id}",
            "One expert, one answer, posted to everybody who asked",
        )
        for one in waiting
    ]


def buttons(question: Question, waiting: Sequence[Waiting], names: Names) -> list[Block]:
    """The same in a message."""
    value = f"{question.id}:{question.revision}"
    blocks: list[Block] = []
    for one in waiting:
        wait = actions(button("join", "Wait for the same answer", f"{value}:{one.lead.id}"))
        blocks += [*offers([one], names), wait | {"block_id": f"join:{one.lead.id}"}]
    return blocks


# -- to whoever forwarded the one that waits


def waits(question: Question, one: Waiting, names: Names, *, place: Place) -> Message:
    """At once: what it waits for, where that stands, and the way out."""
    other = "it waits for that answer" if same(question.text, one.lead.text) else f"as {line(one.lead.text)}"
    text = f"Your question {line(question.text)} is asked already: {other}. {where_it_is(one, names)}"
    then = "I write to you when it is published. If it isn't the same question, split it off: then I ask for it alone."
    return message(f"{text} {then}", [section(text), context(then), *way_to_card(place), _ways_out(question)])


def _ways_out(question: Question) -> Block:
    value = f"{question.id}:{question.revision}"
    return actions(
        button("split", "Split off", value),
        button("amend", "Correct it", value),
        button("withdraw", "Withdraw", value),
    )


def stored_window(question: Question, one: Waiting, names: Names) -> View:
    """The last window: what happens next."""
    text = f"This is asked already, so it waits for the same answer. {where_it_is(one, names)}"
    then = (
        "I wrote to you where to look, and write again when it is published. If it isn't the same, split it off there."
    )
    other = [] if same(question.text, one.lead.text) else [context(f"The other one: {line(one.lead.text, 300)}")]
    blocks = [section(line(question.text, 600)), section(text), *other, context(then)]
    return modal("stored", "Answered together", blocks, close="Done")


def still_waiting(
    questions: Sequence[Question], lead: Question, names: Names, *, to: str, by: datetime | None
) -> Message:
    """To whoever forwarded these: nobody forgot them, and what can be said meanwhile."""
    first, *rest = questions
    more = f" and {len(rest)} more of yours" if rest else ""
    until = f" (until {at(by)})" if by else ""
    on_it = ON_IT[lead.stage].format(holder=names[lead.holder])
    verb = "wait" if rest else "waits"
    text = f"<@{to}>, {line(first.text, 300)}{more} still {verb} for the same answer as {line(lead.text, 200)}"
    return message(f"{text}: {on_it}{until}.", [section(f"{text}: {on_it}{until}."), _ways_out(first)])


def lead_corrected(
    questions: Sequence[Question], lead: Question, names: Names, *, to: str, by: str, before: str
) -> Message:
    """To whoever forwarded these: the question they wait for asks something else now."""
    first, *rest = questions
    more = f" and {len(rest)} more of yours wait" if rest else " waits"
    text = (
        f"<@{to}>, {names[by]} corrected {line(before, 300)} to {line(lead.text, 300)} "
        f"{line(first.text, 300)}{more} for its answer."
    )
    then = (
        "If that isn't the same question any more, split it off: then I ask for it alone. Otherwise it goes on waiting."
    )
    return message(f"{text} {then}", [section(text), context(then), _ways_out(first)])


# -- to comms, when it can be posted


def to_answer(together: Together) -> list[Block]:
    """Everybody who gets this text, each with their post; then what follows for other accounts."""
    blocks: list[Block] = []
    if together.number:
        everybody = [together.lead, *together.others]
        head = f"*Answer these {together.number + 1} together:*"
        blocks += _packed([head, *(_post(each, together.lead) for each in everybody[: LISTED + 1])])
        more = together.number + 1 - min(len(everybody), LISTED + 1)
        if more > 0:
            value = f"{together.lead.id}:{together.lead.revision}"
            blocks.append(section(f"… and {more} more.", button("askers", "Everybody who asked", value)))
    others = list(together.elsewhere.items())
    if others:
        told = [f"{quote(together.handles.get(key, 'no account'), 80)} ({number})" for key, number in others[:10]]
        more_accounts = f" and {len(others) - 10} more" if len(others) > 10 else ""
        blocks.append(context(f"Also asked for {', '.join(told)}{more_accounts}: I bring the text to approval there."))
    return blocks


def _post(question: Question, lead: Question) -> str:
    """One line: who asked, when, in which words where they are others, and the way to their post."""
    who = quote(question.asker, 100) or "Somebody"
    link = question.link if len(question.link) <= LONGEST_LINK else ""
    words = "" if link and same(question.text, lead.text) else line(question.text, 80)
    where = link_to(link, "their post") if link else ""
    return f"• {who} ({at(question.created_at)}): {' '.join(part for part in (words, where) if part)}"


def _packed(lines: Iterable[str]) -> list[Block]:
    """As few sections as hold these lines."""
    texts = [""]
    for each in lines:
        joined = f"{texts[-1]}\n{each}" if texts[-1] else each
        if len(joined) <= TEXT_LIMIT:
            texts[-1] = joined
        else:
            texts.append(each)
    return [section(text) for text in texts if text]


def askers_window(together: Together) -> View:
    """Everybody who asked, with their posts."""
    everybody = [together.lead, *together.others]
    blocks = _packed(_post(each, together.lead) for each in everybody)
    left = together.number + 1 - len(everybody)
    rest = [context(f"… and {left} more.")] if left > 0 else []
    if len(blocks) > WINDOW_BLOCKS:
        blocks, rest = blocks[:WINDOW_BLOCKS], [context("There are more than a window can hold.")]
    return modal("stored", "Everybody who asked", [*blocks, *rest], close="Done")


def published(lead: Question, questions: Sequence[Question], *, link: str) -> Message:
    """To whoever forwarded these: the answer to the other question is out, and answers theirs."""
    first, *rest = questions
    more = f" and {len(rest)} more you forwarded" if rest else ""
    card = f" <{link}|The card>" if link else ""
    text = f":white_check_mark: Published: {line(lead.draft, 1000)} It answers {line(first.text, 300)}{more} too.{card}"
    return message(text)


# -- by hand


def merge_window(question: Question) -> View:
    pick = input_field("merge_target", "Which question is the same?", lookup("merge_target", "Type some of its words"))
    then = (
        "This question then waits for the answer to the other one. Whoever was asked here is told that nothing more is "
        "needed, and both are answered together."
    )
    blocks = [section(line(question.text, 600)), pick, context(then)]
    return modal("merge", "Merge with another", blocks, submit="Merge", metadata=_reference(question))


def split_window(lead: Question) -> View:
    pick = input_field("split_target", "Which one is another question?", lookup("split_target", "Type some words"))
    then = "An expert is asked for it alone, and whoever forwarded it hears so."
    blocks = [section(f"Others wait for the answer to {line(lead.text, 600)}"), pick, context(then)]
    return modal("split_off", "Split one off", blocks, submit="Split off", metadata=_reference(lead))


def _reference(question: Question) -> dict[str, Any]:
    return {"question": question.id, "revision": question.revision}


def choice(question: Question) -> Block:
    """A question in a list to choose from."""
    who = f"{question.asker}: " if question.asker else ""
    return option(f"{who[:25]}{' '.join(question.text.split())}", str(question.id))
