"""What experts chose to sign, and the weights learned from it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db import organisations
from bot.db.models import Choice, Tuning


async def keep(session: AsyncSession, workspace: str, question_id: int, values: dict[str, Any]) -> None:
    """The choice made for a question; a later one replaces it."""
    known = await session.scalar(select(Choice).where(Choice.question_id == question_id, Choice.workspace == workspace))
    if known is None:
        session.add(Choice(question_id=question_id, workspace=workspace, **values))
        return
    known.at = clock.now()
    for name, value in values.items():
        setattr(known, name, value)


async def kept(session: AsyncSession, workspace: str) -> Sequence[Choice]:
    """All of them, the oldest first."""
    query = select(Choice).where(Choice.workspace == workspace).order_by(Choice.at, Choice.question_id)
    return (await session.scalars(query)).all()


async def tuning(session: AsyncSession, workspace: str) -> Tuning | None:
    """What was learned last; None where the usual weights are in use."""
    return await session.scalar(select(Tuning).where(Tuning.workspace == workspace))


async def store(session: AsyncSession, workspace: str, weights: dict[str, float], figures: dict[str, Any]) -> None:
    """Use these weights from now on."""
    await organisations.lock(session, workspace)  # learned twice at once
    await forget(session, workspace)
    session.add(Tuning(workspace=workspace, weights=weights, figures=figures))


async def forget(session: AsyncSession, workspace: str) -> None:
    """Back to the usual weights."""
    await session.execute(delete(Tuning).where(Tuning.workspace == workspace))
