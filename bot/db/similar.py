"""Open questions that ask the same thing."""

from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, retrieval
from bot.db import inbox
from bot.db.knowing import Knowing, knowing_of
from bot.db.models import IS_OPEN, Question
from bot.lifecycle import LEADING, Stage

YOUNG = timedelta(days=3)  # what has waited longer is no surge any more
SAME_DAY = timedelta(hours=6)  # so long "today" asks the same
NEWEST = 500
CLOSE = 0.5  # of `rank`: among 60 of the development sets it shows one for 29 % of the rewordings, 92 % of them rightly
CLOSE_IN_MEANING = 0.6  # of `match`: on the development sets 45 % of the rewordings, and 4 % of what has no match
LOOKED_AT = 50

NOT_A_CHANGE = Question.change == ""  # a new text for a kept answer is nobody's question
ASKED = (  # built once: each question asks it
    select(Question.id, Question.joined, Question.text, Question.department)
    .where(Question.workspace == bindparam("workspace"), IS_OPEN, NOT_A_CHANGE)
    .where(Question.stage.in_((*LEADING, Stage.JOINED)), Question.created_at >= bindparam("since"))
    .order_by(Question.id.desc())
    .limit(NEWEST)
)


async def open_questions(
    session: AsyncSession, workspace: str, text: str, *, limit: int
) -> list[tuple[Question, retrieval.Match]]:
    """Open questions that are close to this text, the closest first, each with the wording that is."""
    asked = await _wordings(session, workspace)
    candidates = [retrieval.Candidate(lead, tuple(texts), answer="") for lead, texts in asked.items()]
    knowing = knowing_of(session)
    if knowing is None:
        ranked = [match for match in retrieval.rank(text, candidates, limit=limit) if match.score >= CLOSE]
    else:
        ranked = [match for match in await _by_meaning(knowing, text, candidates) if match.score >= CLOSE_IN_MEANING]
    matches = ranked[:limit]
    query = select(Question).where(Question.workspace == workspace, Question.id.in_([each.entry for each in matches]))
    found = {question.id: question for question in await session.scalars(query)} if matches else {}
    return [(found[match.entry], match) for match in matches if match.entry in found]


async def _by_meaning(knowing: Knowing, text: str, candidates: Sequence[retrieval.Candidate]) -> list[retrieval.Match]:
    """Among the newest, and those that share words: each was encoded when it came in, by this process or another."""
    by_words = {match.entry for match in retrieval.rank(text, candidates, limit=LOOKED_AT)}
    newest = {candidate.entry for candidate in sorted(candidates, key=lambda each: -each.entry)[:LOOKED_AT]}
    looked_at = [candidate for candidate in candidates if candidate.entry in by_words | newest]
    encoded = await knowing.encoded([text, *(wording for each in looked_at for wording in each.wordings)])
    asked = encoded[text]

    def closeness(candidate: retrieval.Candidate) -> float:
        return max(float(asked.vector @ encoded[wording].vector) for wording in candidate.wordings)

    closest = sorted(looked_at, key=closeness, reverse=True)[: retrieval.CLOSEST]
    return retrieval.match(text, asked, closest, encoded, knowing.encoder.learned)


async def same(session: AsyncSession, question: Question) -> int | None:
    """The open question that was asked in the very same words, and of no other department: “are you open?”.

    “Are you open today?” asks something else tomorrow.
    """
    young = SAME_DAY if retrieval.passing(question.text) else YOUNG
    asked = await _wordings(session, question.workspace, department=question.department, young=young)
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


async def _wordings(
    session: AsyncSession, workspace: str, *, department: str = "", young: timedelta = YOUNG
) -> dict[int, list[str]]:
    """The words in which each of the newest was asked, by the question that leads; of this department, if one is named,
    and of none."""
    rows = (await session.execute(ASKED, {"workspace": workspace, "since": clock.now() - young})).all()
    ours = ("", department)
    leading = {row.id: [row.text] for row in rows if row.joined is None and (not department or row.department in ours)}
    for row in rows:
        if row.joined in leading:
            leading[row.joined].append(row.text)
    return leading
