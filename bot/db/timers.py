"""What is due later, moved where the clock itself jumped."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.db.models import IS_OPEN, Due, Outbox, Question

Instant = InstrumentedAttribute[Any]


async def move(session: AsyncSession, by: timedelta) -> None:
    """Whatever had three minutes left has three minutes left. Only for SQLite, where one process keeps the time."""
    calls = update(Outbox).where(Outbox.open)
    dues = update(Due).where(Due.done_at.is_(None))
    questions = update(Question).where(IS_OPEN)
    await session.execute(dues.values(due_at=_moved(Due.due_at, by), first_tried_at=_moved(Due.first_tried_at, by)))
    await session.execute(
        calls.values(due_at=_moved(Outbox.due_at, by), first_sent_at=_moved(Outbox.first_sent_at, by))
    )
    since = (Question.stage_since, Question.created_at, Question.promise_at, Question.paused_at)
    await session.execute(questions.values({column: _moved(column, by) for column in since}))


def _moved(column: Instant, by: timedelta) -> ColumnElement[str]:
    """The instant as SQLAlchemy writes it, with six places; NULL stays NULL."""
    return func.strftime("%Y-%m-%d %H:%M:%f", column, f"{by.total_seconds():+.3f} seconds").concat("000")
