"""The card: a question's root message in its desk, updated in place."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.db.models import Question
from bot.lifecycle import CLOSED, Stage
from bot.views.blocks import (
    Block,
    Message,
    Names,
    actions,
    at,
    button,
    context,
    lasting,
    line,
    message,
    quote,
    quoted,
    section,
    to,
    when,
)
from bot.views.joining import Together, asked, asked_section

LONG = timedelta(hours=6)  # a card may be read as of another day
WAITING = {
    Stage.CHOOSING: "Waiting for {holder} to choose: use an earlier answer, or ask",
    Stage.JOINED: "Waiting for the same answer as {lead}",
    Stage.AWAITING_EXPERT: "No expert is on it. Waiting for {holder} to name one",
    Stage.AWAITING_ACKNOWLEDGEMENT: "Waiting for {holder} to take it on",
    Stage.AWAITING_ANSWER: "Waiting for {holder} to answer",
    Stage.AWAITING_ASKER: "Waiting for {holder} to tell the expert more",
    Stage.AWAITING_SIGN_OFF: "Waiting for {holder} to sign off the short text",
    Stage.AWAITING_APPROVAL: "Waiting for {holder} to approve the text",
    Stage.AWAITING_PUBLICATION: "Waiting for {holder} to post it",
}


@dataclass(frozen=True)
class Around:
    """What the card says besides the question itself."""

    names: Names
    account: str
    topic: str
    together: Together | None = None
    lead: str = ""  # the question whose answer this one waits for
    follows: Question | None = None  # the question that this one follows up
    by: datetime | None = None  # until when the holder has time
    overdue: bool = False  # what was promised to the public is over
    is_kept: bool = False  # two people released it, and it is offered to the next who asks


def card(question: Question, around: Around) -> Message:
    status = standing(question, around)
    blocks = [section(f"*{line(question.text, 1500)}*"), context(origin(question, around))]
    if around.follows is not None:
        answer = f" Answered: {line(around.follows.draft, 600)}" if around.follows.stage == Stage.PUBLISHED else ""
        blocks.append(context(f"Follows up {line(around.follows.text, 600)}{answer}"))
    if question.note:
        blocks.append(context(f"Note from {around.names[question.forwarder]}: {quote(question.note, 700)}"))
    if around.together and around.together.number:
        blocks.append(asked_section(around.together))
    blocks.append(section(status))
    if question.stage == Stage.PUBLISHED and question.draft:
        blocks.append(section(quoted(question.draft, 2000)))
    blocks.append(_buttons(question))
    return message(f"{line(question.text)} {plain_standing(status)}", blocks)


def below(question: Question, around: Around) -> Message:
    """Instead of the card, in its thread, where Slack lets nobody change the card any more."""
    status = standing(question, around)
    text = f"I can't change the card above any more, so please don't go by it. Where this question stands now: {status}"
    together = [context(asked(around.together))] if around.together and around.together.number else []
    ended = [_buttons(question)] if question.stage in CLOSED else []  # till then those of the card do
    return message(plain_standing(text), [section(text), *together, *ended])


def no_choice(question: Question, around: Around) -> Message:
    """Instead of earlier answers that were offered in a message, once it is chosen, or too late to choose."""
    status = f"{line(question.text)} {standing(question, around)}"
    return message(plain_standing(status), [section(status)])


def gone_on() -> Message:
    """What `below` says once something newer is said."""
    text = "Where this question stands now is said below."
    return message(text, [context(text)])


def origin(question: Question, around: Around) -> str:
    """Who asked, where, for which account, and who brought it here."""
    reopened = "reopened " if question.reopened else ""
    came = f"{around.names[question.forwarder]}, {reopened}{_moment(question, question.created_at)}"
    if question.change:
        return f"A new text for an answer that is kept · {quote(around.topic, 100) or 'no topic'} · from {came}"
    who = quote(question.asker, 100) or "Somebody"
    urgent = ":rotating_light: *Urgent* · " if question.urgent else ""
    topic = f" · {quote(around.topic, 100)}" if around.topic else ""
    account = f" for {quote(around.account, 100)}" if around.account else ""
    return f"{urgent}{who} asked{account}{topic} · forwarded by {came}"


def standing(question: Question, around: Around) -> str:
    """Whom the question waits for and until when; or how it ended."""
    names = around.names
    if question.stage == Stage.PUBLISHED:
        answered = f" Answered by {names.bold(question.expert)}" if question.expert else ""
        approved = f", approved by {names.bold(question.approver)}" if question.approver else ""
        kept = " Kept for next time." if around.is_kept else ""
        if question.change:
            signed = f"{answered.replace('Answered', 'Signed', 1)}{approved}"
            kept_at = _moment(question, question.published_at)
            return f":white_check_mark: *Kept* {kept_at}. Nothing was posted by this.{signed}."
        by = f"{answered}{approved}." if question.draft else " I don't know the text."
        where = f" {to(question.published_link, 'See the post')}." if question.published_link else ""
        published = _moment(question, question.published_at)
        return f":white_check_mark: *Published* {published}, {took(question)}.{by}{kept}{where}"
    if question.stage == Stage.WITHDRAWN:
        why = f" Reason: {quote(question.withdrawn_why, 300)}" if question.withdrawn_why else ""
        return f"*Withdrawn.* Nobody needs to do anything.{why}"
    waiting = WAITING[question.stage].format(holder=names.bold(question.holder), lead=line(around.lead, 200))
    by = f", by {at(around.by)}" if around.by and question.stage != Stage.JOINED else ""
    until = f", until {when(around.by)}" if by and around.by else ""  # "by today at" isn't said
    if question.paused_at:
        return f"{waiting}{until}. The promised time is paused until then."
    if around.overdue and question.promise_at:  # its times may be yesterday's
        return f"{waiting}{until}. *Overdue:* promised to the public for {when(question.promise_at)}."
    promised = f" Promised to the public by {at(question.promise_at)}." if question.promise_at else ""
    return f"{waiting}{by}.{promised}"


def took(question: Question, *, came: str = "it came in") -> str:
    """How long after it `came`, or was reopened, it was published, in words."""
    time = lasting(question.published_at - question.created_at) if question.published_at else "some time"
    return f"{time} after {'it was reopened' if question.reopened else came}"


def _moment(question: Question, instant: datetime | None) -> str:
    """A time of day; with its day where the question came in long before, or its card is from another day."""
    if instant is None:
        return at(instant)
    return when(instant) if question.reopened or instant - question.created_at > LONG else at(instant)


def plain_standing(status: str) -> str:
    return status.replace("*", "")


def _buttons(question: Question) -> Block:
    value = f"{question.id}:{question.revision}"
    link = [button("open_post", "Open the post", value, url=question.link)] if question.link else []
    if question.stage == Stage.PUBLISHED:
        add_link = [] if question.published_link or question.change else [button("add_link", "Add the link", value)]
        return actions(
            *link, *add_link, button("reopen", "Reopen", value), button("follow_up", "Follow-up question", value)
        )
    if question.stage == Stage.WITHDRAWN:
        anyway = [] if question.change else [button("posted", "It was posted anyway", value)]
        return actions(*link, button("reopen", "Reopen", value), *anyway)
    joined = question.stage == Stage.JOINED
    other = button("split", "Split off", value) if joined else button("reassign", "Reassign", value)
    merge = [] if joined or question.change else [button("merge", "Merge with…", value)]
    amend = [] if question.change else [button("amend", "Correct it", value)]
    return actions(*link, *amend, other, *merge, button("withdraw", "Withdraw", value))
