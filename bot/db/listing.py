"""Whole lists: what is open when an organisation changes, and what an export writes out."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import IS_OPEN, Entry, Person, Question, Use, Version, Wording

AT_ONCE = 200


async def open_questions(session: AsyncSession, workspace: str) -> Sequence[Question]:
    """Every open question of this workspace, oldest first."""
    query = select(Question).where(Question.workspace == workspace, IS_OPEN)
    return (await session.scalars(query.order_by(Question.id))).all()


async def questions(session: AsyncSession, workspace: str) -> AsyncIterator[Question]:
    """Every question of this workspace, oldest first, a few in memory at a time."""
    async for question in _each(session, select(Question).where(Question.workspace == workspace).order_by(Question.id)):
        yield question


async def entries(session: AsyncSession, workspace: str) -> AsyncIterator[Entry]:
    """Every entry of this workspace, oldest first, a few in memory at a time."""
    async for entry in _each(session, select(Entry).where(Entry.workspace == workspace).order_by(Entry.id)):
        yield entry


async def all_entries(session: AsyncSession, workspace: str) -> Sequence[Entry]:
    """Every entry of this workspace at once, to be held against a file."""
    return (await session.scalars(select(Entry).where(Entry.workspace == workspace).order_by(Entry.id))).all()


async def wordings(session: AsyncSession, workspace: str) -> dict[int, list[str]]:
    """Every wording of this workspace, by entry; the first is the original question."""
    query = select(Wording.entry_id, Wording.text).where(Wording.workspace == workspace).order_by(Wording.id)
    found: dict[int, list[str]] = {}
    for row in await session.execute(query):
        found.setdefault(row.entry_id, []).append(row.text)
    return found


async def versions(session: AsyncSession, workspace: str) -> dict[int, list[Version]]:
    """Every text that an answer of this workspace has had, by entry; the last is the one in force."""
    query = select(Version).where(Version.workspace == workspace).order_by(Version.entry_id, Version.number)
    found: dict[int, list[Version]] = {}
    for version in await session.scalars(query):
        found.setdefault(version.entry_id, []).append(version)
    return found


async def uses(session: AsyncSession, workspace: str) -> dict[int, list[Use]]:
    """Every publication of this workspace, by entry, the oldest first."""
    found: dict[int, list[Use]] = {}
    for use in await session.scalars(select(Use).where(Use.workspace == workspace).order_by(Use.id)):
        found.setdefault(use.entry_id, []).append(use)
    return found


async def people(session: AsyncSession, workspace: str) -> Sequence[Person]:
    """Everybody who was ever seen at work here."""
    return (await session.scalars(select(Person).where(Person.workspace == workspace))).all()


async def names(session: AsyncSession, workspace: str) -> dict[str, str]:
    """What everybody who is known is called, by user id."""
    query = select(Person.user, Person.name).where(Person.workspace == workspace, Person.name != "")
    return {row.user: row.name for row in await session.execute(query)}


async def _each(session: AsyncSession, query: Select[Any]) -> AsyncIterator[Any]:
    async for row in await session.stream_scalars(query.execution_options(yield_per=AT_ONCE)):
        yield row
