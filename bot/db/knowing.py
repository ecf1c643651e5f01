"""The knowledge base by meaning: this process's memory of the vectors, kept like the database's."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sqlalchemy import Row, Select, literal, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import revisions
from bot.db.engine import Database
from bot.db.models import Entry, Knowledge, Wording
from bot.retrieval.encoder import Encoder
from bot.retrieval.evidence import Encoded, Vector
from bot.retrieval.index import Alike, Index

KNOWING = "knowing"  # under which a session's info has it
LIVE = "live"
AT_ONCE = 32  # wordings without a vector that a search may wait for
FILLED_AT_ONCE = 64
LOADED_AT_ONCE = 5000
COMPARED_AT_ONCE = 64
LAST = 2**31 - 1  # no id is greater


@dataclass
class _Known:
    """One workspace: its index, and up to which revision of its knowledge it goes."""

    index: Index
    revision: int = 0
    removals: int = 0
    refreshing: asyncio.Lock = field(default_factory=asyncio.Lock)


def knowing_of(session: AsyncSession) -> "Knowing | None":
    """What this process knows by meaning; None without an encoder."""
    found: Knowing | None = session.info.get(KNOWING)
    return found


class Knowing:
    """Finds wordings by meaning. Each search first reads the workspace's revision: what was committed before is found,
    whichever process wrote it. Encoding happens in threads, so that the bot goes on meanwhile."""

    def __init__(self, encoder: Encoder, *, precision: float = 0.96) -> None:
        self.encoder = encoder
        self.precision = precision  # what proposals aim at, where nothing else was learned
        self._kept: set[int] = set()  # wordings whose vector was once in the database
        self._known: dict[str, _Known] = defaultdict(lambda: _Known(Index(encoder.dimensions)))

    async def nearest(
        self, session: AsyncSession, workspace: str, asked: Encoded, entries: int
    ) -> dict[int, list[int]]:
        """Live entries of this workspace, the closest first, each with the ids of its one or two closest wordings."""
        known = self._known[workspace]
        async with known.refreshing:
            await self._refresh(session, workspace, known)
        return known.index.nearest(asked.vector, entries)

    async def alike(
        self, session: AsyncSession, workspace: str, entries: Sequence[int], *, above: float, most: int
    ) -> list[Alike]:
        """The closest wordings of each of these entries and each other one that is close to it, by their vectors."""
        known = self._known[workspace]
        async with known.refreshing:
            await self._refresh(session, workspace, known)
            numbers = known.index.numbers_of(entries)
        best: dict[tuple[int, int], Alike] = {}
        for start in range(0, len(numbers), COMPARED_AT_ONCE):
            async with known.refreshing:  # searches get their turn in between
                some = numbers[start : start + COMPARED_AT_ONCE]
                found = await asyncio.to_thread(known.index.alike, some, above=above, groups=most)
            for each in found:
                pair = (each.group, each.other)
                if pair not in best or best[pair].cosine < each.cosine:
                    best[pair] = each
        return sorted(best.values(), key=lambda each: (each.group, -each.cosine))

    async def lacks(self, session: AsyncSession, workspace: str) -> bool:
        """Whether some wordings of this workspace have no vector of this encoder yet."""
        query = select(Wording.id).where(Wording.workspace == workspace, Wording.encoder != self.encoder.name)
        return await session.scalar(query.limit(1)) is not None

    async def encoded(self, texts: Iterable[str]) -> dict[str, Encoded]:
        """Each text as the encoder sees it; what was seen lately is remembered."""
        each = list(dict.fromkeys(texts))
        found = await asyncio.to_thread(lambda: [self.encoder.encode_one(text) for text in each])
        return dict(zip(each, found, strict=True))

    async def _refresh(self, session: AsyncSession, workspace: str, known: _Known) -> None:
        if session.info.get(revisions.COUNTED):
            return  # what this session wrote may yet be given up
        current = await revisions.current(session, workspace)
        if current is None:
            return
        revision, removals = current
        if known.removals != removals:
            known.index, known.revision, known.removals = Index(self.encoder.dimensions), 0, removals
        after = (known.revision, LAST)
        while known.revision < revision:
            rows = (await session.execute(_changed(workspace, after, revision))).all()
            await self._take(rows, known.index)
            if len(rows) < LOADED_AT_ONCE:
                known.revision = revision
            else:
                after = (rows[-1].revision, rows[-1].id)

    async def _take(self, rows: Sequence[Row[Any]], index: Index) -> None:
        """Live wordings come in, others go out. The few without a vector get one for now; it is kept by `fill`."""
        lacking = []
        for row in rows:
            if row.status != LIVE:
                index.remove(row.id)
            elif row.encoder == self.encoder.name and row.vector is not None:
                index.put(row.id, row.entry_id, self.encoder.turned(_read(row.vector)))
                self._kept.add(row.id)
            else:
                lacking.append(row)
        texts = [row.text for row in lacking[-AT_ONCE:]]
        for row, encoded in zip(lacking[-AT_ONCE:], await asyncio.to_thread(self.encoder.encode, texts), strict=True):
            index.put(row.id, row.entry_id, encoded.vector)

    async def warm(self, db: Database) -> None:
        """Read what is known, so that nobody's search has to wait for it, and give a vector to whatever has none."""
        await self.fill(db)
        async with db.snapshot() as session:
            workspaces = list(await session.scalars(select(Knowledge.workspace)))
        for workspace in workspaces:
            async with db.snapshot() as session, self._known[workspace].refreshing:
                await self._refresh(session, workspace, self._known[workspace])

    async def fill(self, db: Database) -> int:
        """Keep the vectors of wordings that have none of this encoder; how many.

        What was kept before, and overwritten by a process with another encoder, is let be, or the two would never end.
        """
        other = or_(Wording.encoder < self.encoder.name, Wording.encoder > self.encoder.name)  # by the index
        query = select(Wording.id, Wording.encoder).where(other)
        async with db.snapshot() as session:
            rows = (await session.execute(query)).all()
        lacking = [row.id for row in rows if not row.encoder or row.id not in self._kept]
        for start in range(0, len(lacking), FILLED_AT_ONCE):
            await self._fill(db, lacking[start : start + FILLED_AT_ONCE])
        return len(lacking)

    async def _fill(self, db: Database, ids: Sequence[int]) -> None:
        async with db.snapshot() as session:
            texts = list(await session.scalars(select(Wording.text).where(Wording.id.in_(ids))))
        encoded = dict(zip(texts, await asyncio.to_thread(self.encoder.encode, texts), strict=True))
        async with db.transaction(wake=False) as session:
            for wording in await session.scalars(select(Wording).where(Wording.id.in_(ids))):
                if wording.text in encoded:
                    wording.vector, wording.encoder = _written(encoded[wording.text].raw), self.encoder.name
                    self._kept.add(wording.id)


def _changed(workspace: str, after: tuple[int, int], revision: int) -> Select[Any]:
    """Wordings that changed since, or whose entry did, in the order of revisions."""
    order = tuple_(Wording.revision, Wording.id)
    what = (Wording.id, Wording.entry_id, Wording.text, Wording.vector, Wording.encoder, Wording.revision)
    query: Any = select(*what, Entry.status).join(Entry, Entry.id == Wording.entry_id)
    query = query.where(Wording.workspace == workspace)
    query = query.where(order > tuple_(*map(literal, after)), Wording.revision <= revision)
    changed: Select[Any] = query.order_by(Wording.revision, Wording.id).limit(LOADED_AT_ONCE)
    return changed


def _written(raw: Vector) -> bytes:
    return raw.astype(np.float16).tobytes()


def _read(kept: bytes) -> Vector:
    return np.frombuffer(kept, np.float16).astype(np.float32)
