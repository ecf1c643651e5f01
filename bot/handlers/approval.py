"""Comms approves the exact text, or sends it back."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.handlers.unpacking import Answer, Click, Open, Window
from bot.workflows import approval
from bot.workflows.people import Actor


async def on_approve(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    await approval.approve(session, actor, question_id=click.question_id, revision=click.revision)
    return None


async def on_send_back(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    return Open(await approval.send_back_window(session, actor, question_id=click.question_id))


async def on_sent_back(session: AsyncSession, window: Window, actor: Actor) -> Answer:
    newer = await approval.send_back(
        session, actor, question_id=window.question_id, revision=window.revision, words=window.typed("words")
    )
    return {"response_action": "update", "view": newer} if newer else None


ACTIONS = {"approve": on_approve, "send_back": on_send_back}
SUBMISSIONS = {"send_back": on_sent_back}
