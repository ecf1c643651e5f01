"""Rows that each question writes at each move: past the mapper, which would ask the database for each one's number."""

from datetime import datetime
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import Audit, Due
from bot.db.waking import wake

AUDIT: Table = Audit.__table__  # type: ignore[assignment]
DUES: Table = Due.__table__  # type: ignore[assignment]
NEW_AUDIT, NEW_DUE = insert(AUDIT), insert(DUES)


async def audit(session: AsyncSession, **row: Any) -> None:
    """What somebody did."""
    await session.execute(NEW_AUDIT, row)


async def due(session: AsyncSession, *, due_at: datetime, **row: Any) -> None:
    """What is to be looked at then."""
    await session.execute(NEW_DUE, {"due_at": due_at, **row})
    wake(session, at=due_at)
