"""A workspace whose token was refused goes on: what waited is done, and clocks that rang meanwhile ring later."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db.models import Due, Outbox, Workspace
from bot.db.waking import wake

MOST = timedelta(minutes=10)
PROMISE = "promise"  # the public waited all the time


async def go_on(session: AsyncSession, of: ColumnElement[bool]) -> None:
    """Those of these workspaces that are parked aren't any more.

    Calls that waited for the token are due now. A clock that ran out meanwhile has as long as it had when everything
    stopped, MOST at the most: nobody is reminded of what could not reach them.
    """
    parked = select(Workspace).where(Workspace.parked_at.is_not(None), of).with_for_update()
    now = clock.now()
    for each in await session.scalars(parked):
        await _let_ring_later(session, each.id, since=each.parked_at or now)
        waiting = update(Outbox).where(Outbox.workspace == each.id, Outbox.open, ~Outbox.unsure, Outbox.due_at > now)
        await session.execute(waiting.where(Outbox.attempts > 0).values(due_at=now))
        each.parked_at, each.parked_why = None, ""
    wake(session)


async def _let_ring_later(session: AsyncSession, workspace: str, *, since: datetime) -> None:
    now = clock.now()
    missed = select(Due).where(Due.workspace == workspace, Due.done_at.is_(None), Due.due_at <= now)
    for due in await session.scalars(missed.where(Due.kind != PROMISE).with_for_update()):
        due.due_at = now + min(max(due.due_at - since, timedelta()), MOST)
