"""What the metrics say of the database, over all workspaces."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import questions, queue
from bot.db.models import IS_OPEN, Due, Inbox, Outbox, Question, Unplaced, Workspace
from bot.lifecycle import Stage


@dataclass(frozen=True)
class Figures:
    """Counts, and since when the oldest row has been due (None where nothing waits)."""

    stages: Mapping[Stage, int]
    overdue: int
    due_since: datetime | None
    call_since: datetime | None
    outbox: Mapping[tuple[int, str], int]  # by lane and state
    inbox: int
    unplaced: int
    parked: int


async def figures(session: AsyncSession, *, now: datetime) -> Figures:
    """Everything as it is now."""
    due_since, call_since = await queue.next_due(session)
    promised = and_(IS_OPEN, Question.paused_at.is_(None), Question.promise_at <= now)
    return Figures(
        stages=await questions.count_by_stage(session),
        overdue=await _count(session, Question.id, promised),
        due_since=due_since,
        call_since=call_since,
        outbox=await _outbox(session),
        inbox=await _count(session, Inbox.id),
        unplaced=await _count(session, Unplaced.id),
        parked=await _count(session, Workspace.id, Workspace.parked_at.is_not(None)),
    )


async def late_dues(session: AsyncSession, *, before: datetime) -> dict[str, datetime]:
    """Workspaces in which something has been due since before then, and since when."""
    query = select(Due.workspace, func.min(Due.due_at)).where(Due.done_at.is_(None), Due.due_at < before)
    return dict((await session.execute(query.group_by(Due.workspace))).all())


async def late_calls(session: AsyncSession, *, before: datetime, lanes: range) -> dict[str, datetime]:
    """The same of calls to Slack that nothing holds up, in these lanes."""
    query = select(Outbox.workspace, func.min(Outbox.due_at)).where(
        Outbox.open, Outbox.lane.in_(lanes), Outbox.due_at < before, queue.READY
    )
    return dict((await session.execute(query.group_by(Outbox.workspace))).all())


async def parked(session: AsyncSession) -> dict[str, datetime]:
    """Workspaces whose token Slack refuses, and since when."""
    query = select(Workspace.id, Workspace.parked_at).where(Workspace.parked_at.is_not(None))
    return {team: at for team, at in await session.execute(query) if at}


async def _outbox(session: AsyncSession) -> dict[tuple[int, str], int]:
    """Two questions, each with its own index: what is done is most of the table."""
    state = case((and_(Outbox.unsure, Outbox.error != ""), "unsure"), (Outbox.unsure, "sending"), else_="pending")
    waiting = select(Outbox.lane, state, func.count()).where(Outbox.open).group_by(Outbox.lane, state)
    dead = select(Outbox.lane, literal("dead"), func.count()).where(Outbox.dead_at.is_not(None)).group_by(Outbox.lane)
    found = [*await session.execute(waiting), *await session.execute(dead)]
    return {(lane, said): number for lane, said, number in found}


async def _count(session: AsyncSession, what: object, *where: ColumnElement[bool]) -> int:
    return await session.scalar(select(func.count(what)).where(*where)) or 0  # type: ignore[arg-type]
