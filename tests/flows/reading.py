"""What the database holds, for tests that look behind the messages."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import Audit, Contribution, Draft, Due, Entry, Outbox, Question, Signature
from bot.lifecycle import CLOSED, LEADING, Stage
from tests.flows.playing import World


async def stages(world: World) -> list[Stage]:
    async with world.bot.db.snapshot() as session:
        return list(await session.scalars(select(Question.stage).order_by(Question.id)))


async def newest(world: World) -> Question:
    async with world.bot.db.snapshot() as session:
        found = await session.scalar(select(Question).order_by(Question.id.desc()).limit(1))
        assert found is not None, "no question is stored"
        return found


async def question_rows(world: World) -> Sequence[Question]:
    async with world.bot.db.snapshot() as session:
        return (await session.scalars(select(Question).order_by(Question.id))).all()


async def entries(world: World) -> Sequence[Entry]:
    async with world.bot.db.snapshot() as session:
        return (await session.scalars(select(Entry).order_by(Entry.id))).all()


async def signatures(world: World) -> Sequence[Signature]:
    """Those that stand."""
    async with world.bot.db.snapshot() as session:
        standing = select(Signature).where(Signature.voided_at.is_(None)).order_by(Signature.id)
        return (await session.scalars(standing)).all()


async def drafts(world: World) -> list[str]:
    async with world.bot.db.snapshot() as session:
        return list(await session.scalars(select(Draft.text).order_by(Draft.question_id, Draft.revision)))


async def contributions(world: World) -> Sequence[Contribution]:
    async with world.bot.db.snapshot() as session:
        return (await session.scalars(select(Contribution).order_by(Contribution.ts))).all()


async def moves(world: World) -> list[str]:
    async with world.bot.db.snapshot() as session:
        return list(await session.scalars(select(Audit.move).order_by(Audit.id)))


async def broken_promises(world: World) -> list[str]:
    """What must hold after every run: one holder and one clock for each open question, nothing left in the outbox."""
    wrong = []
    async with world.bot.db.snapshot() as session:
        for question in await session.scalars(select(Question)):
            clocks = await session.scalars(
                select(Due).where(Due.question_id == question.id, Due.kind == "clock", Due.done_at.is_(None))
            )
            number = len(clocks.all())
            wrong += await _wrongly_joined(session, question)
            if question.stage in CLOSED:
                wrong += [f"{question.id} is closed and has a holder or clock"] if number or question.holder else []
            elif number != 1 or not question.holder:
                wrong.append(f"{question.id} ({question.stage}) has {number} clocks and the holder {question.holder!r}")
        rows = await session.scalars(select(Outbox).where(Outbox.open))
        wrong += [f"{row.key} is still in the outbox" for row in rows]
        audit = await session.scalars(select(Audit).where(Audit.workspace == ""))
        wrong += [f"audit row {row.id} has no workspace" for row in audit]
    return wrong


async def _wrongly_joined(session: AsyncSession, question: Question) -> list[str]:
    """Whoever waits for another question waits for an open one of this workspace that waits for none itself."""
    if question.stage is not Stage.JOINED:
        known = question.joined is None or question.stage is Stage.PUBLISHED
        return [] if known else [f"{question.id} ({question.stage}) still belongs to {question.joined}"]
    lead = await session.scalar(select(Question).where(Question.id == question.joined))
    if lead is None or lead.workspace != question.workspace or lead.stage not in LEADING:
        return [f"{question.id} waits for {question.joined}, which is {lead and lead.stage}"]
    return []
