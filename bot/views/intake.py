"""The windows of intake: the question, then earlier answers to choose from."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from bot.db.models import Entry, Question
from bot.lifecycle import Stage
from bot.views import joining
from bot.views.blocks import (
    Block,
    Message,
    Names,
    View,
    actions,
    at,
    button,
    context,
    cut_marked,
    divider,
    field,
    line,
    lookup,
    message,
    modal,
    on,
    option,
    quote,
    quoted,
    radio,
    section,
    text_input,
    times,
)
from bot.views.joining import Waiting

HOW_TO_ASK = (
    "After this command, type what the public asks, or nothing for a window with all fields. I look for an earlier "
    "answer first; where there is none I ask the expert. Nothing was forwarded now."
)
URGENT = option("Urgent: somebody could come to harm", "urgent", "The clocks run twice as fast.")


@dataclass(frozen=True)
class Prefilled:
    """What is known before the window opens; options as (label, value)."""

    text: str = ""
    asker: str = ""
    link: str = ""
    account: tuple[str, str] | None = None
    topic: tuple[str, str] | None = None
    hint: str = ""
    question: int | None = None  # set where the question is stored already
    parent: int | None = None
    channel: str = ""


def intake_window(known: Prefilled) -> View:
    kept = [context("Your question is kept: closing this window asks an expert with what is chosen below.")]
    blocks: list[Block] = [
        *(kept if known.question else []),
        text_input(
            "text", "What do people ask?", value=known.text, multiline=True, hint=known.hint, focus=not known.text
        ),
        field("account", "For which account?", lookup("account", "Choose the account", _initial(known.account))),
        field(
            "topic", "Topic", lookup("topic", "I'll guess it from the question", _initial(known.topic)), optional=True
        ),
        text_input(
            "asker", "Who asks?", value=known.asker, optional=True, hint="Their name or handle, such as @jane_r"
        ),
        field("link", "Link to their post", _url(known.link), optional=True),
        field("urgent", "Urgency", {"type": "checkboxes", "action_id": "urgent", "options": [URGENT]}, optional=True),
        text_input("note", "Note to the expert", multiline=True, optional=True),
        text_input(
            "suggestion",
            "Suggest a text",
            multiline=True,
            optional=True,
            hint="If you know the answer, write it here: the expert only checks and signs it.",
        ),
    ]
    metadata: dict[str, Any] = {"channel": known.channel}
    metadata |= {"question": known.question} if known.question else {}
    metadata |= {"parent": known.parent} if known.parent else {}
    submit = "Next"
    return modal(
        "intake", "Ask an expert", blocks, submit=submit, metadata=metadata, tell_when_closed=known.question is not None
    )


@dataclass(frozen=True)
class Correctable:
    """What can be corrected of a question; account and topic as (label, key)."""

    text: str
    account: tuple[str, str] | None
    topic: tuple[str, str] | None


STILL_THE_SAME = [
    option("Yes, it only says it better", "yes", "They go on waiting for the answer to this one"),
    option("No, it is another question now", "no", "I ask for theirs separately"),
]


def amend_window(
    question: Question, filled: Correctable, *, newer: Correctable | None = None, waiting: Sequence[Question] = ()
) -> View:
    """Correct the question. `newer`: how it stands now, where that isn't what whoever corrects it had seen.

    `waiting`: for whom the answer was meant too, where it is to be said whether it still is.
    """
    blocks: list[Block] = []
    if waiting:
        more = f" and {len(waiting) - 1} more wait" if len(waiting) > 1 else " waits"
        about = f"*Nothing is saved yet.* {line(waiting[0].text, 600)}{more} for the answer to this question."
        blocks += [section(about), field("still", "Is that still the same question?", radio("still", STILL_THE_SAME))]
    if newer is not None:
        place = f" for {quote(newer.account[0])}" if newer.account else ""
        place += f", {quote(newer.topic[0])}" if newer.topic else ""
        blocks.append(
            section(":warning: Somebody corrected it while you were writing. Yours is below; nothing is lost.")
        )
        blocks += [section(f"*It is now:* {line(newer.text, 2000)}{place}"), divider()]
    blocks += [
        text_input("text", "What do people ask?", value=filled.text, multiline=True),
        field("account", "For which account?", lookup("account", "Choose the account", _initial(filled.account))),
        field("topic", "Topic", lookup("topic", "Choose the topic", _initial(filled.topic)), optional=True),
        context("If the text was signed already, the expert is asked to sign it again."),
    ]
    title, submit = ("Replace it with mine", "Replace it") if newer else ("Correct the question", "Save")
    metadata = {"question": question.id, "revision": question.revision, "shown": mark(question)}
    return modal("amend", title, blocks, submit=submit, metadata=metadata)


def mark(question: Question) -> str:
    """Differs once the question was corrected."""
    said = "\0".join((question.text, question.account, question.topic))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _initial(chosen: tuple[str, str] | None) -> Block | None:
    return option(*chosen) if chosen else None


def _url(link: str) -> Block:
    element: Block = {"type": "url_text_input", "action_id": "link"}
    return element | ({"initial_value": link[:3000]} if link else {})


@dataclass(frozen=True)
class Offered:
    """An earlier answer as it is shown: how sure it is, what differs, and whether it may be used as it stands.

    `proposed`: so sure that it is chosen beforehand.
    """

    entry: Entry
    differences: tuple[str, ...]
    usable: bool
    why_not: str = ""  # made safe for a message
    sure: str = ""
    proposed: bool = False


@dataclass(frozen=True)
class Offers:
    """All that is offered for a question: earlier answers, and open questions that ask the same (`waiting`).

    `expert` (in plain words) is asked at `by`, unless something is chosen.
    """

    question: Question
    answers: Sequence[Offered]
    waiting: Sequence[Waiting]
    names: Names
    expert: str
    by: datetime


def choosing_window(offers: Offers) -> View:
    """Earlier answers, and on top of them open questions that ask the same."""
    question, answers, waiting, names = offers.question, offers.answers, offers.waiting, offers.names
    blocks: list[Block] = [section(line(question.text, 600))]
    blocks += [divider(), *joining.offers(waiting, names)] if waiting else []
    for number, offered in enumerate(answers, 1):
        blocks += [divider(), *_offer(number, offered, names), actions(*_looks(question, offered))]
    options = joining.options(waiting)
    initial = options[0] if waiting and waiting[0].proposed else None
    for number, offered in enumerate(answers, 1):
        label = f"answer {number}" if len(answers) > 1 else "this answer"
        if offered.usable:
            options.append(
                option(f"Use {label} as it stands", f"use:{offered.entry.id}", "Goes to approval, no need to ask again")
            )
        options.append(option(f"Adapt {label}", f"adapt:{offered.entry.id}", "The expert signs the adapted text"))
    ask = option(f"Ask {offers.expert}", "ask", "None of these answers it" if answers else "It is another question")
    options.append(ask)
    if initial is None:
        initial = options[len(waiting)] if answers and answers[0].proposed else ask
    blocks += [divider(), field("choice", "What shall I do?", radio("choice", options, initial))]
    blocks.append(
        context(
            f"Your question is kept. I ask {quote(offers.expert, 80)} as soon as you close this, or at {at(offers.by)}."
        )
    )
    metadata = {"question": question.id, "revision": question.revision}
    return modal(
        "choosing",
        "We answered this before" if answers else "Perhaps asked already",
        blocks,
        submit="Go on",
        close="Ask the expert",
        metadata=metadata,
        tell_when_closed=True,
    )


def _offer(number: int, offered: Offered, names: Names) -> list[Block]:
    entry = offered.entry
    account = f" on {quote(entry.used_on, 80)}" if entry.used_on else ""
    used = f"used {times(entry.used)}, last{account} {on(entry.used_at)}"
    review = datetime.combine(entry.review_on, time(12), entry.made_at.tzinfo)
    sure = f"*{offered.sure}* · " if offered.sure else ""
    made = f"{'answered' if entry.signed else 'from a file'} {on(entry.made_at)}"
    blocks = [
        section(f"*{number}. {line(entry.question, 300)}*\n{quoted(entry.short, 700)}"),
        context(f"{sure}{names[entry.expert]} · {made}, {used} · review due {on(review)}"),
    ]
    if offered.differences:
        blocks.append(
            context(f":warning: Different: {'; '.join(quote(text, 200) for text in offered.differences[:4])}")
        )
    if offered.why_not:
        blocks.append(context(cut_marked(offered.why_not, 1000)))
    return blocks


def _looks(question: Question, offered: Offered) -> list[Block]:
    """Buttons that decide nothing yet."""
    value = f"{question.id}:{question.revision}:{offered.entry.id}"
    return [
        button("entry_view", "Look closer", str(offered.entry.id)),
        button("not_same", "Not the same question", value),
    ]


def none_left(question: Question, names: Names) -> Message:
    """In the place of the offers, when none of them was the same question."""
    asked = names[question.holder]
    text = f"{line(question.text, 300)} None of the earlier answers was to this question, so I asked {asked}."
    return message(text, [section(text)])


def offers_message(offers: Offers) -> Message:
    """The same offers as a message, where no window could show them."""
    question = offers.question
    otherwise = f"I ask {quote(offers.expert, 80)} at {at(offers.by)} unless you choose."
    before = f"we answered something close to {line(question.text, 300)} before."
    already = f"something close to {line(question.text, 300)} is asked already."
    text = f"<@{question.forwarder}>, {before if offers.answers else already} {otherwise}"
    blocks = [section(text), *joining.buttons(question, offers.waiting, offers.names)]
    value = f"{question.id}:{question.revision}"
    for number, offered in enumerate(offers.answers, 1):
        use = [button("use_entry", "Use it", f"{value}:{offered.entry.id}")] if offered.usable else []
        blocks += [
            *_offer(number, offered, offers.names),
            actions(
                *use,
                button("adapt_entry", "Adapt it", f"{value}:{offered.entry.id}"),
                *_looks(question, offered),
            ),
        ]
    blocks.append(actions(button("ask_anyway", f"Ask {offers.expert}", value, style="primary")))
    return message(text, blocks)


def looking_window(question: Question, *, expert: str, by: datetime) -> View:
    """The look-up takes longer than a window can wait: the offers follow by direct message."""
    text = "I am still looking for an earlier answer, and write to you in a moment if there is one."
    later = f"If you choose nothing, I ask {quote(expert, 80)} at {at(by)}. Nothing is lost when you close this."
    blocks = [section(line(question.text, 600)), section(text), context(later)]
    return modal("stored", "Looking first", blocks, close="Done")


def stored_window(question: Question, names: Names, *, by: datetime | None, unread: bool) -> View:
    """The last window: what happens next, and by when; `unread`: the question couldn't be read."""
    said = NEXT.get(question.stage, "This question is {stage} already. Its card shows where it stands.")
    until = f" by {at(by)}" if by else ""
    text = said.format(holder=names.bold(question.holder), until=until, stage=question.stage)
    done = "kept" if question.change else "published"
    later = f"I send you a link to its card now, and write to you when it is {done}."
    return modal(
        "stored",
        "On its way",
        [section(line(question.text, 600)), section(text), *([context(MISSED)] if unread else []), context(later)],
        close="Done",
    )


def missed_message(question: Question) -> Message:
    """The same where no window could say so."""
    text = f"{line(question.text, 300)}: {MISSED} I go on without one."
    return message(text, [section(text)])


MISSED = "I can't read this language well, so there may be an earlier answer that I didn't find."
NEXT = {
    Stage.AWAITING_ACKNOWLEDGEMENT: "I asked {holder} to answer it. If nobody takes it{until}, I ask the next person.",
    Stage.AWAITING_EXPERT: "No expert is named for this yet, so {holder} names one{until}.",
    Stage.AWAITING_SIGN_OFF: "I asked {holder} to check the text and sign it{until}.",
    Stage.AWAITING_APPROVAL: "{holder} can approve the earlier answer now: the request is in the question's thread.",
}
