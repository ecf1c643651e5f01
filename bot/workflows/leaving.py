"""Whoever a question waits for has left, or is on duty no longer: somebody else is asked."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import questions
from bot.db.models import Question
from bot.lifecycle import WITH_EXPERT, Stage
from bot.workflows import approval, pinging, summoning
from bot.workflows.moving import STANDS_IN, count_anew, holder_of
from bot.workflows.people import organisation


async def gone(session: AsyncSession, workspace: str, user: str) -> None:
    """A person's Slack account was switched off: what waits for them goes to the next."""
    for held in await questions.waiting_on(session, workspace, user, limit=100):
        await go_on_without(session, await questions.lock(session, workspace, held.id))


async def go_on_without(session: AsyncSession, question: Question) -> bool:
    """Whoever it waits for has left: the next one is asked; False where there is nobody else."""
    before = question.holder
    if question.stage in WITH_EXPERT:
        await pinging.escalate(session, question)
    elif question.stage is Stage.AWAITING_APPROVAL:
        return await approval.next_approver(session, question)
    elif question.stage is Stage.AWAITING_EXPERT or question.stage in STANDS_IN:
        question.holder = await holder_of(session, question, await organisation(session, question.workspace))
        if question.holder != before:
            await _ask_duty(session, question)
    return question.holder != before


async def _ask_duty(session: AsyncSession, question: Question) -> None:
    """The duty person stands in for whoever it waits for, or follows the one before them."""
    what = STANDS_IN.get(question.stage, "to name an expert")
    await summoning.settle_request(session, question, f"I asked <@{question.holder}> {what}.")
    await count_anew(session, question)
    if question.stage is not Stage.AWAITING_EXPERT:  # there the clock asks at once
        await summoning.summon(session, question)
