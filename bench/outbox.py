"""Messages sent a second through the outbox, beside pgqueuer making the same call; and who waits behind whom."""

import asyncio
import contextlib
import importlib.util
import statistics
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import asyncpg
from sqlalchemy import insert, update
from sqlalchemy.engine import make_url

from bench import _figures
from bench._figures import Figure, Sizes, figure, percentile
from bench._places import DESK, TEAM, TOKEN, Served, application, database, kinds, missing
from bot import clock
from bot.db.engine import Database
from bot.db.models import Outbox
from bot.heartbeat import Heartbeat
from bot.slack import outbox
from bot.slack.client import Slack
from bot.slack.errors import Outcome
from bot.slack.outbox import Lane
from bot.slack.sending import MOST_AT_ONCE, Sender

AIM = 1.0  # of pgqueuer
NO_PGQUEUER = "Left out: pgqueuer isn't installed (pip install '.[bench]')."
MESSAGE = {"text": "Waiting for Lena Ortiz to take it on.", "blocks": [{"type": "divider"}]}


def main(argv: list[str]) -> int:
    """Measure; 0 well, 1 below the aim, 2 where there is nothing to measure against."""
    size = _figures.sizes(argv, "outbox", __doc__)
    found = kinds(size)
    rival = "" if importlib.util.find_spec("pgqueuer") else NO_PGQUEUER
    figures = asyncio.run(_measure(found, size, against="postgresql" in found and not rival))
    return _figures.report(figures, as_json=size.json, missing=f"{missing(found, size)} {rival}".strip())


async def _measure(found: list[str], size: Sizes, *, against: bool) -> list[Figure]:
    number = size.of(quick=40, usual=1000, full=10_000)
    rounds: dict[str, list[float]] = {kind: [] for kind in found}
    theirs: list[float] = []
    async with application("bench._slack:app") as slack:
        for _ in range(size.of(quick=1, usual=3, full=7)) if against else ():
            for kind in found:
                async with database(kind) as url:
                    rounds[kind].append(number / await _drain(url, slack, number))
            async with database("postgresql") as url:
                theirs.append(number / await _drain_pgqueuer(url, slack, number))
        figures = [
            figure(f"outbox, {kind}", rounds[kind], "a second", reference="pgqueuer", against=theirs,
                   least=AIM if kind == "postgresql" else None)
            for kind in found if theirs
        ]  # fmt: skip
        for kind in found:
            figures += await _lag(kind, slack, size)
    return figures


class Landings:
    """How many calls were settled, and a way to wait for the next."""

    def __init__(self) -> None:
        self.number = 0
        self._one_more = asyncio.Event()

    def note(self, _: Outcome) -> None:
        """One more."""
        self.number += 1
        self._one_more.set()

    async def reach(self, number: int) -> None:
        """Wait until there are so many."""
        while self.number < number:
            self._one_more.clear()
            await self._one_more.wait()


@contextlib.asynccontextmanager
async def _heartbeat(url: str, slack: Served) -> AsyncIterator[tuple[Database, Heartbeat, "Landings"]]:
    """The sending half of the bot: not started yet."""
    db, landed = Database(url), Landings()
    client = Slack(base_url=f"http://127.0.0.1:{slack.port}/api/", tokens={TEAM: TOKEN})
    sender = Sender(db, client, landed=landed.note)
    heartbeat = Heartbeat(db, sender, seconds=2.0)
    try:
        yield db, heartbeat, landed
    finally:
        await heartbeat.stop()
        await client.close()
        await db.close()


async def _drain(url: str, slack: Served, number: int) -> float:
    """Messages to as many channels, so that no pace holds them back; the seconds until the last has landed."""
    async with _heartbeat(url, slack) as (db, heartbeat, landed):
        async with db.transaction(wake=False) as session:
            for each in range(number):
                channel = f"C0{each:07d}"
                outbox.post(session, key=f"bench:{each}", workspace=TEAM, channel=channel, message=MESSAGE)
        started = time.perf_counter()
        heartbeat.start()
        await landed.reach(number)
        return time.perf_counter() - started


