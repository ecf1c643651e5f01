"""Where a question went, and what is said when something could not be delivered."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.db.models import Question
from bot.lifecycle import CLOSED
from bot.views.blocks import Block, Message, Names, actions, at, button, context, line, message, quote, section

MOST_LISTED = 10
REASONS = {
    "channel_not_found": "I can't find the channel (was it deleted, or made private without me?)",
    "not_in_channel": "I am not in the channel any more; please invite me again",
    "is_archived": "the channel is archived",
    "is_inactive": "the channel is archived",
    "user_not_found": "Slack doesn't know this person",
    "users_not_found": "Slack doesn't know this person",
    "user_disabled": "their Slack account is switched off",
    "cannot_dm_bot": "they can't receive direct messages from an app",
    "restricted_action": "the workspace doesn't allow me to write there",
    "restricted_action_thread_only_channel": "the channel only takes replies",
    "message_not_found": "the message I wanted to change was deleted",
    "missing_scope": "I lack a permission; please install me again",
}

NOT_CHANGED = "I can't change the message above any more, so here it is as it stands now. "


def anew(said: Message) -> Message:
    """What a message says now that can't be changed any more."""
    return message(NOT_CHANGED + said["text"], [context(NOT_CHANGED.strip()), *said["blocks"]])


def where_it_stands(question: Question, names: Names, *, link: str, by: datetime | None) -> Message:
    """To the forwarder, at once: where to look and what happens next."""
    place = f"<{link}|Follow it on its card>." if link else ""
    until = f" until {at(by)}" if by else ""
    waits = f"It waits for {names.bold(question.holder)}{until}." if question.holder != question.forwarder else ""
    what, done = ("new text", "kept") if question.change else ("question", "published")
    about = "for the answer to " if question.change else ""
    text = f"Your {what} is on its way: {about}{line(question.text)} {waits} {place} I write to you when it is {done}."
    return message(" ".join(text.split()))


def could_not(question: Question, names: Names, *, told: str, channel: str, error: str, unknown: bool) -> str:
    """How word begins of a message that won't arrive, or of which is `unknown` whether it did."""
    where = f"<#{channel}>" if _is_channel(channel) else f"{names.bold(channel)} directly"
    code = error.rpartition(": ")[2]
    why = REASONS.get(code, f"Slack says `{quote(code, 80)}`")
    about = f"a message about {line(question.text)}"
    if unknown:
        return f"<@{told}>, {about} may or may not have come to {where}, and I can't look there: {why}."
    return f"<@{told}>, I could not deliver {about} to {where}: {why}."


def _is_channel(place: str) -> bool:
    """Rather than a person, who is written to directly."""
    return place.startswith(("C", "G"))


def undeliverable(question: Question, names: Names, *, told: str, channel: str, begins: str) -> Message:
    """To a person who can mend it; it `begins` with what did not arrive."""
    if question.stage in CLOSED:
        please = "" if _is_channel(channel) else " Please tell them."
        return message(f"{begins} The question is {question.stage}, so nothing waits for it.{please}")
    holder = "you" if told == question.holder else names.bold(question.holder)
    waits = f"Nothing is lost: the question waits for {holder}, and I write to people directly meanwhile."
    return message(f"{begins} {waits}")


def unreached(duty: str, questions: Sequence[Question], names: Names, *, again: datetime) -> Message:
    """To the duty person: these experts were not asked yet, since my messages don't arrive."""
    keep = f"I keep trying, and tell you again by {at(again)}; please call them, or name somebody else."
    if len(questions) == 1:
        [question] = questions
        expert = names.bold(question.expert)
        text = f"<@{duty}>, I could not reach {expert} about {line(question.text, 300)} yet. {keep}"
        return message(text, [section(text), actions(_somebody_else(question))])
    intro = f"<@{duty}>, I could not reach the experts for these {len(questions)} questions yet. {keep}"
    listed = questions[:MOST_LISTED]
    lines = [f"{names.bold(each.expert)}: {line(each.text, 120)}" for each in listed]
    more = [f"… and {len(questions) - MOST_LISTED} more."] if len(questions) > MOST_LISTED else []
    blocks = [section(said, _somebody_else(each)) for said, each in zip(lines, listed, strict=True)]
    return message("\n".join([intro, *lines, *more]), [section(intro), *blocks, *map(context, more)])


def _somebody_else(question: Question) -> Block:
    return button("reassign", "Name somebody else", f"{question.id}:{question.revision}")


def canary() -> Message:
    """To nobody: the bot watches whether this comes and goes."""
    return message("I watch whether my messages arrive: this one goes away by itself, and nobody need do anything.")


def stopped(what: str, late: timedelta) -> Message:
    """To the duty person: something in the bot itself has stopped, so that people have to look after questions."""
    minutes = max(round(late.total_seconds() / 60), 1)
    return message(
        f"{what} are late by {minutes} minutes. Nothing is lost, and I keep trying. Until it goes on, please look at "
        "the open questions yourself, and ask whoever runs me to look at my log."
    )


def goes_on(what: str) -> Message:
    """To the duty person, who was told that it had stopped."""
    return message(f"{what} go on again: what was late comes now, and you needn't watch the open questions any more.")
