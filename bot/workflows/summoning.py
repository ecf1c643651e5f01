"""Asking the holder for what the stage needs, in the place where they will see it."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db import entries, organisations, questions
from bot.db.models import Outbox, Question
from bot.lifecycle import SIGNED, Move, Stage
from bot.slack import outbox
from bot.slack.outbox import Lane, Message
from bot.views import approval as approval_views
from bot.views import changing as changing_views
from bot.views import drafting as drafting_views
from bot.views import joining as joining_views
from bot.views import pinging as pinging_views
from bot.views.blocks import Place, line
from bot.views.networks import named
from bot.workflows import cards, ladder, styling
from bot.workflows.askers import to_post, together
from bot.workflows.people import names_around, organisation


async def summon(session: AsyncSession, question: Question, *, after: str = "", direct: bool = False) -> None:
    """Ask the holder; somebody outside the desk is invited first, or written to directly where that fails.

    `after` says why it comes to them only now.
    """
    if question.is_listed:
        return  # it is in the list of what waits for its holder
    user = question.holder
    in_desk = (
        await organisations.is_member(session, question.workspace, question.desk, user) if question.desk else False
    )
    if question.desk and not in_desk and not direct:
        outbox.call(
            session,
            key=f"question:{question.id}:invite:{question.moves}",
            workspace=question.workspace,
            method="conversations.invite",
            args={"channel": question.desk, "users": user},
            lane=Lane.ESCALATION,
            question_id=question.id,
            then={"kind": "invited", "user": user, "after": after},
        )
        return
    in_thread = in_desk and not direct and bool(question.card_key)
    key = f"question:{question.id}:{_kind(question)}:{question.moves}"
    place = await _place(session, question, in_thread=in_thread)
    message = await _message(session, question, after=after, place=place)
    if question.stage is Stage.AWAITING_SIGN_OFF:
        question.draft_key = key
    else:
        question.request_key = key
    say(
        session,
        question,
        key=key,
        message=message,
        user="" if in_thread else user,
        lane=_lane(question),
        then={"kind": "delivered"},
    )


async def asks_directly(session: AsyncSession, question: Question) -> bool:
    """Whether the holder is asked in their own messages already: no matter then what becomes of the desk."""
    asked = await _asked(session, question)
    return asked is not None and asked.reply_to is None and asked.dead_at is None


async def asks_since(session: AsyncSession, question: Question, *, key: str) -> bool:
    """Whether the holder was asked after this call was made."""
    asked, call = await _asked(session, question), await outbox.posted(session, question.workspace, key)
    return asked is not None and call is not None and asked.id > call.id


async def _asked(session: AsyncSession, question: Question) -> Outbox | None:
    """The message in which the holder is asked for what the stage needs."""
    key = question.draft_key if question.stage is Stage.AWAITING_SIGN_OFF else question.request_key
    return await outbox.posted(session, question.workspace, key) if key else None


def is_pressed(question: Question, key: str) -> bool:
    """Whether this is the message whose buttons the text waits for: to be signed, approved or posted."""
    if question.stage is Stage.AWAITING_SIGN_OFF:
        return key == question.draft_key
    return question.stage in SIGNED and key == question.request_key


def _kind(question: Question) -> str:
    return question.stage.value.replace("awaiting ", "").replace("an ", "").replace(" ", "-")


def _lane(question: Question) -> Lane:
    return Lane.ESCALATION if question.stage is Stage.AWAITING_EXPERT else Lane.NEW


def say(
    session: AsyncSession,
    question: Question,
    *,
    key: str,
    message: Message,
    user: str = "",
    lane: Lane = Lane.NEW,
    then: dict[str, Any] | None = None,
) -> None:
    """In the question's thread; to one person directly where `user` is given or there is no card yet."""
    direct = user or (question.forwarder if not question.card_key else "")
    outbox.post(
        session,
        key=key,
        workspace=question.workspace,
        channel=direct or question.desk,
        message=message,
        lane=lane,
        question_id=question.id,
        reply_to=None if direct else question.card_key,
        then=then,
    )


