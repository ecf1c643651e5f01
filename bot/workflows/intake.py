"""A question comes in, and is stored at once."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, events, trimming
from bot.db import adding, questions
from bot.db.models import Question
from bot.lifecycle import Refused, Stage
from bot.organisation import Account, Organisation
from bot.views import intake as views
from bot.views.blocks import View, option
from bot.views.intake import Prefilled
from bot.views.networks import named
from bot.workflows.moving import promise, start_clock, start_promise, stop_clock
from bot.workflows.people import Actor, organisation, require_comms
from bot.workflows.permits import may
from bot.workflows.quoting import Post

LIMIT = 3000
MOST_OPTIONS = 100
A_MOMENT = timedelta(minutes=2)
NOT_HERE = "I can't find that question here any more. Please start again from its card, or with the command."
LINK = "A link starts with https:// and has no spaces, quotation marks or angle brackets."
LINKED = re.compile(r"https?://[^\s<>|\"/?#\\]+[^\s<>|\"]*", re.IGNORECASE)


@dataclass(frozen=True)
class Asking:
    """What comms typed, as it came."""

    text: str
    account: str = ""
    topic: str = ""
    asker: str = ""
    link: str = ""
    note: str = ""
    suggestion: str = ""
    urgent: bool = False
    parent: int | None = None


class Misfilled(Refused):
    """Fields that can't be taken as they are: field -> what to do."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


def is_link(text: str) -> bool:
    """An address that Slack takes for a button, and that can't end the link it is shown in."""
    return LINKED.fullmatch(text) is not None


def check(org: Organisation, asking: Asking) -> None:
    """Everything that must hold before a question is stored."""
    errors = {}
    for name in ("text", "asker", "link", "note", "suggestion"):
        length = len(getattr(asking, name))
        if length > LIMIT:
            errors[name] = f"At most {LIMIT:,} characters, please: this has {length:,}."
    if not asking.text.strip():
        errors["text"] = "Please write down what people ask."
    if asking.account and org.account(asking.account) is None:
        errors["account"] = "I don't know this account. Please choose one from the list."
    if asking.topic and org.topic(asking.topic) is None:
        errors["topic"] = "I don't know this topic. Please choose one from the list."
    if asking.link.strip() and not is_link(asking.link.strip()):
        errors["link"] = LINK
    if errors:
        raise Misfilled(errors)


async def empty_window(session: AsyncSession, actor: Actor, *, channel: str = "", post: Post | None = None) -> View:
    """The window of a question that isn't stored yet, with what the forwarded message says."""
    org = await organisation(session, actor.workspace)
    require_comms(org, actor, "ask the experts")
    known = post or Post()
    hint = ""
    if known.cut_from:
        hint = f"The message has {known.cut_from:,} characters; these are the first {LIMIT:,}. Keep only the question."
    account = await _usual_account(session, org, actor)
    return views.intake_window(
        Prefilled(
            text=known.text, asker=known.asker, link=known.link, hint=hint, channel=channel, account=labelled(account)
        )
    )


async def window_of(session: AsyncSession, question: Question) -> View:
    """The window of a question that is stored already: the rest may be filled in, or left."""
    org = await organisation(session, question.workspace)
    topic = org.topic(question.topic) if question.topic else None
    return views.intake_window(
        Prefilled(
            text=question.text,
            account=labelled(org.account(question.account) if question.account else None),
            topic=(topic.name, topic.key) if topic else None,
            question=question.id,
        )
    )


async def question_at(session: AsyncSession, actor: Actor, *, channel: str, message: dict[str, Any]) -> int | None:
    """The question whose message of ours this is; None for what people wrote."""
    if not message.get("bot_id") or not message.get("ts"):
        return None
    return await questions.find_by_message(session, actor.workspace, channel, message["ts"])


async def follow_up_window(session: AsyncSession, actor: Actor, *, question_id: int) -> View:
    """A new question to the same expert, from the same asker."""
    org = await organisation(session, actor.workspace)
    require_comms(org, actor, "ask the experts")
    before = await questions.lock(session, actor.workspace, question_id)
    account = org.account(before.account) if before.account else None
    topic = org.topic(before.topic) if before.topic else None
    return views.intake_window(
        Prefilled(
            asker=before.asker,
            link=before.link,
            account=labelled(account),
            topic=(topic.name, topic.key) if topic else None,
            parent=before.id,
        )
    )


async def _usual_account(session: AsyncSession, org: Organisation, actor: Actor) -> Account | None:
    """The only account there is, or the one this person forwarded for last."""
    if len(org.accounts) == 1:
        return org.accounts[0]
    last = await questions.forwarded_last(session, actor.workspace, actor.user)
    return org.account(last.account) if last is not None and last.account else None


def labelled(account: Account | None) -> tuple[str, str] | None:
    """As it is chosen: what it is called, and its key."""
    if account is None:
        return None
    return f"{account.handle} on {named(account.network)}", account.key


