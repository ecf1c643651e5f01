"""Somebody's id, wherever it stands, is another one from now on: whoever signed something is still told from others."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, Column, Enum, String, Table, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.containing import containing
from bot.db.models import IS_OPEN, Base, Member, Outbox, Person, Question, SigningList, Unplaced, Workspace

OWN = {"people", "members", "signing_lists"}  # of one person each: those rows go


async def open_work(session: AsyncSession, workspace: str, user: str) -> Sequence[int]:
    """The open questions in which this person has a part."""
    parts = (Question.holder, Question.forwarder, Question.expert, Question.approver)
    query = select(Question.id).where(Question.workspace == workspace, IS_OPEN, or_(*(part == user for part in parts)))
    return (await session.scalars(query.order_by(Question.id))).all()


async def remove(session: AsyncSession, workspace: str, user: str) -> bool:
    """What is only about this person; whether they were known."""
    known = await session.get(Person, (workspace, user)) is not None
    for table in (Person, Member, SigningList):
        await session.execute(delete(table).where(table.workspace == workspace, table.user == user))
    for row in await session.scalars(select(Unplaced).where(Unplaced.workspace == workspace)):
        if row.event.get("user") == user:
            await session.delete(row)
    theirs = Outbox.workspace == workspace, Outbox.channel == user, Outbox.open
    await session.execute(delete(Outbox).where(*theirs, Outbox.attempts == 0))
    await session.flush()
    return known


async def rename(
    session: AsyncSession, workspace: str, user: str, *, to: str, name: str, instead: str
) -> dict[str, int]:
    """Everywhere; how many values of each table. Where the bot itself spoke of them by `name` it says `instead`."""
    found: dict[str, int] = {}
    connection = await session.connection()
    for table, column, scope in _columns(workspace):
        ours = isinstance(column.type, JSON) or column.name == "detail"
        words = {user: to} | ({name: instead} if name and ours else {})
        key = list(table.primary_key.columns)
        rows = (await session.execute(select(*key, column).where(scope, containing(column, words)))).all()
        for *ids, value in rows:
            new = _replaced(value, words)
            if new != value:
                this = [one == its for one, its in zip(key, ids, strict=True)]
                await connection.execute(update(table).where(*this).values({column: new}))
                found[table.name] = found.get(table.name, 0) + 1
    return found


def _columns(workspace: str) -> Iterator[tuple[Table, Column[Any], Any]]:
    """Every column that may hold words, and which of its rows are this workspace's."""
    here = select(Question.id).where(Question.workspace == workspace)
    lender = select(Workspace.enterprise).where(Workspace.id == workspace)
    for table in Base.metadata.sorted_tables:
        if table.name in OWN:
            continue
        if "workspace" in table.c:
            scope: Any = table.c.workspace == workspace
        elif table.name == "workspaces":
            scope = table.c.id == workspace
        elif table.name == "installations":  # its own, or the one of its organisation
            scope = or_(table.c.id == workspace, table.c.id.in_(lender))
        elif "question_id" in table.c:
            scope = table.c.question_id.in_(here)
        else:
            continue
        for column in table.columns:
            if isinstance(column.type, (String, JSON)) and not isinstance(column.type, Enum):
                yield table, column, scope


def _replaced(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        for word, new in words.items():
            value = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", new, value)
        return value
    if isinstance(value, list):
        return [_replaced(each, words) for each in value]
    if isinstance(value, dict):
        return {name: _replaced(each, words) for name, each in value.items()}
    return value


async def standing_with(session: AsyncSession, workspace: str, user: str, name: str) -> int:
    """How many messages of ours in Slack speak of this person."""
    query = select(Outbox.update_of, Outbox.key).where(Outbox.workspace == workspace, Outbox.dead_at.is_(None))
    query = query.where(containing(Outbox.args, list(filter(None, (user, name)))))
    return len({of or key for of, key in await session.execute(query)})
