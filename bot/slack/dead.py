"""Calls that Slack refused for good: what they were, and how somebody who mended the reason has them made after all."""

from collections.abc import Sequence

from sqlalchemy import delete, func, or_, select, union, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db.models import IS_OPEN, Due, Outbox, Question
from bot.slack import outbox


async def waiting(session: AsyncSession, workspace: str) -> Sequence[Outbox]:
    """What isn't done, oldest first: dead, unsure, or not tried yet."""
    query = select(Outbox).where(Outbox.workspace == workspace, Outbox.done_at.is_(None))
    return (await session.scalars(query.order_by(Outbox.id))).all()


async def retry(session: AsyncSession, workspace: str, keys: Sequence[str]) -> list[str]:
    """Let these, and what died with them, be sent after all; returns the keys of all that come back.

    An update that a newer one of the same message has overtaken stays dead: it would show what was true once. So does
    what belongs to a message that is dead itself: it would wait for ever.
    """
    revived: list[str] = []
    wanted = list(keys)
    while wanted:
        dependants = or_(*(Outbox.error.startswith(f"{key}: ", autoescape=True) for key in wanted))
        query = select(Outbox).where(Outbox.workspace == workspace, Outbox.dead_at.is_not(None))
        query = query.where(or_(Outbox.key.in_(wanted), dependants)).order_by(Outbox.id)  # parents first
        back = []
        for row in (await session.scalars(query.with_for_update())).all():
            if await _overtaken(session, row) or await _is_orphan(session, row):
                continue
            row.open, row.dead_at, row.error, row.due_at = True, None, "", clock.now()
            row.first_sent_at = row.first_sent_at if row.unsure else None
            back.append(row)
        # What followed from its death is done; what follows from its arrival comes under the same name.
        await session.execute(delete(Due).where(Due.key.in_([f"then:{row.key}" for row in back])))
        await session.flush()
        wanted = [row.key for row in back]
        revived += wanted
    return revived


async def doubt(session: AsyncSession, workspace: str) -> int:
    """An older state was restored: what waits in it may have been sent since, so it is looked for before it is sent.
    What open questions showed is shown again, with its buttons. Returns how many calls waited."""
    since = func.coalesce(Outbox.first_sent_at, Outbox.due_at)
    mine = update(Outbox).where(Outbox.workspace == workspace, Outbox.open)
    result = await session.execute(mine.values(unsure=True, first_sent_at=since))
    for row in await _shown(session, workspace):
        await outbox.say_again(session, row)
    return int(result.rowcount)  # type: ignore[attr-defined]


async def _shown(session: AsyncSession, workspace: str) -> Sequence[Outbox]:
    """The card of each open question, and what its holder is asked."""
    mine = (Question.workspace == workspace, IS_OPEN)
    keys = [select(key).where(*mine) for key in (Question.card_key, Question.request_key, Question.draft_key)]
    shown = select(Outbox).where(Outbox.workspace == workspace, Outbox.key.in_(union(*keys)))
    return (await session.scalars(shown.order_by(Outbox.id))).all()


async def _overtaken(session: AsyncSession, row: Outbox) -> bool:
    if row.update_of is None:
        return False
    newer = select(Outbox.id).where(Outbox.update_of == row.update_of, Outbox.id > row.id, Outbox.dead_at.is_(None))
    return await session.scalar(newer.limit(1)) is not None


async def _is_orphan(session: AsyncSession, row: Outbox) -> bool:
    parent = select(Outbox.id).where(Outbox.workspace == row.workspace, Outbox.dead_at.is_not(None))
    return await session.scalar(parent.where(Outbox.key == (row.reply_to or row.update_of))) is not None
