"""What every test may use: both databases, and the world in which stories are played."""

import asyncio
import contextlib
import fcntl
import gc
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Generator, Mapping
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import uvloop
from hypothesis import settings
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import clock
from bot.app import Expertline
from bot.db import organisations
from bot.db.engine import Database, engine_for
from bot.db.migrating import migrate
from bot.db.models import Member, Person
from bot.handlers import dispatch, receive
from bot.manifest import manifest
from bot.organisation import Organisation
from bot.settings import Settings
from sandbox import Sandbox
from sandbox.serving import served
from tests import postgres
from tests.contract.validating import SLACK, findings
from tests.flows.hospital import HOSPITAL
from tests.flows.leaking import leaked, listening
from tests.flows.playing import World
from tests.flows.reading import broken_promises
from tests.flows.remembering import Untouched

pytest_plugins = ["tests.turns", "pytester"]
settings.register_profile("at random", deadline=None)  # how long anything takes depends on the machine
settings.register_profile("the same each time", deadline=None, derandomize=True)
settings.register_profile("the first few", deadline=None, derandomize=True, max_examples=30)
FAILED = pytest.StashKey[bool]()
TOLD = pytest.StashKey[str]()
IN_MEMORY = pytest.StashKey[str]()
MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30  # a file system in memory, where there is one with room
FOLDER = "expertline-tests-"
PATIENT = 20.0  # seconds that a delivery may take


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """What SQLite waits for the disk to keep needn't outlive the tests; only the long form is left to chance."""
    settings.load_profile(_profile(config))
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what many processes import is compiled once, not in each of them
    if config.option.basetemp or hasattr(config, "workerinput") or not os.access(MEMORY, os.W_OK):
        return
    for left in MEMORY.glob(f"{FOLDER}*"):
        if _locked(left):
            shutil.rmtree(left, ignore_errors=True)
    if shutil.disk_usage(MEMORY).free > ROOM:
        config.stash[IN_MEMORY] = folder = tempfile.mkdtemp(prefix=FOLDER, dir=MEMORY)
        _locked(Path(folder))
        config.option.basetemp = f"{folder}/tests"  # which pytest makes anew: the lock would go with it


