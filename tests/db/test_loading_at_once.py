"""A file is loaded while somebody sees to the same answer in Slack."""

import asyncio

from bot.db import entries, organisations
from bot.db.engine import Database
from bot.db.models import Entry
from bot.exchange import Line
from bot.workflows import loading
from bot.workflows.filling import Given
from bot.workflows.loading import Loaded
from tests.db.knowledge import HERE, keep
from tests.flows.hospital import HOSPITAL

QUESTION = "May I visit?"


async def load(db: Database, answer: str) -> Loaded:
    async with db.transaction() as session:
        line = Line(2, {"question": QUESTION, "full": answer})
        loaded = await loading.load(session, HERE, [line], Given("U0LENA", "U0MAYA", "main"), source="faq.csv")
        if loaded.refused:
            await session.rollback()
        return loaded


async def test_a_text_that_is_signed_while_a_newer_file_is_loaded_is_not_overwritten(db: Database) -> None:
    async with db.transaction() as session:
        await organisations.store(session, HERE, HOSPITAL)
        await keep(session, QUESTION, answer="Yes.", signed=False)

    async with db.transaction() as session:
        entry = await entries.lock(session, HERE, 1)
        assert entry is not None
        entry.signed = True  # two people have signed it
        await session.flush()
        newer = asyncio.create_task(load(db, "No."))
        await asyncio.wait([newer], timeout=0.3)
    loaded = await newer

    assert [*loaded.kept, *(problem.line for problem in loaded.refused)] == [2]
    async with db.snapshot() as session:
        found = await session.get(Entry, 1)
        assert found is not None
        assert (found.short, found.signed) == ("Yes.", True)
