"""However many requests come, what the bot holds stays as it is: files, tasks, connections, and SQLite's log."""

import asyncio
import os
import sys

import pytest
from sqlalchemy.pool import QueuePool

from tests.flows.playing import World

AT_ONCE = 8
QUESTIONS = 10  # one request in so many asks something; in the others people talk about something else
SPARE = 4 * AT_ONCE  # connections stay open for some seconds, with a file at either end; a leak would be hundreds
MOST_WINDOWS = 100  # that Slack opens in a minute
LOG_BYTES = 6_000_000  # SQLite empties its log from 1,000 pages on; the last transaction may still go in


async def talk(world: World, number: int) -> None:
    """So many requests, some at a time."""
    for first in range(0, number, AT_ONCE):
        await asyncio.gather(*(one(world, first + each) for each in range(min(AT_ONCE, number - first))))
        await world.sandbox.settled()
    await world.quiet()


async def one(world: World, number: int) -> None:
    if number % QUESTIONS == 0:
        asked = {"do": "command", "command": "/ask", "text": f"What about {number}?"}
    else:
        asked = {"do": "say", "text": "Lunch?"}
    await world.sandbox.act({**asked, "as": "U0MAYA", "channel": "C0COMMS"})


def held(world: World) -> dict[str, int]:
    """What is held at rest."""
    pool = world.bot.db.engine.pool
    assert isinstance(pool, QueuePool)
    return {
        "files": len(os.listdir("/proc/self/fd")),
        "tasks": len(asyncio.all_tasks()),
        "connections": pool.checkedout() + pool.checkedin(),
    }


def forget(world: World, *, windows: int) -> None:
    """All windows after so many: how many Slack opens in a minute is not tried here, but all else about calls holds."""
    opened = [call for call in world.sandbox.calls if call["method"] == "views.open"]
    surplus = {id(call) for call in opened[windows:]}
    world.sandbox.calls[:] = [call for call in world.sandbox.calls if id(call) not in surplus]


def log_size(url: str) -> int:
    """In bytes."""
    return os.path.getsize(f"{url.removeprefix('sqlite:///')}-wal")


@pytest.mark.skipif(sys.platform != "linux", reason="open files are counted on Linux")
@pytest.mark.parametrize("number", [200, pytest.param(20_000, marks=pytest.mark.soak)])
async def test_files_tasks_connections_and_the_log_stay_as_they_were(
    world: World, database_url: str, number: int
) -> None:
    world.patience = max(world.patience, number / 10)  # so many questions take their time to be told
    await talk(world, 100)
    before = held(world)

    await talk(world, number)

    grown = {name: after - before[name] for name, after in held(world).items() if after > before[name] + SPARE}
    assert grown == {}
    assert world.bot.db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    assert {each["status"] for each in world.sandbox.deliveries} == {200}
    if world.bot.db.is_sqlite:
        assert log_size(database_url) < LOG_BYTES
    forget(world, windows=MOST_WINDOWS)
