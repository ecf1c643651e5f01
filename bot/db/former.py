"""Somebody's id, wherever it stands, is another one from now on: whoever signed something is still told from others."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import JSON, Column, Enum, String, Table, bindparam, cast, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import IS_OPEN, Base, Member, Outbox, Person, Question, SigningList, Unplaced

OWN = {"people", "members", "signing_lists"}  # of one person each: those rows go
OF_THE_WORKSPACE = {"workspaces", "installations"}


async def open_work(session: AsyncSession, workspace: str, user: str) -> Sequence[int]:
    """The open questions in which this person has a part."""
    part = or_(*(column == user for column in (Question.holder, Question.forwarder, Question.expert)))
    query = select(Question.id).where(Question.workspace == workspace, IS_OPEN, or_(part, Question.approver == user))
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
    """Everywhere; how many values of each table. What the bot said by `name` says `instead`."""
    found: dict[str, int] = {}
    shown = _whole(name) if name else None
    for table, column, scope in _columns(workspace):
        is_json = isinstance(column.type, JSON)
        also = [name] if name and (is_json or column.name == "detail") else []
        parts = [user, *(json.dumps(each)[1:-1] if is_json else each for each in also)]
        key = list(table.primary_key.columns)
        holds = or_(*(cast(column, String).contains(part, autoescape=True) for part in parts))
        rows = (await session.execute(select(*key, column).where(scope, holds))).all()
        changed = []
        for row in rows:
            value = _replaced(row[-1], [(_whole(user), to), *([(shown, instead)] if shown and also else [])])
            if value != row[-1]:
                names = {f"key_{one.name}": row[number] for number, one in enumerate(key)}
                changed.append({**names, "new": value})
        if changed:
            mine = [one == bindparam(f"key_{one.name}") for one in key]
            connection = await session.connection()
            await connection.execute(update(table).where(*mine).values({column: bindparam("new")}), changed)
            found[table.name] = found.get(table.name, 0) + len(changed)
    return found


def _columns(workspace: str) -> Iterator[tuple[Table, Column[Any], Any]]:
    """Every column that may hold words, and which of its rows are this workspace's."""
    here = select(Question.id).where(Question.workspace == workspace)
    for table in Base.metadata.sorted_tables:
        if table.name in OWN:
            continue
        if "workspace" in table.c:
            scope: Any = table.c.workspace == workspace
        elif table.name in OF_THE_WORKSPACE:
            scope = table.c.id == workspace
        elif "question_id" in table.c:
            scope = table.c.question_id.in_(here)
        else:
            continue
        for column in table.columns:
            if isinstance(column.type, (String, JSON)) and not isinstance(column.type, Enum):
                yield table, column, scope


def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")


def _replaced(value: Any, pairs: Sequence[tuple[re.Pattern[str], str]]) -> Any:
    if isinstance(value, str):
        for pattern, new in pairs:
            value = pattern.sub(new, value)
        return value
    if isinstance(value, list):
        return [_replaced(each, pairs) for each in value]
    if isinstance(value, dict):
        return {name: _replaced(each, pairs) for name, each in value.items()}
    return value


async def standing_with(session: AsyncSession, workspace: str, user: str, name: str) -> int:
    """How many messages of ours in Slack speak of this person."""
    parts = [user, *([json.dumps(name)[1:-1]] if name else [])]
    holds = or_(*(cast(Outbox.args, String).contains(part, autoescape=True) for part in parts))
    query = select(Outbox.update_of, Outbox.key).where(Outbox.workspace == workspace, Outbox.dead_at.is_(None), holds)
    return len({of or key for of, key in await session.execute(query)})
