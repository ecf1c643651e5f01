"""Which kept answers are in step with which variable. Nothing here changes a text: `in_step` looks after that."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, trimming
from bot.db import entries, organisations, variables
from bot.db.models import Due, Entry, Link, Variable, VariableValue
from bot.lifecycle import Refused
from bot.slack import outbox
from bot.slack.outbox import Lane
from bot.views import variables as views
from bot.views.blocks import line
from bot.views.in_step import became
from bot.workflows import noting
from bot.workflows.people import Actor
from bot.workflows.permits import may_with_entry

LOOK, DONE = "in_step", "all_in_step"
NOT_HERE = "I can't find that variable here any more. Please open the list of variables anew."
ONLY_OWNER = "Only the answer's owner and comms can decide that. Please ask them."


async def link(session: AsyncSession, actor: Actor, *, entry_id: int, variable_id: int) -> None:
    """From now on the entry is kept in step with the variable, whose value it says."""
    entry = await _locked(session, actor, entry_id, "entry_link")
    variable = await variables.lock(session, actor.workspace, variable_id)
    if variable is None or variable.retired_at is not None:
        raise Refused(NOT_HERE)
    known = await variables.links(session, entry)
    if any(other.id == variable.id for _, other in known):
        return
    if entry.status != entries.LIVE:
        raise Refused("This answer isn't offered now, so there is nothing to keep in step.")
    if not trimming.holds(variables.text_of(entry), variable.value):
        raise Refused(f"This answer doesn't say {line(variable.value)} now. Please open it anew.")
    other = colliding(entry, variable, known)
    if other is not None:
        raise Refused(
            f"{line(variable.value)} stands where this answer is kept in step with {line(other.label)} already. "
            "Let that go first, if this is what is meant."
        )
    add(session, actor, entry, variable)


async def let_go(session: AsyncSession, actor: Actor, *, entry_id: int, variable_id: int) -> None:
    """The text stays as it is, whatever the variable becomes; a change that waits because of it isn't wanted then."""
    entry = await _locked(session, actor, entry_id, "entry_unlink")
    for each, variable in await variables.lock_links(session, entry):
        if variable.id == variable_id:
            await session.delete(each)
            await session.flush()
            noting.note(session, entry, actor, "let go", before=entry.status, detail=variable.key)
            name = f"let-go:{variable.id}:{clock.now().timestamp()}"
            soon(session, entry, name=name)
            if each.value != variable.value:
                _ask_whether_done(session, entry, variable, name)


async def _locked(session: AsyncSession, actor: Actor, entry_id: int, what: str) -> Entry:
    entry = await entries.lock(session, actor.workspace, entry_id)
    if entry is None:
        raise Refused(noting.NOT_HERE)
    if not await may_with_entry(session, what, entry, actor):
        raise Refused(ONLY_OWNER)
    return entry


def add(session: AsyncSession, actor: Actor, entry: Entry, variable: Variable) -> Link:
    made = {"value": variable.value, "made_by": actor.user, "made_at": clock.now()}
    link = Link(workspace=entry.workspace, entry_id=entry.id, variable_id=variable.id, **made)
    session.add(link)
    noting.note(session, entry, actor, "keep in step", before=entry.status, detail=variable.key)
    return link


def colliding(entry: Entry, variable: Variable, known: Sequence[tuple[Link, Variable]]) -> Variable | None:
    """What it is kept in step with already, in the very place where this value stands."""
    said = variables.text_of(entry)
    return next((other for each, other in known if trimming.collide(said, each.value, variable.value)), None)


async def wanted(session: AsyncSession, entry: Entry) -> Mapping[str, str]:
    """What its text says and what that has become; empty where it is in step."""
    return {each.value: variable.value for each, variable in await variables.behind(session, entry)}


