"""The tables of what comes in and what is to be done: deliveries, dues, calls to Slack."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from bot import clock
from bot.db.declaring import Base


class Inbox(Base):
    """A delivery that was handled; Slack sends one again when it got no answer."""

    __tablename__ = "inbox"
    id: Mapped[str] = mapped_column(primary_key=True)
    received_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)


class Unplaced(Base):
    """A threaded message whose card is not known yet: its post is still on the way. `early`: an edit or deletion (no
    text) that overtook the message it is about."""

    __tablename__ = "unplaced"
    __table_args__ = (Index("unplaced_in", "workspace", "channel", "thread_ts"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str]
    channel: Mapped[str]
    thread_ts: Mapped[str]
    event: Mapped[dict[str, Any]]
    early: Mapped[bool] = mapped_column(default=False, server_default=false())
    received_at: Mapped[datetime] = mapped_column(default=clock.now)


class Due(Base):
    """Something a workflow must look at when its time comes: a clock, a rebuilt draft, the news of a delivery."""

    __tablename__ = "dues"
    __table_args__ = (
        Index("dues_next", "due_at", postgresql_where=text("done_at IS NULL"), sqlite_where=text("done_at IS NULL")),
        Index("dues_of", "question_id", "kind"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    workspace: Mapped[str]
    question_id: Mapped[int | None]
    kind: Mapped[str]
    args: Mapped[dict[str, Any]] = mapped_column(default=dict)
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    attempts: Mapped[int] = mapped_column(default=0)
    first_tried_at: Mapped[datetime | None]  # since when it has been tried in vain
    done_at: Mapped[datetime | None]


DEAD = text("dead_at IS NOT NULL")


class Outbox(Base):
    """One Slack call, and the register of what was posted: `ts` is where its message stands."""

    __tablename__ = "outbox"
    __table_args__ = (
        # SQLite uses these only where their condition reads like the one of the query.
        Index("outbox_next", "lane", "due_at", postgresql_where=text("open"), sqlite_where=text("open = 1")),
        Index("outbox_due", "due_at", postgresql_where=text("open"), sqlite_where=text("open = 1")),
        Index("outbox_posted", "workspace", "channel", "ts"),
        Index("outbox_updates", "update_of", postgresql_where=text("open"), sqlite_where=text("open = 1")),
        Index("outbox_question", "question_id"),
        Index("outbox_dead", "workspace", postgresql_where=DEAD, sqlite_where=DEAD),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    workspace: Mapped[str]
    question_id: Mapped[int | None]
    method: Mapped[str]
    args: Mapped[dict[str, Any]]
    channel: Mapped[str] = mapped_column(default="")
    reply_to: Mapped[str | None]  # key of the message whose thread this goes to
    update_of: Mapped[str | None]  # key of the message this changes or deletes
    lane: Mapped[int]
    then: Mapped[dict[str, Any] | None]
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    open: Mapped[bool] = mapped_column(default=True)
    attempts: Mapped[int] = mapped_column(default=0)
    unsure: Mapped[bool] = mapped_column(default=False)  # an attempt's outcome is unknown: look before sending again
    first_sent_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")
    ts: Mapped[str | None] = mapped_column(String(40))
