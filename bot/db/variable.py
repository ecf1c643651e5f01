"""The tables of what stands in many texts and changes in one place; `bot.db.variables` reads and writes them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot import clock
from bot.db.declaring import Base

CHANGE = "variable"  # why a question changes a kept answer: it is asked about in a list, and has no card


class Variable(Base):
    """Opening hours, a phone number, a link: what it is now, and who is responsible for it."""

    __tablename__ = "variables"
    __table_args__ = (UniqueConstraint("workspace", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str]
    key: Mapped[str]
    label: Mapped[str]
    value: Mapped[str]
    number: Mapped[int] = mapped_column(default=1)  # how many values it has had
    owner: Mapped[str]
    department: Mapped[str] = mapped_column(default="")
    changed_by: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    retired_by: Mapped[str] = mapped_column(default="")
    retired_at: Mapped[datetime | None]


class VariableValue(Base):
    """A value that it has had, or has: texts that were kept before may hold it."""

    __tablename__ = "variable_values"
    variable_id: Mapped[int] = mapped_column(ForeignKey("variables.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str]
    value: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Link(Base):
    """An entry is kept in step with a variable; `value` is the one of its values that the kept text holds."""

    __tablename__ = "links"
    __table_args__ = (Index("links_to", "workspace", "variable_id"),)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    variable_id: Mapped[int] = mapped_column(ForeignKey("variables.id"), primary_key=True)
    workspace: Mapped[str]
    value: Mapped[str]
    made_by: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(default=clock.now)


class SigningList(Base):
    """The newest message that lists what one person is asked to sign or approve because a variable changed."""

    __tablename__ = "signing_lists"
    workspace: Mapped[str] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str]  # of the message in the outbox
    number: Mapped[int]  # how many there were, this one included
    posted_at: Mapped[datetime]