def _locked(folder: Path) -> bool:
    """Whether the folder is ours from now on, to the end of this process: a run that was killed holds none any more."""
    with contextlib.suppress(OSError):
        fcntl.flock(os.open(folder, os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def _profile(config: pytest.Config) -> str:
    if "not soak" not in config.option.markexpr:
        return "at random"
    return "the first few" if config.option.by_turns else "the same each time"


def pytest_xdist_auto_num_workers() -> int:
    """Two for each processor: a test that waits for a process of its own, or for its database, leaves it idle."""
    return min(8, (os.cpu_count() or 1) * 2)


def pytest_collection_finish() -> None:
    """What is here before the first test stays to the end: no need to look through it for rubbish all the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The loop that `python -m bot serve` runs on."""
    return {"uvloop": uvloop.new_event_loop}


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated SQLite database to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    asyncio.run(migrate(f"sqlite+aiosqlite:///{path}"))
    return path


def put(file: Path, path: Path) -> None:
    """A copy of this database at this path, and nothing of one that was there before."""
    for each in path.parent.glob(f"{path.name}*"):
        each.unlink()
    shutil.copy(file, path)


def copied(migrated: Path, folder: Path) -> Path:
    """A database of a test's own, for tests to which it doesn't matter which database it is."""
    path = folder / "expertline.db"
    shutil.copy(migrated, path)
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, migrated_file: Path, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a database of this test's own, up to date."""
    if request.param == "sqlite":
        path = migrated_file.with_name("expertline.db")
        put(migrated_file, path)
        yield f"sqlite:///{path}"
        return
    server = postgres.server()
    if server is None:
        pytest.skip("no PostgreSQL server can be had here")
    yield await postgres.emptied_database(server)


@pytest.fixture(autouse=True)
def _time_is_real_again() -> None:
    clock.use(clock.Clock())


@lru_cache(maxsize=4)
def kept(url: str) -> AsyncEngine:
    """The engine of the test before on the same database: what it has compiled needn't be compiled again."""
    return engine_for(url)


class Lasting(Database):
    """One whose connections to PostgreSQL are there for the next test too, with all that is prepared in them."""

    async def close(self) -> None:
        if self.is_sqlite:  # the next test has another file
            await super().close()


def lasting(url: str) -> Lasting:
    """The database at this address, with what the test before has left."""
    return Lasting(url, engine=kept(url))


@contextlib.asynccontextmanager
async def tidied() -> AsyncIterator[None]:
    """All tests share a loop: what this one began ends with it."""
    before = asyncio.all_tasks()
    yield
    begun = asyncio.all_tasks() - before - {asyncio.current_task()}
    for task in begun:
        task.cancel()
    await asyncio.gather(*begun, return_exceptions=True)


@pytest.fixture(autouse=True)
def patient(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine a delivery may take longer than Slack listens: no matter where a test isn't about that."""
    if request.node.get_closest_marker("in_time") is None:
        monkeypatch.setattr(dispatch, "PATIENCE_SECONDS", PATIENT)
        monkeypatch.setattr(receive, "TURN_SECONDS", PATIENT)


@contextlib.asynccontextmanager
async def playing(
    database_url: str,
    *,
    organisation: Organisation | None = HOSPITAL,
    sandbox: Sandbox | None = None,
    besides: Mapping[str, Any] = MappingProxyType({}),
) -> AsyncIterator[World]:
    """The sandbox and the bot, each behind its own port, talking as they do in the field."""
    clock.correct(timedelta())
    async with tidied(), (sandbox or Sandbox(timeout=PATIENT)).serving() as slack:
        settings = Settings(
            _env_file=None,
            slack_bot_token=slack.core.credentials.bot_token,
            slack_signing_secret=slack.core.credentials.signing_secret,
            slack_api_url=f"{slack.url}/api/",
            database_url=database_url,
            inspect_token="look",
            **besides,
        )
        bot = Expertline(settings, db=lasting(settings.database))
        slack.use_manifest(manifest(url="http://bot.example"))
        async with serving(bot) as url:
            slack.delivery.bot_url = url
            world = World(slack, bot)
            if organisation is not None:
                await load(world, organisation)
            yield world


@contextlib.asynccontextmanager
async def serving(bot: Expertline) -> AsyncIterator[str]:
    """The bot on a free port."""
    await bot.start()
    try:
        async with served(bot.app) as url:
            yield url
    finally:
        await bot.stop()


async def load(world: World, organisation: Organisation) -> None:
    """The organisation, and who is in which channel."""
    workspace = world.sandbox.workspace
    team = workspace.team["id"]
    async with world.bot.db.transaction() as session:
        await organisations.store(session, team, organisation)
        for table in (Member, Person):
            await session.execute(delete(table).where(table.workspace == team))
        session.add_all(
            Member(workspace=team, channel=channel.id, user=user)
            for channel in workspace.channels.values()
            for user in channel.members
        )
        session.add_all(
            Person(workspace=team, user=person.id, name=person.real_name, gone=person.deleted)
            for person in workspace.people.values()
        )


@pytest.fixture
def besides() -> Mapping[str, Any]:
    """What a module's bots are set to besides: it may say so in a fixture of its own."""
    return {}


@pytest.fixture
async def world(database_url: str, besides: Mapping[str, Any], request: pytest.FixtureRequest) -> AsyncIterator[World]:
    """The hospital, with the bot at work; what was said is printed where a test fails."""
    with listening() as log:
        async with playing(database_url, besides=besides) as world:
            if not besides and not request.node.get_closest_marker("lived"):
                world.untouched = await Untouched.of(world)
            yield world
            await _hold_promises(world, request)
        assert leaked(world.sandbox, log.getvalue()) == []


async def _hold_promises(world: World, request: pytest.FixtureRequest) -> None:
    if request.node.stash.get(FAILED, False):
        print(world.transcript())
        return
    await world.quiet()
    assert await broken_promises(world) == []
    if SLACK.is_dir():
        assert findings(world.calls) == []


@pytest.fixture
async def bare_world(database_url: str) -> AsyncIterator[World]:
    """The bot before anybody imported an organisation."""
    async with playing(database_url, organisation=None) as world:
        yield world


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fixtures may ask whether their test failed."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


LEFT_OUT = (
    "PostgreSQL",
    "PgBouncer",
    "Chromium",
    "C compiler",
    "Unicode's data",
)  # what a complete run needs; a run without them says so in its last line


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where everything is required (REQUIRE_ALL=1, as in CI), a run that left tests out has failed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return
    skipped = [str(report.longrepr) for report in reporter.stats.get("skipped", [])]
    missing = {name: sum(name in why for why in skipped) for name in LEFT_OUT}
    told = ", ".join(f"{number} for want of {name}" for name, number in missing.items() if number)
    session.config.stash[TOLD] = f"Left out: {told}." if told else ""
    if told and os.environ.get("REQUIRE_ALL") == "1" and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was discovered, not listed by hand: how many points, calls or histories were tried."""
    found: dict[str, int] = {}
    for report in terminalreporter.stats.get("passed", []):
        for name, number in report.user_properties:
            found[name] = found.get(name, 0) + int(number)
    for name, number in found.items():
        terminalreporter.write_line(f"{name}: {number:,} tried")


def pytest_unconfigure(config: pytest.Config) -> None:
    """The last line."""
    shutil.rmtree(config.stash.get(IN_MEMORY, ""), ignore_errors=True)
    if config.stash.get(TOLD, ""):
        print(config.stash[TOLD])