async def _drain_pgqueuer(url: str, slack: Served, number: int) -> float:
    """The same calls as jobs; the seconds until the queue is empty."""
    from pgqueuer import AsyncpgDriver, Job, Queries, QueueManager
    from pgqueuer.types import QueueExecutionMode

    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(plain)
    queries = Queries(AsyncpgDriver(connection))
    await queries.install()
    await queries.enqueue(["post"] * number, [str(each).encode() for each in range(number)], [0] * number)
    manager = QueueManager(queries)
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {TOKEN}"}) as session:

        @manager.entrypoint("post")
        async def post(job: Job) -> None:
            body = {"channel": f"C0{(job.payload or b'').decode()}", **MESSAGE}
            async with session.post(f"http://127.0.0.1:{slack.port}/api/chat.postMessage", json=body) as answer:
                await answer.json()

        started = time.perf_counter()
        await manager.run(batch_size=MOST_AT_ONCE, mode=QueueExecutionMode.drain, max_concurrent_tasks=2 * MOST_AT_ONCE)
        seconds = time.perf_counter() - started
    await connection.close()
    return seconds


async def _lag(kind: str, slack: Served, size: Sizes) -> list[Figure]:
    """How long an acknowledgement takes while card updates wait for Slack's pace, and while nothing does."""
    number = size.of(quick=100, usual=1000, full=5000)
    asked = size.of(quick=3, usual=40, full=100)
    async with database(kind) as url:
        quiet = await _acknowledgements(url, slack, waiting=0, asked=asked)
    async with database(kind) as url:
        busy = await _acknowledgements(url, slack, waiting=number, asked=asked)
    name, reference = f"acknowledgement behind {number:,} updates, {kind}", "none waiting"
    return [
        figure(f"{name}, {label}", [pick(busy) * 1000], "ms", reference=reference, against=[pick(quiet) * 1000])
        for label, pick in (("p50", statistics.median), ("p99", lambda seconds: percentile(seconds, 0.99)))
    ]


async def _acknowledgements(url: str, slack: Served, *, waiting: int, asked: int) -> list[float]:
    """Seconds from the commit that says it to Slack's answer being written down, one after another."""
    took = []
    async with _heartbeat(url, slack) as (db, heartbeat, landed):
        await _fill(db, waiting)
        heartbeat.start()
        await _until_only_pace_holds_back(heartbeat)
        for each in range(asked):
            before, started = landed.number, time.perf_counter()
            async with db.transaction() as session:
                args: dict[str, Any] = {"channel": f"C1{each:07d}", **MESSAGE}
                lane = Lane.ACKNOWLEDGEMENT
                outbox.call(session, key=f"ack:{each}", workspace=TEAM, method="chat.postMessage", args=args, lane=lane)
            await landed.reach(before + 1)
            took.append(time.perf_counter() - started)
    return took


async def _until_only_pace_holds_back(heartbeat: Heartbeat) -> None:
    """The updates that may be sent now are under way or done."""
    calm = 0
    while calm < 50:
        await asyncio.sleep(0.01)
        calm = 0 if heartbeat.sender.busy else calm + 1


async def _fill(db: Database, number: int) -> None:
    """Cards that stand, each with an update waiting."""
    async with db.transaction(wake=False) as session:
        for each in range(number):
            outbox.post(session, key=f"card:{each}", workspace=TEAM, channel=DESK, message=MESSAGE)
        await session.flush()
        stands = {"open": False, "done_at": clock.now(), "ts": "1700000000.000001"}
        await session.execute(update(Outbox).values(**stands))
        rows = [
            {"key": f"card:{each}:0", "workspace": TEAM, "method": "chat.update", "args": MESSAGE, "channel": DESK,
             "update_of": f"card:{each}", "lane": Lane.CARD, "due_at": clock.now() - timedelta(seconds=1)}
            for each in range(number)
        ]  # fmt: skip
        if rows:
            await session.execute(insert(Outbox), rows)
