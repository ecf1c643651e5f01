"""The world in which the bot may die at any moment: it is started again, Slack delivers again, people try again."""

import asyncio
import contextlib
import json
import os
import re
import signal
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import func, select

from bot.db.engine import Database
from bot.db.models import Audit, Due, Entry, Outbox, Question, Signature, Wording
from bot.settings import with_driver
from sandbox import ActError, Sandbox
from tests.crash.mortal import Life, Living, born
from tests.crash.photographs import Photograph, forget, photograph
from tests.flows.playing import Person, World, labels, said

Json = dict[str, Any]
LEASE = 35.0  # seconds, longer than any claim is kept
READY_SECONDS = 20.0
OUT_SECONDS = 10.0
RETRIES = (0.0, 1.0, 5.0)  # Slack waits a minute and five; that would be the reminders' time too
AGAIN = ("command", "click", "click_view", "submit", "close")  # what a person does again when Slack says that it failed

Step = Callable[["Afterlife"], Awaitable[object]]


@dataclass
class Reading:
    """Looks into the database that the mortal bot works on."""

    db: Database


class Stubborn(Person):
    """Somebody who presses again when Slack says that the first time failed."""

    async def act(self, do: str, **more: Any) -> Json:
        answer = await super().act(do, **more)
        if (do in AGAIN and _failed(answer)) or (do == "suggest" and not answer["options"]):
            with contextlib.suppress(ActError):  # it isn't there any more: the first time had worked
                answer = await super().act(do, **more)
        return answer


def _failed(answer: Json) -> bool:
    return bool(answer.get("error")) or "try again" in json.dumps(answer.get("response"))


