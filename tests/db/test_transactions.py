"""After which commits the heartbeat looks, and that everybody's turn comes to write."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from statistics import fmean
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from bot import clock
from bot.db import inbox, installations, organisations
from bot.db.engine import WRITERS, Database, postgresql
from bot.db.models import Due
from bot.heartbeat import Heartbeat
from bot.settings import with_driver
from bot.slack import outbox
from bot.slack.client import Slack
from bot.slack.sending import Sender
from tests.flows.test_locks import another_session

HOUR = timedelta(hours=1)


def due(name: str, *, after: timedelta) -> Due:
    return Due(key=name, workspace="T1", kind="clock", due_at=clock.now() + after)


async def until(reached: Callable[[], bool]) -> None:
    while not reached():  # noqa: ASYNC110 (what is waited for has no event)
        await asyncio.sleep(0.001)


@pytest.fixture
def told(db: Database) -> list[datetime]:
    """What the heartbeat would have been told."""
    times: list[datetime] = []
    db.committed = times.append
    return times


async def test_a_commit_that_leaves_nothing_to_do_wakes_nobody(db: Database, told: list[datetime]) -> None:
    async with db.transaction() as session:
        assert await inbox.first_time(session, "event:1")

    assert told == []


async def test_a_commit_tells_when_the_first_of_its_rows_is_due(db: Database, told: list[datetime]) -> None:
    async with db.transaction() as session:
        session.add_all([due("later", after=2 * HOUR), due("sooner", after=HOUR)])
    async with db.transaction() as session:
        row = await session.get_one(Due, 1)
        row.due_at -= HOUR

    assert [round((at - clock.now()) / HOUR) for at in told] == [1, 1]


async def test_a_call_to_slack_is_to_be_made_now(db: Database, told: list[datetime]) -> None:
    async with db.transaction() as session:
        outbox.post(session, key="a", workspace="T1", channel="C1", message={"text": "a"})

    assert told[0] <= clock.now()


async def test_what_was_parked_goes_on_at_once(db: Database, told: list[datetime]) -> None:
    async with db.transaction() as session:
        await organisations.identify(session, "T1", name="T", url="", bot_user="U1")
    async with db.transaction() as session:
        await installations.park(session, "T1", why="")
    async with db.transaction() as session:
        await installations.resume(session, "T1")

    assert len(told) == 2


async def test_who_only_takes_what_is_due_wakes_nobody(db: Database, told: list[datetime]) -> None:
    async with db.transaction(wake=False) as session:
        session.add(due("taken", after=HOUR))

    assert told == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_look_that_comes_early_enough_is_not_made_sooner(db: Database) -> None:
    slack = Slack(base_url="http://127.0.0.1:9/api/", tokens={})
    heartbeat = Heartbeat(db, Sender(db, slack, landed=lambda _: None), seconds=3600)
    async with db.transaction() as session:
        session.add(due("planned", after=HOUR))
    heartbeat.start()
    await until(lambda: heartbeat.calm)

    heartbeat.hear(clock.now() + 2 * HOUR)
    after_a_later_one = heartbeat.calm
    heartbeat.hear(clock.now() + HOUR / 2)
    after_an_earlier_one = heartbeat.calm
    await heartbeat.stop()
    await slack.close()

    assert (after_a_later_one, after_an_earlier_one) == (True, False)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_who_waits_to_write_is_not_overtaken_by_those_who_come_later(db: Database) -> None:
    asked: list[str] = []
    turns: list[str] = []

    async def write(name: str) -> None:
        asked.append(name)
        async with db.transaction() as session:
            for number in range(4):
                await inbox.first_time(session, f"{name}:{number}")  # with the first a connection is taken
                turns.extend([name] if number == 0 else [])

    async def come_back(name: int) -> None:
        for visit in range(10):
            await write(f"{name}:{visit}")
            await asyncio.sleep(0.001 * (name % 3))

    await asyncio.gather(*(write(f"first:{number}") for number in range(WRITERS)))  # the connections are made
    asked.clear()
    turns.clear()
    await asyncio.gather(*(come_back(name) for name in range(8 * WRITERS)))

    # A single one may be late, where the machine lets its first statement wait; as such nobody is overtaken.
    assert fmean(abs(turns.index(name) - asked.index(name)) for name in asked) < 2


async def freezing(db: Database, other: Any) -> None:
    """A transaction that rests until the server has enough of it."""
    async with db.transaction() as session:
        number = await session.scalar(select(func.pg_backend_pid()))
        while await other.fetchval("SELECT count(*) FROM pg_stat_activity WHERE pid = $1", number):
            pass


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_whoever_reads_an_export_may_pause_for_longer_than_a_process_that_froze(database_url: str) -> None:
    impatient = {"idle_in_transaction_session_timeout": "50ms"}
    db = Database("", engine=postgresql(with_driver(database_url), settings=impatient))
    async with db.snapshot(whole=True) as exporting:
        assert await exporting.scalar(select(func.count(Due.id))) == 0

        async with another_session(database_url) as other:
            with pytest.raises(DBAPIError):
                await freezing(db, other)

        assert await exporting.scalar(select(func.count(Due.id))) == 0
    await db.close()
