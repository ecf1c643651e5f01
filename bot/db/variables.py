"""Variables, the values they have had, and the entries that are kept in step with them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, delete, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.entries import LIVE
from bot.db.merging import families
from bot.db.models import Entry, Link, Use, Variable, VariableValue
from bot.trimming import held, holds


async def find(session: AsyncSession, workspace: str, variable_id: int) -> Variable | None:
    return await session.scalar(select(Variable).where(Variable.workspace == workspace, Variable.id == variable_id))


async def lock(session: AsyncSession, workspace: str, variable_id: int) -> Variable | None:
    """The variable, held until this transaction ends. Whoever needs an entry too locks that first."""
    query = select(Variable).where(Variable.workspace == workspace, Variable.id == variable_id).with_for_update()
    return await session.scalar(query.execution_options(populate_existing=True))


async def by_key(session: AsyncSession, workspace: str, key: str) -> Variable | None:
    return await session.scalar(select(Variable).where(Variable.workspace == workspace, Variable.key == key))


async def in_use(session: AsyncSession, workspace: str) -> Sequence[Variable]:
    """All that weren't retired, by their labels."""
    query = select(Variable).where(Variable.workspace == workspace, Variable.retired_at.is_(None))
    return (await session.scalars(query.order_by(func.lower(Variable.label), Variable.id))).all()


async def ever(session: AsyncSession, workspace: str) -> Sequence[Variable]:
    """All that there were, in the order in which they were made."""
    return (await session.scalars(select(Variable).where(Variable.workspace == workspace).order_by(Variable.id))).all()


async def values(
    session: AsyncSession, workspace: str, variable_ids: Collection[int]
) -> dict[int, list[VariableValue]]:
    """All that each of them has been, the newest first."""
    query = select(VariableValue).where(
        VariableValue.workspace == workspace, VariableValue.variable_id.in_(variable_ids)
    )
    found: dict[int, list[VariableValue]] = {}
    for value in await session.scalars(query.order_by(VariableValue.number.desc())):
        found.setdefault(value.variable_id, []).append(value)
    return found


async def links(session: AsyncSession, entry: Entry) -> Sequence[tuple[Link, Variable]]:
    """What this entry is kept in step with, by label."""
    return (await links_of(session, entry.workspace, [entry.id])).get(entry.id, [])


async def lock_links(session: AsyncSession, entry: Entry) -> Sequence[tuple[Link, Variable]]:
    """The same, held until this transaction ends: what is let go in this very moment isn't among them."""
    query = _links(entry.workspace, [entry.id]).with_for_update(of=Link).execution_options(populate_existing=True)
    return [(link, variable) for link, variable in (await session.execute(query)).all()]


def _links(workspace: str, entry_ids: Sequence[int]) -> Select[Link, Variable]:
    return (
        select(Link, Variable)
        .join(Variable, Variable.id == Link.variable_id)
        .where(Link.workspace == workspace, Variable.workspace == workspace, Link.entry_id.in_(entry_ids))
        .order_by(Variable.label, Variable.id)
    )


async def unlink(session: AsyncSession, variable: Variable) -> None:
    """Nothing is kept in step with it any more."""
    theirs = delete(Link).where(Link.workspace == variable.workspace, Link.variable_id == variable.id)
    await session.execute(theirs.execution_options(synchronize_session=False))


async def links_of(
    session: AsyncSession, workspace: str, entry_ids: Sequence[int]
) -> dict[int, list[tuple[Link, Variable]]]:
    """The same of several, by entry."""
    found: dict[int, list[tuple[Link, Variable]]] = {}
    for link, variable in (await session.execute(_links(workspace, entry_ids))).all():
        found.setdefault(link.entry_id, []).append((link, variable))
    return found


async def behind(session: AsyncSession, entry: Entry) -> Sequence[tuple[Link, Variable]]:
    """Those of them that have another value now than the kept text holds."""
    return [(link, variable) for link, variable in await links(session, entry) if link.value != variable.value]


