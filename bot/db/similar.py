"""Open questions that ask the same thing."""

from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, retrieval
from bot.db import inbox
from bot.db.models import IS_OPEN, Question
from bot.lifecycle import LEADING, Stage

YOUNG = timedelta(days=3)  # what has waited longer is no surge any more
NEWEST = 500
CLOSE = 0.5  # of `rank`: among 60 of the development sets it shows one for 29 % of the rewordings, 92 % of them rightly

NOT_A_CHANGE = Question.change == ""  # a new text for a kept answer is nobody's question


async def open_questions(
    session: AsyncSession, workspace: str, text: str, *, limit: int
) -> list[tuple[Question, retrieval.Match]]:
    """Open questions that are close to this text, the closest first, each with the wording that is."""
    asked = await _wordings(session, workspace)
    candidates = [retrieval.Candidate(lead, tuple(texts), answer="") for lead, texts in asked.items()]
    matches = [match for match in retrieval.rank(text, candidates, limit=limit) if match.score >= CLOSE]
    query = select(Question).where(Question.workspace == workspace, Question.id.in_([each.entry for each in matches]))
    found = {question.id: question for question in await session.scalars(query)} if matches else {}
    return [(found[match.entry], match) for match in matches if match.entry in found]


async def same(session: AsyncSession, question: Question) -> int | None:
    """The open question that was asked in the very same words."""
    asked = await _wordings(session, question.workspace)
    leads = (lead for lead, texts in asked.items() if any(retrieval.same(question.text, text) for text in texts))
    return min(leads, default=None)


async def take_turn(session: AsyncSession, newcomer: Question) -> None:
    """Of those who ask the same words at the same moment one goes first; the others wait here for its commit."""
    words = sha256(" ".join(retrieval.terms(newcomer.text)).encode()).hexdigest()[:24]
    await inbox.first_time(session, f"asking:{newcomer.workspace}:{words}:{clock.now():%Y-%m-%dT%H:%M}")


async def leads(session: AsyncSession, workspace: str, *, limit: int) -> Sequence[Question]:
    """Open questions that others can wait for, the newest first."""
    query = select(Question).where(Question.workspace == workspace, IS_OPEN, NOT_A_CHANGE)
    query = query.where(Question.stage.in_(LEADING))
    return (await session.scalars(query.order_by(Question.id.desc()).limit(limit))).all()


async def _wordings(session: AsyncSession, workspace: str) -> dict[int, list[str]]:
    """The words in which each of the newest was asked, by the question that leads."""
    query = select(Question.id, Question.joined, Question.text).where(
        Question.workspace == workspace,
        IS_OPEN,
        NOT_A_CHANGE,
        Question.stage.in_((*LEADING, Stage.JOINED)),
        Question.created_at >= clock.now() - YOUNG,
    )
    rows = (await session.execute(query.order_by(Question.id.desc()).limit(NEWEST))).all()
    leading = {row.id: [row.text] for row in rows if row.joined is None}
    for row in rows:
        if row.joined in leading:
            leading[row.joined].append(row.text)
    return leading
