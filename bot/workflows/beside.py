"""Somebody who was asked wrote beside the thread: perhaps it is the answer. They are asked; nothing is guessed."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot import trimming
from bot.db import questions
from bot.db.models import Contribution, Question
from bot.lifecycle import Refused, Stage
from bot.views import pinging as views
from bot.views.blocks import line, quote
from bot.workflows import asking_back, contributing, pinging, summoning
from bot.workflows.people import Actor
from bot.workflows.permits import require_stage
from bot.workflows.written import Written, ask_writer, keep, kept

MOST = 3


async def ask_whether_it_answers(session: AsyncSession, actor: Actor, written: Written) -> None:
    """One short question for each open question it could belong to; the words are kept meanwhile."""
    held = await contributing.answering(session, actor, desk=None if written.direct else written.channel)
    if not held or await questions.find_unplaced(session, actor.workspace, written.channel, written.ts) is not None:
        return  # nothing it could answer, or asked already
    keep(session, actor, written, about=[question.id for question in held[:MOST]])
    for question in held[:MOST]:
        if contributing.informs(question, actor):
            await asking_back.ask_whether_it_informs(session, question, actor, written)
            continue
        message = views.is_this_your_answer(question, written.words, written.channel, written.ts)
        ask_writer(session, question, actor, written, name=f"is-answer:{written.channel}:{written.ts}", message=message)
    if held[MOST:]:
        cards = [(question.text, await summoning.link_to_card(session, question)) for question in held[MOST:]]
        name, message = f"further:{written.channel}:{written.ts}", views.further_questions(cards, written.words)
        ask_writer(session, held[MOST], actor, written, name=name, message=message)


async def use(session: AsyncSession, actor: Actor, *, question_id: int, channel: str, ts: str) -> None:
    """Yes: it counts as if it had been written in the thread."""
    question = await questions.lock(session, actor.workspace, question_id)
    await pinging.require_asked(session, question, actor, "is_answer")
    used = await questions.find_contribution(session, actor.workspace, channel, ts)
    if used is not None and used.author == actor.user:
        await _require_same(session, question, used)
        return
    if question.stage in (Stage.JOINED, Stage.WITHDRAWN):
        require_stage(question, "is_answer")
    row = await kept(session, actor, channel, ts)
    if row is None or question_id not in row.event.get("about", [question_id]):
        raise Refused("I don't have that message any more. Please write it once more, in the thread.")
    written = Written(channel=channel, ts=ts, text=row.event["text"], edited=row.event.get("at", ""))
    await session.delete(row)
    await contributing.contribute(session, actor, question_id=question_id, written=written, vouched=True)


async def _require_same(session: AsyncSession, question: Question, used: Contribution) -> None:
    """One message counts for one question."""
    if used.question_id not in (question.id, question.joined):
        raise Refused(
            "This message counts for another question already. "
            f"Please write your answer to {line(question.text, 300)} in its thread. "
            f"You wrote: {quote(trimming.plain(used.text), 1000)}"
        )


async def ignore(session: AsyncSession, actor: Actor, *, question_id: int, channel: str, ts: str) -> None:
    """No: it was about something else; the words are kept for the other questions it was asked about."""
    row = await kept(session, actor, channel, ts)
    if row is None:
        return
    about = [each for each in row.event.get("about", []) if each != question_id]
    row.event = {**row.event, "about": about}
    if not about:
        await session.delete(row)
