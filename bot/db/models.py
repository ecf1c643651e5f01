"""The tables."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false, literal_column, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from bot import clock
from bot.db.choice import Choice as Choice
from bot.db.choice import Tuning as Tuning
from bot.db.declaring import Base as Base
from bot.db.entry import Entry as Entry
from bot.db.entry import Knowledge as Knowledge
from bot.db.entry import Offer as Offer
from bot.db.entry import Review as Review
from bot.db.entry import Threshold as Threshold
from bot.db.entry import Use as Use
from bot.db.entry import Verdict as Verdict
from bot.db.entry import Version as Version
from bot.db.entry import Wording as Wording
from bot.db.installation import Installation as Installation
from bot.db.pending import Due as Due
from bot.db.pending import Inbox as Inbox
from bot.db.pending import Outbox as Outbox
from bot.db.pending import Unplaced as Unplaced
from bot.db.twin import Telling as Telling
from bot.db.twin import Twin as Twin
from bot.db.variable import CHANGE
from bot.db.variable import Link as Link
from bot.db.variable import SigningList as SigningList
from bot.db.variable import Variable as Variable
from bot.db.variable import VariableValue as VariableValue
from bot.lifecycle import Stage


class Workspace(Base):
    """A Slack workspace the bot is installed in, and who works in it."""

    __tablename__ = "workspaces"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(default="")
    bot_user: Mapped[str] = mapped_column(default="")
    organisation: Mapped[str | None]  # the organisation file, as JSON
    organisation_at: Mapped[datetime | None]
    parked_at: Mapped[datetime | None]  # its token was refused: nothing is sent until it is mended
    parked_why: Mapped[str] = mapped_column(default="")  # "key", "access", "uninstalled"; empty: Slack's refusal
    enterprise: Mapped[str | None]  # the organisation whose installation serves it, where it has none of its own


class Member(Base):
    """What we know of a person in a channel: kept current by events, and read anew by each import."""

    __tablename__ = "members"
    workspace: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(primary_key=True)


class Person(Base):
    """Somebody who was seen at work here: how they are called, and whether their Slack account was switched off."""

    __tablename__ = "people"
    workspace: Mapped[str] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(default="")
    gone: Mapped[bool] = mapped_column(default=False)
    guest: Mapped[bool] = mapped_column(default=False)  # or a bot, or from another organisation


TOGETHER = text("joined IS NOT NULL")
HELD = text("holder <> ''")  # each open question has a holder, no closed one has
REMEMBERED = text("holder = '' AND forgotten_at IS NULL")


class Question(Base):
    """An audience question and where it stands."""

    __tablename__ = "questions"
    __table_args__ = (
        Index("questions_in_stage", "stage"),
        Index("questions_of_forwarder", "workspace", "forwarder", "id"),
        Index("questions_of_expert", "workspace", "expert", postgresql_where=HELD, sqlite_where=HELD),
        Index("questions_held", "workspace", "holder", postgresql_where=HELD, sqlite_where=HELD),
        Index("questions_promised", "promise_at", postgresql_where=HELD, sqlite_where=HELD),
        Index("questions_published", "workspace", "published_at"),
        Index("questions_joined", "joined", postgresql_where=TOGETHER, sqlite_where=TOGETHER),
        Index("questions_remembered", "stage_since", postgresql_where=REMEMBERED, sqlite_where=REMEMBERED),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str]
    stage: Mapped[Stage] = mapped_column(default=Stage.CHOOSING)
    stage_since: Mapped[datetime] = mapped_column(default=clock.now)
    holder: Mapped[str]
    text: Mapped[str]
    asker: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    urgent: Mapped[bool] = mapped_column(default=False)
    account: Mapped[str] = mapped_column(default="")
    network: Mapped[str] = mapped_column(default="x")
    limit: Mapped[int] = mapped_column(default=140)
    topic: Mapped[str] = mapped_column(default="")
    department: Mapped[str] = mapped_column(default="")
    desk: Mapped[str] = mapped_column(default="")
    card_key: Mapped[str] = mapped_column(default="")
    parent: Mapped[int | None]
    joined: Mapped[int | None]  # the question whose answer this one waits for, or was published with
    forwarder: Mapped[str]
    expert: Mapped[str] = mapped_column(default="")
    approver: Mapped[str] = mapped_column(default="")
    entry: Mapped[int | None]  # the earlier answer that is used or adapted
    change: Mapped[str] = mapped_column(default="", server_default="")  # why it gets a new version; empty: it doesn't
    revision: Mapped[int] = mapped_column(default=0)
    moves: Mapped[int] = mapped_column(default=0)  # how often it changed: numbers the messages about it
    draft: Mapped[str] = mapped_column(default="")
    trimmed: Mapped[str] = mapped_column(default="")  # the draft as the trimmer left it, before anybody edited it
    source: Mapped[str] = mapped_column(default="")  # the sentences the draft was made from
    draft_by: Mapped[str] = mapped_column(default="")  # who edited or suggested it; empty: the trimmer
    left_out: Mapped[list[str]] = mapped_column(default=list)
    warnings: Mapped[list[str]] = mapped_column(default=list)
    others: Mapped[list[str]] = mapped_column(default=list)  # further texts that fit, best first
    proposal: Mapped[dict[str, Any]] = mapped_column(default=dict)  # one of them, or the draft: the writer's
    omissions: Mapped[list[str]] = mapped_column(default=list)  # of the warnings those that no other text repairs …
    right_by: Mapped[str] = mapped_column(default="")  # … and who says that it is still right without them
    over: Mapped[int] = mapped_column(default=0)  # by how much the shortest complete answer is too long
    draft_key: Mapped[str] = mapped_column(default="")  # the outbox key of the draft message now in the thread
    request_key: Mapped[str] = mapped_column(default="")  # … of the message that asks the holder for something
    reminder_key: Mapped[str] = mapped_column(default="")  # … of the one reminder that is to be seen
    asked_back: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)  # when it came in, or was reopened last
    reopened: Mapped[bool] = mapped_column(default=False, server_default=false())
    promise_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    published_by: Mapped[str] = mapped_column(default="")
    published_link: Mapped[str] = mapped_column(default="")
    withdrawn_why: Mapped[str] = mapped_column(default="")
    forgotten_at: Mapped[datetime | None]  # since when its words are gone

    @property
    def may_mislead(self) -> bool:
        """Whether its expert has yet to say that it is right without what it leaves out."""
        return bool(self.omissions) and self.right_by != self.expert

    @hybrid_property
    def is_listed(self) -> bool:
        """Whether it has no card: a variable changed, and its holder has a list of all such texts."""
        return self.change == CHANGE


IS_OPEN = Question.holder != literal_column("''")  # said like the condition of the indexes, so that they are used


class Asked(Base):
    """A person who was asked this question; `passed_at` when they passed it on."""

    __tablename__ = "asked"
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    user: Mapped[str] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    passed_at: Mapped[datetime | None]
    offered_at: Mapped[datetime | None]  # when they were shown [I can answer this], once

    @property
    def was_asked(self) -> bool:
        """Rather than that a colleague wrote by themselves: then both happened at once."""
        return self.offered_at != self.asked_at


class Contribution(Base):
    """What an expert wrote in the thread (or by direct message): once for each question that it counts for."""

    __tablename__ = "contributions"
    __table_args__ = (
        UniqueConstraint("workspace", "channel", "ts", "question_id"),
        Index("contributions_of", "question_id", "ts"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str]
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    channel: Mapped[str] = mapped_column(String(40))
    ts: Mapped[str] = mapped_column(String(40))
    author: Mapped[str]
    text: Mapped[str]
    used: Mapped[bool] = mapped_column(default=True)
    deleted: Mapped[bool] = mapped_column(default=False)
    edited: Mapped[str] = mapped_column(
        String(40), default="", server_default=""
    )  # Slack's ts of the newest edit known
    written_at: Mapped[datetime] = mapped_column(default=clock.now)


class Draft(Base):
    """One revision of the short text. Kept for ever: nobody's wording is lost."""

    __tablename__ = "drafts"
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    author: Mapped[str]  # empty: the trimmer
    made_at: Mapped[datetime] = mapped_column(default=clock.now)


class Signature(Base):
    """A person stands by an exact text; voided as soon as the text changes."""

    __tablename__ = "signatures"
    __table_args__ = (Index("signatures_of", "question_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str]
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    role: Mapped[str]  # "expert" or "comms"
    user: Mapped[str]
    revision: Mapped[int]
    text_hash: Mapped[str]
    signed_at: Mapped[datetime] = mapped_column(default=clock.now)
    voided_at: Mapped[datetime | None]


class Audit(Base):
    """One move, or one refusal: who, when, from where to where."""

    __tablename__ = "audit"
    __table_args__ = (Index("audit_of", "question_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str]
    question_id: Mapped[int | None]
    actor: Mapped[str]
    move: Mapped[str]
    from_stage: Mapped[str]
    to_stage: Mapped[str]
    detail: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)
