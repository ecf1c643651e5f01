"""Where it is measured: databases that keep what they are told, and servers in processes of their own."""

import asyncio
import contextlib
import os
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bench._figures import Sizes
from bot.db import organisations
from bot.db.engine import Database
from bot.db.migrating import migrate
from bot.organisation import Account, Clocks, Department, Organisation, Topic
from bot.settings import with_driver
from tests import postgres

TEAM, DESK = "T0BENCH", "C0DESK"
COMMS, EXPERT, SECOND_APPROVER, DUTY = "U0MAYA", "U0LENA", "U0SAM", "U0PRIYA"
SECRET, TOKEN = "bench-signing-secret", "xoxb-bench"
READY_SECONDS, STOP_SECONDS = 30.0, 20.0
NO_POSTGRESQL = "Left out: PostgreSQL, no server can be had here."
ORGANISATION = Organisation(
    name="Riverside Health",
    duty=DUTY,
    desk=DESK,
    comms=(COMMS, SECOND_APPROVER, DUTY),
    approvers=(COMMS, SECOND_APPROVER),
    departments=(Department(key="infection", name="Infection control", desk=DESK, experts=(EXPERT,)),),
    accounts=(Account(key="main", handle="@RiversideHealth", network="x"),),
    topics=(Topic(key="visiting", name="Visiting", department="infection", keywords=("visit", "ward")),),
    clocks=Clocks.model_validate({name: "PT20H" for name in Clocks.model_fields if name != "offer_within"}),
)


def kinds(size: Sizes) -> list[str]:
    """The databases that are wanted and can be had here."""
    wanted = [size.database] if size.database else ["sqlite", "postgresql"]
    return [kind for kind in wanted if kind == "sqlite" or postgres.durable_server() is not None]


def missing(found: list[str], size: Sizes) -> str:
    """What could not be measured, in words."""
    return NO_POSTGRESQL if "postgresql" not in found and size.database != "sqlite" else ""


@contextlib.asynccontextmanager
async def database(kind: str) -> AsyncIterator[str]:
    """The address of an up-to-date database that loses nothing in a power cut, with the organisation in it."""
    async with _empty(kind) as url:
        db = Database(url)
        async with db.transaction() as session:
            await organisations.identify(session, TEAM, name="Bench", url="https://bench.example/", bot_user="U0BOT")
            await organisations.store(session, TEAM, ORGANISATION)
            await organisations.set_members(session, TEAM, DESK, ORGANISATION.everyone())
        await db.close()
        yield url


@contextlib.asynccontextmanager
async def _empty(kind: str) -> AsyncIterator[str]:
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}"
            await migrate(url)
            yield url
        return
    server = postgres.durable_server()
    if server is None:
        raise LookupError(NO_POSTGRESQL)
    plain = await postgres.fresh_database(server)
    try:
        yield with_driver(plain)
    finally:
        await postgres.drop_database(plain)


@dataclass(frozen=True)
class Served:
    """A server in a process of its own."""

    port: int
    pid: int

    def resident(self) -> float:
        """The memory it holds now, in MiB."""
        [line] = [each for each in Path(f"/proc/{self.pid}/status").read_text().splitlines() if "VmRSS" in each]
        return int(line.split()[1]) / 1024


@contextlib.asynccontextmanager
async def application(name: str) -> AsyncIterator[Served]:
    """An ASGI application of this package, under uvicorn."""
    port = _free_port()
    arguments = ["uvicorn", name, "--port", str(port), "--log-level", "error", "--no-access-log", "--lifespan", "off"]
    async with _process(arguments, {}, port, "/") as served:
        yield served


@contextlib.asynccontextmanager
async def bot(database_url: str, slack: Served) -> AsyncIterator[Served]:
    """The bot itself, `python -m bot serve`."""
    port = _free_port()
    environment = {
        "PORT": str(port),
        "HOST": "127.0.0.1",
        "DATABASE_URL": database_url,
        "SLACK_API_URL": f"http://127.0.0.1:{slack.port}/api/",
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "LOG_LEVEL": "CRITICAL",
    }
    async with _process(["bot", "serve"], environment, port, "/readyz") as served:
        yield served


@contextlib.asynccontextmanager
async def _process(module: list[str], environment: Mapping[str, str], port: int, path: str) -> AsyncIterator[Served]:
    child = await asyncio.create_subprocess_exec(sys.executable, "-m", *module, env={**os.environ, **environment})
    try:
        async with asyncio.timeout(READY_SECONDS):
            while not await _answers(port, path):
                if child.returncode is not None:
                    raise RuntimeError(f"{' '.join(module)} ended at once")
                await asyncio.sleep(0.05)
        yield Served(port, child.pid)
    finally:
        if child.returncode is None:
            child.terminate()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(child.wait(), STOP_SECONDS)
        if child.returncode is None:
            child.kill()
            await child.wait()


async def _answers(port: int, path: str) -> bool:
    try:
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as response:
            return response.status != 503
    except aiohttp.ClientError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
