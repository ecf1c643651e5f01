"""What the metrics say of the database, over all workspaces."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.db import canaries, questions, queue
from bot.db.canaries import Canary
from bot.db.models import IS_OPEN, Due, Inbox, Outbox, Question, Unplaced, Workspace
from bot.lifecycle import Stage

LEFT = Workspace.parked_why.in_(("uninstalled", "access"))  # somebody there took the bot out, and nobody waits for it
NEWS = timedelta(days=1)  # so long that is told


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
    failing: Mapping[str, int]  # rows that are tried again and again: dues and calls
    canary: Canary | None


@dataclass(frozen=True)
class Patience:
    """Since when a row may be tried in vain before it is failing; `later` for calls that Slack asks to wait, in these
    words of its."""

    late: datetime
    later: datetime
    waiting: Collection[str]


async def figures(session: AsyncSession, patience: Patience, *, now: datetime) -> Figures:
    """Everything as it is now."""
    due_since, call_since = await queue.next_due(session)
    promised = and_(IS_OPEN, Question.paused_at.is_(None), Question.promise_at <= now)
    asked_for = Question.workspace.not_in(select(Workspace.id).where(LEFT))
    return Figures(
        stages=await questions.count_by_stage(session),
        overdue=await _count(session, Question.id, and_(promised, asked_for)),
        due_since=due_since,
        call_since=call_since,
        outbox=await _outbox(session),
        inbox=await _count(session, Inbox.id),
        unplaced=await _count(session, Unplaced.id),
        parked=await _count(session, Workspace.id, _parked(now)),
        failing={
            "due": await _count(session, Due.id, _failing_due(patience)),
            "call": await _count(session, Outbox.id, _failing_call(patience)),
        },
        canary=await canaries.state(session),
    )


async def late_dues(session: AsyncSession, *, before: datetime) -> dict[str, datetime]:
    """Workspaces in which something has been due since before then, and since when."""
    query = select(Due.workspace, func.min(Due.due_at)).where(Due.done_at.is_(None), Due.due_at < before, queue.AT_WORK)
    return dict((await session.execute(query.group_by(Due.workspace))).all())


async def late_calls(session: AsyncSession, *, before: datetime, lanes: range) -> dict[str, datetime]:
    """The same of calls to Slack that nothing holds up, in these lanes."""
    query = select(Outbox.workspace, func.min(Outbox.due_at)).where(
        Outbox.open, Outbox.lane.in_(lanes), Outbox.due_at < before, queue.READY
    )
    return dict((await session.execute(query.group_by(Outbox.workspace))).all())


async def failing(session: AsyncSession, patience: Patience) -> tuple[dict[str, datetime], dict[str, datetime]]:
    """Workspaces in which a due row, or a call to Slack, has been tried in vain for too long, and since when."""
    dues = select(Due.workspace, Due.first_tried_at).where(_failing_due(patience))
    calls = select(Outbox.workspace, Outbox.first_sent_at).where(_failing_call(patience))
    # The newest first, so that the oldest stays. Grouped by workspace, SQLite would read all calls there ever were.
    late_dues = await session.execute(dues.order_by(Due.first_tried_at.desc()))
    late_calls = await session.execute(calls.order_by(Outbox.first_sent_at.desc()))
    return {team: since for team, since in late_dues if since}, {team: since for team, since in late_calls if since}


NO_CANARY = "canary%"  # it has an alarm of its own, and nobody waits for it


def _failing_due(patience: Patience) -> ColumnElement[bool]:
    return and_(Due.done_at.is_(None), Due.first_tried_at < patience.late, Due.kind.not_like(NO_CANARY), queue.AT_WORK)


def _failing_call(patience: Patience) -> ColumnElement[bool]:
    since = case((Outbox.error.in_(patience.waiting), patience.later), else_=patience.late)
    tried = and_(Outbox.open, Outbox.attempts > 1, Outbox.first_sent_at < since)
    return and_(tried, Outbox.key.not_like(NO_CANARY), queue.READY)


async def parked(session: AsyncSession, *, now: datetime) -> dict[str, datetime]:
    """Workspaces whose token Slack refuses, or that took the bot out within a day (the last one: ever), since when."""
    query = select(Workspace.id, Workspace.parked_at).where(_parked(now))
    return {team: at for team, at in await session.execute(query) if at}


def _parked(now: datetime) -> ColumnElement[bool]:
    other = aliased(Workspace)
    others = select(other.id).where(other.parked_at.is_(None)).exists()
    return and_(Workspace.parked_at.is_not(None), or_(~LEFT, Workspace.parked_at > now - NEWS, ~others))


async def _outbox(session: AsyncSession) -> dict[tuple[int, str], int]:
    """Two questions, each with its own index: what is done is most of the table."""
    state = case((and_(Outbox.unsure, Outbox.error != ""), "unsure"), (Outbox.unsure, "sending"), else_="pending")
    waiting = select(Outbox.lane, state, func.count()).where(Outbox.open).group_by(Outbox.lane, state)
    dead = select(Outbox.lane, literal("dead"), func.count()).where(Outbox.dead_at.is_not(None)).group_by(Outbox.lane)
    found = [*await session.execute(waiting), *await session.execute(dead)]
    return {(lane, said): number for lane, said, number in found}


async def _count(session: AsyncSession, what: object, *where: ColumnElement[bool]) -> int:
    return await session.scalar(select(func.count(what)).where(*where)) or 0  # type: ignore[arg-type]
