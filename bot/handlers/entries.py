"""A kept answer: looking at it, and deciding what becomes of it."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.handlers.unpacking import TOO_OLD, Answer, Click, Open, Refresh, Window, blocks_of, number, remembered, typed
from bot.lifecycle import Refused
from bot.views.blocks import View
from bot.views.changing import FIELD
from bot.workflows import changing, choosing, entry_life, recalling
from bot.workflows.people import Actor

OURS = ("entry", "entry_uses")


def _shown(click: Click, view: View) -> Answer:
    """In the place of the entry's own window where that is what was clicked in: Slack stacks three at most."""
    return Refresh(view) if click.view.get("callback_id") in OURS else Open(view)


async def on_view(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    return _shown(click, await entry_life.window(session, actor, entry_id=number(click.value)))


async def on_merged(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    return _shown(click, await entry_life.window(session, actor, entry_id=number(click.value), own=True))


async def on_uses(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    entry_id, _, before = click.value.partition(":")
    view = await entry_life.uses_window(session, actor, entry_id=number(entry_id), before=number(before))
    return _shown(click, view)


async def on_right(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    await entry_life.still_right(session, actor, entry_id=number(click.value))
    return await _anew(session, click, actor)


async def on_retire(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    await entry_life.retire(session, actor, entry_id=number(click.value))
    return await _anew(session, click, actor)


async def on_restore(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    await entry_life.restore(session, actor, entry_id=number(click.value))
    return await _anew(session, click, actor)


async def _anew(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    """Where it was decided in the entry's own window, that shows it."""
    if click.view.get("callback_id") not in OURS:
        return None
    return Refresh(await entry_life.window(session, actor, entry_id=number(click.value)))


async def on_update(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    return _shown(click, await changing.update_window(session, actor, entry_id=number(click.value)))


async def on_typing(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    if all(block.get("block_id") != FIELD for block in blocks_of(click.view)):
        raise Refused(TOO_OLD)
    view = await changing.counted(
        session,
        actor,
        click.view | {"blocks": blocks_of(click.view)},
        entry_id=number(remembered(click.view).get("entry")),
        text=typed(click.view, FIELD) or click.value,
    )
    return Refresh(view)


async def on_updated(session: AsyncSession, window: Window, actor: Actor) -> Answer:
    seen = {name: number(window.remembered.get(name)) for name in ("entry", "version")}
    text, note = window.typed(FIELD), window.typed("note")
    try:
        question = await changing.update(
            session, actor, entry_id=seen["entry"], version=seen["version"], text=text, note=note
        )
    except changing.Stale as stale:
        return {"response_action": "update", "view": stale.view}
    return {"response_action": "update", "view": await choosing.said(session, question)}


async def on_version(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    entry_id, _, version = click.value.partition(":")
    await changing.restore_version(session, actor, entry_id=number(entry_id), number=number(version))
    if click.view.get("callback_id") not in OURS:
        return None
    return Refresh(await entry_life.window(session, actor, entry_id=number(entry_id)))


async def on_recall(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    return _shown(click, await recalling.window(session, actor, entry_id=number(click.value)))


async def on_recalled(session: AsyncSession, window: Window, actor: Actor) -> Answer:
    entry_id = number(window.remembered.get("entry"))
    await recalling.recall(session, actor, entry_id=entry_id, words=window.typed("words"))
    return {"response_action": "update", "view": await entry_life.window(session, actor, entry_id=entry_id)}


ACTIONS = {
    "entry_view": on_view,
    "entry_uses": on_uses,
    "entry_merged": on_merged,
    "entry_right": on_right,
    "entry_update": on_update,
    "entry_words": on_typing,
    "entry_version": on_version,
    "entry_retire": on_retire,
    "entry_restore": on_restore,
    "entry_recall": on_recall,
}
SUBMISSIONS = {"entry_update": on_updated, "entry_recall": on_recalled}
READS = frozenset({"entry_view", "entry_merged", "entry_uses", "entry_words"})
