"""Which entries somebody has to look at again, who was asked, and what they said."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db import organisations
from bot.db.entries import LIVE
from bot.db.models import IS_OPEN, Due, Entry, Question, Review

KIND = "reviews"
HOUR = 13  # UTC: a morning in the Americas, an afternoon in Europe and Africa
WEEKEND = (5, 6)


def next_look(after: datetime) -> datetime:
    """The next working day's look."""
    at = after.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    while at <= after or at.weekday() in WEEKEND:
        at += timedelta(days=1)
    return at


async def begin(session: AsyncSession, workspace: str) -> None:
    """From now on this workspace's entries are looked at each working day."""
    key = f"{KIND}:{workspace}"
    if await session.scalar(select(Due.id).where(Due.key == key)) is not None:
        return
    await organisations.lock(session, workspace)  # two first answers at once
    if await session.scalar(select(Due.id).where(Due.key == key)) is None:
        session.add(Due(key=key, workspace=workspace, kind=KIND, args={}, due_at=next_look(clock.now())))
        await session.flush()


@dataclass(frozen=True)
class Waiting:
    """An entry that somebody has to be asked about; `asked`: how often somebody was."""

    id: int
    owner: str
    topic: str
    department: str
    asked: int


def _waiting(workspace: str, today: date, asked_before: datetime) -> ColumnElement[bool]:
    """Its review date has come, nobody was asked lately, and no new text of it waits for signatures."""
    change = select(Question.id).where(
        Question.workspace == workspace, IS_OPEN, Question.entry == Entry.id, Question.change != ""
    )
    return and_(
        Entry.workspace == workspace,
        Entry.status == LIVE,
        Entry.review_on <= today,
        or_(Entry.asked_at.is_(None), Entry.asked_at <= asked_before),
        ~change.exists(),
    )


async def waiting(session: AsyncSession, workspace: str, *, today: date, asked_before: datetime) -> list[Waiting]:
    """All of them, the longest overdue first."""
    query = select(Entry.id, Entry.owner, Entry.topic, Entry.department, Entry.asked)
    query = query.where(_waiting(workspace, today, asked_before)).order_by(Entry.review_on, Entry.id)
    return [Waiting(*row) for row in (await session.execute(query)).all()]


async def lock_waiting(
    session: AsyncSession, workspace: str, *, today: date, asked_before: datetime, entry_ids: Sequence[int]
) -> Sequence[Entry]:
    """Those of these that still wait; what somebody decides right now is left out."""
    query = select(Entry).where(_waiting(workspace, today, asked_before), Entry.id.in_(entry_ids))
    query = query.order_by(Entry.review_on, Entry.id).with_for_update(skip_locked=True)
    return (await session.scalars(query.execution_options(populate_existing=True))).all()


async def in_message(session: AsyncSession, workspace: str, key: str) -> Sequence[tuple[Review, Entry]]:
    """What a message asks about, in its order."""
    query = select(Review, Entry).join(Entry, Entry.id == Review.entry_id)
    query = query.where(Review.workspace == workspace, Entry.workspace == workspace, Review.key == key)
    return [(review, entry) for review, entry in (await session.execute(query.order_by(Review.id))).all()]


async def undecided(session: AsyncSession, entry: Entry) -> Sequence[Review]:
    """Requests to review this entry that nobody has answered yet."""
    query = select(Review).where(Review.workspace == entry.workspace, Review.entry_id == entry.id)
    return (await session.scalars(query.where(Review.outcome == "").order_by(Review.id))).all()


async def asked(session: AsyncSession, workspace: str, user: str, entry_ids: Collection[int]) -> set[int]:
    """Those of these entries that this person was asked to review and nobody has decided about yet."""
    query = select(Review.entry_id).where(Review.workspace == workspace, Review.entry_id.in_(entry_ids))
    return set(await session.scalars(query.where(Review.user == user, Review.outcome == "")))


async def last_decided(session: AsyncSession, entry: Entry) -> Review | None:
    """Who looked at it last, and what they said."""
    query = select(Review).where(Review.workspace == entry.workspace, Review.entry_id == entry.id)
    query = query.where(Review.decided_by != "").order_by(Review.id.desc()).limit(1)
    return await session.scalar(query)


async def last_retired(session: AsyncSession, entry: Entry) -> Review | None:
    """The request that was answered by retiring it, where there was one and it is the newest."""
    query = select(Review).where(Review.workspace == entry.workspace, Review.entry_id == entry.id)
    newest = await session.scalar(query.order_by(Review.id.desc()).limit(1))
    return newest if newest is not None and newest.outcome == "retired" and newest.key else None


async def owners(session: AsyncSession, workspace: str) -> Sequence[tuple[str, str, str]]:
    """Who owns entries of which topic and department, each once; what isn't offered now may be again."""
    query = select(Entry.owner, Entry.topic, Entry.department).where(Entry.workspace == workspace).distinct()
    return [(owner, topic, department) for owner, topic, department in (await session.execute(query)).all()]


async def hand_over(session: AsyncSession, workspace: str, *, owner: str, topic: str, department: str, to: str) -> None:
    """Somebody else looks after this person's entries of a topic and department, and wasn't asked about any yet."""
    query = update(Entry).where(
        Entry.workspace == workspace, Entry.owner == owner, Entry.topic == topic, Entry.department == department
    )
    await session.execute(query.values(owner=to, asked=0, asked_at=None).execution_options(synchronize_session=False))
