"""Rows past the mapper: those of each move, whose numbers nobody asks for, and those that two may write at a time."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Insert, Table, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import Audit, Base, Due
from bot.db.waking import wake

AUDIT: Table = Audit.__table__  # type: ignore[assignment]
DUES: Table = Due.__table__  # type: ignore[assignment]
Row = dict[str, Any]
NEW_AUDIT, NEW_DUE = insert(AUDIT), insert(DUES)


def unless_there(model: type[Base]) -> Callable[[AsyncSession, Row | list[Row]], Awaitable[bool]]:
    """To be built once: adds rows, or waits for whoever adds them now and leaves theirs. Of one: whether it was new."""
    table: Table = model.__table__  # type: ignore[assignment]
    statements: dict[str, Insert] = {
        "sqlite": sqlite.insert(table).on_conflict_do_nothing(),
        "postgresql": postgresql.insert(table).on_conflict_do_nothing(),
    }

    async def add(session: AsyncSession, rows: Row | list[Row]) -> bool:
        result = await session.execute(statements[session.get_bind().dialect.name], rows)
        return bool(result.rowcount == 1)  # type: ignore[attr-defined]

    return add


async def audit(session: AsyncSession, **row: Any) -> None:
    """What somebody did."""
    await session.execute(NEW_AUDIT, row)


async def due(session: AsyncSession, *, due_at: datetime, **row: Any) -> None:
    """What is to be looked at then."""
    await session.execute(NEW_DUE, {"due_at": due_at, **row})
    wake(session, at=due_at)
