"""What people wrote goes; that something happened, when, and to whom, stays."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot import clock
from bot.db.containing import containing
from bot.db.models import IS_OPEN, Audit, Contribution, Draft, Due, Outbox, Question, Unplaced, Verdict
from bot.lifecycle import Move

EMPTY: dict[str, Any] = {
    **dict.fromkeys(("text", "asker", "link", "note", "asked_back", "withdrawn_why", "published_link"), ""),
    **dict.fromkeys(("draft", "trimmed", "source", "request_key", "draft_key", "reminder_key"), ""),
    **{name: [] for name in ("left_out", "warnings", "others", "omissions")},
    "proposal": {},
}
AT_ONCE = 1000
ASKED_FOR, EXPIRED = "forget", "expire"  # moves of the audit


async def earlier(session: AsyncSession, question: Question) -> list[str]:
    """How it was asked before it was corrected."""
    of = Audit.workspace == question.workspace, Audit.question_id == question.id, Audit.move == Move.AMEND
    details = await session.scalars(select(Audit.detail).where(*of))
    return [detail.rsplit(" · ", 2)[0] for detail in details]


async def remarks(session: AsyncSession, question: Question) -> list[str]:
    """What was written for it and about it."""
    drafts = await session.scalars(select(Draft.text).where(Draft.question_id == question.id))
    replies = [row.text for row in await written(session, question)]
    texts = dict.fromkeys((question.note, question.asked_back, question.withdrawn_why, *replies, *drafts))
    return [text for text in texts if text.strip()]


async def shared(session: AsyncSession, question: Question) -> list[str]:
    """What was written for the other questions that one of its messages counts for, too: that isn't its alone."""
    this, other = aliased(Contribution), aliased(Contribution)
    same = and_(other.workspace == this.workspace, other.channel == this.channel, other.ts == this.ts)
    query = select(other.question_id, other.text).join(this, same).join(Question, Question.id == other.question_id)
    query = query.where(this.workspace == question.workspace, this.question_id == question.id)
    rows = (await session.execute(query.where(other.question_id != question.id, Question.forgotten_at.is_(None)))).all()
    drafts = select(Draft.text).where(Draft.question_id.in_({question_id for question_id, _ in rows}))
    return [*(text for _, text in rows), *await session.scalars(drafts)]


async def empty(session: AsyncSession, question: Question) -> tuple[int, int]:
    """Take the words out of its rows; how many replies and drafts had some."""
    for name, nothing in EMPTY.items():
        setattr(question, name, nothing)
    question.forgotten_at = clock.now()
    of = Contribution.workspace == question.workspace, Contribution.question_id == question.id
    replies = await _count(session, *of, Contribution.text != "")
    drafts = await _count(session, Draft.question_id == question.id, Draft.text != "")
    mine = Due.workspace == question.workspace, Due.question_id == question.id
    said = Verdict.workspace == question.workspace, Verdict.question_id == question.id
    await session.execute(update(Verdict).where(*said).values(text=""))
    await session.execute(update(Contribution).where(*of).values(text=""))
    await session.execute(update(Draft).where(Draft.question_id == question.id).values(text=""))
    await session.execute(delete(Due).where(*mine))
    details = update(Audit).where(Audit.workspace == question.workspace, Audit.question_id == question.id)
    await session.execute(details.values(detail=""))
    kept = await session.scalars(select(Unplaced).where(Unplaced.workspace == question.workspace))
    for row in kept:
        if question.id in row.event.get("about", ()):
            await session.delete(row)
    await session.flush()
    return replies, drafts


async def _count(session: AsyncSession, *which: ColumnElement[bool]) -> int:
    return await session.scalar(select(func.count()).where(*which)) or 0


async def calls_with(session: AsyncSession, workspace: str, parts: Collection[str]) -> Sequence[Outbox]:
    """Every call of this workspace's in which one of these stands, oldest first."""
    query = select(Outbox).where(Outbox.workspace == workspace, containing(Outbox.args, parts))
    return (await session.scalars(query.order_by(Outbox.id).with_for_update())).all()


