"""The tables of answers to one question; `bot.db.twins` reads and writes them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot import clock
from bot.db.declaring import Base


class Twin(Base):
    """Two entries that answer one question; `settled_at` once somebody decided, or nothing was left to decide."""

    __tablename__ = "twins"
    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        Index("twins_of_second", "second_id"),
        Index("twins_open", "workspace", "settled_at", "kind"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str]
    first_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))  # the lesser id
    second_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    kind: Mapped[str]  # "duplicate" or "contradiction"
    texts: Mapped[str]  # a hash of both questions and texts: with others it is looked at again
    found_at: Mapped[datetime] = mapped_column(default=clock.now)
    told_at: Mapped[datetime | None]  # when somebody was asked last …
    asked: Mapped[int] = mapped_column(default=0)  # … and how often since it was found
    moves: Mapped[int] = mapped_column(default=0)  # numbers the messages about it
    settled_by: Mapped[str] = mapped_column(default="")
    settled_at: Mapped[datetime | None]
    how: Mapped[str] = mapped_column(default="")  # of `bot.db.twins`
    kept_id: Mapped[int | None]  # which of the two stays, where one does
    moved: Mapped[list[int]] = mapped_column(default=list)  # the wordings that came to it by the merge


class Telling(Base):
    """A person was asked about a pair, in a message of the outbox that may ask about several."""

    __tablename__ = "tellings"
    __table_args__ = (Index("tellings_of", "twin_id"), Index("tellings_in", "workspace", "key"))
    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str]
    twin_id: Mapped[int] = mapped_column(ForeignKey("twins.id"))
    user: Mapped[str]
    key: Mapped[str]
    due: Mapped[int]  # how many waited for this person then
    newest: Mapped[bool] = mapped_column(default=True)  # nobody was asked about the pair since
    at: Mapped[datetime] = mapped_column(default=clock.now)
