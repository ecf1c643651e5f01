"""The bot in a process that can be killed before and after everything it does to the world.

What it does to the world is commit, call Slack, and answer Slack. Dying after one of them and dying before the next is
the same, so that the points before each are enough; the long form takes those after them, and each statement, as well.
"""

import asyncio
import contextlib
import json
import os
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import configure_mappers
from starlette.types import Message, Receive, Scope, Send

from bot import clock
from bot.app import Expertline
from bot.db import queue
from bot.settings import Settings
from sandbox.serving import QuietServer
from tests.forking import FORKING

configure_mappers()  # once, before the forks
CALL_SECONDS = 0.5  # until a call to Slack is given up: a stalled one need not take ten real seconds


@dataclass(frozen=True)
class Life:
    """One process from its start to its end: how it is set, what time it is, and where it dies (0: nowhere)."""

    settings: dict[str, Any]
    port: int
    offset: float = 0.0
    fatal: int = 0
    signal: int = signal.SIGKILL  # what happens to it there; SIGSTOP: it freezes, and may wake up later
    fatal_again: int = 0  # where the next one dies, while it takes up what this one left
    locks: bool = True  # whether it may die in a transaction, where it holds locks: at a commit, or in another task's
    fine: bool = False  # whether the points after what it does, and those after each statement, count too
    heir: bool = False  # whether one died before it: then starting up has points too


@dataclass
class Living:
    """A process that lives its life; `tells` says "ready", and the name of the point at which it died or froze."""

    life: Life
    process: BaseProcess
    tells: Connection

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.life.port}"

    async def end(self) -> None:
        """It stops where it stands."""
        self.process.kill()
        await asyncio.to_thread(self.process.join)


def born(life: Life) -> Living:
    """Start it."""
    here, there = FORKING.Pipe(duplex=False)
    process = FORKING.Process(target=_live, args=(life, there), daemon=True)
    process.start()
    there.close()
    return Living(life, process, here)


@dataclass
class Points:
    """Counts the points that are reached, and ends (or freezes) the process at the fatal one."""

    life: Life
    tell: Connection
    armed: bool
    number: int = 0
    transactions: int = 0  # how many are under way
    ended: asyncio.Event = field(default_factory=asyncio.Event)  # set while there are none

    async def unlocked(self) -> None:
        """Until it may freeze here: with a lock in its hand only where that is what is tried."""
        while self.transactions and not self.life.locks:
            await self.ended.wait()

    def before(self, what: str) -> None:
        self._reach(f"before {what}")

    def after(self, what: str) -> None:
        if self.life.fine:
            self._reach(f"after {what}")

    def _reach(self, name: str) -> None:
        if not self.armed:
            return
        self.number += 1
        if self.number == self.life.fatal:
            self.tell.send(name)
            os.kill(os.getpid(), self.life.signal)


def _live(life: Life, tell: Connection) -> None:
    asyncio.run(_serve(life, tell))


async def _serve(life: Life, tell: Connection) -> None:
    from tests.crash import warmed  # the server that forked us has

    clock.correct(timedelta(seconds=life.offset))
    bot = warmed.bot(Settings(_env_file=None, **life.settings))
    points = Points(life, tell, armed=life.heir)
    _watch(bot, points)
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listener.bind(("127.0.0.1", life.port))
    listener.listen()
    server = QuietServer(_Door(bot, points))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, server.stopping.set)
    await bot.start()
    bot.slack.timeout = CALL_SECONDS  # only now: whoever isn't connected at the first try waits for seconds
    points.armed = True
    tell.send("ready")
    await server.serve(sockets=[listener])
    await bot.stop()


def _watch(bot: Expertline, points: Points) -> None:
    dialect = bot.db.engine.sync_engine.dialect
    commit = dialect.do_commit

    def watched_commit(connection: Any) -> None:
        if points.life.locks:
            points.before("a commit")
        commit(connection)
        points.after("a commit")

    def executed(_c: Any, _cursor: Any, statement: str, _p: Any, _x: Any, _many: bool) -> None:
        points.after(" ".join(statement.split()[:3]))

    transaction = bot.db.transaction

    @contextlib.asynccontextmanager
    async def counted(**how: Any) -> AsyncIterator[AsyncSession]:
        points.transactions += 1
        points.ended.clear()
        try:
            async with transaction(**how) as session:
                yield session
        finally:
            points.transactions -= 1
            if not points.transactions:
                points.ended.set()

    setattr(bot.db, "transaction", counted)  # noqa: B010 (instruments, not behaviour)
    setattr(dialect, "do_commit", watched_commit)  # noqa: B010
    event.listen(bot.db.engine.sync_engine, "after_cursor_execute", executed)
    for name in ("call", "ask"):
        setattr(bot.slack, name, _watched(getattr(bot.slack, name), points))


def _watched(
    calling: Callable[..., Awaitable[dict[str, Any]]], points: Points
) -> Callable[..., Awaitable[dict[str, Any]]]:
    async def watched(workspace: str, method: str, args: Any) -> dict[str, Any]:
        await points.unlocked()
        points.before(method)
        answer = await calling(workspace, method, args)
        points.after(method)
        return answer

    return watched


HOUR = 3600.0  # nobody looks further ahead


class _Door:
    """The bot's app, with points around its answers to Slack, and a way to ask whether it is calm."""

    def __init__(self, bot: Expertline, points: Points) -> None:
        self.bot = bot
        self.points = points

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/calm":
            await self._calm(send)
            return

        async def watched(message: Message) -> None:
            if scope["path"] != "/slack/events":
                await send(message)
                return
            ends = message["type"] == "http.response.body"
            if message["type"] == "http.response.start":
                await self.points.unlocked()
                self.points.before("the answer to Slack")
            await send(message)
            if ends:
                self.points.after("the answer to Slack")

        await self.bot.app(scope, receive, watched)

    async def _calm(self, send: Send) -> None:
        said = json.dumps(await calmness(self.bot)).encode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
        await send({"type": "http.response.body", "body": said})


async def calmness(bot: Expertline) -> dict[str, Any]:
    """Whether nothing is to be done now, and for how many seconds; `held`: only Slack's pace holds a call back."""
    if bot.sender.busy or not bot.heartbeat.calm:
        return {"calm": False, "held": False}
    async with bot.db.snapshot() as session:
        due = min((instant for instant in await queue.next_due(session) if instant), default=None)
    left = HOUR if due is None else (due - clock.now()).total_seconds()
    if left > 0:
        return {"calm": True, "held": False, "for": left}
    await bot.heartbeat.beat()
    return {"calm": False, "held": bot.sender.held().until is not None}
