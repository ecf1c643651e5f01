"""The tables of the knowledge base; `bot.db.entries` reads and writes them."""

from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from bot import clock
from bot.db.declaring import Base


def new_ref() -> str:
    """A name for an entry that no other has, in any database."""
    return uuid4().hex


LISTED_BY = ("topic", "account", "expert", "review_on", "used")


class Entry(Base):
    """A published answer, kept for the next person who asks."""

    __tablename__ = "entries"
    __table_args__ = (
        Index("entries_of", "workspace", "status"),
        Index("entries_by_ref", "workspace", "ref"),
        # All that lists are sorted, narrowed and counted by: the texts are read of those that are shown.
        Index(
            "entries_listed",
            *["workspace", "status", "used_at", "id", "topic", "account", "expert", "review_on", "used"],
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str]
    ref: Mapped[str] = mapped_column(default=new_ref)  # its name in files, wherever they are loaded
    question_id: Mapped[int | None]
    status: Mapped[str] = mapped_column(default="live")  # live, reopened or retired
    question: Mapped[str]
    short: Mapped[str]
    full: Mapped[str]
    account: Mapped[str]
    network: Mapped[str]
    topic: Mapped[str]
    department: Mapped[str]
    expert: Mapped[str]
    approver: Mapped[str]
    signed: Mapped[bool] = mapped_column(default=True)  # False: it came from a file, and both names only stand by it
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    review_on: Mapped[date]
    used: Mapped[int] = mapped_column(default=1)
    used_at: Mapped[datetime] = mapped_column(default=clock.now)
    used_on: Mapped[str]  # the account that last used it


class Wording(Base):
    """A way people asked for this entry; `terms` are its stems, for the full-text index."""

    __tablename__ = "wordings"
    __table_args__ = (Index("wordings_of", "entry_id"), Index("wordings_in", "workspace"))
    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str]
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    text: Mapped[str]
    terms: Mapped[str]


class Offer(Base):
    """An earlier answer shown for a question, and what became of it."""

    __tablename__ = "offers"
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    place: Mapped[int]
    score: Mapped[float]
