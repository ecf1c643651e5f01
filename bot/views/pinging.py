"""What an expert sees when a question is theirs, and the windows behind the buttons."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.db.models import Question
from bot.lifecycle import WITH_EXPERT, Stage
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
    option,
    quote,
    quoted,
    section,
    select,
    text_input,
    to,
    way_to_card,
)


def ping(question: Question, *, by: datetime, place: Place, after: str = "") -> Message:
    """Ask the expert; `after` says why it comes to them only now. What is asked stands above it in the thread, but not
    where a phone announces it."""
    urgent = ":rotating_light: *Urgent:* " if question.urgent else ""
    ask, asked = f"{after}{urgent}<@{question.expert}>, can you answer this one?", f" {line(question.text, 600)}"
    here = "Just answer this message" if place.direct else "Reply here"
    how = (
        f"{here} in your own words, as long as you like. "
        f"I shorten it to {question.limit} characters and show you before anything goes out."
    )
    until = f"Please say by {at(by)} that you have it. If you can't, I ask the next person."
    blocks = [section(f"{ask}{asked if place.direct else ''} {how}"), context(until)]
    return message(f"{ask}{asked} {how} {until}", [*blocks, *way_to_card(place), _choices(question)])


def _choices(question: Question) -> Block:
    value = f"{question.id}:{question.revision}"
    buttons = [
        button("acknowledge", "On it", value, style="primary"),
        button("pass_on", "Not me", value),
        button("ask_back", "I need to know more", value),
    ]
    if question.draft:
        buttons.append(button("adopt_draft", "Use the draft so far", value))
    return actions(*buttons)


def answer_wanted(question: Question, *, by: datetime, place: Place) -> Message:
    """To an expert who has taken it on: until when, and the ways out."""
    asked = f" {line(question.text, 600)}" if place.direct else ""
    where = "Answer here" if place.direct else "Reply in this thread"
    text = f":eyes: <@{question.expert}> is on it and answers by {at(by)}.{asked} {where}, in your own words."
    return message(text, [section(text), *way_to_card(place), *ways_on(question, draft=question.draft)])


def ways_on(question: Question, *, draft: str) -> list[Block]:
    """For an expert who has a `draft` to go on with, can't answer yet, or not at all."""
    value = f"{question.id}:{question.revision}"
    buttons = [button("pass_on", "Not me", value), button("ask_back", "I need to know more", value)]
    if not draft:
        return [actions(*buttons)]
    text = f"There is a draft so far: {line(draft)} You can sign that, or write your own here."
    return [section(text), actions(button("adopt_draft", "Use the draft so far", value), *buttons)]


def pass_on_window(question: Question, experts: Sequence[tuple[str, str]]) -> View:
    """Choose who knows better; experts as (user id, name)."""
    options = [option(name, user) for user, name in experts]
    ask = "Who should sign it?" if question.is_listed else "Who should answer it?"
    blocks = [
        section(f"{line(question.text, 600)}"),
        field("user", ask, select("user", [*options, option("I don't know who", "nobody")], "Choose")),
        text_input("note", "A word for them", optional=True, hint="Whoever is asked next sees it."),
    ]
    return modal("pass_on", "Pass it on", blocks, submit="Pass it on", metadata=reference(question))


def person_window(question: Question, experts: Sequence[tuple[str, str]], *, chosen: str = "", now: str = "") -> View:
    """Name the expert: from the organisation's list, or anybody else in the workspace.

    `now`: how it stands, where that isn't what whoever has `chosen` somebody had seen.
    """
    anybody: dict[str, Any] = {
        "type": "users_select",
        "action_id": "anybody",
        "placeholder": {"type": "plain_text", "text": "Anybody"},
    }
    blocks = [section(line(question.text, 600))]
    if now:
        asks_anew = " Whoever you ask now has to sign a text anew." if question.draft else ""
        blocks.append(
            section(f":warning: It went on while you were choosing, and nobody was asked yet. {now}{asks_anew}")
        )
    listed = {user: option(name, user) for user, name in experts}
    if listed:
        menu = select("user", list(listed.values()), "Choose", listed.get(chosen))
        blocks.append(field("user", "Who should answer it?", menu, optional=True))
    if chosen and chosen not in listed:
        anybody["initial_user"] = chosen
    blocks.append(field("anybody", "Or somebody else", anybody, optional=bool(experts)))
    submit, metadata = "Ask them anyway" if now else "Ask them", reference(question, stage=question.stage)
    return modal("assign", "Name an expert", blocks, submit=submit, metadata=metadata)


def ask_back_window(question: Question) -> View:
    blocks = [
        section(line(question.text, 600)),
        text_input(
            "words",
            "What do you need to know?",
            multiline=True,
            focus=True,
            hint="The person who forwarded it is asked at once.",
        ),
    ]
    return modal("ask_back", "I need to know more", blocks, submit="Ask", metadata=reference(question))


def asked_back(question: Question, names: Names, *, place: Place) -> Message:
    about = f" about {line(question.text, 300)}" if place.direct else ""
    how = f"{'Answer here' if place.direct else 'Reply in this thread'} or press the button"
    text = (
        f"<@{question.holder}>, {names.bold(question.expert)} needs to know more before answering{about}:\n"
        f"{quoted(question.asked_back, 1500)}\n{how}. The promised time is paused until then."
    )
    value = f"{question.id}:{question.revision}"
    tell = actions(button("inform", "Tell them more", value, style="primary"))
    return message(text, [section(text), *way_to_card(place), tell])


