"""When there is something to do after a commit: the heartbeat looks then, and not after each of the others."""

from datetime import datetime
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from bot import clock
from bot.db.models import Due, Outbox

SOONEST = "soonest"


class Noting(Session):
    """Notes when the rows are due that are added or changed through it."""


@event.listens_for(Noting, "after_flush")
def _note(session: Session, _: object) -> None:
    for row in (*session.new, *session.dirty):
        if isinstance(row, Due | Outbox):
            _hear(session.info, row.due_at)


def wake(session: AsyncSession, *, at: datetime | None = None) -> None:
    """Something can be done then (now, where it isn't said), which no row says that went through it."""
    _hear(session.info, at or clock.now())


def _hear(info: dict[Any, Any], due_at: datetime) -> None:
    info[SOONEST] = min(due_at, info.get(SOONEST, due_at))


def soonest(session: AsyncSession) -> datetime | None:
    """When the first thing is due that was written here; None where nothing was."""
    found: datetime | None = session.info.get(SOONEST)
    return found
