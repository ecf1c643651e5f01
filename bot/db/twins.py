"""Pairs of answers to one question: what was found, who was asked, what was decided."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot import clock
from bot.db import organisations
from bot.db.entries import LIVE
from bot.db.models import Due, Entry, Telling, Twin
from bot.db.reviews import next_look

DUPLICATE, CONTRADICTION = "duplicate", "contradiction"
KEPT, MERGED, TWO, GONE = "kept one", "merged", "two questions", "fell away"  # how a pair was settled
FOUND, SWEEP, ASK = "twins", "twins_sweep", "twins_ask"  # kinds of dues
MONDAY = 0

# Built once: each answer that is offered asks it.
CONTRADICTING = (
    select(Entry)
    .join(Twin, or_(Twin.first_id == Entry.id, Twin.second_id == Entry.id))
    .where(Twin.workspace == bindparam("workspace"), Entry.workspace == bindparam("workspace"), Entry.status == LIVE)
    .where(Twin.settled_at.is_(None), Twin.kind == CONTRADICTION, Entry.id != bindparam("entry"))
    .where(or_(Twin.first_id == bindparam("entry"), Twin.second_id == bindparam("entry")))
    .order_by(Twin.id)
    .limit(1)
)


def next_week(after: datetime) -> datetime:
    """The next look through all that is kept: on Mondays, with that day's other looks."""
    at = next_look(after)
    while at.weekday() != MONDAY:
        at = next_look(at)
    return at


async def begin(session: AsyncSession, workspace: str) -> None:
    """From now on all that is kept is compared each week, and whoever has to decide is asked again."""
    keys = [f"{kind}:{workspace}" for kind in (SWEEP, ASK)]
    known = set(await session.scalars(select(Due.key).where(Due.key.in_(keys))))
    if len(known) == len(keys):
        return
    await organisations.lock(session, workspace)  # two first answers at once
    known = set(await session.scalars(select(Due.key).where(Due.key.in_(keys))))
    for kind, at in ((SWEEP, next_week(clock.now())), (ASK, next_look(clock.now()))):
        key = f"{kind}:{workspace}"
        if key not in known:
            session.add(Due(key=key, workspace=workspace, kind=kind, args={}, due_at=at))
    await session.flush()


def hash_of(first: Entry, second: Entry) -> str:
    """Changes with a question or a text of either."""
    told = "\0".join((first.question, first.short, second.question, second.short))
    return hashlib.sha256(told.encode()).hexdigest()


async def find(session: AsyncSession, workspace: str, twin_id: int) -> Twin | None:
    return await session.scalar(select(Twin).where(Twin.workspace == workspace, Twin.id == twin_id))


async def lock(session: AsyncSession, workspace: str, twin_id: int) -> Twin | None:
    """The pair, held until this transaction ends. Its entries are locked first."""
    query = select(Twin).where(Twin.workspace == workspace, Twin.id == twin_id).with_for_update()
    return await session.scalar(query.execution_options(populate_existing=True))


async def known(session: AsyncSession, workspace: str, entry_ids: Sequence[int]) -> dict[tuple[int, int], Twin]:
    """What is known of pairs in which any of these entries is, by both ids."""
    query = select(Twin).where(
        Twin.workspace == workspace, or_(Twin.first_id.in_(entry_ids), Twin.second_id.in_(entry_ids))
    )
    return {(twin.first_id, twin.second_id): twin for twin in await session.scalars(query)}


async def waiting(
    session: AsyncSession, workspace: str, kind: str, *, asked_before: datetime, limit: int = 1000
) -> Sequence[tuple[Twin, Entry, Entry]]:
    """Pairs of which nobody was told lately, both of which are still offered; the longest known first."""
    lately = or_(Twin.told_at.is_(None), Twin.told_at <= asked_before)
    return await _pairs(session, workspace, Twin.kind == kind, lately, limit=limit)


async def open_pairs(session: AsyncSession, workspace: str, *, limit: int) -> Sequence[tuple[Twin, Entry, Entry]]:
    """All that nobody has decided yet; contradictions first."""
    return await _pairs(session, workspace, limit=limit)


async def _pairs(
    session: AsyncSession, workspace: str, *which: ColumnElement[bool], limit: int
) -> Sequence[tuple[Twin, Entry, Entry]]:
    first, second = aliased(Entry), aliased(Entry)
    query = (
        select(Twin, first, second)
        .join(first, first.id == Twin.first_id)
        .join(second, second.id == Twin.second_id)
        .where(Twin.workspace == workspace, Twin.settled_at.is_(None), *which)
        .where(first.status == LIVE, second.status == LIVE)
        .order_by(Twin.kind, Twin.found_at, Twin.id)
        .limit(limit)
    )
    return [(twin, one, other) for twin, one, other in (await session.execute(query)).all()]


async def in_message(session: AsyncSession, workspace: str, key: str) -> Sequence[tuple[Telling, Twin, Entry, Entry]]:
    """What a message asks about, in its order."""
    first, second = aliased(Entry), aliased(Entry)
    query = (
        select(Telling, Twin, first, second)
        .join(Twin, Twin.id == Telling.twin_id)
        .join(first, first.id == Twin.first_id)
        .join(second, second.id == Twin.second_id)
        .where(Telling.workspace == workspace, Twin.workspace == workspace, Telling.key == key)
        .order_by(Telling.id)
    )
    return [(told, twin, one, other) for told, twin, one, other in (await session.execute(query)).all()]


async def tellings(session: AsyncSession, twin: Twin) -> Sequence[Telling]:
    """The newest requests to decide about this pair: one for each person who was asked at once."""
    query = select(Telling).where(Telling.workspace == twin.workspace, Telling.twin_id == twin.id, Telling.newest)
    return (await session.scalars(query.order_by(Telling.id))).all()


async def contradicting(session: AsyncSession, entry: Entry) -> Entry | None:
    """Another answer that is offered too and says otherwise, where nobody has decided yet."""
    return await session.scalar(CONTRADICTING, {"workspace": entry.workspace, "entry": entry.id})


async def merge_of(session: AsyncSession, entry: Entry) -> Twin | None:
    """The decision by which this entry was merged into another."""
    query = select(Twin).where(Twin.workspace == entry.workspace, Twin.how == MERGED, Twin.kept_id != entry.id)
    query = query.where(or_(Twin.first_id == entry.id, Twin.second_id == entry.id))
    return await session.scalar(query.order_by(Twin.settled_at.desc()).limit(1).with_for_update())


async def bring_forward(session: AsyncSession, workspace: str) -> None:
    """All that is kept is compared now, where much came at once."""
    await begin(session, workspace)
    sweep = update(Due).where(Due.key == f"{SWEEP}:{workspace}", Due.due_at > clock.now())
    await session.execute(sweep.values(due_at=clock.now() + timedelta(seconds=1)))
