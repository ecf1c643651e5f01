"""What comms sees: a signed text to approve, then the text to post."""

from collections.abc import Sequence
from datetime import datetime

from bot.db.models import Audit, Contribution, Question
from bot.lifecycle import Move
from bot.trimming import Style, blocking
from bot.views.blocks import (
    Block,
    Message,
    Names,
    Place,
    View,
    actions,
    at,
    button,
    context,
    field,
    line,
    message,
    modal,
    quote,
    section,
    text_input,
    to,
    verbatim,
    way_to_card,
)
from bot.views.joining import Together, asked, to_answer
from bot.views.networks import counted
from bot.views.pinging import reference
from bot.views.styling import notes


def request(
    question: Question,
    names: Names,
    *,
    account: str,
    by: datetime,
    after: str = "",
    signer: str,
    reused: bool = False,
    since: Sequence[Contribution] = (),
    asked_back: Sequence[Audit] = (),
    place: Place,
    style: Style,
    together: Together | None = None,
) -> Message:
    """Ask a named person in comms to approve this exact text.

    `after` says why it comes to them; `since` is what was written after the signature,
    `asked_back` what the expert asked and was told.
    """
    signed = f"{names.bold(signer)} signed this text"
    if reused:
        signed = f"this answer was approved before and {names.bold(signer)} signed it then"
    for_account = f" for {quote(account, 100)}" if account else ""
    ask = f"{after}<@{question.approver}>, {signed}. Approve it{for_account}, by {at(by)}?"
    blocks: list[Block] = [section(ask), context(f"Question: {line(question.text, 500)}")]
    blocks += [
        context(f"{names[row.actor]} {'asked' if row.move == Move.ASK_BACK else 'answered'}: {line(row.detail, 400)}")
        for row in asked_back
    ]
    blocks.append(verbatim(question.draft))
    if together and together.number:
        blocks.append(context(asked(together)))
    length = counted(question.draft, question.limit, question.network)
    blocks.append(context(f"{length}. Editing the words sends it back to the expert."))
    blocks += [context(f":warning: {quote(text, 500)}") for text in question.warnings[:3]]
    blocks += notes(question.draft, style)
    if question.omissions and question.right_by == signer:
        blocks.append(context(f":ballot_box_with_check: {names.bold(signer)} says that it is still right without it."))
    blocks += [
        context(f"{names[row.author]} wrote after signing (the text is the same): {line(row.text, 400)}")
        for row in since
    ]
    blocks += way_to_card(place)
    value = f"{question.id}:{question.revision}"
    approve = [button("approve", "Approve", value, style="primary")]
    if blocking(question.draft, style):
        approve = []
        blocks.append(context("Please edit the text, or send it back."))
    buttons = [*approve, button("edit_draft", "Edit", value), button("send_back", "Send back", value)]
    return message(f"{ask} {line(question.draft, 1000)}", [*blocks, actions(*buttons)])


def settled(text: str) -> Message:
    """A request that was dealt with: what came of it, without buttons."""
    return message(text, [section(text)])


def send_back_window(question: Question, *, mine: str = "") -> View:
    """What should change? `mine` are words that met a newer text."""
    newer = ":warning: The text was changed while you were writing, and nothing was sent back. This is the newer text:"
    ask, hint = "What should change?", "The expert reads this at once."
    blocks = [
        *([section(newer)] if mine else []),
        verbatim(question.draft),
        text_input("words", ask, value=mine, multiline=True, focus=True, hint=hint),
    ]
    return modal("send_back", "Send it back", blocks, submit="Send back", metadata=reference(question))


def sent_back(question: Question, by: str, words: str) -> tuple[str, str]:
    """What was said, and what the expert is asked for."""
    how = "edit it in your list" if question.is_listed else "change it or answer here"
    return f"<@{by}> sent the text back: {quote(words, 2000)}", f"Please {how},"


