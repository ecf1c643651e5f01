"""Which deliveries were handled already."""

from datetime import datetime

from sqlalchemy import Table, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db.models import Inbox

# Built once, past the mapper: each delivery begins with it.
NAMES: Table = Inbox.__table__  # type: ignore[assignment]
NAMED = {
    "sqlite": sqlite.insert(NAMES).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(NAMES).on_conflict_do_nothing(),
}


async def first_time(session: AsyncSession, delivery: str | None) -> bool:
    """True where this delivery is new (or has no name); its name is kept until this transaction ends either way."""
    if delivery is None:
        return True
    named = NAMED[session.get_bind().dialect.name]
    result = await session.execute(named, {"id": delivery, "received_at": clock.now()})
    return bool(result.rowcount == 1)  # type: ignore[attr-defined]


async def forget(session: AsyncSession, *, before: datetime) -> None:
    """Let go of deliveries that Slack can't send again."""
    await session.execute(delete(Inbox).where(Inbox.received_at < before))
