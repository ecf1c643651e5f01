"""SQLite's statements, each in one trip to its thread; whatever they bring."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.db.engine import Database
from bot.db.trips import ROWS, Connection
from tests.conftest import copied

NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :most) SELECT i FROM n"


@pytest.fixture
async def db(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{copied(migrated_file, tmp_path)}")
    yield database
    await database.close()


@pytest.mark.parametrize("most", [1, ROWS - 1, ROWS, ROWS + 1, 3 * ROWS + 1])
async def test_all_rows_come_however_many_there_are(db: Database, most: int) -> None:
    async with db.snapshot() as session:
        found = (await session.scalars(text(NUMBERS), {"most": most})).all()
        one_by_one = [row async for row in await session.stream_scalars(text(NUMBERS), {"most": most})]
        pieces = [
            len(each)
            async for each in (await session.stream_scalars(text(NUMBERS), {"most": most})).partitions(ROWS // 2)
        ]

    assert found == one_by_one == list(range(1, most + 1))
    assert sum(pieces) == most


class Counting(Connection):
    """Knows how often it went."""

    trips = 0

    async def trip(self, work: Callable[..., Any], *given: Any) -> Any:
        self.trips += 1
        return await super().trip(work, *given)


async def test_a_statement_is_one_trip() -> None:
    async with Counting(partial(sqlite3.connect, ":memory:"), ROWS) as connection:
        cursor = connection.cursor()
        await cursor.execute(NUMBERS, {"most": ROWS - 1})
        found = await cursor.fetchall()
        await cursor.close()

        assert (len(found), connection.trips) == (ROWS - 1, 1)


async def test_nothing_is_taken_back_where_nothing_was_begun() -> None:
    asked: list[str] = []
    async with Connection(partial(sqlite3.connect, ":memory:", isolation_level=None), ROWS) as connection:
        await connection.set_trace_callback(asked.append)
        await connection.cursor().execute("SELECT 1")
        await connection.rollback()
        assert asked == ["SELECT 1"]

        await connection.cursor().execute("BEGIN")
        await connection.rollback()
        assert asked == ["SELECT 1", "BEGIN", "ROLLBACK"]


async def test_what_is_begun_after_nobody_waits_for_it_any_more_is_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "one.db"
    opened = partial(sqlite3.connect, path, isolation_level=None, timeout=10)
    async with Connection(opened, ROWS) as holder, Connection(opened, ROWS) as waiter:
        await holder.cursor().execute("BEGIN IMMEDIATE")
        beginning = asyncio.create_task(waiter.cursor().execute("BEGIN IMMEDIATE"))
        await asyncio.sleep(0.05)
        beginning.cancel()
        await asyncio.gather(beginning, return_exceptions=True)
        taking_back = asyncio.create_task(waiter.rollback())
        await asyncio.sleep(0)

        await holder.rollback()
        await taking_back
        await waiter.cursor().execute("SELECT 1")  # after all that it was told before

        assert not waiter.in_transaction


async def test_one_who_leaves_in_the_middle_of_reading_keeps_nobody_from_writing(db: Database) -> None:
    async with db.snapshot(whole=True) as session:
        async for number in await session.stream_scalars(text(NUMBERS), {"most": 10 * ROWS}):
            assert number == 1
            break

    async with db.transaction() as session:
        await session.execute(text("DELETE FROM inbox"))
    async with db.snapshot() as session:
        busy = await session.scalar(text("PRAGMA wal_checkpoint(TRUNCATE)"))

    assert not busy


async def test_what_a_statement_changed_is_known(db: Database) -> None:
    insert = "INSERT INTO inbox (id, received_at) VALUES (:id, '2026-01-01')"
    async with db.transaction() as session:
        await session.execute(text(insert), [{"id": "a"}, {"id": "b"}])
        returned = (await session.scalars(text(f"{insert} RETURNING id"), {"id": "c"})).all()
        changed = await session.execute(text("DELETE FROM inbox WHERE id <> 'b'"))

    assert returned == ["c"]
    assert changed.rowcount == 2  # type: ignore[attr-defined]
