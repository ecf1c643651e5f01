"""A new key comes first, every token is sealed with it, and the old key may go."""

from collections import Counter

from sqlalchemy import select

from bot.db import installations
from bot.db.engine import Database
from bot.db.models import Installation
from bot.slack.register import opened, sealed
from bot.slack.sealing import Keys, Locked


async def reseal(db: Database, keys: Keys) -> tuple[int, list[str]]:
    """How many tokens were sealed anew with the first key; those that could not be opened, and why."""
    async with db.snapshot() as session:
        stale = (await session.scalars(select(Installation.id).where(Installation.key_id != keys.first))).all()
    done, locked = 0, []
    for of in stale:
        async with db.transaction(wake=False) as session:
            row = await installations.lock(session, of)
            if row is None or row.key_id == keys.first:
                continue
            try:
                held = opened(row, keys)
            except Locked as why:
                locked.append(f"{row.name or of} ({of}): {why}")
                continue
            for name, value in sealed(of, keys, token=held.token, refresh_token=held.refresh_token).items():
                setattr(row, name, value)
            done += 1
    return done, locked


async def uses(db: Database) -> Counter[str]:
    """How many tokens each key seals."""
    async with db.snapshot() as session:
        return Counter((await session.scalars(select(Installation.key_id))).all())
