"""Pings that don't arrive: the experts can't know, so the duty person is told, in one message for all of them."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db import organisations, questions
from bot.db.models import Question
from bot.slack import outbox
from bot.slack.outbox import Lane
from bot.views import trouble as views
from bot.workflows import ladder
from bot.workflows.people import names, organisation

TOGETHER = timedelta(minutes=5)  # whatever can't be delivered meanwhile goes into the message that is there already


async def tell(session: AsyncSession, question: Question) -> None:
    """The ping of this question did not arrive, nor perhaps those of others."""
    org = await organisation(session, question.workspace)
    await organisations.lock(session, question.workspace)  # two processes write one message
    pace = ladder.clocks_of(question, org)
    waiting = await questions.unreached(session, question.workspace, by=clock.now() - pace.undelivered)
    listed = sorted({question, *waiting}, key=lambda each: each.id)
    people = await names(session, question.workspace, *(each.expert for each in listed))
    said = views.unreached(org.duty, listed, people, again=clock.now() + pace.repeat)
    key = f"unreached:{question.workspace}:{org.duty}:{int(clock.now().timestamp() / TOGETHER.total_seconds())}"
    if await outbox.posted(session, question.workspace, key) is None:
        outbox.post(
            session,
            key=key,
            workspace=question.workspace,
            channel=org.duty,
            message=said,
            lane=Lane.ESCALATION,
            question_id=question.id,
        )
    else:
        await outbox.update(session, of=key, workspace=question.workspace, message=said, lane=Lane.ESCALATION)
