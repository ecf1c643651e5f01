"""What stands in many answers and changes in one place, to be looked at."""

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncSession

from bot import trimming
from bot.db import entries, variables
from bot.db.models import Entry, Variable
from bot.db.variables import Extent
from bot.lifecycle import Refused
from bot.views import variables as views
from bot.views.blocks import View
from bot.views.in_step import Steps
from bot.views.variables import Filled
from bot.workflows import linking
from bot.workflows.linking import NOT_HERE
from bot.workflows.people import Actor, manages, names, organisation, require_comms
from bot.workflows.permits import may_with_variable, those_one_may

NOTHING = Extent()


async def listed(session: AsyncSession, actor: Actor, *, skip: int = 0) -> View:
    """All that are in use, by label."""
    org = await organisation(session, actor.workspace)
    found, known = await variables.in_use(session, actor.workspace), await variables.extents(session, actor.workspace)
    page = found[skip : skip + views.PAGE]
    called = await names(session, actor.workspace, *(user for one in page for user in (one.owner, one.changed_by)))
    shown = [views.Listed(one, known.get(one.id, NOTHING)) for one in page]
    may_make = manages(org, actor.user)
    return views.variables_window(shown, called, skip=skip, number=len(found), may_make=may_make)


async def find(session: AsyncSession, actor: Actor, variable_id: int) -> Variable:
    """Raises Refused where there is none of that id here."""
    found = await variables.find(session, actor.workspace, variable_id)
    if found is None:
        raise Refused(NOT_HERE)
    return found


async def window(session: AsyncSession, actor: Actor, *, variable_id: int, skip: int = 0, said: str = "") -> View:
    """One of them: the answers that are kept in step with it, and those that say the same."""
    variable = await find(session, actor, variable_id)
    org = await organisation(session, actor.workspace)
    department = org.department(variable.department) if variable.department else None
    past = (await variables.values(session, actor.workspace, [variable.id])).get(variable.id, [])
    others = [] if variable.retired_at else await not_in_step(session, variable)
    taking = await those_one_may(session, "variable_take", others[: views.SHOWN], actor)
    people = [variable.owner, variable.changed_by, variable.retired_by, *(value.by for value in past)]
    shown = views.Shown(
        variable,
        await names(session, actor.workspace, *people),
        (await variables.extents(session, actor.workspace)).get(variable.id, NOTHING),
        linked=await variables.linked(session, variable, limit=views.SHOWN, skip=skip),
        skip=skip,
        others=others[: views.SHOWN],
        more_others=len(others[views.SHOWN :]),
        past=past,
        posts=len(await variables.earlier_posts(session, variable)),
        department=department.name if department else "",
        may_change=await may_with_variable(session, "variable_change", variable, actor),
        taking=frozenset(one.id for one in taking),
    )
    return views.variable_window(shown, said=said)


async def not_in_step(session: AsyncSession, variable: Variable) -> list[Entry]:
    """The answers that say it too, where nothing else is kept in step in the same place."""
    found = await variables.saying(session, variable.workspace, variable.value)
    known = await variables.links_of(session, variable.workspace, [entry.id for entry in found])
    return [
        entry
        for entry in found
        if all(other.id != variable.id for _, other in known.get(entry.id, []))
        and linking.colliding(entry, variable, known.get(entry.id, [])) is None
    ]


async def form(session: AsyncSession, actor: Actor, *, variable_id: int = 0) -> View:
    """To make one, or to change this one."""
    org = await organisation(session, actor.workspace)
    departments = [(one.name, one.key) for one in org.departments]
    if not variable_id:
        require_comms(org, actor, "make a variable")
        return views.variable_form(Filled(owner=actor.user), departments)
    variable = await find(session, actor, variable_id)
    await require_may(session, actor, variable, "variable_change")
    return views.variable_form(filled_by(variable), departments, variable=variable)


def filled_by(variable: Variable) -> Filled:
    """The form as the variable is now."""
    return Filled(variable.label, variable.value, variable.owner, variable.department)


async def require_may(session: AsyncSession, actor: Actor, variable: Variable, what: str) -> None:
    if variable.retired_at is not None:
        raise Refused("This variable was retired, so there is nothing to change. A new one can be made of that name.")
    if not await may_with_variable(session, what, variable, actor):
        raise Refused(f"Only <@{variable.owner}>, who is responsible for it, and comms can do that. Please ask them.")


async def posts(session: AsyncSession, actor: Actor, *, variable_id: int, skip: int) -> View:
    """Where an earlier value stands in public."""
    variable = await find(session, actor, variable_id)
    found = await variables.earlier_posts(session, variable)
    page = found[skip : skip + views.PAGE]
    called = await names(session, actor.workspace, *(use.by for use in page))
    return views.posts_window(variable, page, called, skip=skip, number=len(found))


async def steps(session: AsyncSession, entry: Entry, may: Collection[str]) -> Steps:
    """For an answer's own window: what it is kept in step with, what else it says, and what one `may`."""
    linked = await variables.links(session, entry)
    if entry.status != entries.LIVE:
        return Steps(linked, may_let_go="entry_unlink" in may)
    known, said = {variable.id for _, variable in linked}, variables.text_of(entry)
    candidates = [
        variable
        for variable in await variables.in_use(session, entry.workspace)
        if variable.id not in known
        and trimming.holds(said, variable.value)
        and linking.colliding(entry, variable, linked) is None
    ]
    return Steps(linked, candidates, may_link="entry_link" in may, may_let_go="entry_unlink" in may)
