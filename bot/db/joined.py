"""Questions that wait for the answer to another one, their lead.

Whoever needs several rows locks the lead first, then what waits for it, in the order of their ids.
"""

from collections.abc import Sequence

from sqlalchemy import Select, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import adding
from bot.db.models import Audit, Outbox, Question
from bot.lifecycle import Move, Stage

OTHER_WORDS = "wait for other words"  # in the audit, beside the moves

# Built once: each click, and each card, asks them.
LEAD = select(Question.joined).where(
    Question.workspace == bindparam("workspace"),
    Question.id == bindparam("question"),
    Question.stage == Stage.JOINED,
)
TOGETHER = (
    select(Question, func.count().over())
    .where(Question.workspace == bindparam("workspace"), Question.joined == bindparam("lead"))
    .where(Question.forgotten_at.is_(None))
    .order_by(Question.id)
    .limit(bindparam("most"))
)


async def lead_of(session: AsyncSession, workspace: str, question_id: int) -> int | None:
    """The question this one waits for, as it is known before anything is locked; None where it waits for none."""
    return await session.scalar(LEAD, {"workspace": workspace, "question": question_id})


def goes_on(withdrawn: Question) -> str:
    """The key of the message that says where a withdrawn question goes on; the message is that other question's."""
    return f"question:{withdrawn.id}:goes-on:{withdrawn.moves}"


async def successor_of(session: AsyncSession, question: Question) -> int | None:
    """The question that took the place of this one when it was withdrawn."""
    if question.stage is not Stage.WITHDRAWN:
        return None
    query = select(Outbox.question_id).where(Outbox.workspace == question.workspace, Outbox.key == goes_on(question))
    return await session.scalar(query)


async def note_other_words(session: AsyncSession, waiting: Sequence[Question], lead: Question, *, by: str) -> None:
    """These go on waiting for a question that was corrected to other words."""
    for each in waiting:
        row = {"workspace": each.workspace, "question_id": each.id, "actor": by, "move": OTHER_WORDS}
        detail = f"question {lead.id}"
        await adding.audit(session, **row, from_stage=each.stage, to_stage=each.stage, detail=detail)


async def stands(session: AsyncSession, question: Question) -> bool:
    """Whether somebody put it together with what it waits for, whose words weren't corrected to others since."""
    query = select(Audit.move).where(Audit.workspace == question.workspace, Audit.question_id == question.id)
    query = query.where(Audit.move.in_((Move.JOIN, Move.MERGE, OTHER_WORDS))).order_by(Audit.id.desc()).limit(1)
    return await session.scalar(query) in (Move.JOIN, Move.MERGE)


async def together(session: AsyncSession, lead: Question, *, limit: int) -> tuple[Sequence[Question], int]:
    """Who else asked, first come first, and how many they are; those included that were published with it."""
    rows = (await session.execute(TOGETHER, {"workspace": lead.workspace, "lead": lead.id, "most": limit})).all()
    return [question for question, _ in rows], rows[0][1] if rows else 0


async def lock_waiting(session: AsyncSession, lead: Question) -> Sequence[Question]:
    """Whatever still waits for this one, held until the transaction ends; first come first."""
    locked = _waiting(lead).order_by(Question.id).with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(locked)).all()


async def hand_over(session: AsyncSession, lead: Question, *, to: Question, account: str | None = None) -> None:
    """Whatever waits for the one waits for the other from now on; only that of one account where it is named."""
    mine = [Question.workspace == lead.workspace, Question.joined == lead.id, Question.stage == Stage.JOINED]
    mine += [Question.account == account] if account is not None else []
    await session.execute(
        update(Question).where(*mine, Question.id != to.id).values(joined=to.id),
        execution_options={"synchronize_session": "fetch"},
    )


async def of_forwarder(session: AsyncSession, lead: Question, *, forwarder: str) -> Sequence[Question]:
    """What this person has waiting for it, the longest waiting first."""
    query = _waiting(lead).where(Question.forwarder == forwarder)
    return (await session.scalars(query.order_by(Question.stage_since, Question.id))).all()


async def of_account(session: AsyncSession, lead: Question, *, limit: int) -> Sequence[Question]:
    """What waits for it and is for the same account, first come first."""
    query = _waiting(lead).where(Question.account == lead.account)
    return (await session.scalars(query.order_by(Question.id).limit(limit))).all()


async def count_by_account(session: AsyncSession, lead: Question) -> dict[str, int]:
    """How many wait for it, by account."""
    rows = _waiting(lead).with_only_columns(Question.account, func.count()).group_by(Question.account)
    return dict((await session.execute(rows.order_by(Question.account))).all())


def _waiting(lead: Question) -> Select[Question]:
    return select(Question).where(
        Question.workspace == lead.workspace, Question.joined == lead.id, Question.stage == Stage.JOINED
    )
