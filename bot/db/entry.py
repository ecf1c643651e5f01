"""The tables of the knowledge base; `bot.db.entries` reads and writes them."""

from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from bot import clock
from bot.db.declaring import Base


def _signer(context: DefaultExecutionContext) -> str:
    return str(context.get_current_parameters()["expert"])  # type: ignore[no-untyped-call]


def new_ref() -> str:
    """A name for an entry that no other has, in any database."""
    return uuid4().hex


class Entry(Base):
    """A published answer, kept for the next person who asks."""

    __tablename__ = "entries"
    __table_args__ = (
        Index("entries_of", "workspace", "status"),
        Index("entries_to_review", "workspace", "status", "review_on"),
        Index("entries_by_ref", "workspace", "ref"),
        Index("entries_of_question", "workspace", "question_id"),
        # All that lists are sorted, narrowed and counted by: the texts are read of those that are shown.
        Index(
            "entries_listed",
            *["workspace", "status", "used_at", "id", "topic", "account", "owner", "review_on", "used"],
        ),
        Index("entries_merged", "merged_into"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str]
    ref: Mapped[str] = mapped_column(default=new_ref)  # its name in files, wherever they are loaded
    question_id: Mapped[int | None]
    status: Mapped[str] = mapped_column(default="live")  # live, reopened, retired, recalled or merged
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
    owner: Mapped[str] = mapped_column(default=_signer, server_default="")  # who is asked to review it
    version: Mapped[int] = mapped_column(default=1, server_default="1")  # the number of the text now in force
    moves: Mapped[int] = mapped_column(default=0, server_default="0")  # how often it was retired, restored, recalled …
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    review_on: Mapped[date]
    asked: Mapped[int] = mapped_column(default=0, server_default="0")  # how often somebody was asked to review it …
    asked_at: Mapped[datetime | None]  # … since it was last decided, and when last
    ended_by: Mapped[str] = mapped_column(default="", server_default="")  # who retired or recalled it, when and why
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str] = mapped_column(default="", server_default="")
    merged_into: Mapped[int | None]  # the entry that has its wordings now
    used: Mapped[int] = mapped_column(default=1)
    used_at: Mapped[datetime] = mapped_column(default=clock.now)
    used_on: Mapped[str]  # the account that last used it


class Wording(Base):
    """A way people asked for this entry; `terms` are its stems, for the full-text index."""

    __tablename__ = "wordings"
    __table_args__ = (
        Index("wordings_of", "entry_id"),
        Index("wordings_in", "workspace"),
        Index("wordings_changed", "workspace", "revision", "id"),
        Index("wordings_encoded", "encoder"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str]
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    text: Mapped[str]
    terms: Mapped[str]
    revision: Mapped[int] = mapped_column(default=0, server_default="0")  # of the knowledge, when it last changed
    vector: Mapped[bytes | None] = mapped_column(deferred=True)  # 384 numbers of 16 bits, as the encoder gave them
    encoder: Mapped[str] = mapped_column(default="", server_default="")  # whose vector that is


class Knowledge(Base):
    """A workspace's knowledge: its revision counts up with each change of what can be found."""

    __tablename__ = "knowledge"
    workspace: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int]
    removals: Mapped[int] = mapped_column(default=0, server_default="0")  # how often wordings were taken out of it


class Offer(Base):
    """An earlier answer shown for a question, and what became of it."""

    __tablename__ = "offers"
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    place: Mapped[int]
    score: Mapped[float]
    confidence: Mapped[float] = mapped_column(default=0.0, server_default="0")  # that it is the same question
    wording: Mapped[str] = mapped_column(default="", server_default="")  # the closest way it was asked before
    scorer: Mapped[str] = mapped_column(default="", server_default="")  # what gave the confidence: Encoder.scorer


class Verdict(Base):
    """What a person said of an earlier answer that was shown for a question: the same question, or another one."""

    __tablename__ = "verdicts"
    __table_args__ = (UniqueConstraint("question_id", "entry_id"), Index("verdicts_of", "workspace", "entry_id"))
    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str]
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    text: Mapped[str]  # what was asked then …
    wording: Mapped[str]  # … and the closest way it had been asked before
    same: Mapped[bool]
    confidence: Mapped[float]
    scorer: Mapped[str] = mapped_column(default="", server_default="")
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Threshold(Base):
    """From which confidence on a workspace's answers are proposed, learned from its own verdicts."""

    __tablename__ = "thresholds"
    workspace: Mapped[str] = mapped_column(primary_key=True)
    precision: Mapped[float]  # what it aims at
    threshold: Mapped[float]
    scorer: Mapped[str] = mapped_column(default="", server_default="")  # whose confidences it is about
    verdicts: Mapped[int]  # how many it was learned from
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Version(Base):
    """A text of an entry that two people signed. Kept for ever, so that any of them can be taken up again."""

    __tablename__ = "versions"
    __table_args__ = (UniqueConstraint("entry_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str]
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    number: Mapped[int]
    short: Mapped[str]
    full: Mapped[str]
    question_id: Mapped[int | None]  # where it was signed
    expert: Mapped[str]
    approver: Mapped[str]
    why: Mapped[
        str
    ]  # "first", "update", "restored", "merged", "loaded" (nobody has signed it) or "signed" (it was loaded)
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Use(Base):
    """Where and when an entry was published, by whom, and in which words."""

    __tablename__ = "uses"
    __table_args__ = (Index("uses_of", "entry_id", "id"), Index("uses_for", "question_id"))
    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str]
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    question_id: Mapped[int | None]
    account: Mapped[str]
    handle: Mapped[str]
    network: Mapped[str]
    text: Mapped[str]
    by: Mapped[str]
    link: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Review(Base):
    """A person was asked whether an entry is still right, in a message of the outbox; and what came of it."""

    __tablename__ = "reviews"
    __table_args__ = (Index("reviews_of", "entry_id"), Index("reviews_in", "workspace", "key"))
    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str]
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    user: Mapped[str]
    key: Mapped[str]  # of the message, which asks about several
    due: Mapped[int]  # how many waited for this person then
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    outcome: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
