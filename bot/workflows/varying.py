"""A variable is made, changed or retired, and answers are taken along."""

import re
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, trimming
from bot.db import entries, organisations, variables
from bot.db.models import Audit, Entry, Variable, VariableValue
from bot.lifecycle import Refused
from bot.slack import outbox
from bot.slack.outbox import Lane
from bot.views import variables as views
from bot.views.blocks import View, line
from bot.views.variables import Filled
from bot.workflows import linking
from bot.workflows import variables as looking
from bot.workflows.linking import NOT_HERE
from bot.workflows.people import NO_COLLEAGUE, Actor, names, organisation, require_colleague, require_comms
from bot.workflows.permits import those_one_may

LONGEST_LABEL = 80
MOST = 500  # answers that say one value: more mean that it is nothing particular


class Stale(Refused):
    """Somebody else changed it meanwhile: the window that shows their value above the words that met it."""

    def __init__(self, view: View) -> None:
        super().__init__("It was changed while you were writing. Yours is kept; nothing is lost.")
        self.view = view


async def make(session: AsyncSession, actor: Actor, filled: Filled) -> Variable:
    """A new one; nothing is kept in step with it yet. Making the same again changes nothing."""
    require_comms(await organisation(session, actor.workspace), actor, "make a variable")
    filled = await _checked(session, actor, filled)
    await organisations.lock(session, actor.workspace)  # two at once may call it the same
    key = key_of(filled.label)
    known = await variables.by_key(session, actor.workspace, key)
    if known is not None and known.retired_at is None:
        if (known.label, known.value, known.changed_by) == (filled.label, filled.value, actor.user):
            return known
        raise Refused(f"There is one called {line(known.label)} already: {line(known.value)}. Please change that one.")
    if known is None:
        known = Variable(workspace=actor.workspace, key=key, number=0)
        session.add(known)
    known.label, known.owner, known.department = filled.label, filled.owner, filled.department
    known.retired_at, known.retired_by = None, ""
    await _put(session, actor, known, filled.value)
    _note(session, actor, known, "make variable", filled.value)
    return known


async def change(session: AsyncSession, actor: Actor, *, variable_id: int, number: int, filled: Filled) -> Variable:
    """Another value, or another label or owner. `number` counts the values, as whoever changes it saw them."""
    variable = await _locked(session, actor, variable_id, "variable_change")
    filled = await _checked(session, actor, filled, before=variable)
    if number != variable.number and filled.value != variable.value:
        org = await organisation(session, actor.workspace)
        called = await names(session, actor.workspace, variable.changed_by)
        newer = f"{called.bold(variable.changed_by)} changed it to {line(variable.value)} while you were writing."
        departments = [(one.name, one.key) for one in org.departments]
        raise Stale(views.variable_form(filled, departments, variable=variable, newer=newer))
    variable.label, variable.owner, variable.department = filled.label, filled.owner, filled.department
    if filled.value != variable.value:
        old = variable.value
        await _put(session, actor, variable, filled.value)
        _note(session, actor, variable, "change variable", f"{old} -> {filled.value}")
        await _reach(session, actor, variable, old)
    return variable


async def _checked(session: AsyncSession, actor: Actor, filled: Filled, before: Variable | None = None) -> Filled:
    """As it will be kept; refused where it can't be."""
    label, value = " ".join(filled.label.split()), " ".join(filled.value.split())
    if not key_of(label) or len(label) > LONGEST_LABEL:
        raise Refused(f"Please say what it is called, in at most {LONGEST_LABEL} characters: “Visiting hours”, say.")
    why_not = trimming.why_no_value(value)
    if why_not and (before is None or value != before.value):
        raise Refused(why_not)
    owner = filled.owner or (before.owner if before else actor.user)
    if before is None or owner != before.owner:
        await require_colleague(session, actor.workspace, owner, refusal=NO_COLLEAGUE)
    if before is None and len(await variables.saying(session, actor.workspace, value)) > MOST:
        raise Refused(
            f"{line(value)} stands in more than {MOST} answers, so it is nothing particular. Please write more of it."
        )
    known = (await organisation(session, actor.workspace)).department(filled.department)
    return Filled(label, value, owner, known.key if known else "")


