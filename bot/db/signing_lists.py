"""What people are asked to sign or approve because a variable changed, and the message that lists it for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnExpressionArgument, case, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import organisations
from bot.db.models import IS_OPEN, Due, Entry, Question, SigningList
from bot.db.types import UtcDateTime
from bot.lifecycle import Stage

KIND = "signing_list"


@dataclass(frozen=True)
class Held:
    """How many somebody holds in one stage, and since when the newest of them."""

    number: int
    newest: datetime


def _mine(workspace: str, user: str) -> tuple[ColumnExpressionArgument[bool], ...]:
    return Question.workspace == workspace, IS_OPEN, Question.holder == user, Question.is_listed


async def held(session: AsyncSession, workspace: str, user: str) -> dict[Stage, Held]:
    """What this person holds of it, in numbers, by stage."""
    query = select(Question.stage, func.count(), func.max(Question.stage_since)).where(*_mine(workspace, user))
    rows = (await session.execute(query.group_by(Question.stage).order_by(Question.stage))).all()
    return {stage: Held(number, newest) for stage, number, newest in rows}


async def waiting(session: AsyncSession, workspace: str, user: str, *, limit: int) -> Sequence[tuple[Question, Entry]]:
    """The longest known of it first, with the answer as it is kept."""
    query = (
        select(Question, Entry)
        .join(Entry, Entry.id == Question.entry)
        .where(*_mine(workspace, user), Entry.workspace == workspace)
        .order_by(Question.id)
        .limit(limit)
    )
    return [(question, entry) for question, entry in (await session.execute(query)).all()]


async def wake(session: AsyncSession, workspace: str, user: str, *, at: datetime, again: bool = False) -> None:
    """This person's list is looked at by then. One row for all that changes; whoever is looking at it now looks once
    more, since its attempts count up. `again`: it is posted anew, where that wasn't done a moment ago."""
    wanted = literal(at, UtcDateTime())
    sooner = case((Due.done_at.is_not(None), wanted), (Due.due_at > wanted, wanted), else_=Due.due_at)
    key, args = f"list:{workspace}:{user}", {"user": user, "again": again}
    values = {"done_at": None, "due_at": sooner, "attempts": Due.attempts + 1} | ({"args": args} if again else {})
    change = update(Due).where(Due.workspace == workspace, Due.key == key).values(values)
    change = change.returning(Due.id).execution_options(synchronize_session=False)
    if await session.scalar(change) is not None:
        return
    await organisations.lock(session, workspace)  # two first ones at once
    if await session.scalar(change) is None:
        session.add(Due(key=key, workspace=workspace, kind=KIND, args=args, due_at=at))
        await session.flush()


async def lock(session: AsyncSession, workspace: str, user: str) -> SigningList | None:
    """The newest list of this person, held until this transaction ends."""
    query = select(SigningList).where(SigningList.workspace == workspace, SigningList.user == user)
    return await session.scalar(query.with_for_update().execution_options(populate_existing=True))


async def dealt_with(session: AsyncSession, workspace: str, user: str, *, since: datetime) -> dict[Stage, int]:
    """How many of those that were this person's are in which stage since then."""
    query = (
        select(Question.stage, func.count())
        .where(Question.workspace == workspace, Question.is_listed, Question.stage_since >= since)
        .where(or_(Question.expert == user, Question.approver == user), Question.holder != user)
        .group_by(Question.stage)
    )
    return dict((await session.execute(query)).all())
