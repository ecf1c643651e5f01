"""Rows whose time has come, each claimed by one process at a time."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, ScalarSelect, String, and_, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from bot.db.models import Due, Outbox, Workspace

POSTING = ("chat.postMessage", "chat.postEphemeral")
ESCALATION = 0  # the lane that goes first
PARENT = aliased(Outbox)
TARGET = func.coalesce(Outbox.reply_to, Outbox.update_of)  # the key of the message that this one answers or changes


def _ready() -> ColumnElement[bool]:
    """Its parent stands, no earlier call for the same message is under way, its workspace isn't parked."""
    earlier = aliased(Outbox)
    posted = select(PARENT.id).where(PARENT.key == TARGET, PARENT.ts.is_not(None)).exists()
    overtaken = (
        select(earlier.id).where(earlier.update_of == Outbox.update_of, earlier.open, earlier.id < Outbox.id).exists()
    )
    parked = select(Workspace.id).where(Workspace.id == Outbox.workspace, Workspace.parked_at.is_not(None)).exists()
    return and_(or_(TARGET.is_(None), posted), ~overtaken, ~parked)


def _of_parent(column: InstrumentedAttribute[Any]) -> ScalarSelect[Any]:
    return select(column).where(PARENT.key == TARGET).correlate(Outbox).scalar_subquery()


def _allowed() -> ColumnElement[bool]:
    """None of what is `Busy` holds it up."""

    def among(name: str) -> BindParameter[str]:
        return bindparam(name, expanding=True, type_=String)

    return and_(
        Outbox.channel.not_in(among("flying")),
        or_(Outbox.method.not_in(POSTING), Outbox.channel.not_in(among("full"))),
        or_(Outbox.method.not_in(POSTING), Outbox.lane == ESCALATION, Outbox.channel.not_in(among("crowded"))),
        (Outbox.method + " " + Outbox.workspace).not_in(among("tired")),
    )


# Built once: they are asked many times a second.
READY, ALLOWED = _ready(), _allowed()
AT_WORK = Due.workspace.not_in(select(Workspace.id).where(Workspace.parked_at.is_not(None)))  # clocks wait as calls do
DUE_AT = select(Due.due_at).where(Due.done_at.is_(None), AT_WORK).order_by(Due.due_at).limit(1).scalar_subquery()
CALL_AT = select(Outbox.due_at).where(Outbox.open, READY, ALLOWED).order_by(Outbox.due_at).limit(1).scalar_subquery()
NEXT = select(DUE_AT, CALL_AT)
BEAT = select(DUE_AT, CALL_AT, func.clock_timestamp())
CALLS = (
    select(Outbox, _of_parent(PARENT.channel), _of_parent(PARENT.ts))
    .where(Outbox.open, Outbox.due_at <= bindparam("now"), READY, ALLOWED)
    .order_by(Outbox.lane, Outbox.due_at, Outbox.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=Outbox)
)
DUES = (
    select(Due)
    .where(Due.done_at.is_(None), Due.due_at <= bindparam("now"), AT_WORK)
    .order_by(Due.due_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)


async def claim_dues(session: AsyncSession, *, now: datetime, lease: timedelta, limit: int) -> Sequence[Due]:
    """Dues to act on; each comes back after `lease` unless it was marked done."""
    rows = (await session.scalars(DUES, {"now": now, "most": limit})).all()
    for row in rows:
        row.attempts += 1
        row.first_tried_at = row.first_tried_at or now
        row.due_at = now + lease
    return rows


def of_minute(method: str, workspace: str) -> str:
    """What Slack counts by the minute, where it isn't messages into a channel."""
    return f"{method} {workspace}"


@dataclass(frozen=True)
class Busy:
    """What has to wait: channels with a call under way, channels that were written to a moment ago (crowded ones take
    only what escalates), methods in a workspace whose calls for this minute are used up (`of_minute`). `left`: how many
    more calls of a method there may be where there were some. `until`: when the first of them needn't wait any more,
    other than by a call that ends."""

    flying: Collection[str] = ()
    full: Collection[str] = ()
    crowded: Collection[str] = ()
    tired: Collection[str] = ()
    left: Mapping[str, int] = field(default_factory=dict)
    until: datetime | None = None

    def names(self) -> dict[str, list[str]]:
        """As the statements ask for them."""
        return {name: list(getattr(self, name)) for name in ("flying", "full", "crowded", "tired")}


IDLE = Busy()


@dataclass(frozen=True)
class Claimed:
    """A call to make now. `unsure`: an earlier attempt may have reached Slack. `parent`: where the message stands that
    this one answers or changes, as (channel, ts)."""

    row: Outbox
    unsure: bool
    parent: tuple[str, str] | None


async def claim_outbox(
    session: AsyncSession, *, now: datetime, lease: timedelta, limit: int, busy: Busy
) -> list[Claimed]:
    """Slack calls to make, at most one a channel and no more of a method than are left; an attempt that never settled
    is unsure."""
    first: dict[tuple[str, str], Claimed] = {}
    left = dict(busy.left)
    for row, channel, ts in await session.execute(CALLS, {"now": now, "most": limit, **busy.names()}):
        parent, minute = (channel, ts) if ts else None, of_minute(row.method, row.workspace)
        place = (row.workspace, row.channel or row.key)
        if place not in first and left.get(minute, limit) > 0:
            first[place] = Claimed(row, row.unsure, parent)
            left[minute] = left.get(minute, limit) - 1
    claimed = list(first.values())
    for row in (one.row for one in claimed):
        row.unsure = True
        row.attempts += 1
        row.first_sent_at = row.first_sent_at or now
        row.due_at = now + lease
    return claimed


@dataclass(frozen=True)
class Beat:
    """When the next due row, and the next call, is due (None where nothing waits), and what time the database has."""

    due_at: datetime | None
    call_at: datetime | None
    now: datetime | None = None


async def beat(session: AsyncSession, busy: Busy) -> Beat:
    """What a heartbeat has to know. SQLite has no clock but the machine's."""
    if session.get_bind().dialect.name != "postgresql":
        return Beat(*await next_due(session, busy))
    due_at, call_at, now = (await session.execute(BEAT, busy.names())).one()
    return Beat(due_at, call_at, now)


async def next_due(session: AsyncSession, busy: Busy = IDLE) -> tuple[datetime | None, datetime | None]:
    """When the next due row, and the next call that needn't wait, is due; None where there is none."""
    due_at, call_at = (await session.execute(NEXT, busy.names())).one()
    return due_at, call_at
