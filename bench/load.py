"""Questions that come at a fixed rate, however long the answers take, beside Bolt that stores nothing."""

import asyncio
import contextlib
import time
from collections.abc import Callable

from bench import _figures
from bench._figures import Figure, Sizes, figure, percentile
from bench._load import command, load
from bench._open import Offered, offer
from bench._places import application, bot, database, kinds, missing
from bot import clock
from bot.db import queue
from bot.db.engine import Database

SHARES = (0.2, 0.5, 0.8)  # of what it takes where each request waits for the answer before
BATTERY = 500.0  # a second: what docs/reliability.md asks for
BOLT, ITSELF = "bare Bolt", "as long as it came"
CONNECTIONS = 64
DRAIN_SECONDS = 300.0


def main(argv: list[str]) -> int:
    """Measure; there is no aim for a ratio here."""
    size = _figures.sizes(argv, "load", __doc__)
    found = kinds(size)
    figures = [each for kind in found for each in asyncio.run(_measure(kind, size))]
    return _figures.report(figures, as_json=size.json, missing=missing(found, size))


async def _measure(kind: str, size: Sizes) -> list[Figure]:
    seconds = size.of(quick=3, usual=100, full=1200) / 10
    figures = []
    async with contextlib.AsyncExitStack() as stack:
        slack = await stack.enter_async_context(application("bench._slack:app"))
        url = await stack.enter_async_context(database(kind))
        ours = await stack.enter_async_context(bot(url, slack))
        bolt = await stack.enter_async_context(application("bench._rivals:bolt"))
        for served in (ours, bolt):
            await load(served.port, command, connections=8, seconds=seconds / 10)  # what is built once is built
        most = (await load(ours.port, command, connections=CONNECTIONS, seconds=min(seconds, 5.0))).rate
        await _drained(url)
        for share in (*SHARES, BATTERY / most):
            rate = share * most
            name = f"/ask, {kind}, {rate:.0f} a second ({share:.0%})"
            theirs = await offer(bolt.port, command, rate=rate, seconds=seconds)
            taken = await offer(ours.port, command, rate=rate, seconds=seconds)
            figures += _figures_of(name, taken, theirs, waited=await _drained(url), seconds=seconds)
    return figures


def _figures_of(name: str, ours: Offered, theirs: Offered, *, waited: float, seconds: float) -> list[Figure]:
    found = []
    words: list[tuple[str, Callable[[list[float]], float]]] = [
        ("p50", lambda answers: percentile(answers, 0.5)),
        ("p99", lambda answers: percentile(answers, 0.99)),
        ("max", max),
    ]
    for word, of in words:
        value, against = of(ours.answers) * 1000, of(theirs.answers) * 1000
        found.append(figure(f"{name}, {word}", [value], "ms", reference=BOLT, against=[against]))
    kept, against = ours.acknowledged, theirs.acknowledged
    found.append(figure(f"{name}, answered 200", [kept], "%", reference=BOLT, against=[against]))
    found.append(figure(f"{name}, nothing waits after", [waited], "s", reference=ITSELF, against=[seconds]))
    return found


async def _drained(url: str) -> float:
    """Seconds until no call and no due row waits."""
    started = time.perf_counter()
    db = Database(url)
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            while await _waits(db):  # noqa: ASYNC110 - it is another process that works
                await asyncio.sleep(0.05)
    finally:
        await db.close()
    return time.perf_counter() - started


async def _waits(db: Database) -> bool:
    async with db.snapshot() as session:
        return any(at is not None and at <= clock.now() for at in await queue.next_due(session))
