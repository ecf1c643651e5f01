"""What people are asked to sign or approve because a variable changed, and the message that lists it for each."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import IS_OPEN, Entry, Question, SigningList
from bot.db.variable import CHANGE
from bot.lifecycle import Stage


async def waiting(session: AsyncSession, workspace: str, user: str) -> Sequence[tuple[Question, Entry]]:
    """What this person holds of it, the longest known first, with the answer as it is kept."""
    query = (
        select(Question, Entry)
        .join(Entry, Entry.id == Question.entry)
        .where(Question.workspace == workspace, Entry.workspace == workspace)
        .where(IS_OPEN, Question.holder == user, Question.change == CHANGE)
        .order_by(Question.id)
    )
    return [(question, entry) for question, entry in (await session.execute(query)).all()]


async def lock(session: AsyncSession, workspace: str, user: str) -> SigningList | None:
    """The newest list of this person, held until this transaction ends."""
    query = select(SigningList).where(SigningList.workspace == workspace, SigningList.user == user)
    return await session.scalar(query.with_for_update().execution_options(populate_existing=True))


async def dealt_with(session: AsyncSession, workspace: str, user: str, *, since: datetime) -> dict[Stage, int]:
    """How many of those that were this person's are in which stage since then."""
    query = (
        select(Question.stage, func.count())
        .where(Question.workspace == workspace, Question.change == CHANGE, Question.stage_since >= since)
        .where(or_(Question.expert == user, Question.approver == user), Question.holder != user)
        .group_by(Question.stage)
    )
    return dict((await session.execute(query)).all())
