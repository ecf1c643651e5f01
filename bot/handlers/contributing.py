"""What people write, edit and delete in threads, and our own messages coming back to us."""

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from bot.handlers.unpacking import TOO_OLD, Answer, Click
from bot.lifecycle import Refused
from bot.slack import reconcile, settling
from bot.slack.shapes import Body
from bot.workflows import beside, contributing, membership, quoting, revising
from bot.workflows.people import Actor
from bot.workflows.revising import Change
from bot.workflows.written import Written

SAID = ("", "file_share", "thread_broadcast", "me_message")  # subtypes that are a person's own words


async def on_message(session: AsyncSession, event: Body, actor: Actor) -> Answer:
    read = _reader(event)
    if read is not None:
        await read(session, event, actor)
    return None


def is_noise(event: Body) -> bool:
    """Whether nobody needs this message: our own updates, other apps' words, who joined a channel."""
    return _reader(event) is None


def _reader(event: Body) -> Callable[[AsyncSession, Body, Actor], Awaitable[None]] | None:
    subtype = event.get("subtype") or ""
    if subtype == "message_changed":
        now = event.get("message") or {}
        if now.get("subtype") == "tombstone":
            return _entombed
        return _changed if now.get("user") and not now.get("bot_id") and now.get("ts") else None
    if subtype == "message_deleted":
        return _deleted
    if event.get("bot_id"):
        return _echoed if reconcile.key_of(event) else None
    return _said if subtype in SAID and event.get("user") else None


async def _said(session: AsyncSession, event: Body, actor: Actor) -> None:
    written = _written(event)
    belongs = await contributing.hear(session, actor, written, event)
    if not belongs:
        await beside.ask_whether_it_answers(session, actor, written)


def _written(event: Body) -> Written:
    return Written(
        channel=event["channel"],
        ts=event["ts"],
        text=quoting.own_words(event),
        thread_ts=event.get("thread_ts") or "",
        direct=event.get("channel_type") == "im" or event["channel"].startswith("D"),
    )


async def _echoed(session: AsyncSession, event: Body, actor: Actor) -> None:
    key = reconcile.key_of(event)
    if key and await membership.is_us(session, actor.workspace, event.get("user") or ""):
        await settling.echoed(session, actor.workspace, key=key, channel=event["channel"], ts=event["ts"])


async def _changed(session: AsyncSession, event: Body, actor: Actor) -> None:
    """A person's new words."""
    now, before = event["message"], event.get("previous_message") or {}
    at = (now.get("edited") or {}).get("ts") or ""
    thread_ts = now.get("thread_ts") or before.get("thread_ts") or ""
    change = Change(event["channel"], now["ts"], quoting.own_words(now), thread_ts=thread_ts, at=at)
    await revising.revise(session, Actor(actor.workspace, now["user"]), change)


async def _entombed(session: AsyncSession, event: Body, actor: Actor) -> None:
    """A root with replies was deleted: only its stone is left."""
    before = event.get("previous_message") or {}
    await _went(session, before | {"ts": event["message"].get("ts")}, event, actor)


async def _deleted(session: AsyncSession, event: Body, actor: Actor) -> None:
    await _went(session, event.get("previous_message") or {}, event, actor)


async def _went(session: AsyncSession, before: Body, event: Body, actor: Actor) -> None:
    ts = event.get("deleted_ts") or before.get("ts")
    if not ts:
        return
    if before.get("bot_id") or not before.get("user"):  # of whose it was Slack may say nothing
        await contributing.message_deleted(session, actor.workspace, channel=event["channel"], ts=ts)
    if not before.get("bot_id"):
        change = Change(event["channel"], ts, None, thread_ts=before.get("thread_ts") or "")
        await revising.revise(session, actor, change)


async def on_can_answer(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    await contributing.can_answer(session, actor, question_id=click.question_id)
    return None


async def on_is_answer(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    channel, ts = _place(click)
    await beside.use(session, actor, question_id=click.question_id, channel=channel, ts=ts)
    return None


async def on_is_no_answer(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    channel, ts = _place(click)
    await beside.ignore(session, actor, question_id=click.question_id, channel=channel, ts=ts)
    return None


def _place(click: Click) -> tuple[str, str]:
    channel, _, ts = click.rest.partition(":")
    if not channel or not ts:
        raise Refused(TOO_OLD)
    return channel, ts


EVENTS = {"message": on_message}
NOISE = {"message": is_noise}
ACTIONS = {"can_answer": on_can_answer, "is_answer": on_is_answer, "is_no_answer": on_is_no_answer}