async def account_options(session: AsyncSession, actor: Actor, query: str) -> list[dict[str, Any]]:
    org = await organisation(session, actor.workspace)
    require_comms(org, actor, "choose an account")
    labels = [found for one in org.accounts if (found := labelled(one)) is not None]
    return _matching(labels, query)


async def topic_options(session: AsyncSession, actor: Actor, query: str) -> list[dict[str, Any]]:
    org = await organisation(session, actor.workspace)
    require_comms(org, actor, "choose a topic")
    return _matching([(topic.name, topic.key) for topic in org.topics], query)


def _matching(labels: list[tuple[str, str]], query: str) -> list[dict[str, Any]]:
    words = query.casefold().split()
    found = [option(*label) for label in labels if all(word in label[0].casefold() for word in words)]
    return found[:MOST_OPTIONS]


async def store(session: AsyncSession, actor: Actor, asking: Asking) -> Question:
    """Keep the question, in CHOOSING, whatever happens next."""
    org = await organisation(session, actor.workspace)
    require_comms(org, actor, "ask the experts")
    check(org, asking)
    if asking.parent is not None and await questions.find(session, actor.workspace, asking.parent) is None:
        raise Refused(NOT_HERE)
    question = Question(
        workspace=actor.workspace,
        stage=Stage.CHOOSING,
        holder=actor.user,
        forwarder=actor.user,
        text=asking.text.strip(),
        created_at=clock.now(),
        stage_since=clock.now(),
        moves=0,
        revision=0,
    )
    if not asking.account:
        account = await _usual_account(session, org, actor)
        asking = replace(asking, account=account.key if account else "")
    _fill(question, asking, org)
    promise(question, org)
    session.add(question)
    await session.flush()
    await adding.audit(
        session,
        workspace=actor.workspace,
        question_id=question.id,
        actor=actor.user,
        move="forward",
        from_stage="",
        to_stage=Stage.CHOOSING,
    )
    asked = {"workspace": question.workspace, "question": question.id, "move": "forward", "stage": question.stage}
    events.once_committed(session, "move", **asked)
    events.note(question=question.id)
    await start_promise(session, question, org)
    await start_clock(session, question, org)
    return question


async def sent_before(session: AsyncSession, actor: Actor, text: str) -> Question | None:
    """The same words from the same person a moment ago: Slack had told them that it failed, but it was stored."""
    require_comms(await organisation(session, actor.workspace), actor, "ask the experts")
    last = await forwarded_just_now(session, actor, text)
    return last if last is not None and last.stage is Stage.CHOOSING else None


async def forwarded_just_now(session: AsyncSession, actor: Actor, text: str) -> Question | None:
    """What this person forwarded last, if it is these words and was a moment ago."""
    last = await questions.forwarded_last(session, actor.workspace, actor.user)
    if last is None or last.text != text.strip() or clock.now() - last.created_at >= A_MOMENT:
        return None
    return last


def _fill(question: Question, asking: Asking, org: Organisation) -> None:
    question.text, question.asker, question.link = asking.text.strip(), asking.asker.strip(), asking.link.strip()
    question.note, question.urgent, question.parent = asking.note.strip(), asking.urgent, asking.parent
    place(question, org, account=asking.account, topic=asking.topic)
    if asking.suggestion.strip():
        closing = org.style_for(question.account).closing
        question.draft, question.draft_by = trimming.closed(asking.suggestion.strip(), closing), question.forwarder


def place(question: Question, org: Organisation, *, account: str, topic: str) -> None:
    """Which account, topic and department: the topic decides who knows, the account how long and how."""
    chosen = org.account(account) if account else None
    guessed = org.topic(topic) if topic else org.guess_topic(question.text)
    question.account = chosen.key if chosen else ""
    question.network, question.limit = (chosen.network, chosen.limit) if chosen else ("x", 140)
    question.topic = guessed.key if guessed else ""
    question.department = (guessed.department if guessed else "") or (chosen.department if chosen else "") or ""
    department = org.department(question.department) if question.department else None
    question.desk = department.desk if department else org.desk or ""


async def amend_stored(session: AsyncSession, actor: Actor, question_id: int, asking: Asking) -> Question:
    """The window of a question that the command stored already was filled in."""
    question = await questions.lock(session, actor.workspace, question_id)
    org = await organisation(session, actor.workspace)
    if not await may(session, "intake_stored", question, actor):
        raise Refused(f"This question is <@{question.forwarder}>'s. Once it has a card, comms can correct it there.")
    if question.stage is not Stage.CHOOSING:
        raise Refused("This question went to an expert in the meantime. You can correct it on its card.")
    check(org, asking)
    _fill(question, asking, org)
    await _wind_anew(session, question, org)
    return question


async def _wind_anew(session: AsyncSession, question: Question, org: Organisation) -> None:
    """Its department has its own clocks, and those of what is urgent run faster."""
    question.stage_since = clock.now()
    question.moves += 1  # the clocks' new names
    promise(question, org)
    for kind in ("promise", "clock"):
        await stop_clock(session, question, kind)
    await start_promise(session, question, org)
    await start_clock(session, question, org)
