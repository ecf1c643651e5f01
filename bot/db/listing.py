"""Whole lists: what is open when an organisation changes, and what an export writes out."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import IS_OPEN, Entry, Person, Question

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


async def names(session: AsyncSession, workspace: str) -> dict[str, str]:
    """What everybody who is known is called, by user id."""
    query = select(Person.user, Person.name).where(Person.workspace == workspace, Person.name != "")
    return {row.user: row.name for row in await session.execute(query)}


async def _each(session: AsyncSession, query: Select[Any]) -> AsyncIterator[Any]:
    async for row in await session.stream_scalars(query.execution_options(yield_per=AT_ONCE)):
        yield row