async def linked(
    session: AsyncSession, variable: Variable, *, limit: int | None = None, skip: int = 0
) -> Sequence[tuple[Link, Entry]]:
    """The entries that are kept in step with it: first those that aren't yet, then the oldest first."""
    query = (
        select(Link, Entry)
        .join(Entry, Entry.id == Link.entry_id)
        .where(Link.workspace == variable.workspace, Entry.workspace == variable.workspace)
        .where(Link.variable_id == variable.id)
        .order_by(Link.value == variable.value, Entry.id)
    )
    return [(link, entry) for link, entry in (await session.execute(query.offset(skip).limit(limit))).all()]


async def in_step(session: AsyncSession, workspace: str) -> dict[int, list[tuple[Link, str]]]:
    """What is kept in step with each variable, with the entries' names in files, in their order."""
    query = select(Link, Entry.ref).join(Entry, Entry.id == Link.entry_id)
    query = query.where(Link.workspace == workspace, Entry.workspace == workspace).order_by(Entry.ref)
    found: dict[int, list[tuple[Link, str]]] = {}
    for link, ref in (await session.execute(query)).all():
        found.setdefault(link.variable_id, []).append((link, ref))
    return found


@dataclass(frozen=True)
class Extent:
    """How many entries are kept in step with a variable, how many of them are offered, and of these aren't yet."""

    linked: int = 0
    offered: int = 0
    behind: int = 0


async def extents(session: AsyncSession, workspace: str) -> dict[int, Extent]:
    """The same of each variable that any entry is kept in step with."""
    offered = func.count().filter(Entry.status == LIVE)
    late = func.count().filter(and_(Link.value != Variable.value, Entry.status == LIVE))
    query = (
        select(Link.variable_id, func.count(), offered, late)
        .join(Variable, Variable.id == Link.variable_id)
        .join(Entry, Entry.id == Link.entry_id)
        .where(Link.workspace == workspace, Variable.workspace == workspace, Entry.workspace == workspace)
        .group_by(Link.variable_id)
    )
    return {number: Extent(*counts) for number, *counts in (await session.execute(query)).all()}


async def saying(session: AsyncSession, workspace: str, value: str) -> list[Entry]:
    """Every entry that is offered and says this, in its text or in what it was shortened from."""
    said = or_(Entry.short.contains(value, autoescape=True), Entry.full.contains(value, autoescape=True))
    query = select(Entry).where(Entry.workspace == workspace, Entry.status == LIVE, said).order_by(Entry.id)
    return [entry for entry in await session.scalars(query) if holds(text_of(entry), value)]


def text_of(entry: Entry) -> str:
    """All of its text in which a value may stand."""
    return f"{entry.short}\n{entry.full}"


async def earlier_posts(session: AsyncSession, variable: Variable) -> list[Use]:
    """Where an earlier value stands in public, in an answer that is kept in step with it, or was merged into one."""
    return (await earlier_posts_of(session, variable.workspace, [variable.id])).get(variable.id, [])


async def earlier_posts_of(
    session: AsyncSession, workspace: str, variable_ids: Collection[int]
) -> dict[int, list[Use]]:
    """The same of several, by variable; the newest first."""
    linked = Link.workspace == workspace, Link.variable_id.in_(variable_ids)
    whole = families(workspace, select(Link.entry_id).where(*linked))
    answers = select(Link.variable_id, whole.c.id.label("entry_id")).join(whole, whole.c.standing == Link.entry_id)
    theirs = answers.where(*linked).distinct().subquery()
    says = func.replace(Use.text, VariableValue.value, "") != Use.text
    earlier = exists().where(VariableValue.variable_id == Variable.id, VariableValue.value != Variable.value, says)
    query = select(Variable, Use).join(theirs, theirs.c.variable_id == Variable.id)
    query = query.join(Use, Use.entry_id == theirs.c.entry_id).where(Use.workspace == workspace, earlier)
    past, posts = await values(session, workspace, variable_ids), dict[int, list[Use]]()
    for variable, use in (await session.execute(query.order_by(Use.id.desc()))).all():
        ever = {each.value for each in past[variable.id]}
        if held(use.text, ever) - {variable.value}:
            posts.setdefault(variable.id, []).append(use)
    return posts