def both(question: Question, names: Names, words: str, by: str) -> str:
    """What the expert asked, and what they were told."""
    asked = f"{names.bold(question.expert)} asked: {line(question.asked_back, 1300)}"
    return f"{asked}\n{names.bold(by)} answered: {line(words, 1300)}"


def inform_window(question: Question, *, words: str = "") -> View:
    blocks = [
        section(quoted(question.asked_back, 1500)),
        text_input("words", "Your answer", multiline=True, focus=True, value=words),
    ]
    return modal("inform", "Tell them more", blocks, submit="Send", metadata=reference(question))


def is_this_for_the_expert(question: Question, names: Names, words: str, channel: str, ts: str) -> Message:
    """To somebody whose words may be what the expert needs to know."""
    text = (
        f"{names.bold(question.expert)} needs to know more about {line(question.text, 300)}:\n"
        f"{quoted(question.asked_back, 1000)}\nI told them nothing yet. If this answers it, press the button: "
        "you can read your words once more before I send them."
    )
    value = f"{question.id}:{question.revision}:{channel}:{ts}"
    tell = actions(button("inform", "Tell them more", value, style="primary"))
    return message(text, [section(text), section(quoted(words, 1000)), tell])


def informed(question: Question, words: str, by: str) -> tuple[str, str]:
    """What was said, and what the expert is asked for."""
    signing = question.stage == Stage.AWAITING_SIGN_OFF
    ask = "If it changes your answer, write it here; else please sign off" if signing else "Please answer here"
    return f"from <@{by}>: {quote(words, 2000)}", ask


def told_otherwise(question: Question, words: str, by: str, *, deleted: bool) -> tuple[str, str]:
    """What the expert was told is something else now, and what they are asked for."""
    became = f"deleted what you were told: {line(words, 1500)}"
    said = f"<@{by}> {became if deleted else f'corrected what you were told: it is {line(words, 1500)} now.'}"
    if question.stage is Stage.AWAITING_ASKER:
        return said, ""
    if question.stage in WITH_EXPERT:
        return said, informed(question, words, by)[1]
    return said, "If your answer isn't right any more, please write it here."


def expert_wanted(question: Question, *, why: str, place: Place) -> Message:
    """Tell the duty person that somebody has to be named."""
    text = (
        f"<@{question.holder}>, I have nobody to ask about {line(question.text, 500)} {why} Please name an expert now."
    )
    text += f" <{place.card_link}|Open the card>" if place.card_link else ""
    value = f"{question.id}:{question.revision}"
    return message(
        text,
        [
            section(text),
            actions(button("assign", "Name an expert", value, style="primary"), button("withdraw", "Withdraw", value)),
        ],
    )


def colleague(question: Question, words: str) -> Message:
    """To somebody who replied although another person was asked."""
    asked = f"I asked <@{question.expert}> for this one, so" if question.expert else "Nobody is on it yet, and"
    text = f"{asked} I did not use your reply. If you can stand by it, say so:"
    value = f"{question.id}:{question.revision}"
    return message(
        text,
        [section(text), section(quoted(words, 1000)), actions(button("can_answer", "I can answer this", value))],
    )


def remark(question: Question, names: Names, by: str, words: str) -> Message:
    """To whoever is about to approve or to post a text that somebody else signed."""
    text = (
        f"<@{question.holder}>, {names.bold(by)}, who isn't its expert, wrote about this text: {line(words, 1000)} "
        "I changed nothing. If it matters, send the text back; else go on."
    )
    return message(text, [section(text)])


def is_this_your_answer(question: Question, words: str, channel: str, ts: str) -> Message:
    text = f"Is this your answer to {line(question.text, 300)}?"
    value = f"{question.id}:{question.revision}:{channel}:{ts}"
    buttons = actions(button("is_answer", "Yes, use it", value, style="primary"), button("is_no_answer", "No", value))
    return message(text, [section(text), section(quoted(words, 1000)), buttons])


def further_questions(cards: Sequence[tuple[str, str]], words: str) -> Message:
    """Which more it may belong to, as (text, link to the card)."""
    rows = [f"• {line(text, 200)} {to(link, 'Open the card') if link else ''}".rstrip() for text, link in cards]
    text = "\n".join(["If it answers another one, please write it in its thread:", *rows])
    return message(text, [section(text), section(quoted(words, 1000))])


def reminder(question: Question, text: str, *, colleague: str, colleague_name: str) -> Message:
    """One line to the holder, with the way to pass it to a `colleague`, where there is one."""
    if not colleague:
        return message(text, [section(text)])
    value = f"{question.id}:{question.revision}:{colleague}"
    return message(text, [section(text), actions(button("pass_to", f"Pass it to {colleague_name}", value))])


def reference(question: Question, **more: Any) -> dict[str, Any]:
    """What a window remembers: ids only, all read again when it is sent."""
    return {"question": question.id, "revision": question.revision, **more}


def went_nowhere(*, may_ask: bool) -> Message:
    """To whoever wrote to the bot when nothing waits for their words; what to do instead."""
    ask = "To ask an expert, choose *Ask an expert* in the menu of your message (⋯, or hold it)."
    wait = "When one needs your answer, I write to you. Answers that were published before are in the Home tab."
    return message(f"No question waits for words from you here, so nobody was told. {ask if may_ask else wait}")
