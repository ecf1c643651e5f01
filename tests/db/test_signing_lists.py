"""A person's list is woken by one row, and whoever is looking at it in that moment looks once more."""

import asyncio
from datetime import timedelta

from sqlalchemy import func, select, update

from bot import clock
from bot.db import organisations, queue, signing_lists
from bot.db.engine import Database
from bot.db.models import Due
from bot.workflows import dues
from tests.db.knowledge import HERE
from tests.flows.hospital import HOSPITAL


async def wake(db: Database, seconds: int = 0, *, again: bool = False) -> None:
    async with db.transaction() as session:
        at = clock.now() + timedelta(seconds=seconds)
        await signing_lists.wake(session, HERE, "U0LENA", at=at, again=again)


async def claim(db: Database) -> list[tuple[int, int]]:
    async with db.transaction() as session:
        now = clock.now() + timedelta(seconds=1)
        rows = await queue.claim_dues(session, now=now, lease=timedelta(seconds=30), limit=10)
        return [(row.id, row.attempts) for row in rows if row.kind == signing_lists.KIND]


async def row(db: Database) -> Due:
    async with db.snapshot() as session:
        assert await session.scalar(select(func.count()).where(Due.kind == signing_lists.KIND)) == 1
        return (await session.scalars(select(Due).where(Due.kind == signing_lists.KIND))).one()


async def furnish(db: Database) -> None:
    async with db.transaction() as session:
        await organisations.store(session, HERE, HOSPITAL)


async def test_many_that_wake_it_at_once_make_one_row_for_the_soonest(db: Database) -> None:
    await furnish(db)

    await asyncio.gather(*(wake(db, seconds) for seconds in (50, 5, 40, 30)))

    assert (await row(db)).due_at <= clock.now() + timedelta(seconds=5)


async def test_what_wakes_it_while_somebody_looks_at_it_is_not_lost(db: Database) -> None:
    await furnish(db)
    await wake(db)
    [(due_id, attempts)] = await claim(db)

    await wake(db, 5, again=True)
    async with db.transaction() as session:  # whoever claimed it is done
        mine = (Due.id == due_id, Due.attempts == attempts)
        await session.execute(update(Due).where(*mine).values(done_at=clock.now()))

    waiting = await row(db)
    assert (waiting.done_at, waiting.args["again"]) == (None, True)
    assert waiting.due_at <= clock.now() + timedelta(seconds=5)


async def test_it_is_done_once_it_was_looked_at_and_wakes_up_again(db: Database) -> None:
    await furnish(db)
    await wake(db)

    await dues.act_on_due(db)
    done = (await row(db)).done_at
    await wake(db)

    assert done is not None
    assert (await row(db)).done_at is None
