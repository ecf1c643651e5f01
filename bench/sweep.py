"""What a heartbeat asks the database when many questions are open, beside the same with a thousand."""

import asyncio
import contextlib
import time
from collections import defaultdict
from datetime import timedelta
from typing import Any

from sqlalchemy import Boolean, Integer, String, cast, insert, literal, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from bench import _figures
from bench._figures import Figure, Sizes, figure
from bench._places import COMMS, DESK, EXPERT, TEAM, database, kinds, missing
from bot import clock
from bot.db import queue
from bot.db.engine import Database
from bot.db.models import Due, Outbox, Question
from bot.db.queue import Busy
from bot.db.types import UtcDateTime
from bot.lifecycle import Stage

FEW, AIM = 1000, 2.0
LEASE, AT_ONCE, CALLS = timedelta(seconds=20), 50, 20
PART = 100_000  # rows of one INSERT


def main(argv: list[str]) -> int:
    """Measure; 0 well, 1 where the most questions take too long."""
    size = _figures.sizes(argv, "sweep", __doc__)
    found = kinds(size)
    figures = [each for kind in found for each in asyncio.run(_measure(kind, size))]
    return _figures.report(figures, as_json=size.json, missing=missing(found, size))


async def _measure(kind: str, size: Sizes) -> list[Figure]:
    many = size.of(quick=2000, usual=100_000, full=1_000_000)
    numbers = sorted({FEW, min(many, 100_000), many})
    took: dict[int, list[float]] = defaultdict(list)
    async with contextlib.AsyncExitStack() as stack:
        bases = {}
        for number in numbers:
            bases[number] = Database(await stack.enter_async_context(database(kind)))
            stack.push_async_callback(bases[number].close)
            await _fill(bases[number], number)
        for each in range(size.of(quick=3, usual=100, full=300)):
            for number, db in bases.items():
                seconds = await _sweep(db)
                if each:  # the first only warms up
                    took[number].append(seconds * 1000)
    return [
        figure(f"sweep, {kind}, {number:,} open", took[number], "ms", reference=f"{FEW:,} open",
               against=took[FEW], most=AIM)
        for number in numbers if number != FEW
    ]  # fmt: skip


async def _sweep(db: Database) -> float:
    """Look when something is due and claim it, as the heartbeat does; then let go of it for the next round."""
    async with db.engine.connect() as connection:
        session = AsyncSession(connection)
        started = time.perf_counter()
        await queue.next_due(session)
        dues = await queue.claim_dues(session, now=clock.now(), lease=LEASE, limit=AT_ONCE)
        calls = await queue.claim_outbox(session, now=clock.now(), lease=LEASE, limit=CALLS, busy=Busy())
        await session.flush()
        seconds = time.perf_counter() - started
        await session.rollback()
        await session.close()
    if (len(dues), len(calls)) != (AT_ONCE, CALLS):
        raise RuntimeError(f"{len(dues)} dues and {len(calls)} calls were claimed")
    return seconds


async def _fill(db: Database, number: int) -> None:
    """Open questions with their cards posted; of their clocks fifty are due now, and twenty calls."""
    for first in range(1, number + 1, PART):
        async with db.transaction(wake=False) as session:
            for table, columns in _columns(_numbers(first, min(first + PART - 1, number))).items():
                await session.execute(insert(table).from_select(list(columns), select(*columns.values())))
    now = clock.now()
    async with db.transaction(wake=False) as session:
        await session.execute(update(Due).where(Due.id <= AT_ONCE).values(due_at=now))
        waiting = {"open": True, "ts": None, "done_at": None, "due_at": now}
        await session.execute(update(Outbox).where(Outbox.id <= CALLS).values(waiting))
        await session.execute(text("ANALYZE"))


def _numbers(first: int, last: int) -> Any:
    """The running numbers, as a column."""
    numbers = select(literal(first, Integer).label("n")).cte("numbers", recursive=True)
    return numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < last)).c.n


def _columns(n: Any) -> dict[Any, dict[str, Any]]:
    """What is written for each number; all other columns take their defaults."""
    now, later = clock.now(), clock.now() + timedelta(hours=20)
    name, channel = cast(n, String), cast(n % 50, String)
    question = {
        "id": n,
        "workspace": literal(TEAM),
        "stage": literal(Stage.AWAITING_ANSWER, Question.__table__.c.stage.type),
        "holder": literal(EXPERT),
        "expert": literal(EXPERT),
        "forwarder": literal(COMMS),
        "text": "Can I visit ward " + name + " if I had a cold last week?",
        "desk": literal(DESK),
        "card_key": "question:" + name + ":card",
    }
    due = {
        "id": n,
        "key": "question:" + name + ":clock",
        "workspace": literal(TEAM),
        "question_id": n,
        "kind": literal("clock"),
        "due_at": literal(later, UtcDateTime),
    }
    card = {
        "id": n,
        "key": "question:" + name + ":card",
        "workspace": literal(TEAM),
        "question_id": n,
        "method": literal("chat.postMessage"),
        "args": literal({"text": "The card."}, Outbox.__table__.c.args.type),
        "channel": "C" + channel + "-" + name,
        "lane": literal(2, Integer),
        "open": literal(False, Boolean),
        "done_at": literal(now, UtcDateTime),
        "ts": literal("1700000000.000001"),
    }
    return {Question.__table__: question, Due.__table__: due, Outbox.__table__: card}
