"""Questions that are answered together: put together by whoever forwards, and by hand; taken apart again."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.handlers.unpacking import Answer, Click, Open, Suggestion, Window, number
from bot.workflows import choosing, joining, picking
from bot.workflows.people import Actor


async def on_join(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    await choosing.choose(session, actor, question_id=click.question_id, chosen="join", entry=number(click.rest))
    return None


async def on_merge(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    return Open(await joining.merge_window(session, actor, question_id=click.question_id))


async def on_merged(session: AsyncSession, window: Window, actor: Actor) -> Answer:
    await joining.merge(session, actor, question_id=window.question_id, with_id=number(window.typed("merge_target")))
    return None


async def on_split(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    await joining.split(session, actor, question_id=click.question_id)
    return None


async def on_split_one(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    return Open(await joining.split_window(session, actor, question_id=click.question_id))


async def on_split_off(session: AsyncSession, window: Window, actor: Actor) -> Answer:
    picked = number(window.typed("split_target"))
    await joining.split_from(session, actor, lead_id=window.question_id, question_id=picked)
    return None


async def on_askers(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    return Open(await joining.askers_window(session, actor, question_id=click.question_id))


async def on_merge_targets(session: AsyncSession, suggestion: Suggestion, actor: Actor) -> Answer:
    found = await picking.merge_options(session, actor, question_id=suggestion.question_id, query=suggestion.query)
    return {"options": found}


async def on_split_targets(session: AsyncSession, suggestion: Suggestion, actor: Actor) -> Answer:
    found = await picking.split_options(session, actor, question_id=suggestion.question_id, query=suggestion.query)
    return {"options": found}


ACTIONS = {
    "join": on_join,
    "merge": on_merge,
    "split": on_split,
    "split_off": on_split_one,
    "askers": on_askers,
}
SUBMISSIONS = {"merge": on_merged, "split_off": on_split_off}
SUGGESTIONS = {"merge_target": on_merge_targets, "split_target": on_split_targets}
