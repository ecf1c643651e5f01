"""The optional writer's proposal: asked for when a draft is shown, one more wording when it comes."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, trimming
from bot.db import questions
from bot.db.models import Due, Question
from bot.lifecycle import Move, Stage
from bot.workflows import styling, summoning, wordings
from bot.workflows.moving import move, stop_clock
from bot.workflows.people import bot_of
from bot.writer.outcomes import Came

KIND = "proposal"
MOST_ATTEMPTS = 2  # the second is for what a process that died had under way; no answer is ever asked for again


@dataclass(frozen=True)
class Reply:
    """All that the writer's answer depends on: where any of it has changed, the answer comes too late."""

    workspace: str
    question_id: int
    revision: int
    text: str
    limit: int
    network: str
    closing: tuple[str, ...]
    written: tuple[str, ...]

    def brief(self) -> trimming.Brief | None:
        return trimming.brief(
            self.written, question=self.text, limit=self.limit, network=self.network, closing=self.closing
        )


@dataclass(frozen=True)
class Answer:
    """The numbers that came, and the text that was put together from them."""

    kept: tuple[int, ...]
    candidate: trimming.Candidate


async def ask(session: AsyncSession, question: Question) -> None:
    """The draft is shown: the writer, where there is one, is asked about it."""
    if not session.info.get("writer") or question.stage is not Stage.AWAITING_SIGN_OFF:
        return
    await stop_clock(session, question, KIND)
    session.add(
        Due(
            key=f"question:{question.id}:{KIND}:{question.moves}",
            workspace=question.workspace,
            question_id=question.id,
            kind=KIND,
            due_at=clock.now(),
        )
    )


async def reply_of(session: AsyncSession, due_id: int, attempts: int) -> Reply | None:
    """What this row is about; None where nobody waits for it any more, or it was tried often enough."""
    due = await _mine(session, due_id, attempts)
    if due is None or due.question_id is None or attempts > MOST_ATTEMPTS:
        return None
    question = await questions.find(session, due.workspace, due.question_id)
    return await _reply(session, question) if question else None


async def _reply(session: AsyncSession, question: Question) -> Reply | None:
    """None where the text is somebody's own, or it is signed."""
    if question.stage is not Stage.AWAITING_SIGN_OFF or question.draft_by:
        return None
    written = tuple(await wordings.used(session, question))
    closing = (await styling.style_of(session, question)).closing
    known = (question.revision, question.text, question.limit, question.network, closing)
    return Reply(question.workspace, question.id, *known, written)


async def settle(
    session: AsyncSession, due_id: int, attempts: int, *, reply: Reply | None, answer: Answer | None
) -> Came | None:
    """Done with this row; what became of the answer, None where there is none to take up."""
    due = await _mine(session, due_id, attempts)
    if due is None or due.question_id is None:
        return Came.STALE
    question = await questions.lock(session, due.workspace, due.question_id)
    due = await _mine(session, due_id, attempts)
    if due is None:
        return Came.STALE
    due.done_at, due.first_tried_at = clock.now(), None
    if reply is None or await _reply(session, question) != reply:
        return Came.STALE
    return await _offer(session, question, answer) if answer else None


async def _offer(session: AsyncSession, question: Question, answer: Answer) -> Came:
    """One more wording below the draft; the draft itself where nothing fitted."""
    one = answer.candidate
    if one.text in (question.draft, *question.others):
        return Came.SAME
    question.proposal = {"text": one.text, "kept": list(answer.kept)}
    if question.draft:
        question.others = [*question.others, one.text]
        await summoning.refresh_draft(session, question)
    else:
        wordings.take(question, await wordings.shortened(session, question), one, proposal=one)
        wordings.renew(session, question)
        await move(session, question, Move.EDIT, bot_of(question.workspace), detail="proposed by the writer")
        await summoning.show_draft(session, question)
    return Came.PROPOSED


async def _mine(session: AsyncSession, due_id: int, attempts: int) -> Due | None:
    """The row, unless a later attempt took it over or a newer draft put an end to it."""
    mine = select(Due).where(Due.id == due_id, Due.attempts == attempts, Due.done_at.is_(None))
    return await session.scalar(mine.execution_options(populate_existing=True))


async def unasked(session: AsyncSession, question: Question, due: Due) -> None:
    """This process has no writer: nothing follows."""
