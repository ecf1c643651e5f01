"""When there is something to do after a commit: the heartbeat looks then, and not after each of the others."""

from datetime import datetime

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
            session.info[SOONEST] = min(row.due_at, session.info.get(SOONEST, row.due_at))


def wake(session: AsyncSession) -> None:
    """Something can be done now that had to wait, which no row says."""
    session.info[SOONEST] = clock.now()


def soonest(session: AsyncSession) -> datetime | None:
    """When the first thing is due that was written here; None where nothing was."""
    found: datetime | None = session.info.get(SOONEST)
    return found
