"""The disk is full, or the database can only be read: no "ok" without a commit, not ready, and well again by itself."""

import asyncio
import json
import os
import resource
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import event, select, text

from bot.auditor import Alarm
from bot.db.models import Inbox
from bot.db.writing import Writing
from bot.lifecycle import Stage
from bot.slack.door import delivery_key
from sandbox import Sandbox
from tests.flows.leaking import leaked, listening
from tests.flows.playing import World
from tests.flows.reading import stages
from tests.living import living

COLD = "Can I visit the ward if I had a cold last week?"
LONG = "Yes, after 48 hours without symptoms. " + "Please ask at the desk. " * 400
TEAM = "T0RIVERSIDE"

Trouble = Callable[[World], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def _anew(world: World, moment: str, act: Callable[..., None]) -> AsyncIterator[None]:
    """New connections only, with this at a moment of each; afterwards they are as before."""
    engine = world.bot.db.engine
    event.listen(engine.sync_engine, moment, act)
    await engine.dispose()
    try:
        yield
    finally:
        event.remove(engine.sync_engine, moment, act)
        await engine.dispose()


def on_every_connection(world: World, *statements: str) -> AbstractAsyncContextManager[None]:
    """Each new one begins with these statements."""

    def begin(connection: Any, _: Any) -> None:
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        cursor.close()
        connection.commit()

    return _anew(world, "connect", begin)


def full(world: World) -> AbstractAsyncContextManager[None]:
    """SQLite's own "database or disk is full": as many pages as there are, and not one more."""
    return on_every_connection(world, "PRAGMA max_page_count = 1")


def read_only(world: World) -> AbstractAsyncContextManager[None]:
    """PostgreSQL's after a failover to a replica, or where a host has seen its disk nearly full."""
    sqlite = world.bot.db.is_sqlite
    return on_every_connection(world, "PRAGMA query_only = ON" if sqlite else "SET default_transaction_read_only = on")


def away(world: World) -> AbstractAsyncContextManager[None]:
    """Nothing of the database can be had, not even a look at what is due."""

    def refuse(*_: Any) -> None:
        raise ConnectionRefusedError

    return _anew(world, "do_connect", refuse)


async def kept(world: World) -> set[str]:
    async with world.bot.db.snapshot() as session:
        return set(await session.scalars(select(Inbox.id)))


async def unready(world: World) -> str:
    """As whoever watches the bot would hear it."""
    await world.bot.auditor.look()
    return await world.bot._why_not_ready()


@pytest.mark.parametrize(
    ("trouble", "why", "database_url"),
    [
        (full, "the database can't be used: its disk is full", "sqlite"),
        (read_only, "the database can't be used: it can only be read", "sqlite"),
        (read_only, "the database can't be used: it can only be read", "postgresql"),
    ],
    indirect=["database_url"],
)
async def test_nothing_is_called_ok_that_was_not_kept_and_the_story_goes_on_afterwards(
    world: World, trouble: Trouble, why: str
) -> None:
    await world.maya.asks(COLD)
    await world.lena.clicks("On it")
    card, desk, before = world.desk.card(), world.desk.id, len(world.sandbox.deliveries)

    with listening() as log:
        async with trouble(world):
            await world.sandbox.act({"do": "say", "as": "U0LENA", "channel": desk, "text": LONG, "thread_ts": card.ts})
            await world.sandbox.settled()
            asked = {"do": "command", "as": "U0MAYA", "command": "/ask", "text": "", "channel": "C0COMMS"}
            await world.sandbox.act(asked)
            assert await unready(world) == why
            known = await kept(world)
        assert await unready(world) == ""

    during = [each for each in world.sandbox.deliveries[before:] if each["kind"] != "suggestion"]
    assert any(each["status"] == 503 for each in during)
    unkept = [each for each in during if 200 <= each["status"] < 300 and delivery_key(each["body"]) not in known]
    assert unkept == [], unkept[0]["response"]
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [line["why"] for line in lines if line["event"] == "not_ready"] == [why]
    assert [line["level"] for line in lines if line["event"] == "delivery" and line["outcome"] == "failed"]
    assert leaked(world.sandbox, log.getvalue()) == []

    await world.moves("61 seconds")  # Slack sends what failed again
    await world.moves("15 seconds")
    assert await stages(world) == [Stage.AWAITING_SIGN_OFF]
    if world.bot.db.is_sqlite:
        async with world.bot.db.snapshot() as session:
            assert await session.scalar(text("PRAGMA integrity_check")) == "ok"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_due_waits_and_is_done_once_the_disk_has_room(world: World) -> None:
    await world.maya.asks(COLD)
    async with read_only(world):
        world._shift(300)
        async with asyncio.timeout(10):
            while not (await unready(world)).endswith("it can only be read"):
                await world.bot.heartbeat.beat()
                await asyncio.sleep(0.01)

    await world.quiet()

    assert world.tom.sees_button("On it")


async def status_of(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, await response.text()


async def until_ready(url: str, status: int) -> str:
    async with asyncio.timeout(10):
        while True:
            found, why = await status_of(f"{url}/readyz")
            if found == status:
                return why
            await asyncio.sleep(0.1)


async def test_a_process_that_may_write_no_further_is_not_ready_within_ten_seconds_and_recovers(tmp_path: Path) -> None:
    """The operating system refuses to let any file of the process grow: the database, its log, and ours."""
    async with Sandbox().serving() as sandbox, living(sandbox, tmp_path) as process:
        asked = {"do": "command", "as": "U0MAYA", "command": "/ask", "text": "May I?", "channel": "C0COMMS"}
        assert process.child is not None
        resource.prlimit(process.child.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
        await sandbox.act(asked)
        assert sandbox.deliveries[-1]["status"] == 503
        assert "the database can't be used: its disk" in await until_ready(process.url, 503)

        resource.prlimit(process.child.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        await until_ready(process.url, 200)
        await sandbox.act(asked)
        assert sandbox.deliveries[-1]["status"] == 200
    assert sqlite3.connect(tmp_path / "expertline.db").execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_process_that_may_open_nothing_more_says_so_though_nobody_can_ask_it(world: World) -> None:
    few, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with listening() as log:
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, most))
        try:
            await world.bot.auditor._tell_readiness()
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (few, most))
        await world.bot.auditor._tell_readiness()

    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [(line["event"], line.get("why", "")) for line in lines if "ready" in line["event"]] == [
        ("not_ready", "no more connections can be opened: raise the limit on open files (ulimit -n)"),
        ("ready", ""),
    ]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("copied", "why"),
    [
        (False, "the database's file is gone: nothing is taken until it is back"),
        (
            True,
            "another file lies where the database's was: nothing is taken until I am stopped, and it is put there once "
            "more without -wal and -shm files beside it",
        ),
    ],
    ids=["deleted", "a backup restored over it"],
)
async def test_a_file_that_is_taken_away_under_it_is_named_and_nothing_is_answered_ok_that_nobody_would_find(
    world: World, copied: bool, why: str
) -> None:
    file = str(world.bot.db.engine.url.database)
    if copied:
        with sqlite3.connect(file) as source, sqlite3.connect(f"{file}.copy") as copy:
            source.backup(copy)
    os.rename(file, f"{file}.away")
    if copied:
        os.rename(f"{file}.copy", file)

    assert await unready(world) == why
    assert Alarm("database") in world.bot.auditor._seen
    await world.sandbox.act({"do": "command", "as": "U0MAYA", "command": "/ask", "text": "", "channel": "C0COMMS"})
    assert world.sandbox.deliveries[-1]["status"] == 503
    assert await world.bot._figures() is None
    assert (Path(file).name in os.listdir(Path(file).parent)) is copied

    os.rename(f"{file}.away", file)
    await world.quiet()
    assert await unready(world) == ""
    await world.maya.asks(COLD)
    assert world.desk.count("forwarded by Maya Chen") == 1


async def test_a_database_that_is_away_is_named_and_not_the_heartbeat_that_waits_for_it(world: World) -> None:
    async with away(world):
        world.bot.heartbeat.last_beat, world.bot.db.writing = None, Writing()  # as after half a minute of it

        assert await unready(world) == "the database can't be used: nobody listens at its address"
        await world.bot.auditor.look()

    assert Alarm("database") in world.bot.auditor.raised
