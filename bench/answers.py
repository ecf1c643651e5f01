"""How long a question waits for earlier answers to it, in a large knowledge base that two processes share."""

import asyncio
import contextlib
import random
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import insert, text

from bench import _figures
from bench._figures import Figure, Sizes, figure
from bench._places import COMMS, EXPERT, TEAM, database, kinds, missing
from bot import retrieval
from bot.db import entries
from bot.db.engine import Database
from bot.db.knowing import KNOWING, Knowing
from bot.db.models import Entry, Knowledge, Wording
from bot.retrieval import Encoder

FEW, WORDINGS_EACH, PART = 1000, 5, 5000
OFFERED = 3
ASKED = ("May I", "Can my mother", "When may we", "Is it safe to", "How do I", "Why can nobody", "Does it help to")
DONE = ("bring", "visit", "book", "change", "pay for", "take", "cancel", "ask about", "see", "use", "renew")
SOUNDS = ("bdklmnprst", "aeiou", "lmnrst", "aeiou", ("n", "r", "ling", "ter"))


def main(argv: list[str]) -> int:
    """Measure; 0 well, 2 where nothing could be measured."""
    size = _figures.sizes(argv, "answers", __doc__)
    found = kinds(size)
    try:  # an encoder for each, which remembers nothing of the other's texts
        figures = [each for kind in found for each in asyncio.run(_measure(kind, size, retrieval.load()))]
    except retrieval.Unloadable as why:
        print(f"Left out: {why}")
        return _figures.CANT
    return _figures.report(figures, as_json=size.json, missing=missing(found, size))


@dataclass
class Replica:
    """A process's database and its memory of the vectors."""

    db: Database
    knowing: Knowing

    async def search(self, words: str) -> list[int]:
        """The entries that are offered for this question."""
        async with self.db.snapshot() as session:
            return [each.id for each, _ in await entries.search(session, TEAM, words, limit=OFFERED)]


async def _measure(kind: str, size: Sizes, encoder: Encoder) -> list[Figure]:
    many = size.of(quick=2 * FEW, usual=100_000, full=100_000)
    chance = random.Random(0)
    took: dict[int, list[float]] = defaultdict(list)
    async with contextlib.AsyncExitStack() as stack:
        pairs = {}
        for number in (FEW, many):
            url = await stack.enter_async_context(database(kind))
            pairs[number] = [await stack.enter_async_context(_replica(url, encoder)) for _ in range(2)]
            await _fill(pairs[number][0].db, number, encoder)
            for each in pairs[number]:
                await each.search("Is anybody there?")  # reads all vectors
        for _ in range(size.of(quick=3, usual=40, full=200)):
            for number, (one, other) in pairs.items():
                words = _question(chance)
                started = time.perf_counter()
                await one.search(words)
                took[number].append((time.perf_counter() - started) * 1000)
                await _find_what_was_just_kept(one, other, _question(chance))
    return [
        figure(f"answers offered, {kind}, {many:,} wordings", took[many], "ms", reference=f"{FEW:,} wordings",
               against=took[FEW])
    ]  # fmt: skip


@contextlib.asynccontextmanager
async def _replica(url: str, encoder: Encoder) -> AsyncIterator[Replica]:
    db, knowing = Database(url), Knowing(encoder)
    db.tell(**{KNOWING: knowing})
    try:
        yield Replica(db, knowing)
    finally:
        await db.close()


async def _find_what_was_just_kept(one: Replica, other: Replica, words: str) -> None:
    async with one.db.transaction() as session:
        entry = Entry(**_entry(words))
        session.add(entry)
        await session.flush()
        session.add(Wording(workspace=TEAM, entry_id=entry.id, text=words, terms=" ".join(retrieval.terms(words))))
    if entry.id not in await other.search(words):
        raise RuntimeError("what one process kept isn't found by the other's next search")


def _question(chance: random.Random) -> str:
    """Words that nobody has asked before."""
    thing, place = (f"{chance.choice(('the', 'a', 'my', 'our'))} {_word(chance)}" for _ in range(2))
    return f"{chance.choice(ASKED)} {chance.choice(DONE)} {thing} at {place} on day {chance.randrange(1000)}?"


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(each) for each in SOUNDS)


def _entry(words: str) -> dict[str, Any]:
    """All that an entry has to have."""
    return {
        **{"workspace": TEAM, "question": words, "short": "Yes, you can.", "full": "Yes, you can.", "account": "main"},
        **{"network": "x", "topic": "visiting", "department": "infection", "expert": EXPERT, "approver": COMMS},
        **{"review_on": date(2099, 1, 1), "used_on": "main"},
    }


def _entry_of(wording: int) -> int:
    return 1 + (wording - 1) // WORDINGS_EACH


async def _fill(db: Database, number: int, encoder: Encoder) -> None:
    """So many wordings, five of each entry, with vectors that point anywhere."""
    chance, directions = random.Random(number), np.random.default_rng(number)
    async with db.transaction(wake=False) as session:
        session.add(Knowledge(workspace=TEAM, revision=1))
        for first in range(1, number + 1, PART):
            ids = range(first, min(first + PART, number + 1))
            asked = {each: _question(chance) for each in ids}
            kept = {_entry_of(each): words for each, words in reversed(asked.items())}
            vectors = directions.standard_normal((len(ids), encoder.dimensions), np.float32)
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            await session.execute(insert(Entry), [{"id": entry, **_entry(words)} for entry, words in kept.items()])
            rows = [
                {"id": each, "workspace": TEAM, "entry_id": _entry_of(each), "text": words,
                 "terms": " ".join(retrieval.terms(words)), "revision": 1, "encoder": encoder.name,
                 "vector": vector.astype(np.float16).tobytes()}
                for (each, words), vector in zip(asked.items(), vectors, strict=True)
            ]  # fmt: skip
            await session.execute(insert(Wording), rows)
    async with db.transaction(wake=False) as session:
        await session.execute(text("ANALYZE"))
        if not db.is_sqlite:
            for table in ("entries", "wordings"):
                await session.execute(text(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))"))