async def tell(
    session: AsyncSession, question: Question, user: str, *, name: str, message: Message, lane: Lane = Lane.NEW
) -> str:
    """A word to one person about this question: in the thread where they are in the desk, else directly."""
    key = f"question:{question.id}:{name}"
    to = "" if await reads_thread(session, question, user) else user
    say(session, question, key=key, message=message, user=to, lane=lane)
    return key


async def reads_thread(session: AsyncSession, question: Question, user: str) -> bool:
    """Whether there is a thread, and this person is in its desk."""
    known = bool(question.desk and question.card_key)
    return known and await organisations.is_member(session, question.workspace, question.desk, user)


async def settle_request(
    session: AsyncSession, question: Question, said: str, *, lane: Lane = Lane.ACKNOWLEDGEMENT
) -> None:
    """What was asked was answered: the message says so and loses its buttons."""
    if question.request_key:
        message = approval_views.settled(said)
        await outbox.update(session, of=question.request_key, workspace=question.workspace, message=message, lane=lane)
        question.request_key = ""


async def show_draft(session: AsyncSession, question: Question) -> None:
    """The draft at the bottom of the thread; an older draft message shrinks."""
    if question.stage is Stage.AWAITING_SIGN_OFF:
        await set_draft_aside(session, question, said=drafting_views.newer_below())
        question.moves += 1
        await summon(session, question)


async def show_signed(session: AsyncSession, question: Question, *, public: bool = False) -> None:
    """The draft message says who stands by the text; until it is public the signature can be taken back there."""
    if question.draft_key:
        message = drafting_views.signed(question, await names_around(session, question), public=public)
        await outbox.update(session, of=question.draft_key, workspace=question.workspace, message=message)
        if public:
            question.draft_key = ""  # it stays as it is


async def set_draft_aside(session: AsyncSession, question: Question, *, said: Message | None = None) -> None:
    """The draft message loses its buttons; the draft itself is kept."""
    if question.draft_key:
        message = said or drafting_views.set_aside(question)
        await outbox.update(session, of=question.draft_key, workspace=question.workspace, message=message)
        question.draft_key = ""


async def _place(session: AsyncSession, question: Question, *, in_thread: bool) -> Place:
    return Place() if in_thread else Place(direct=True, card_link=await cards.link(session, question))


async def _message(session: AsyncSession, question: Question, *, after: str, place: Place) -> Message:
    build = MESSAGES[question.stage]
    org = await organisation(session, question.workspace)
    by = ladder.deadline(question, org) or clock.now()
    return await build(session, question, by, after, place)


async def _ping(session: AsyncSession, question: Question, by: datetime, after: str, place: Place) -> Message:
    org = await organisation(session, question.workspace)
    remind = next(rung.after for rung in ladder.rungs(question, org, delivered=True))
    return pinging_views.ping(question, by=clock.now() + remind, place=place, after=after)


async def _draft(session: AsyncSession, question: Question, by: datetime, after: str, place: Place) -> Message:
    several = len([row for row in await questions.contributions(session, question) if row.used]) > 1
    people = await names_around(session, question)
    style = await styling.style_of(session, question)
    said = drafting_views.draft(question, people, by=by, several=several, after=after, place=place, style=style)
    return await _with_change(session, question, said)


async def _with_change(session: AsyncSession, question: Question, message: Message) -> Message:
    """Where the text changes what is kept, it is shown how."""
    if not question.change or not question.draft:
        return message
    entry = await entries.find(session, question.workspace, question.entry or 0)
    return changing_views.with_blocks(message, changing_views.about_change(entry, question)) if entry else message


