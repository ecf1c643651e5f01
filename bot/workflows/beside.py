"""Somebody who was asked wrote beside the thread: perhaps it is the answer. They are asked; nothing is guessed."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import questions
from bot.db.models import Unplaced
from bot.lifecycle import Refused, Stage
from bot.views import pinging as views
from bot.workflows import contributing, pinging
from bot.workflows.contributing import Written
from bot.workflows.people import Actor
from bot.workflows.permits import require_stage

MOST = 3


async def ask_whether_it_answers(session: AsyncSession, actor: Actor, written: Written) -> None:
    """One short question for each open question it could belong to; the words are kept meanwhile."""
    held = await contributing.answering(session, actor, desk=None if written.direct else written.channel)
    if not held or await questions.find_unplaced(session, actor.workspace, written.channel, written.ts) is not None:
        return  # nothing it could answer, or asked already
    event = {"ts": written.ts, "text": written.text, "user": actor.user}
    session.add(Unplaced(workspace=actor.workspace, channel=written.channel, thread_ts=written.ts, event=event))
    for question in held[:MOST]:
        message = views.is_this_your_answer(question, written.words, written.channel, written.ts)
        key = f"question:{question.id}:is-answer:{written.channel}:{written.ts}"
        contributing.ask_writer(session, question, actor, written, key=key, message=message)


async def use(session: AsyncSession, actor: Actor, *, question_id: int, channel: str, ts: str) -> None:
    """Yes: it counts as if it had been written in the thread."""
    if await questions.find_contribution(session, actor.workspace, channel, ts) is not None:
        return
    question = await questions.lock(session, actor.workspace, question_id)
    await pinging.require_asked(session, question, actor, "is_answer")
    if question.stage is Stage.JOINED:
        require_stage(question, "is_answer")
    kept = await _kept(session, actor, channel, ts)
    if kept is None:
        raise Refused("I don't have that message any more. Please write it once more, in the thread.")
    written = Written(channel=channel, ts=ts, text=kept.event["text"], edited=kept.event.get("at", ""))
    await session.delete(kept)
    await contributing.contribute(session, actor, question_id=question_id, written=written, vouched=True)


async def ignore(session: AsyncSession, actor: Actor, *, channel: str, ts: str) -> None:
    """No: it was about something else."""
    kept = await _kept(session, actor, channel, ts)
    if kept is not None:
        await session.delete(kept)


async def _kept(session: AsyncSession, actor: Actor, channel: str, ts: str) -> Unplaced | None:
    rows = await questions.unplaced(session, actor.workspace, channel, ts)
    return next((row for row in rows if row.event.get("user") == actor.user and row.event.get("ts") == ts), None)
