"""The canary's own row: how it is doing. There is one for all workspaces."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db import organisations
from bot.db.models import Due, Outbox

KEY = "canary"


@dataclass(frozen=True)
class Canary:
    """`every`: how often it sets out; `since`: from when on it was to; `last`: when it last came round."""

    workspace: str
    every: timedelta
    since: datetime
    last: datetime | None


async def state(session: AsyncSession) -> Canary | None:
    """How it is doing; None where it is off."""
    row = await session.scalar(select(Due).where(Due.key == KEY, Due.done_at.is_(None)))
    if row is None:
        return None
    since, last = (_instant(row.args.get(name)) for name in ("since", "last"))
    return Canary(row.workspace, timedelta(seconds=row.args["seconds"]), since or row.due_at, last)


async def lock(session: AsyncSession) -> Due | None:
    return await session.scalar(select(Due).where(Due.key == KEY).with_for_update())


async def keep(session: AsyncSession, workspace: str, args: Mapping[str, Any]) -> None:
    """It sets out now, and again and again; what it did before counts on."""
    now = clock.now()
    await organisations.lock(session, workspace)  # processes that start at the same time
    row = await lock(session)
    if row is None:
        row = Due(key=KEY, workspace=workspace, kind=KEY, args={})
        session.add(row)
    row.workspace, row.done_at, row.due_at = workspace, None, now
    row.args = {**row.args, **args, "since": now.isoformat()}


async def note(session: AsyncSession, key: str, **told: Any) -> None:
    """What came of this round, unless another has begun."""
    row = await lock(session)
    if row is not None and row.args.get("key") == key:
        row.args = {**row.args, **told}


async def forget(session: AsyncSession, keys: Collection[str]) -> None:
    """Nothing is kept of the calls of a round that is over."""
    await session.execute(delete(Outbox).where(Outbox.key.in_(keys), ~Outbox.open))
    news = [f"then:{key}" for key in keys]
    await session.execute(delete(Due).where(Due.key.in_(news), Due.done_at.is_not(None)))


def _instant(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
