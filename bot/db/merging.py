"""An entry becomes part of another, and can be parted from it again: no text changes, no row is lost."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db.entries import LIVE, MERGED
from bot.db.models import Entry, Wording


def family(entry: Entry) -> Select[int]:
    """The ids of this entry and of all that were merged into it, directly or before."""
    return select(families(entry.workspace, [entry.id]).c.id)


def families(workspace: str, entry_ids: Sequence[int] | Select[int]) -> CTE:
    """The same of several: each `id` with the one of these that is `standing` for it."""
    ids = select(Entry.id, Entry.id.label("standing")).where(Entry.workspace == workspace, Entry.id.in_(entry_ids))
    every = ids.cte("family", recursive=True)
    return every.union(
        select(Entry.id, every.c.standing)
        .join(every, Entry.merged_into == every.c.id)
        .where(Entry.workspace == workspace)
    )


async def lock_both(session: AsyncSession, workspace: str, one: int, other: int) -> dict[int, Entry]:
    """Both entries, always in the same order, held until this transaction ends."""
    query = select(Entry).where(Entry.workspace == workspace, Entry.id.in_((one, other))).order_by(Entry.id)
    found = await session.scalars(query.with_for_update().execution_options(populate_existing=True))
    return {entry.id: entry for entry in found}


async def join(session: AsyncSession, kept: Entry, gone: Entry) -> list[int]:
    """Whatever finds the one finds the kept one from now on; the ids of the wordings that moved."""
    moved = list(await _wordings(session, gone, Wording.entry_id == gone.id))
    for wording in moved:
        wording.entry_id = kept.id
    gone.status, gone.merged_into = MERGED, kept.id
    kept.used += gone.used
    if gone.used_at > kept.used_at:
        kept.used_at, kept.used_on = gone.used_at, gone.used_on
    return [wording.id for wording in moved]


async def part(session: AsyncSession, entry: Entry, kept: Entry, moved: Sequence[int]) -> None:
    """As it was before: with its own wordings, offered on its own. What people asked since stays where it is, and so
    does what was parted from it meanwhile."""
    stands = await standing(session, kept)
    for wording in await _wordings(session, entry, and_(Wording.id.in_(moved), Wording.entry_id == stands.id)):
        wording.entry_id = entry.id
    entry.status, entry.merged_into = LIVE, None
    kept.used = max(kept.used - entry.used, 1)
    left = Entry.used - entry.used
    await _change(session, await _above(session, kept), used=case((left > 1, left), else_=1))


async def count_use(session: AsyncSession, entry: Entry, *, on: str) -> None:
    """It was published once more for the account of that handle: so was what it is part of."""
    entry.used, entry.used_at, entry.used_on = entry.used + 1, clock.now(), on
    await _change(session, await _above(session, entry), used=Entry.used + 1, used_at=entry.used_at, used_on=on)


async def _above(session: AsyncSession, entry: Entry) -> list[Entry]:
    """What it is part of, and what that is part of."""
    found = [entry]
    while found[-1].status == MERGED and found[-1].merged_into is not None:
        query = select(Entry).where(Entry.workspace == entry.workspace, Entry.id == found[-1].merged_into)
        above = await session.scalar(query)
        if above is None or above in found:
            break
        found.append(above)
    return found[1:]


async def _change(session: AsyncSession, which: Sequence[Entry], **values: Any) -> None:
    """Where they stand in the database, whatever is known of them here."""
    for each in which:
        mine = update(Entry).where(Entry.workspace == each.workspace, Entry.id == each.id)
        await session.execute(mine.values(**values).execution_options(synchronize_session=False))


async def _wordings(session: AsyncSession, entry: Entry, which: ColumnElement[bool]) -> Sequence[Wording]:
    query = select(Wording).where(Wording.workspace == entry.workspace, which)
    return (await session.scalars(query.order_by(Wording.id))).all()


async def standing(session: AsyncSession, entry: Entry) -> Entry:
    """The entry itself, or the one that it was merged into in the end."""
    return [entry, *await _above(session, entry)][-1]


async def is_offered(session: AsyncSession, workspace: str, entry_id: int | None) -> bool:
    """Whether the next person who asks is offered it, or what it was merged into."""
    query = select(Entry).where(Entry.workspace == workspace, Entry.id == entry_id)
    entry = await session.scalar(query) if entry_id else None
    return entry is not None and (await standing(session, entry)).status == LIVE


async def merged_into(session: AsyncSession, entry: Entry, *, limit: int) -> tuple[Sequence[Entry], int]:
    """What was merged into it, the newest first, and how many there are."""
    query = select(Entry).where(Entry.workspace == entry.workspace, Entry.merged_into == entry.id)
    number = select(func.count()).where(Entry.workspace == entry.workspace, Entry.merged_into == entry.id)
    found = (await session.scalars(query.order_by(Entry.ended_at.desc(), Entry.id.desc()).limit(limit))).all()
    return found, await session.scalar(number) or 0