@dataclass(repr=False)
class Afterlife(World):
    """A world around processes that can be killed or frozen; `deaths` says where that was."""

    life: Life = field(default_factory=lambda: Life({}, 0))
    awake: list[Living] = field(default_factory=list)
    frozen: list[Living] = field(default_factory=list)
    deaths: list[str] = field(default_factory=list)
    kept: list[socket.socket] = field(default_factory=list)  # the ports of all of them
    http: aiohttp.ClientSession | None = None
    _calm_for: float = 0.0  # seconds, when it was last looked

    def person(self, user: str) -> Person:
        return Stubborn(self, user)

    def __getattr__(self, name: str) -> Person:
        super().__getattr__(name)  # raises where there is no such person
        return self.people.setdefault(f"stubborn {name}", Stubborn(self, f"U0{name.upper()}"))

    async def begin(self, **changes: Any) -> None:
        """One more process, at the present time; Slack delivers to it from now on."""
        changes.setdefault("port", self.port())
        life = replace(self.life, offset=self.sandbox.clock.offset, **changes)
        one = born(life)
        self.awake.append(one)
        self.sandbox.delivery.bot_url = one.url
        async with asyncio.timeout(READY_SECONDS):
            said = await asyncio.to_thread(one.tells.recv)  # raises EOFError where it ended by itself
        if said != "ready":
            await self._replace(one, said)

    def port(self) -> int:
        """One that nobody else is given, also while no process listens there: a second socket is bound to it."""
        kept = socket.socket()
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        kept.bind(("127.0.0.1", 0))
        self.kept.append(kept)
        return int(kept.getsockname()[1])

    async def end(self) -> None:
        """All of them stop where they stand."""
        for one in (*self.awake, *self.frozen):
            await one.end()
        for kept in self.kept:
            kept.close()
        self.awake, self.frozen, self.kept = [], [], []

    async def close(self) -> None:
        """The end of this world."""
        await self.end()
        await self.sandbox.delivery.close()
        if self.http is not None:
            await self.http.close()
        await self.bot.db.close()

    async def _replace(self, one: Living, where: str) -> None:
        """Somebody starts another, and time passes until the claims of the first have run out; what the start takes is
        a part of it, so that on a busy machine nobody has waited for longer."""
        since = time.monotonic()
        self.deaths.append(where)
        self.awake.remove(one)
        port = one.life.port
        if one.life.signal == signal.SIGSTOP:
            self.frozen.append(one)
            port = self.port()
        else:
            await asyncio.to_thread(one.process.join, OUT_SECONDS)
            assert not one.process.is_alive(), f"it still lives {OUT_SECONDS:.0f} s after it was told to stop"
        await self.begin(port=port, fatal=one.life.fatal_again, heir=True)
        await self._pass(max(0.0, LEASE - (time.monotonic() - since)))

    async def thaw(self) -> None:
        """The frozen ones wake up, and go on as if no time had passed."""
        for one in self.frozen:
            os.kill(one.process.pid or 0, signal.SIGCONT)
        self.awake += self.frozen
        self.frozen = []
        await self._pass(0)

    async def _pass(self, seconds: float) -> None:
        self.sandbox.clock.move(seconds)
        for one in self.awake:
            with contextlib.suppress(aiohttp.ClientError):
                headers = {"Authorization": "Bearer look"}
                await self._http(one, "POST", "/inspect", headers=headers, json={"offset": self.sandbox.clock.offset})

    async def moves(self, span: str) -> None:
        """What is due on the way is done at its time, however slow the machine is."""
        left = _seconds(span)
        while left > 0:
            await self.quiet()
            hop = min(left, max(self._calm_for, 1.0))
            await self._pass(hop)
            left -= hop
        await self.quiet()

    async def _look_anew(self) -> None:
        """Each process looks when it is asked whether it is calm."""

    async def _busy(self) -> bool:
        for one in self.awake:
            if one.tells.poll():
                await self._replace(one, one.tells.recv())
                return True
        if self.sandbox.delivery.in_flight:
            return True
        try:
            states = [await self._http(one, "GET", "/calm") for one in self.awake]
        except (aiohttp.ClientError, OSError):
            return True
        if any(state["held"] for state in states):
            await self._pass(1.0)
        self._calm_for = min(state.get("for", 0.0) for state in states)
        return not all(state["calm"] for state in states)

    async def _http(self, one: Living, verb: str, path: str, **more: Any) -> Json:
        self.http = self.http or aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5))
        async with self.http.request(verb, f"{one.url}{path}", **more) as response:
            found: Json = await response.json()
            return found

    async def late_duplicates(self) -> None:
        """Slack delivers everything once more."""
        for delivery in list(self.sandbox.deliveries):
            await self.sandbox.delivery.send(delivery["kind"], delivery["body"], retry=1, reason="http_timeout")
        await self.quiet()


def _seconds(span: str) -> float:
    number, unit = span.split()
    return float(number) * {"s": 1, "m": 60, "h": 3600}[unit[0]]


@contextlib.asynccontextmanager
async def afterlife(sandbox: Sandbox, database: str, **changes: Any) -> AsyncIterator[Afterlife]:
    """The bot alive, on this database; it ends with the context."""
    core = sandbox.core
    settings = {
        "slack_bot_token": core.credentials.bot_token,
        "slack_signing_secret": core.credentials.signing_secret,
        "slack_api_url": f"{sandbox.url}/api/",
        "database_url": database,
        "inspect_token": "look",
    }
    reading = Reading(Database(with_driver(database)))
    world = Afterlife(sandbox, reading, life=Life(settings, 0))  # type: ignore[arg-type]
    try:
        await world.begin(**changes)
        yield world
    finally:
        await world.close()


