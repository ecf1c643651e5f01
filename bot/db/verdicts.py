"""What people said of the earlier answers they were shown, and what was learned from it."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.merging import families
from bot.db.models import Entry, Offer, Question, Threshold, Verdict

NEWEST = 50  # of an entry's verdicts so many are looked at


async def of_entries(session: AsyncSession, workspace: str, entry_ids: Sequence[int]) -> dict[int, list[Verdict]]:
    """The newest verdicts on each of these entries, and on what became part of it, the newest first."""
    whole = families(workspace, entry_ids)
    place = func.row_number().over(partition_by=whole.c.standing, order_by=Verdict.id.desc())
    numbered = select(Verdict.id, whole.c.standing, place.label("place")).join(whole, whole.c.id == Verdict.entry_id)
    theirs = Verdict.workspace == workspace, Verdict.entry_id.in_(select(whole.c.id))  # by the index
    newest = numbered.where(*theirs, Verdict.text != "").subquery()  # empty: it was forgotten
    query = select(newest.c.standing, Verdict).join(newest, newest.c.id == Verdict.id).where(newest.c.place <= NEWEST)
    found: dict[int, list[Verdict]] = {}
    for entry, verdict in await session.execute(query.order_by(Verdict.id.desc())):
        found.setdefault(entry, []).append(verdict)
    return found


async def keep(session: AsyncSession, question: Question, offer: Offer, *, same: bool, by: str) -> None:
    """The verdict on an offer; a later one takes the place of an earlier one."""
    query = select(Verdict).where(Verdict.question_id == question.id, Verdict.entry_id == offer.entry_id)
    verdict = await session.scalar(query)
    if verdict is None:
        verdict = Verdict(workspace=question.workspace, question_id=question.id, entry_id=offer.entry_id)
        session.add(verdict)
    verdict.text, verdict.wording = question.text, offer.wording
    verdict.confidence, verdict.scorer = offer.confidence, offer.scorer
    verdict.same, verdict.by = same, by


async def judged(session: AsyncSession, workspace: str) -> list[tuple[float, bool, str]]:
    """The confidence, the verdict and the scorer of each offer that was judged and came with one, the oldest first."""
    query = select(Verdict.confidence, Verdict.same, Verdict.scorer).where(Verdict.workspace == workspace)
    rows = await session.execute(query.where(Verdict.confidence > 0).order_by(Verdict.id))
    return [(confidence, same, scorer) for confidence, same, scorer in rows]


async def reused(session: AsyncSession, workspace: str) -> Sequence[tuple[Verdict, Entry]]:
    """Every earlier answer that was taken for a question as it stood, the least sure first."""
    query = select(Verdict, Entry).join(Entry, Entry.id == Verdict.entry_id)
    query = query.where(Verdict.workspace == workspace, Verdict.same.is_(True))
    query = query.where(Verdict.text != "", Verdict.wording != "")
    rows = await session.execute(query.order_by(Verdict.confidence, Verdict.id))
    return [(verdict, entry) for verdict, entry in rows]


async def threshold(session: AsyncSession, workspace: str) -> Threshold | None:
    """What was learned last, whosever confidences it is about."""
    return await session.scalar(select(Threshold).where(Threshold.workspace == workspace))
