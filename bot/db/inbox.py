"""Which deliveries were handled already."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db.adding import unless_there
from bot.db.models import Inbox

add_name = unless_there(Inbox)


async def first_time(session: AsyncSession, delivery: str | None) -> bool:
    """True where this delivery is new (or has no name); its name is kept until this transaction ends either way."""
    if delivery is None:
        return True
    return await add_name(session, {"id": delivery, "received_at": clock.now()})


async def let_go(session: AsyncSession, delivery: str) -> bool:
    """What comes by this name next is new again; whether the name was kept."""
    gone = await session.execute(delete(Inbox).where(Inbox.id == delivery))
    return bool(gone.rowcount)  # type: ignore[attr-defined]


async def forget(session: AsyncSession, *, before: datetime) -> None:
    """Let go of deliveries that Slack can't send again."""
    await session.execute(delete(Inbox).where(Inbox.received_at < before))