@dataclass(frozen=True)
class Setting:
    """Where a step of the story begins: a moment to which one can go back as often as one likes."""

    photo: Photograph
    folder: Path

    @contextlib.asynccontextmanager
    async def again(self, sandbox: Sandbox, **changes: Any) -> AsyncIterator[Afterlife]:
        """The world at that moment, with a bot whose life may be short."""
        self.photo.slack.again(sandbox)
        database = await self.photo.database_again(self.folder / "again")
        try:
            async with afterlife(sandbox, database, **changes) as world:
                yield world
        finally:
            await forget(database)

    async def after(self, step: Step, sandbox: Sandbox, folder: Path) -> "Ending":
        """What comes of the step when nothing goes wrong."""
        self.photo.slack.again(sandbox)
        database = await self.photo.database_again(self.folder / "next")
        async with afterlife(sandbox, database) as world:
            sandbox.calls.clear()  # those of a bot that starts
            await take(world, step)
            calls, found = list(sandbox.calls), await outcome(world)
        photo = await photograph(sandbox, database, folder)
        await forget(database)
        return Ending(found, calls, Setting(photo, folder))


@dataclass(frozen=True)
class Ending:
    """What comes of a step: what there is then, what Slack was called for on the way, and where the next one begins."""

    outcome: Json
    calls: list[Json]
    setting: Setting


async def take(world: Afterlife, step: Step) -> None:
    """One step, and the time until whatever was claimed meanwhile has been settled."""
    await step(world)
    await world.quiet()
    await world.moves(f"{LEASE} seconds")


# -- what is compared

TIMES = re.compile(
    r"\d{1,2}:\d{2}|<!date\^\d+|/p\d{10,}|thread_ts=[\d.]+|\d+ (second|minute|hour)s?|less than a minute"
)


def differences(expected: Json, found: Json) -> list[str]:
    """What is missing (-) and what is too much (+)."""
    told = []
    for name, rows in expected.items():
        told += [f"- {name} {row}" for row in rows if rows.count(row) > found[name].count(row)]
        told += [f"+ {name} {row}" for row in found[name] if found[name].count(row) > rows.count(row)]
    return told


# A message's key ends in the count of moves before it; PostgreSQL gives no number out again that was rolled back.
NUMBERED = re.compile(r"(?<=[a-z]):\d+$|(?<=^question):\d+")


async def outcome(world: Afterlife) -> Json:
    """All that people see and all that is stored, without the times."""
    return {"seen": seen(world), **await stored(world)}


def seen(world: Afterlife) -> list[Any]:
    """Every message that stands, where it stands, with its words and buttons; whispers are promised at most once."""
    found = []
    for where in world.sandbox.workspace.channels.values():
        for message in where.messages.values():
            if message.deleted or message.ephemeral_for:
                continue
            root = where.messages.get(message.thread_ts) if message.thread_ts else None
            words = TIMES.sub("…", said(message))
            below = TIMES.sub("…", root.text) if root is not None and root is not message else ""
            found.append((where.id, message.user, below, words, tuple(labels(message.blocks or []))))
    return sorted(found)


async def stored(world: Afterlife) -> Json:
    """The questions' stages, what happened to them, their signatures, clocks and entries, and the messages' fates."""
    async with world.bot.db.snapshot() as session:

        async def rows(*columns: Any, where: Any = None) -> list[Any]:
            query = select(*columns) if where is None else select(*columns).where(where)
            return sorted(tuple(NUMBERED.sub("", str(value)) for value in row) for row in await session.execute(query))

        messages = Outbox.method == "chat.postMessage"
        return {
            "questions": await rows(_place(Question.id), Question.stage, Question.holder, Question.draft),
            "moves": await rows(_place(Audit.question_id), Audit.move, Audit.actor, Audit.from_stage, Audit.to_stage),
            "signatures": await rows(
                _place(Signature.question_id), Signature.role, where=Signature.voided_at.is_(None)
            ),
            "clocks": await rows(_place(Due.question_id), Due.kind, where=Due.done_at.is_(None)),
            "entries": await rows(_place(Entry.id), Entry.status, Entry.question, Entry.short, Entry.used),
            "wordings": await rows(_place(Wording.entry_id), Wording.text),
            "messages": await rows(Outbox.key, Outbox.open, Outbox.ts.is_not(None), where=messages),
        }


def _place(number: Any) -> Any:
    """Which of them it is, in order: their numbers may have gaps."""
    return func.dense_rank().over(order_by=number)
