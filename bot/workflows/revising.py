"""Messages that were edited or deleted: they count as if they had been written so, in whatever order Slack tells it."""

import contextlib
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot import trimming
from bot.db import questions
from bot.db.models import Contribution, Question, Unplaced
from bot.lifecycle import SIGNED, Forgotten, Stage
from bot.workflows import asking_back, contributing, drafting
from bot.workflows.moving import redraw
from bot.workflows.people import Actor

DELETED = "(the message was deleted)"


@dataclass(frozen=True)
class Change:
    """What became of a message: its new text, or None where it was deleted. `at`: Slack's ts of the edit."""

    channel: str
    ts: str
    text: str | None
    thread_ts: str = ""
    at: str = ""


async def revise(session: AsyncSession, actor: Actor, change: Change) -> None:
    """A message was edited or deleted; where the message itself is still on its way, the change waits for it. In the
    thread of a forgotten question it changes nothing."""
    with contextlib.suppress(Forgotten):
        await _revise(session, actor, change)


async def _revise(session: AsyncSession, actor: Actor, change: Change) -> None:
    counting = await _locked(session, actor, change)
    if not counting:
        await _keep(session, actor, change)
    for question, row in counting:
        if not row.deleted and (change.text is None or change.at >= row.edited):
            await _apply(session, question, row, change)


async def _locked(session: AsyncSession, actor: Actor, change: Change) -> list[tuple[Question, Contribution]]:
    """The questions for which the message counts, held until the transaction ends, each with what was written; until
    then it may arrive, or go on to another one."""
    rows = await questions.counting(session, actor.workspace, change.channel, change.ts)
    wanted = {row.question_id for row in rows}
    if not rows and (known := await _question_of(session, actor, change)) is not None:
        wanted = {known}
    locked: dict[int, Question] = {}
    while missing := sorted(wanted - locked.keys()):
        for each in missing:
            locked[each] = await questions.lock(session, actor.workspace, each)
        rows = await questions.counting(session, actor.workspace, change.channel, change.ts)
        wanted = {row.question_id for row in rows}
    return [(locked[row.question_id], row) for row in rows]


async def _question_of(session: AsyncSession, actor: Actor, change: Change) -> int | None:
    if not change.thread_ts:
        return None
    return await questions.find_by_message(session, actor.workspace, change.channel, change.thread_ts)


async def _apply(session: AsyncSession, question: Question, row: Contribution, change: Change) -> None:
    same, before = row.text == change.text, row.text
    if row.author == question.expert and not row.used and _grows(before, change.text or before):
        row.used = True
    if change.text is None:
        row.deleted = True
    else:
        row.text, row.edited = change.text, change.at
    if not same and not row.used:
        await asking_back.hear_otherwise(session, question, row)
    if same or not row.used:
        return
    await session.flush()
    author = Actor(row.workspace, row.author)
    said = DELETED if change.text is None else trimming.plain(change.text)
    if question.stage is Stage.PUBLISHED:
        if _says_nothing(before) and _says_nothing(change.text or ""):
            return
        name = f"{change.ts}:{'deleted' if change.text is None else change.at}"
        await contributing.after_publishing(session, question, author, said, name)
    elif question.stage is Stage.JOINED:
        await drafting.recompute(session, question)  # nobody reads the draft until it is split off
    elif question.stage in (Stage.AWAITING_SIGN_OFF, *SIGNED) or _answers(question, row, change):
        did = "deleted a message" if change.text is None else "changed a message"
        words = "" if change.text is None else said
        await contributing.recount(session, question, author, words, did=did)
    elif question.stage is not Stage.WITHDRAWN:
        await drafting.recompute(session, question)  # the draft that is kept; nobody is to do anything else for it
        await redraw(session, question)


def _grows(before: str, now: str) -> bool:
    """Whether "Looks good" is more than that from now on."""
    return trimming.agrees(before) and not trimming.agrees(now)


def _says_nothing(text: str) -> bool:
    return not text.strip() or trimming.is_small_talk(text)


def _answers(question: Question, row: Contribution, change: Change) -> bool:
    """Whether its expert changed what they wrote into an answer."""
    return row.author == question.expert and bool(change.text) and not trimming.is_small_talk(change.text or "")


async def _keep(session: AsyncSession, actor: Actor, change: Change) -> None:
    """The message waits for its card or for a yes of its writer, or hasn't arrived at all."""
    waiting = await questions.find_unplaced(session, actor.workspace, change.channel, change.ts)
    if waiting is not None and change.text is None:
        await session.delete(waiting)
    elif waiting is not None:
        if change.at >= waiting.event.get("at", ""):
            waiting.event = {**waiting.event, "text": change.text, "at": change.at}
    elif await _may_concern_us(session, actor, change):
        await _remember(session, actor, change)


async def _may_concern_us(session: AsyncSession, actor: Actor, change: Change) -> bool:
    if change.channel.startswith("D"):
        return True
    if not change.thread_ts:
        return False
    known = await _question_of(session, actor, change) is not None
    return known or await questions.posting_into(session, actor.workspace, [change.channel])


async def _remember(session: AsyncSession, actor: Actor, change: Change) -> None:
    """The newest change that is known; a deletion stays."""
    told = {"ts": change.ts, "text": change.text, "at": change.at}
    kept = await questions.find_unplaced(session, actor.workspace, change.channel, change.ts, early=True)
    if kept is None:
        place = {"workspace": actor.workspace, "channel": change.channel, "thread_ts": change.thread_ts}
        session.add(Unplaced(**place, event=told, early=True))
    elif kept.event["text"] is not None and (change.text is None or change.at >= kept.event["at"]):
        kept.event = told
