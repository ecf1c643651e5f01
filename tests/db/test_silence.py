"""A server that is gone without a word: connections stay open, and nothing is answered over them any more."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request

from bot.app import Expertline
from bot.auditor import Alarm
from bot.db import engine
from bot.db.engine import Database
from bot.settings import Settings, with_driver

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


class Relay:
    """The way to a server; what is connected when it falls silent is never heard of again."""

    def __init__(self, server: URL) -> None:
        self.server = server
        self._heard: set[asyncio.Event] = set()
        self._silent = False

    def fall_silent(self) -> None:
        while self._heard:
            self._heard.pop().clear()

    def stay_silent(self) -> None:
        self._silent = True

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard = asyncio.Event()
        if not self._silent:
            heard.set()
        self._heard.add(heard)
        folder = self.server.query.get("host")
        if folder:
            there = await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.{self.server.port or 5432}")
        else:
            there = await asyncio.open_connection(self.server.host, self.server.port or 5432)
        await asyncio.gather(_pass_on(reader, there[1], heard), _pass_on(there[0], writer, heard))


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, heard: asyncio.Event) -> None:
    with suppress(ConnectionError):
        while said := await reader.read(65536):
            await heard.wait()
            writer.write(said)
    writer.close()


@asynccontextmanager
async def relayed(url: str) -> AsyncIterator[tuple[Relay, str]]:
    """A way to this database, and its address there."""
    server = make_url(url)
    relay, ways = Relay(server), set[asyncio.Task[None]]()
    listening = await asyncio.start_server(
        lambda reader, writer: ways.add(asyncio.create_task(relay.connect(reader, writer))), "127.0.0.1", 0
    )
    there = server.set(host="127.0.0.1", port=listening.sockets[0].getsockname()[1], query={})
    try:
        yield relay, there.render_as_string(hide_password=False)
    finally:
        listening.close()
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "ANSWER_SECONDS", 1.0)


@pytest.mark.parametrize("ending", ["", "?pgbouncer=true"])
@pytest.mark.usefixtures("impatient")
async def test_who_waits_for_it_in_vain_gives_up_and_goes_on_over_a_new_connection(
    database_url: str, ending: str
) -> None:
    async with relayed(database_url) as (relay, url):
        db = Database(with_driver(url + ending))
        for look in (db.snapshot, db.transaction):
            with pytest.raises(TimeoutError):
                await _interrupted(look, relay)

            async with look() as session:
                assert await session.scalar(text("SELECT 1")) == 1
        assert db.writing.trouble == "it doesn't answer"
        assert await db.why_not_writable() == ""
        await db.close()


async def test_it_is_an_alarm_while_it_lasts(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.db.writing.PATIENCE_SECONDS", 0.2)
    async with relayed(database_url) as (relay, url):
        bot = Expertline(Settings(_env_file=None, database_url=url))
        async with bot.db.snapshot() as session:
            await session.execute(text("SELECT 1"))
        relay.fall_silent()
        relay.stay_silent()

        assert await bot.db.why_not_writable() == "the database doesn't answer"
        assert Alarm("database") in await bot.auditor._found()
        await bot.db.close()


async def test_it_keeps_nobody_who_ends(database_url: str) -> None:
    async with relayed(database_url) as (relay, url):
        db = Database(with_driver(url))
        async with db.snapshot() as session:
            await session.execute(text("SELECT 1"))
        relay.fall_silent()

        await db.close()


async def test_the_page_for_prometheus_says_so(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with relayed(database_url) as (relay, url):
        bot = Expertline(Settings(_env_file=None, database_url=url))
        assert "expertline_database_up 1.0" in await _page(bot)
        monkeypatch.setattr("bot.app.PATIENCE_SECONDS", 0.2)
        monkeypatch.setattr("bot.db.writing.PATIENCE_SECONDS", 0.2)
        relay.fall_silent()

        assert "expertline_database_up 0.0" in await _page(bot)
        await bot.db.close()


async def _interrupted(look: Callable[[], AbstractAsyncContextManager[AsyncSession]], relay: Relay) -> None:
    async with look() as session:
        await session.execute(text("SELECT 1"))
        relay.fall_silent()
        await session.execute(text("SELECT 1"))


async def _page(bot: Expertline) -> str:
    return bytes((await bot.show_metrics(Request({"type": "http"}))).body).decode()
