"""The bot and the sandbox in one process and in a time that is moved by hand: deliveries go through the door without a
socket, calls to Slack go through the real client, and nothing happens that nobody asked for."""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import clock
from bot.app import Expertline
from bot.db import trips
from bot.db.engine import Database, engine_for
from bot.db.models import Base
from bot.manifest import manifest
from bot.organisation import Organisation, durations
from bot.settings import Settings, with_driver
from bot.slack import door
from sandbox import Sandbox
from sandbox.clock import Clock as SandboxClock
from tests.conftest import load
from tests.flows.hospital import HOSPITAL
from tests.flows.playing import World

Json = dict[str, Any]
BEGIN = 1_780_000_000.0  # some afternoon
ROUNDS = 5000
KEPT = ("workspaces",)


@dataclass
class Handheld:
    """Seconds that pass when somebody says so; the machine's clock may be off by some."""

    seconds: float = BEGIN
    machine_off: float = 0.0

    def __call__(self) -> float:
        return self.seconds

    def machine(self) -> float:
        return self.seconds + self.machine_off


class HandheldClock(clock.Clock):
    """The bot's clock in that time; where the database says what time it has, it has that time too."""

    def __init__(self, time: Handheld, *, off: float = 0.0) -> None:
        super().__init__(machine=lambda: time.machine() + off, steady=time)
        self.time = time

    def compare(self, truth: datetime | None, *, asked: float) -> float:
        return super().compare(datetime.fromtimestamp(self.time(), UTC) if truth else None, asked=asked)


class Failures(logging.Handler):
    """What the bot could only log: in these tests an error in the log is a failure."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(logging.Formatter().format(record))


class QuickWorld(World):
    """The world of the flows' stories, at rest between two acts."""

    in_use = True  # to the sandbox this is a connection in Socket Mode

    def __init__(self, sandbox: Sandbox, database_url: str, time: Handheld, organisation: Organisation) -> None:
        super().__init__(sandbox, bot=None)  # type: ignore[arg-type]
        self.organisation = organisation
        self.database_url = with_driver(database_url)
        self.engine = engine_for(self.database_url)
        quicken(self.engine)
        self.time = time
        self.failures = Failures()
        self.furnish: Callable[[QuickWorld], None] = lambda world: None  # what the workspace has besides

    async def start(self) -> None:
        """A bot on the database as it is."""
        settings = Settings(
            _env_file=None,
            slack_bot_token=self.sandbox.core.credentials.bot_token,
            slack_signing_secret=self.sandbox.core.credentials.signing_secret,
            slack_api_url=f"{self.sandbox.url}/api/",
            database_url=self.database_url,
        )
        self.bot = Expertline(settings, db=Database(self.database_url, engine=self.engine))
        await self.bot._identify()

    async def stop(self) -> None:
        """The process ends; what was under way is given up."""
        for task in list(self.bot.sender._flying):
            task.cancel()
        await self.bot.sender.finish(5)
        await self.bot.slack.close()
        await self.bot.db.close()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    async def begin(self) -> None:
        """Another story, with the same bot: an hour later, nothing has happened."""
        self.time.seconds += 3600.0
        self.sandbox.reset()
        self.furnish(self)
        self.failures.seen.clear()
        async with self.bot.db.transaction(wake=False) as session:
            for table in reversed(Base.metadata.sorted_tables):
                if table.name not in KEPT:
                    await session.execute(table.delete())
        await load(self, self.organisation)  # type: ignore[arg-type]
        await self.settle()

    async def send(self, kind: str, body: Json, *, retry: int = 0, reason: str = "") -> Any:
        """One delivery, through the door; what the bot answers. Called by the sandbox."""
        delivery = door.of_socket(json.loads(json.dumps(body)), retry_num=retry, retry_reason=reason)
        answer = await self.bot.dispatch(delivery)
        if answer.status >= 300:
            self.failures.seen.append(f"a delivery ({kind}) was answered {answer.status}")
            raise ConnectionError
        try:
            return json.loads(answer.body or "{}")
        except ValueError:
            return {"text": answer.body}

    async def quiet(self) -> None:
        self.time.seconds += 0.05
        await self.settle()

    async def moves(self, span: str) -> None:
        await self.passes(durations.read(span).total_seconds())  # type: ignore[union-attr]

    def _shift(self, seconds: float) -> None:
        self._reach(self.time.seconds + seconds)

    async def settle(self) -> datetime | None:
        """Until nothing is to be done now; when something is, next. Where only Slack's pace holds a call back, a
        second passes."""
        for _ in range(ROUNDS):
            await self.sandbox.settled()
            worked, next_at = await self.bot.heartbeat.work()
            await self.bot.sender.finish(20)
            await self.sandbox.settled()
            if worked:
                continue
            if (next_at is None or next_at > clock.now()) and not await self._is_held():
                return next_at
            self.time.seconds += 1.0
        raise AssertionError("it never comes to rest")

    async def passes(self, seconds: float, *, steps: int = 12) -> None:
        """Time passes, from one thing that is due to the next; after so many of them in one leap."""
        until = self.time.seconds + seconds
        for _ in range(steps):
            next_at = await self.settle()
            if next_at is None or next_at.timestamp() >= until:
                break
            self._reach(next_at.timestamp())
        self._reach(until)
        await self.settle()

    def _reach(self, seconds: float) -> None:
        self.time.seconds = max(self.time.seconds, seconds)
        self.sandbox.events.launch_due()


class AtOnce:
    """In the place of aiosqlite's thread and its queue: what is put in is done before anything else happens."""

    def start(self) -> None:
        """Nothing to start."""

    def put_nowait(self, work: tuple[asyncio.Future[Any], Callable[[], Any]]) -> None:
        future, function = work
        try:
            future.set_result(function())
        except Exception as error:
            future.set_exception(error)


def quicken(engine: AsyncEngine) -> None:
    """A disk that may forget is quicker, and no test pulls the plug; threads cost more than the work they do."""
    if engine.dialect.name != "sqlite":
        return

    def connect(path: str, **options: Any) -> trips.Connection:
        connection = trips.opened(path, **options)
        connection._thread = connection._tx = AtOnce()  # type: ignore[assignment]
        return connection

    def in_this_thread(dialect: Any, record: Any, args: Any, options: Any) -> None:
        options["async_creator_fn"] = connect

    def carelessly(connection: Any, record: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    event.listen(engine.sync_engine, "do_connect", in_this_thread)
    event.listen(engine.sync_engine, "connect", carelessly)


@contextlib.asynccontextmanager
async def quick_world(
    database_url: str,
    *,
    organisation: Organisation = HOSPITAL,
    rates: bool = False,
    furnish: Callable[[QuickWorld], None] | None = None,
) -> AsyncIterator[QuickWorld]:
    """A place for many stories; each starts with `begin`."""
    time = Handheld()
    clock.use(HandheldClock(time))
    slow = SandboxClock(anchor=time.seconds, real=time)
    async with Sandbox(clock=slow, rates="real" if rates else "off", timeout=60.0).serving() as sandbox:
        sandbox.use_manifest(manifest(url="http://bot.example"))
        world = QuickWorld(sandbox, database_url, time, organisation)
        sandbox.delivery.sockets = world  # type: ignore[assignment]
        logging.getLogger("bot").addHandler(world.failures)
        world.furnish = furnish or world.furnish
        await world.start()
        try:
            await world.begin()
            yield world
        finally:
            await world.stop()
            logging.getLogger("bot").removeHandler(world.failures)
            clock.use(clock.Clock())