def key_of(label: str) -> str:
    """Its name in files and in the shell: `visiting_hours`."""
    return re.sub(r"\W+", "_", label.casefold()).strip("_")


async def _locked(session: AsyncSession, actor: Actor, variable_id: int, what: str) -> Variable:
    variable = await variables.lock(session, actor.workspace, variable_id)
    if variable is None:
        raise Refused(NOT_HERE)
    await looking.require_may(session, actor, variable, what)
    return variable


async def _put(session: AsyncSession, actor: Actor, variable: Variable, value: str) -> None:
    variable.value, variable.number = value, variable.number + 1
    variable.changed_by, variable.changed_at = actor.user, clock.now()
    await session.flush()
    kept = {"variable_id": variable.id, "number": variable.number, "value": value}
    session.add(VariableValue(workspace=variable.workspace, **kept, by=actor.user, at=variable.changed_at))


def _note(session: AsyncSession, actor: Actor, variable: Variable, what: str, detail: str = "") -> None:
    """The audit's row; it has neither question nor answer, so it names the variable."""
    said = f"variable {variable.key}{': ' if detail else ''}{detail}"
    session.add(
        Audit(workspace=variable.workspace, actor=actor.user, move=what, from_stage="", to_stage="", detail=said)
    )


async def _reach(session: AsyncSession, actor: Actor, variable: Variable, old: str) -> None:
    """Each answer that is kept in step is looked at, a moment later; each desk hears of it in one message."""
    by_department: dict[str, list[Entry]] = defaultdict(list)
    for _, entry in await variables.linked(session, variable):
        linking.soon(session, entry, name=f"value:{variable.id}:{variable.number}")
        if entry.status == entries.LIVE:
            by_department[entry.department].append(entry)
    org = await organisation(session, variable.workspace)
    for key, theirs in by_department.items():
        department = org.department(key)
        if department is not None:
            await _tell_desk(session, actor, variable, old, department.desk, theirs)


async def _tell_desk(
    session: AsyncSession, actor: Actor, variable: Variable, old: str, desk: str, theirs: Sequence[Entry]
) -> None:
    owners = list(dict.fromkeys(entry.owner for entry in theirs if entry.owner))
    called = await names(session, variable.workspace, actor.user, *owners)
    said = views.changed_in_desk(variable, old, actor.user, called, number=len(theirs), experts=owners[:5])
    key = f"variable:{variable.id}:{variable.number}:{theirs[0].department}"
    outbox.post(session, key=key, workspace=variable.workspace, channel=desk, message=said, lane=Lane.CARD)


async def retire(session: AsyncSession, actor: Actor, *, variable_id: int) -> None:
    """Nothing is kept in step with it any more; every text stays as it is."""
    variable = await variables.lock(session, actor.workspace, variable_id)
    if variable is not None and variable.retired_at is not None and variable.retired_by == actor.user:
        return
    variable = await _locked(session, actor, variable_id, "variable_retire")
    variable.retired_at, variable.retired_by = clock.now(), actor.user
    for _, entry in await variables.linked(session, variable):
        linking.soon(session, entry, name=f"retired:{variable.id}:{variable.number}")
    await variables.unlink(session, variable)
    _note(session, actor, variable, "retire variable", variable.value)


async def take_all(session: AsyncSession, actor: Actor, *, variable_id: int, number: int) -> int:
    """All that say it, as far as this person may; how many there were."""
    variable = await _locked(session, actor, variable_id, "variable_take_all")
    if number != variable.number:
        raise Refused("It was changed since you opened this window. Please open the variable anew.")
    mine = await those_one_may(session, "variable_take", await looking.not_in_step(session, variable), actor)
    for entry in mine:
        linking.add(session, actor, entry, variable)
    return len(mine)
