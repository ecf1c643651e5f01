"""Three processes on one PostgreSQL: one is killed, one freezes, the database crashes, and the books balance."""

import asyncio
import os
import random
import signal
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from bot import clock
from bot.db.engine import Database
from bot.db.models import Inbox
from bot.settings import with_driver
from sandbox import Sandbox
from tests import pgbouncer, postgres
from tests.crash.afterlife import Afterlife, afterlife
from tests.crash.beginning import beginning
from tests.crash.everybody import Everybody, unbalanced

MANY = pytest.param(300, marks=pytest.mark.soak)
ROUNDS = 600
PATIENCE = 180.0  # real seconds: three hundred questions' last messages wait for Slack's pace


@pytest.mark.parametrize("asked", [12, MANY])
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_the_books_balance_whoever_dies_freezes_or_restarts(
    asked: int, database_url: str, tmp_path: Path, sandbox: Sandbox
) -> None:
    await beginning(sandbox, database_url, tmp_path / "beginning")
    await durable(database_url)
    sandbox.delivery.timeout = 1.0

    async with afterlife(sandbox, database_url) as world:
        await world.begin()
        await world.begin()
        await live_through_it(world, asked, database_url)

        wrong = await unbalanced(world, asked=asked)
        assert wrong == [], "\n".join(wrong)


@pytest.mark.skipif(pgbouncer.PROGRAM is None, reason="there is no PgBouncer here")
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_two_processes_work_through_pgbouncer(database_url: str, tmp_path: Path, sandbox: Sandbox) -> None:
    await beginning(sandbox, database_url, tmp_path / "beginning")

    with pgbouncer.before(database_url) as url:
        async with afterlife(sandbox, url) as world:
            await world.begin()
            people = Everybody(world, random.Random(7))
            for number in range(4):
                await people.ask(number)
            assert await people.work(ROUNDS) == []
            await world.moves("35 seconds")

            assert await unbalanced(world, asked=4) == []


@pytest.mark.skipif(pgbouncer.PROGRAM is None, reason="there is no PgBouncer here")
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_an_export_through_pgbouncer_sees_one_moment(database_url: str) -> None:
    count = select(func.count()).select_from(Inbox)
    with pgbouncer.before(database_url) as url:
        db = Database(with_driver(url))
        async with db.snapshot(whole=True) as session:
            before = await session.scalar(count)
            async with db.transaction() as other:
                other.add(Inbox(id="new", received_at=clock.now()))
            assert await session.scalar(count) == before
        async with db.snapshot() as session:
            assert await session.scalar(count) == (before or 0) + 1
        await db.close()


async def live_through_it(world: Afterlife, asked: int, database: str) -> None:
    """Questions come in and are answered while everything happens that must not matter."""
    chance = random.Random(11)
    people = Everybody(world, chance)
    for number in range(asked):
        if number == asked // 3:
            await kill(world)
        if number == asked // 2:
            await freeze(world)
        await people.ask(number)
    await crash(database)
    await people.work(6)
    await world._pass(40)  # the frozen one's claims have run out
    await people.work(6)
    await world.thaw()
    await crash(database)
    assert await people.work(ROUNDS) == []
    world.patience = PATIENCE
    await world.quiet()
    await world.moves("40 seconds")


async def durable(url: str) -> None:
    """The tests' server may forget its last commits in a crash, as no server with people's words in it should."""
    await postgres.run(url, f'ALTER DATABASE "{make_url(url).database}" SET synchronous_commit = on')


async def kill(world: Afterlife) -> None:
    """One process dies, and is started again."""
    one = world.awake.pop(0)
    await one.end()
    await world.begin(port=one.life.port)


async def freeze(world: Afterlife) -> None:
    """One process stops in the middle of whatever it does."""
    one = world.awake.pop(0)
    os.kill(one.process.pid or 0, signal.SIGSTOP)
    world.frozen.append(one)


async def crash(url: str) -> None:
    """PostgreSQL loses a backend, throws everybody out and recovers from its log."""
    name = make_url(url).database
    connection = await asyncpg.connect(postgres.within(url, "postgres"))
    pids = [row["pid"] for row in await connection.fetch("SELECT pid FROM pg_stat_activity WHERE datname = $1", name)]
    await connection.close()
    os.kill(pids[0], signal.SIGKILL)
    for _ in range(200):
        try:
            connection = await asyncpg.connect(postgres.within(url, "postgres"))
            await connection.execute("SELECT 1")
            await connection.close()
            return
        except (asyncpg.PostgresError, OSError):
            await asyncio.sleep(0.1)
    raise AssertionError("PostgreSQL didn't come back")
