"""The expert signs the short text, edits it, or takes the signature back."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.handlers.unpacking import TOO_OLD, Answer, Click, Open, Refresh, Window, blocks_of, number, remembered, typed
from bot.lifecycle import Refused
from bot.workflows import drafting, editing
from bot.workflows.people import Actor


async def on_sign_off(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    await drafting.sign_off(session, actor, question_id=click.question_id, revision=click.revision)
    return None


async def on_edit(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    return Open(await editing.window(session, actor, question_id=click.question_id))


async def on_edited(session: AsyncSession, window: Window, actor: Actor) -> Answer:
    try:
        await editing.edit(
            session, actor, question_id=window.question_id, revision=window.revision, text=window.typed("words")
        )
    except editing.Stale as stale:
        return {"response_action": "update", "view": stale.view}
    return None


async def on_typing(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    words = typed(click.view, "words") or click.value
    question_id = number(remembered(click.view).get("question"))
    if all(block.get("block_id") != "words" for block in blocks_of(click.view)):
        raise Refused(TOO_OLD)
    view = await editing.counted(
        session, actor, click.view | {"blocks": blocks_of(click.view)}, question_id=question_id, text=words
    )
    return Refresh(view)


async def on_use_last(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    await drafting.use_last(session, actor, question_id=click.question_id)
    return None


async def on_use_other(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    place = number(click.rest)
    await drafting.use_other(session, actor, question_id=click.question_id, revision=click.revision, place=place)
    return None


async def on_right_without(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    await drafting.right_without(session, actor, question_id=click.question_id, revision=click.revision)
    return None


async def on_take_back(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    await drafting.take_back(session, actor, question_id=click.question_id)
    return None


ACTIONS = {
    "sign_off": on_sign_off,
    "edit_draft": on_edit,
    "words": on_typing,
    "use_other": on_use_other,
    "right_without": on_right_without,
    "use_last": on_use_last,
    "take_back": on_take_back,
}
SUBMISSIONS = {"edit_draft": on_edited}
READS = frozenset({"words"})
