"""The outbox is a register that only grows: nothing that is asked at every beat may read all of it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bot import clock
from bot.db import queue
from bot.db.engine import Database
from bot.db.queue import Busy

LEASE = timedelta(seconds=20)


@pytest.fixture
async def db(migrated_file: Path) -> Any:
    database = Database(f"sqlite+aiosqlite:///{migrated_file}")
    yield database
    await database.close()


async def plan_of(db: Database, ask: Any) -> str:
    """How SQLite reads what this asks for."""
    said: list[Any] = []

    def hear(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        said.append((statement, parameters))

    event.listen(db.engine.sync_engine, "before_cursor_execute", hear)
    async with db.snapshot() as session:
        await ask(session)
    event.remove(db.engine.sync_engine, "before_cursor_execute", hear)
    async with db.engine.connect() as connection:
        plans = [
            (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)).all()
            for statement, parameters in said
            if statement.startswith("SELECT")
        ]
    return "\n".join(row.detail for plan in plans for row in plan)


async def test_looking_when_something_is_due_reads_only_what_is_open(db: Database):
    plan = await plan_of(db, queue.next_due)

    assert "USING INDEX outbox_due" in plan
    assert "USING INDEX outbox_updates" in plan
    assert "USING INDEX dues_next" in plan
    assert "SCAN outbox\n" not in f"{plan}\n"


async def test_claiming_calls_reads_only_what_is_open(db: Database):
    async def claim(session: Any) -> None:
        await queue.claim_outbox(session, now=clock.now(), lease=LEASE, limit=20, busy=Busy())

    plan = await plan_of(db, claim)

    assert "USING INDEX outbox_next" in plan
    assert "USING INDEX outbox_updates" in plan
    assert "SCAN outbox\n" not in f"{plan}\n"