async def earlier_in(session: AsyncSession, entry: Entry, text: str) -> list[str]:
    """Which earlier values of variables this text says, each in a sentence: of its own, whose change follows once it is
    kept, and of those that it isn't kept in step with any more."""
    own = {variable.id for _, variable in await variables.links(session, entry)}
    known = await variables.in_use(session, entry.workspace)
    past = await variables.values(session, entry.workspace, [variable.id for variable in known])
    found: dict[bool, list[str]] = {True: [], False: []}
    for variable in known:
        late = [value for value in _held(text, past[variable.id]) if value != variable.value]
        found[variable.id in own] += [became(variable.label, value, variable.value) for value in late]
    follows = ["That change follows when this is kept."] if found[True] else []
    return [*dict.fromkeys(found[True]), *follows, *dict.fromkeys(found[False])]


async def after_keeping(session: AsyncSession, entry: Entry, *, name: str) -> None:
    """Another text is kept: it holds the newest value, an earlier one, or none; then it isn't linked any more."""
    known = await variables.lock_links(session, entry)
    past = await variables.values(session, entry.workspace, [variable.id for _, variable in known])
    lost, late = [], False
    for each, variable in known:
        before, ever = each.value, past[variable.id]
        held = _held(entry.short, ever) or _held(entry.full, ever)
        if variable.value in held:
            each.value = variable.value
        elif held:
            each.value, late = held[0], True
        else:
            await session.delete(each)
            lost.append(variable)
        if before != variable.value and (each.value != before or not held):
            _ask_whether_done(session, entry, variable, name)
    await session.flush()
    if late:
        soon(session, entry, name=f"kept:{name}")
    if lost:
        await _tell(session, entry, lost, name)


def _held(text: str, ever: Sequence[VariableValue]) -> list[str]:
    """Which of its values this text says; one that is part of a longer one isn't said."""
    found = trimming.held(text, {one.value for one in ever})
    return [one.value for one in ever if one.value in found]


async def inherit(session: AsyncSession, entry: Entry, parent: Entry, actor: Actor) -> None:
    """An answer that was adapted from another one, or that the other became part of, says some of the same."""
    mine, said = list(await variables.links(session, entry)), variables.text_of(entry)
    for _, known in await variables.links(session, parent):
        variable = await variables.lock(session, entry.workspace, known.id)
        if variable is None or variable.retired_at is not None:  # retired in this very moment
            continue
        if any(other.id == variable.id for _, other in mine) or colliding(entry, variable, mine):
            continue
        if trimming.holds(said, variable.value):
            mine.append((add(session, actor, entry, variable), variable))


async def _tell(session: AsyncSession, entry: Entry, lost: Sequence[Variable], name: str) -> None:
    """Its owner hears that it isn't kept in step any more."""
    if entry.owner and entry.owner not in await organisations.gone(session, entry.workspace):
        said = views.not_in_step_any_more(entry, lost)
        key = f"entry:{entry.id}:out-of-step:{name}"
        outbox.post(
            session, key=key, workspace=entry.workspace, channel=entry.owner, message=said, lane=Lane.ACKNOWLEDGEMENT
        )


def soon(session: AsyncSession, entry: Entry, *, name: str) -> None:
    """Whether its text is in step is looked at in a transaction of its own: that has to lock the question of a change
    before the entry."""
    key = f"entry:{entry.id}:{LOOK}:{name}"
    session.add(Due(key=key, workspace=entry.workspace, kind=LOOK, args={"entry": entry.id}, due_at=clock.now()))


async def ended_or_back(session: AsyncSession, entry: Entry) -> None:
    """It is offered again, or not any more: a change of it is wanted, or isn't."""
    known, name = await variables.links(session, entry), f"{entry.status}:{entry.moves}:{clock.now().timestamp()}"
    if known:
        soon(session, entry, name=name)
    for each, variable in known:
        if each.value != variable.value:
            _ask_whether_done(session, entry, variable, name)


def _ask_whether_done(session: AsyncSession, entry: Entry, variable: Variable, name: str) -> None:
    key = f"variable:{variable.id}:{DONE}:{entry.id}:{name}"
    args = {"variable": variable.id}
    session.add(Due(key=key, workspace=variable.workspace, kind=DONE, args=args, due_at=clock.now()))
