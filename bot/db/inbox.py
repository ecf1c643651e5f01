"""Which deliveries were handled already."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db.models import Inbox


async def first_time(session: AsyncSession, delivery: str | None) -> bool:
    """True where this delivery is new (or has no name); its name is kept until this transaction ends either way."""
    if delivery is None:
        return True
    row = {"id": delivery, "received_at": clock.now()}
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    result = await session.execute(dialect.insert(Inbox).values(row).on_conflict_do_nothing())
    return bool(result.rowcount == 1)  # type: ignore[attr-defined]


async def forget(session: AsyncSession, *, before: datetime) -> None:
    """Let go of deliveries that Slack can't send again."""
    await session.execute(delete(Inbox).where(Inbox.received_at < before))
