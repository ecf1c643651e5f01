"""What people write, edit and delete in threads, and our own messages coming back to us."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.handlers.unpacking import TOO_OLD, Answer, Click
from bot.lifecycle import Refused
from bot.slack import reconcile, settling
from bot.slack.shapes import Body
from bot.workflows import beside, contributing, membership, revising
from bot.workflows.contributing import Written
from bot.workflows.people import Actor
from bot.workflows.revising import Change

SAID = ("", "file_share", "thread_broadcast", "me_message")  # subtypes that are a person's own words


async def on_message(session: AsyncSession, event: Body, actor: Actor) -> Answer:
    subtype = event.get("subtype") or ""
    if subtype == "message_changed":
        await _changed(session, event, actor)
    elif subtype == "message_deleted":
        await _deleted(session, event.get("previous_message") or {}, event, actor)
    elif event.get("bot_id"):
        await _echoed(session, event, actor)
    elif subtype in SAID and event.get("user"):
        written = _written(event)
        belongs = await contributing.hear(session, actor, written, event)
        if not belongs:
            await beside.ask_whether_it_answers(session, actor, written)
    return None


def _written(event: Body) -> Written:
    return Written(
        channel=event["channel"],
        ts=event["ts"],
        text=event.get("text") or "",
        thread_ts=event.get("thread_ts") or "",
        direct=event.get("channel_type") == "im",
    )


async def _echoed(session: AsyncSession, event: Body, actor: Actor) -> None:
    key = reconcile.key_of(event)
    if key and await membership.is_us(session, actor.workspace, event.get("user") or ""):
        await settling.echoed(session, actor.workspace, key=key, channel=event["channel"], ts=event["ts"])


async def _changed(session: AsyncSession, event: Body, actor: Actor) -> None:
    """A person's new words; a root that became a tombstone was deleted."""
    now, before = event.get("message") or {}, event.get("previous_message") or {}
    if now.get("subtype") == "tombstone":
        await _deleted(session, before | {"ts": now.get("ts")}, event, actor)
    elif now.get("user") and not now.get("bot_id") and now.get("ts"):
        at = (now.get("edited") or {}).get("ts") or ""
        thread_ts = now.get("thread_ts") or before.get("thread_ts") or ""
        change = Change(event["channel"], now["ts"], now.get("text") or "", thread_ts=thread_ts, at=at)
        await revising.revise(session, Actor(actor.workspace, now["user"]), change)


async def _deleted(session: AsyncSession, before: Body, event: Body, actor: Actor) -> None:
    ts = event.get("deleted_ts") or before.get("ts")
    if not ts:
        return
    if before.get("bot_id"):
        await contributing.message_deleted(session, actor.workspace, channel=event["channel"], ts=ts)
    else:
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
    await beside.ignore(session, actor, channel=channel, ts=ts)
    return None


def _place(click: Click) -> tuple[str, str]:
    channel, _, ts = click.rest.partition(":")
    if not channel or not ts:
        raise Refused(TOO_OLD)
    return channel, ts


EVENTS = {"message": on_message}
ACTIONS = {"can_answer": on_can_answer, "is_answer": on_is_answer, "is_no_answer": on_is_no_answer}