async def _request(session: AsyncSession, question: Question, by: datetime, after: str, place: Place) -> Message:
    org = await organisation(session, question.workspace)
    account = org.account(question.account) if question.account else None
    signature = (await questions.signatures(session, question)).get("expert")
    signer = signature.user if signature else ""
    written = await questions.contributions(session, question)
    since = [row for row in written if signature is not None and row.written_at > signature.signed_at]
    asked_back = await questions.asked_back(session, question)
    people = [signer, *(row.author for row in since), *(row.actor for row in asked_back)]
    said = approval_views.request(
        question,
        await names_around(session, question, *people),
        account=account.handle if account else "",
        by=by,
        after=after,
        signer=signer,
        reused=question.entry is not None and not await questions.signed_anew(session, question),
        since=since,
        asked_back=asked_back,
        place=place,
        style=org.style_for(question.account),
        together=await together(session, question),
    )
    return await _with_change(session, question, said)


async def _ready(session: AsyncSession, question: Question, by: datetime, after: str, place: Place) -> Message:
    org = await organisation(session, question.workspace)
    account = org.account(question.account) if question.account else None
    network = named(question.network)
    handle = account.handle if account else ""
    style = org.style_for(question.account)
    return approval_views.ready(
        question,
        account=handle,
        network=network,
        by=by,
        place=place,
        style=style,
        together=await to_post(session, question),
    )


async def _asked_back(session: AsyncSession, question: Question, by: datetime, after: str, place: Place) -> Message:
    return pinging_views.asked_back(question, await names_around(session, question), place=place)


async def _wanted(session: AsyncSession, question: Question, by: datetime, after: str, place: Place) -> Message:
    sent = await questions.sent_to_duty(session, question)
    why = sent.detail if sent is not None else ""
    if sent is not None and sent.move == Move.REOPEN:
        why = f"<@{sent.actor}> reopened it{f': {line(sent.detail, 1000)}' if sent.detail else '.'}"
        people = await names_around(session, question)
        why += f" {people.bold(question.expert)} was asked before." if question.expert else ""
    return pinging_views.expert_wanted(question, why=why, place=place)


async def _answer(session: AsyncSession, question: Question, by: datetime, after: str, place: Place) -> Message:
    return pinging_views.answer_wanted(question, by=by, place=place)


async def _waits(session: AsyncSession, question: Question, by: datetime, after: str, place: Place) -> Message:
    lead = await questions.find(session, question.workspace, question.joined or 0) or question
    org = await organisation(session, question.workspace)
    shown = joining_views.Waiting(lead, (), by=ladder.deadline(lead, org), ago=clock.now() - lead.created_at)
    place = Place(direct=place.direct, card_link=await cards.link(session, lead))
    return joining_views.waits(question, shown, await names_around(session, lead), place=place)


MESSAGES: dict[Stage, Callable[[AsyncSession, Question, datetime, str, Place], Awaitable[Message]]] = {
    Stage.JOINED: _waits,
    Stage.AWAITING_EXPERT: _wanted,
    Stage.AWAITING_ACKNOWLEDGEMENT: _ping,
    Stage.AWAITING_ANSWER: _answer,
    Stage.AWAITING_ASKER: _asked_back,
    Stage.AWAITING_SIGN_OFF: _draft,
    Stage.AWAITING_APPROVAL: _request,
    Stage.AWAITING_PUBLICATION: _ready,
}


async def refresh_request(session: AsyncSession, question: Question, *, lane: Lane = Lane.CARD) -> None:
    """Bring the request now in force up to date, in place."""
    if question.request_key and question.stage in (Stage.AWAITING_ANSWER, *SIGNED):
        await _refresh(session, question, question.request_key, lane=lane)


async def refresh_draft(session: AsyncSession, question: Question) -> None:
    """Bring the draft message up to date, in place."""
    if question.draft_key and question.stage is Stage.AWAITING_SIGN_OFF:
        await _refresh(session, question, question.draft_key)


async def _refresh(session: AsyncSession, question: Question, key: str, *, lane: Lane = Lane.CARD) -> None:
    row = await outbox.posted(session, question.workspace, key)
    in_thread = row is None or row.reply_to is not None
    place = await _place(session, question, in_thread=in_thread)
    message = await _message(session, question, after="", place=place)
    await outbox.update(session, of=key, workspace=question.workspace, message=message, lane=lane)
