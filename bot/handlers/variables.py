"""What stands in many answers and changes in one place."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.handlers.unpacking import Answer, Click, Open, Refresh, Window, number
from bot.views.blocks import View
from bot.views.variables import Filled
from bot.workflows import entry_life, linking, variables, varying
from bot.workflows.people import Actor

OURS = ("variables", "variable", "variable_posts")


def _shown(click: Click, view: View) -> Answer:
    """In the place of the window that was clicked in, where it is one of these: below it nothing is out of date."""
    return Refresh(view) if click.view.get("callback_id") in OURS else Open(view)


def _two(click: Click) -> tuple[int, int]:
    first, _, second = click.value.partition(":")
    return number(first), number(second)


async def on_list(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    view = await variables.listed(session, actor, skip=number(click.value) if click.value.isdigit() else 0)
    return _shown(click, view)


async def on_view(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    variable_id, skip = _two(click)
    return _shown(click, await variables.window(session, actor, variable_id=variable_id, skip=skip))


async def on_posts(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    variable_id, skip = _two(click)
    return _shown(click, await variables.posts(session, actor, variable_id=variable_id, skip=skip))


async def on_new(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    return _shown(click, await variables.form(session, actor))


async def on_change(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    return _shown(click, await variables.form(session, actor, variable_id=number(click.value)))


def _filled(window: Window) -> Filled:
    return Filled(*(window.typed(name) for name in ("label", "value", "owner", "department")))


async def on_made(session: AsyncSession, window: Window, actor: Actor) -> Answer:
    made = await varying.make(session, actor, _filled(window))
    said = "It is there now. Nothing is kept in step with it until you say so below."
    view = await variables.window(session, actor, variable_id=made.id, said=said)
    return {"response_action": "update", "view": view}


async def on_changed(session: AsyncSession, window: Window, actor: Actor) -> Answer:
    seen = {name: number(window.remembered.get(name)) for name in ("variable", "number")}
    try:
        variable = await varying.change(
            session, actor, variable_id=seen["variable"], number=seen["number"], filled=_filled(window)
        )
    except varying.Stale as stale:
        return {"response_action": "update", "view": stale.view}
    said = "Noted." if variable.number == seen["number"] else "Noted. Each answer below gets its new text to be signed."
    view = await variables.window(session, actor, variable_id=variable.id, said=said)
    return {"response_action": "update", "view": view}


async def on_retire(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    await varying.retire(session, actor, variable_id=number(click.value))
    return Refresh(await variables.window(session, actor, variable_id=number(click.value)))


async def on_take(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    variable_id, entry_id = _two(click)
    await linking.link(session, actor, entry_id=entry_id, variable_id=variable_id)
    return Refresh(await variables.window(session, actor, variable_id=variable_id))


async def on_take_all(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    variable_id, seen = _two(click)
    taken = await varying.take_all(session, actor, variable_id=variable_id, number=seen)
    said = f"{taken} answer{'s are' if taken != 1 else ' is'} kept in step from now on."
    return Refresh(await variables.window(session, actor, variable_id=variable_id, said=said))


async def on_link(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    entry_id, variable_id = _two(click)
    await linking.link(session, actor, entry_id=entry_id, variable_id=variable_id)
    return Refresh(await entry_life.window(session, actor, entry_id=entry_id))


async def on_let_go(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    entry_id, variable_id = _two(click)
    await linking.let_go(session, actor, entry_id=entry_id, variable_id=variable_id)
    return Refresh(await entry_life.window(session, actor, entry_id=entry_id))


ACTIONS = {
    "variables": on_list,
    "variables_more": on_list,
    "variable_view": on_view,
    "variable_more": on_view,
    "variable_posts": on_posts,
    "variable_new": on_new,
    "variable_change": on_change,
    "variable_retire": on_retire,
    "variable_take": on_take,
    "variable_take_all": on_take_all,
    "entry_link": on_link,
    "entry_unlink": on_let_go,
}
SUBMISSIONS = {"variable_new": on_made, "variable_change": on_changed}
READS = frozenset({"variables", "variables_more", "variable_view", "variable_more", "variable_posts"})