async def calls_of(session: AsyncSession, workspace: str, question_ids: Collection[int]) -> Sequence[Outbox]:
    """Every call about one of these questions, oldest first."""
    query = select(Outbox).where(Outbox.workspace == workspace, Outbox.question_id.in_(question_ids))
    return (await session.scalars(query.order_by(Outbox.id).with_for_update())).all()


async def notes_with(session: AsyncSession, workspace: str, parts: Collection[str]) -> Sequence[Audit]:
    """The same of the audit."""
    query = select(Audit).where(Audit.workspace == workspace, containing(Audit.detail, parts))
    return (await session.scalars(query.order_by(Audit.id))).all()


async def written(session: AsyncSession, question: Question) -> Sequence[Contribution]:
    """What people typed in Slack for it, deleted or not, oldest first."""
    query = select(Contribution).where(
        Contribution.workspace == question.workspace, Contribution.question_id == question.id
    )
    return (await session.scalars(query.order_by(Contribution.ts, Contribution.id))).all()


async def beside(session: AsyncSession, question: Question) -> list[int]:
    """Questions that were asked with it, or follow it up, or that it was asked with."""
    its = or_(Question.joined == question.id, Question.parent == question.id, Question.id == (question.joined or 0))
    query = select(Question.id).where(Question.workspace == question.workspace, its, Question.forgotten_at.is_(None))
    return list(await session.scalars(query.order_by(Question.id)))


async def together(session: AsyncSession, question: Question) -> Sequence[Question]:
    """Questions that were answered together with it."""
    its = or_(Question.joined == question.id, Question.id == (question.joined or 0))
    query = select(Question).where(Question.workspace == question.workspace, its)
    return (await session.scalars(query.order_by(Question.id))).all()


async def is_asked_for(session: AsyncSession, question: Question) -> bool:
    """Whether somebody asked to forget it, rather than that its time was over."""
    query = select(Audit.id).where(Audit.workspace == question.workspace, Audit.question_id == question.id)
    return await session.scalar(query.where(Audit.move == ASKED_FOR).limit(1)) is not None


async def asked_by_others(session: AsyncSession, question: Question, asked: Collection[str]) -> set[str]:
    """Those of these texts in which another question was asked that isn't forgotten."""
    query = select(Question.text).where(Question.workspace == question.workspace, Question.text.in_(asked))
    others = query.where(Question.id != question.id, Question.forgotten_at.is_(None), Question.change == "")
    return set(await session.scalars(others))


async def following(session: AsyncSession, question: Question) -> Sequence[Question]:
    """Questions that follow it up, held until this transaction ends."""
    query = select(Question).where(Question.workspace == question.workspace, Question.parent == question.id)
    query = query.where(Question.forgotten_at.is_(None)).order_by(Question.id).with_for_update()
    return (await session.scalars(query.execution_options(populate_existing=True))).all()


async def not_taken_back(session: AsyncSession, question: Question) -> list[Outbox]:
    """The last calls about messages of ours that wait, or that Slack refused."""
    query = select(Outbox).where(Outbox.workspace == question.workspace, Outbox.question_id == question.id)
    rows = (await session.scalars(query.where(Outbox.update_of.is_not(None)).order_by(Outbox.id))).all()
    last = {row.update_of: row for row in rows}
    return [row for row in last.values() if row.done_at is None]


async def ended(session: AsyncSession, *, before: datetime, limit: int) -> Sequence[tuple[str, int]]:
    """Closed questions that nothing has happened to since, as workspace and id, the oldest first."""
    query = select(Question.workspace, Question.id).where(
        ~IS_OPEN, Question.forgotten_at.is_(None), Question.stage_since < before
    )
    rows = await session.execute(query.order_by(Question.stage_since).limit(limit))
    return [(workspace, question_id) for workspace, question_id in rows]


async def empty_refusals(session: AsyncSession, *, before: datetime) -> None:
    """Take the words out of some refusals that came before then: they stand with no question."""
    said = select(Audit.id).where(Audit.question_id.is_(None), Audit.move == "refused", Audit.at < before)
    some = said.where(Audit.detail != "").limit(AT_ONCE)
    await session.execute(update(Audit).where(Audit.id.in_(some)).values(detail=""))
