"""What came of a call: written down once, by the attempt that made it; what follows is a due row."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Table, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db.models import Due, Outbox, Workspace
from bot.db.waking import wake
from bot.slack.errors import Outcome, Verdict
from bot.slack.outbox import Lane, call

# Built once, past the mapper: each call ends with it. What is written are the parameters that it doesn't ask for.
CALLS: Table = Outbox.__table__  # type: ignore[assignment]
MINE = update(CALLS).where(CALLS.c.id == bindparam("row"), CALLS.c.attempts == bindparam("attempt"), CALLS.c.open)

LONGEST = 20  # seconds between attempts where Slack doesn't say how long: one more after each


@dataclass(frozen=True)
class Settled:
    """The verdict on one attempt, and where the message stands if it does."""

    verdict: Verdict
    channel: str = ""
    ts: str = ""
    surplus: tuple[str, ...] = ()
    looked: bool = False  # it failed in looking for an earlier attempt, of which is known no more than before


async def settle(session: AsyncSession, row: Outbox, settled: Settled) -> bool:
    """Write it down; False where a later attempt took over, which makes this one's word worthless, and what it posted
    a copy too many."""
    verdict, now = settled.verdict, clock.now()
    values: dict[str, Any] = {"error": verdict.error}
    if verdict.outcome is Outcome.DONE:
        values |= {"done_at": now, "open": False, "unsure": False, "ts": settled.ts or None}
        values |= {"channel": settled.channel} if settled.channel else {}
    elif verdict.outcome is Outcome.DEAD:
        values |= {"dead_at": now, "open": False, "unsure": settled.looked}
    elif verdict.outcome is not Outcome.UNSURE:
        wait = verdict.wait or timedelta(seconds=min(row.attempts, LONGEST))
        values |= {"due_at": now + max(wait, timedelta(seconds=1)), "unsure": settled.looked}
    written = await session.execute(MINE, {"row": row.id, "attempt": row.attempts, **values})
    if written.rowcount != 1:  # type: ignore[attr-defined]
        await _take_back(session, row, settled)
        return False
    wake(session)  # its channel is free, and what answers it has a place
    if verdict.outcome is Outcome.PARKED:
        working = update(Workspace).where(Workspace.id == row.workspace, Workspace.parked_at.is_(None))
        await session.execute(working.values(parked_at=now))
    for ts in settled.surplus:
        remove_surplus(session, row, channel=settled.channel, ts=ts)
    if verdict.outcome in (Outcome.DONE, Outcome.DEAD):
        _follow(session, row, verdict)
    if verdict.outcome is Outcome.DEAD:
        await _bury_dependants(session, row, verdict.error)
    return True


async def _take_back(session: AsyncSession, row: Outbox, settled: Settled) -> None:
    """The message stands elsewhere; while the later attempt is under way, it may still find this copy and keep it."""
    query = select(Outbox.ts).where(Outbox.id == row.id, ~Outbox.open).with_for_update()
    stands = await session.scalar(query)
    if row.method == "chat.postMessage" and stands and settled.ts and settled.ts != stands:
        await _remove_once(session, row, channel=settled.channel, ts=settled.ts)


def _follow(session: AsyncSession, row: Outbox, verdict: Verdict) -> None:
    """What a workflow has to know: that it arrived, where it asked for that; always that it never will."""
    lost = "undeliverable" if row.question_id is not None else "refused"
    then = row.then or ({"kind": lost} if verdict.outcome is Outcome.DEAD else None)
    if then is None:
        return
    session.add(
        Due(
            key=f"then:{row.key}",
            workspace=row.workspace,
            question_id=row.question_id,
            kind=then["kind"],
            args={**then, "key": row.key, "outcome": verdict.outcome, "error": verdict.error},
            due_at=clock.now(),
        )
    )


async def _bury_dependants(session: AsyncSession, row: Outbox, error: str) -> None:
    """Replies and updates of a message that will never stand die with it, for the same reason."""
    keys = [row.key]
    while keys:
        mine = or_(Outbox.reply_to.in_(keys), Outbox.update_of.in_(keys))
        dependants = (await session.scalars(select(Outbox).where(mine, Outbox.open))).all()
        for each in dependants:
            each.open, each.dead_at, each.error = False, clock.now(), f"{row.key}: {error}"
        await session.flush()
        keys = [each.key for each in dependants]


def remove_surplus(session: AsyncSession, row: Outbox, *, channel: str, ts: str) -> None:
    """A second copy of a message of ours goes away."""
    call(
        session,
        key=f"{row.key}:surplus:{ts}",
        workspace=row.workspace,
        method="chat.delete",
        args={"channel": channel, "ts": ts},
        lane=Lane.NEW,
        question_id=row.question_id,
    )


async def echoed(session: AsyncSession, workspace: str, *, key: str, channel: str, ts: str) -> None:
    """Slack showed us a message of our own: that settles an unsure attempt, or shows a copy too many."""
    query = select(Outbox).where(Outbox.workspace == workspace, Outbox.key == key).with_for_update()
    row = await session.scalar(query)
    if row is None:
        return
    if row.open and row.attempts:
        await settle(session, row, Settled(Verdict(Outcome.DONE), channel, ts))
    elif row.ts and ts > row.ts:
        await _remove_once(session, row, channel=channel, ts=ts)


async def _remove_once(session: AsyncSession, row: Outbox, *, channel: str, ts: str) -> None:
    """Whoever hears of it first: its sender, or Slack's event."""
    if await session.scalar(select(Outbox.id).where(Outbox.key == f"{row.key}:surplus:{ts}")) is None:
        remove_surplus(session, row, channel=channel, ts=ts)
