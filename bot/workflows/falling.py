"""The signatures fall: whoever was about to press a button is told to wait."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db import organisations
from bot.db.models import Question
from bot.slack.outbox import Lane
from bot.views import approval as views
from bot.views.blocks import line, message
from bot.workflows import ladder, pinging, summoning
from bot.workflows.people import organisation


async def fell(
    session: AsyncSession, question: Question, why: str, *, holder: str, aware: str = "", words: str = ""
) -> None:
    """The signatures fell: the button goes, and whoever was about to press it is told, unless they are `aware` of it.

    `holder`: whom it waited for until now. `words`: what was written."""
    await summoning.settle_request(session, question, why)
    await pinging.pass_over(session, question)
    if holder != aware:
        await tell_wait(session, question, holder, f"{why} {line(words, 1000)}" if words else why)


async def tell_wait(session: AsyncSession, question: Question, user: str, why: str) -> None:
    """The text was signed and isn't any more: whoever held it, and may have copied it, is asked to wait."""
    if question.is_listed:
        return  # it is gone from their list
    by = ladder.deadline(question, await organisation(session, question.workspace)) or clock.now()
    said = message(views.wait_please(question, user, why, by=by))
    name = f"question:{question.id}:wait:{question.moves}"
    summoning.say(session, question, key=name, message=said, lane=Lane.ESCALATION)
    if not await organisations.is_member(session, question.workspace, question.desk, user):
        summoning.say(session, question, key=f"{name}:{user}", message=said, user=user, lane=Lane.ESCALATION)
