"""Two people, or a person and a clock, see to the same pair of answers in one moment."""

import asyncio

from sqlalchemy import select

from bot.db import organisations, twins
from bot.db.engine import Database
from bot.db.models import Due, Entry, Twin
from bot.workflows import entry_life, finding_twins
from bot.workflows import twins as deciding
from bot.workflows.people import Actor
from bot.workflows.twins import Seen
from tests.db.knowledge import HERE, keep
from tests.flows.hospital import HOSPITAL

MAYA = Actor(HERE, "U0MAYA")


async def test_what_somebody_decides_while_all_is_compared_stands_and_can_be_undone(db: Database) -> None:
    async with db.transaction() as session:
        await organisations.store(session, HERE, HOSPITAL)
        for question in ("May I visit?", "Can I visit?"):
            await keep(session, question)
        session.add(Twin(workspace=HERE, first_id=1, second_id=2, kind=twins.DUPLICATE, texts=""))

    async def compare() -> None:
        async with db.transaction() as session:
            await finding_twins.look(session, Due(workspace=HERE, kind=twins.FOUND, args={"entry": 1}))

    async with db.transaction() as session:
        await deciding.merge(session, MAYA, Seen(1, 1, 1), place=1)
        await session.flush()
        comparing = asyncio.create_task(compare())
        await asyncio.wait([comparing], timeout=0.3)
    await comparing

    async with db.transaction() as session:
        [twin] = await session.scalars(select(Twin))
        assert (twin.how, twin.settled_by, twin.kept_id) == (twins.MERGED, "U0MAYA", 1)
        await entry_life.restore(session, MAYA, entry_id=2)
    async with db.snapshot() as session:
        assert {entry.status for entry in await session.scalars(select(Entry))} == {"live"}
