"""Whether the database takes writes is tried where nobody has written lately, and leaves nothing behind."""

import sqlite3
import ssl

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.db.engine import Database
from bot.db.models import Unplaced, Workspace
from bot.db.writing import reason
from bot.settings import with_driver


async def test_a_database_that_takes_writes_says_so_and_keeps_no_probe(database_url: str) -> None:
    db = Database(with_driver(database_url))
    try:
        assert await db.why_not_writable() == ""
        async with db.snapshot() as session:
            assert await session.scalar(select(func.count(Unplaced.id))) == 0
    finally:
        await db.close()


async def test_a_server_that_is_not_there_is_told_in_a_sentence() -> None:
    db = Database("postgresql+asyncpg://nobody@127.0.0.1:9/nothing")

    assert await db.why_not_writable() == "the database can't be used: nobody listens at its address"
    await db.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_statement_that_is_wrong_says_nothing_about_the_database(database_url: str) -> None:
    db = Database(with_driver(database_url))

    async def twice() -> None:
        async with db.transaction() as session:
            for _ in range(2):
                await session.execute(insert(Workspace).values(id="T1", name="secret words"))

    with pytest.raises(IntegrityError) as told:
        await twice()
    await db.close()

    assert db.writing.trouble == ""
    assert "secret words" not in str(told.value)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("SQLITE_FULL", "its disk is full"),
        ("SQLITE_READONLY_DIRECTORY", "it can only be read"),
        ("SQLITE_IOERR_WRITE", "its disk fails"),
        ("SQLITE_IOERR_SHMSIZE", "its disk is full"),
        ("SQLITE_BUSY", "another process keeps it locked"),
        ("SQLITE_NOTADB", "its file isn't an SQLite database"),
        ("SQLITE_LOCKED", "OperationalError"),
    ],
)
def test_the_reason_is_in_plain_words(name: str, words: str) -> None:
    origin = sqlite3.OperationalError("any text")
    origin.sqlite_errorname = name

    assert reason(OperationalError("INSERT …", {}, origin)) == words


def test_a_certificate_that_is_not_trusted_is_told_as_such() -> None:
    assert reason(ssl.SSLCertVerificationError("any text")) == "its certificate isn't trusted (is PGSSLROOTCERT right?)"
