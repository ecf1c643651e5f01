"""Somebody who was asked wrote beside the thread: perhaps it is the answer. They are asked; nothing is guessed."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot import trimming
from bot.db import organisations, questions
from bot.db.models import Question
from bot.lifecycle import Refused, Stage
from bot.slack import outbox
from bot.views import pinging as views
from bot.views.blocks import line, message
from bot.workflows import asking_back, cards, contributing, joining, pinging
from bot.workflows.people import Actor, manages
from bot.workflows.permits import require_stage
from bot.workflows.written import Written, ask_writer, keep, kept

MOST = 3


async def ask_whether_it_answers(session: AsyncSession, actor: Actor, written: Written) -> None:
    """One short question for each open question it could belong to; the words are kept meanwhile."""
    if written.says_nothing and not trimming.takes_it_on(written.text):
        return
    held = await contributing.answering(session, actor, desk=None if written.direct else written.channel)
    if not held and written.direct:
        await _say_it_went_nowhere(session, actor, written)
    if trimming.agrees(written.text):  # what is public already isn't corrected by that
        held = [question for question in held if question.stage is not Stage.PUBLISHED]
    if not held or await questions.find_unplaced(session, actor.workspace, written.channel, written.ts) is not None:
        return  # nothing it could answer, or asked already
    keep(session, actor, written, about=[question.id for question in held[:MOST]])
    for question in held[:MOST]:
        if asking_back.informs(question, actor):
            await asking_back.ask_whether_it_informs(session, question, actor, written)
            continue
        asked = views.is_this_your_answer(question, written.words, written.channel, written.ts)
        ask_writer(session, question, actor, written, name=f"is-answer:{written.channel}:{written.ts}", message=asked)
    if held[MOST:]:
        links = await cards.links(session, actor.workspace, held[MOST:])
        linked = [(question.text, links.get(question.id, "")) for question in held[MOST:]]
        name, further = f"further:{written.channel}:{written.ts}", views.further_questions(linked, written.words)
        ask_writer(session, held[MOST], actor, written, name=name, message=further)


async def _say_it_went_nowhere(session: AsyncSession, actor: Actor, written: Written) -> None:
    """No question waits for these direct words: silence would look as if they were on their way."""
    org = await organisations.load(session, actor.workspace)
    if org is None or written.says_nothing:
        return
    said = views.went_nowhere(may_ask=manages(org, actor.user))
    key = f"direct:{written.channel}:{written.ts}"
    outbox.post(session, key=key, workspace=actor.workspace, channel=actor.user, message=said)


async def use(session: AsyncSession, actor: Actor, *, question_id: int, channel: str, ts: str) -> None:
    """Yes: it counts as if it had been written in the thread; where the question goes on as another one, there."""
    await joining.lead_before(session, actor.workspace, question_id)
    question = await questions.lock(session, actor.workspace, question_id)
    await pinging.require_asked(session, question, actor, "is_answer")
    counting = await questions.counting(session, actor.workspace, channel, ts)
    used = [row for row in counting if row.author == actor.user and not row.deleted]
    if any(row.question_id in (question.id, question.joined) for row in used):
        return
    goes_on = await contributing.goes_on(session, question)
    if goes_on is None:
        require_stage(question, "is_answer")
    row = await kept(session, actor, channel, ts)
    if used:
        written = Written(channel=channel, ts=ts, text=used[0].text, edited=used[0].edited)
    elif row is not None and question_id in row.event.get("about", [question_id]):
        written = Written(channel=channel, ts=ts, text=row.event["text"], edited=row.event.get("at", ""))
        await session.delete(row)
    else:
        raise Refused("I don't have that message any more. Please write it once more, in the thread.")
    if goes_on is not None:
        await _say_where(session, question, actor, written, goes_on)
    await contributing.contribute(session, actor, question_id=question_id, written=written, vouched=True)


async def _say_where(session: AsyncSession, question: Question, actor: Actor, written: Written, goes_on: int) -> None:
    other = await questions.find(session, question.workspace, goes_on)
    became = "is answered together with" if question.stage is Stage.JOINED else "was withdrawn, and goes on as"
    said = (
        f"{line(question.text, 300)} {became} {line(other.text if other else '', 300)} now, so I took your words there."
    )
    name = f"went-to:{goes_on}:{written.channel}:{written.ts}"
    ask_writer(session, question, actor, written, name=name, message=message(said))


async def ignore(session: AsyncSession, actor: Actor, *, question_id: int, channel: str, ts: str) -> None:
    """No: it was about something else; the words are kept for the other questions it was asked about."""
    row = await kept(session, actor, channel, ts)
    if row is None:
        return
    about = [each for each in row.event.get("about", []) if each != question_id]
    row.event = {**row.event, "about": about}
    if not about:
        await session.delete(row)