def ready(
    question: Question,
    *,
    account: str,
    network: str,
    by: datetime,
    place: Place,
    style: Style,
    together: Together,
) -> Message:
    """The approved text, ready to copy, and whom it answers; not where a rule that came later forbids it."""
    value = f"{question.id}:{question.revision}"
    buttons = [button("posted", "I posted it", value, style="primary"), button("send_back", "Send back", value)]
    if blocking(question.draft, style):
        wait = f"<@{question.holder}>, please don't post this answer: the rules for the text have changed."
        again = context("Please send it back, so that the expert can change it and sign again.")
        return message(
            wait, [section(wait), *notes(question.draft, style), again, *way_to_card(place), actions(*buttons)]
        )
    profile = f" as {quote(account, 100)}" if account else ""
    ask = f"<@{question.holder}>, approved: ready to post on {network}{profile}. Please post it by {at(by)}."
    if together.number:
        ask += f" It answers {together.number + 1} people."
    blocks = [section(ask), verbatim(question.draft)]
    if question.link and not together.number:
        blocks.append(context(f"Reply to {to(question.link, 'this post')}."))
    blocks += to_answer(together)
    blocks += way_to_card(place)
    blocks.append(actions(*buttons))
    return message(f"{ask} {line(question.draft, 1000)}", blocks)


def link_window(question: Question) -> View:
    element: Block = {"type": "url_text_input", "action_id": "link"}
    blocks = [
        section(
            ":white_check_mark: Noted: it is posted. The link helps people find it again; you can also leave it out."
        ),
        field("link", "Link to the post", element, optional=True, hint="Starts with https://"),
    ]
    return modal(
        "add_link", "Link to the post", blocks, submit="Save", close="Without a link", metadata=reference(question)
    )


def withdraw_window(question: Question) -> View:
    from_stage = "Whoever it waits for is told at once."
    options = [
        {"text": {"type": "plain_text", "text": "No, withdraw it"}, "value": "no"},
        {"text": {"type": "plain_text", "text": "Yes, it is public already"}, "value": "yes"},
    ]
    element: Block = {"type": "radio_buttons", "action_id": "posted", "options": options, "initial_option": options[0]}
    asked = [] if question.change else [field("posted", "Is an answer already posted?", element)]
    why = text_input("words", "Why?", optional=True, hint=from_stage)
    blocks = [section(line(question.text, 600)), *asked, why]
    return modal(
        "withdraw",
        "Withdraw the new text" if question.change else "Withdraw the question",
        blocks,
        submit="Go on",
        metadata=reference(question),
    )


def withdrawn(question: Question, by: str, why: str, *, link: str) -> str:
    """To whoever forwarded it, where somebody else withdrew it: they needn't wait for an answer."""
    what = "your new text for the answer to" if question.change else "the question you forwarded:"
    again = f"If it still matters, <{link}|reopen it on its card>." if link else "If it still matters, please ask anew."
    return f"<@{by}> withdrew {what} {line(question.text, 300)}{why} I do nothing more about it. {again}"


def reopened(question: Question, by: str, why: str, *, was_public: bool, until: datetime | None, link: str) -> str:
    """To whoever forwarded or posted it, where somebody else reopened it."""
    look = " The answer may be wrong: please look at what was posted." if was_public else ""
    waits = f"It waits for <@{question.holder}>{f' until {at(until)}' if until else ''}."
    card = f" <{link}|Follow it on its card>." if link else ""
    return f"<@{by}> reopened {line(question.text, 300)}{why}{look} {waits}{card}"


def reopen_window(question: Question) -> View:
    blocks = [
        section(line(question.text, 600)),
        context("The earlier answer isn't offered to anybody until it is signed again."),
        text_input("words", "What needs to change?", optional=True, multiline=True),
    ]
    return modal("reopen", "Reopen the question", blocks, submit="Reopen", metadata=reference(question))


def written_after_publishing(question: Question, comms: str, author: str, words: str, name: str) -> Message:
    """The expert wrote more although the answer is public: comms decides. `name`: what these words are called."""
    wrote = f"<@{author}> wrote after this was published: {line(words, 1500)}"
    text = f"<@{comms}>, {wrote} Does the public answer still hold?"
    value = f"{question.id}:{question.revision}:{name}"
    return message(
        text,
        [section(text), actions(button("reopen", "Reopen", value), button("still_right", "It still holds", value))],
    )


def decided(said: Message, what: str) -> Message:
    """The same, with what was decided instead of its buttons."""
    kept = [block for block in said["blocks"] if block["type"] != "actions"]
    return message(f"{said['text']} {what}", [*kept, context(what)])


def wait_please(question: Question, user: str, why: str, *, by: datetime) -> str:
    """To whoever was about to approve or to post a text that nobody stands by any more."""
    then = f"It is with <@{question.holder}>, by {at(by)}, and goes to approval again once it is signed."
    return f"{why} <@{user}>, please wait with this one. {then}"
