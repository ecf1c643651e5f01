"""Two answers to one question: somebody decides."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.handlers.unpacking import Answer, Click, Open, Window, number
from bot.lifecycle import Refused
from bot.workflows import twins
from bot.workflows.people import Actor
from bot.workflows.twins import Seen


def _seen(click: Click) -> Seen:
    parts = [*click.value.split(":"), "", ""]
    return Seen(*(number(part) for part in parts[:3]))


async def on_keep_first(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    await twins.keep_one(session, actor, _seen(click), place=1)
    return None


async def on_keep_second(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    await twins.keep_one(session, actor, _seen(click), place=2)
    return None


async def on_merge(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    return Open(await twins.merge_window(session, actor, _seen(click)))


async def on_merged(session: AsyncSession, window: Window, actor: Actor) -> Answer:
    seen = Seen(*(number(window.remembered.get(name)) for name in ("twin", "first", "second")))
    chosen = window.typed("choice")
    if chosen not in ("1", "2"):
        raise Refused("Please choose which text stays.")
    return {"response_action": "update", "view": await twins.merge(session, actor, seen, place=int(chosen))}


async def on_two(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    await twins.two_questions(session, actor, _seen(click))
    return None


ACTIONS = {
    "twins_keep_1": on_keep_first,
    "twins_keep_2": on_keep_second,
    "twins_merge": on_merge,
    "twins_two": on_two,
}
SUBMISSIONS = {"twins_merge": on_merged}
