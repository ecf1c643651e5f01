"""The tables of what experts chose to sign, and of what was learned from it; `bot.db.choices` reads and writes them."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from bot import clock
from bot.db.declaring import Base


class Choice(Base):
    """What was signed and what was offered beside it, as features without a word of it; one for each question."""

    __tablename__ = "choices"
    question_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    workspace: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    how: Mapped[str]  # first, other, writer, edited (other whole sentences), reworded
    signed: Mapped[dict[str, Any] | None]  # None where it isn't made of whole sentences
    offered: Mapped[list[dict[str, Any]]]  # the first one first


class Tuning(Base):
    """The weights learned for a workspace, and how good they were on choices they never saw."""

    __tablename__ = "tunings"
    workspace: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    weights: Mapped[dict[str, Any]]
    figures: Mapped[dict[str, Any]]
