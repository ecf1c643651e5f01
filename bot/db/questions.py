"""Questions: every way the code reads them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import takewhile

from sqlalchemy import BindParameter, String, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import events
from bot.db.models import IS_OPEN, Asked, Audit, Contribution, Draft, Outbox, Question, Signature, Unplaced, Use
from bot.lifecycle import LEADING, Forgotten, Move, Refused, Stage

WORKSPACE: BindParameter[str] = bindparam("workspace")
QUESTION: BindParameter[int] = bindparam("question")

LEFT = "has left"  # why it was passed up
TOLD_OTHERWISE = "told otherwise"  # what the expert was told is something else

# Built once: they are asked with nearly every click.
ONE = select(Question).where(Question.workspace == WORKSPACE, Question.id == QUESTION)
LOCKED = ONE.with_for_update().execution_options(populate_existing=True)
REMEMBERED = ONE.where(Question.forgotten_at.is_(None))
WRITTEN = (
    select(Contribution)
    .where(Contribution.question_id == QUESTION, Contribution.workspace == WORKSPACE, ~Contribution.deleted)
    .order_by(Contribution.ts, Contribution.id)
)
SIGNED = (
    select(Signature)
    .where(Signature.workspace == WORKSPACE, Signature.question_id == QUESTION, Signature.voided_at.is_(None))
    .order_by(Signature.id)
)
LAST_MOVE = (
    select(Audit).where(Audit.workspace == WORKSPACE, Audit.question_id == QUESTION).order_by(Audit.id.desc()).limit(1)
)
SHOWN = 6  # of what was asked back, and told
WAITING_FOR_CARD = (
    select(Unplaced)
    .where(Unplaced.workspace == WORKSPACE, Unplaced.channel == bindparam("channel"))
    .where(Unplaced.thread_ts == bindparam("thread"), ~Unplaced.early)
    .order_by(Unplaced.id)
)
LAST_FORWARDED = (
    select(Question)
    .where(Question.workspace == WORKSPACE, Question.forwarder == bindparam("forwarder"))
    .order_by(Question.id.desc())
    .limit(1)
)
EXPERT, DESK = bindparam("expert", type_=String), bindparam("desk", type_=String)
MINE, NEWEST = Question.expert == EXPERT, Question.stage_since.desc()
HERE = select(Question).where(
    Question.workspace == WORKSPACE, ~Question.is_listed, or_(DESK == "", Question.desk == DESK)
)
LATE = exists().where(Asked.question_id == Question.id, Asked.user == EXPERT, Asked.passed_at.is_(None))
OPEN_FOR = HERE.where(IS_OPEN, Question.stage.in_(LEADING), or_(MINE, LATE)).order_by(~MINE, NEWEST).limit(10)
ANSWERED_BY = (
    HERE.where(MINE, Question.stage == Stage.PUBLISHED, Question.forgotten_at.is_(None))
    .where(Question.published_at >= bindparam("since"))
    .order_by(NEWEST)
    .limit(1)
)


def _of(question: Question) -> dict[str, str | int]:
    return {"workspace": question.workspace, "question": question.id}


async def lock(session: AsyncSession, workspace: str, question_id: int, *, even_forgotten: bool = False) -> Question:
    """The question, held until this transaction ends: two clicks can't both win. Raises Forgotten, or Refused."""
    question = await session.scalar(LOCKED, {"workspace": workspace, "question": question_id})
    if question is None:
        raise Refused("I can't find that question here. Please look at the newest card in the channel.")
    events.note(question=question.id)
    if question.forgotten_at is not None and not even_forgotten:
        raise Forgotten(question.forgotten_at)
    return question


async def find(session: AsyncSession, workspace: str, question_id: int) -> Question | None:
    """Unless it was forgotten."""
    return await session.scalar(REMEMBERED, {"workspace": workspace, "question": question_id})


async def find_by_message(session: AsyncSession, workspace: str, channel: str, ts: str) -> int | None:
    """The question whose card or message of ours stands at `ts`."""
    query = select(Outbox.question_id).where(
        Outbox.workspace == workspace,
        Outbox.channel == channel,
        Outbox.ts == ts,
        Outbox.method == "chat.postMessage",
        Outbox.question_id.is_not(None),
    )
    return await session.scalar(query.limit(1))


async def waiting_on(
    session: AsyncSession, workspace: str, user: str, *, limit: int, listed: bool = True
) -> Sequence[Question]:
    """Open questions this person holds and has something to do for, the longest waiting first; `listed`: also those
    that are asked about in a list."""
    mine = [Question.workspace == workspace, Question.holder == user, IS_OPEN]
    mine += [] if listed else [~Question.is_listed]
    query = select(Question).where(*mine, Question.stage != Stage.JOINED)
    return (await session.scalars(query.order_by(Question.stage_since).limit(limit))).all()


async def at_desk(session: AsyncSession, workspace: str, desk: str, *, limit: int) -> Sequence[Question]:
    """Open questions that live at this desk and wait for somebody's word, the longest waiting first."""
    mine = (Question.workspace == workspace, Question.desk == desk, IS_OPEN, ~Question.is_listed)
    query = select(Question).where(*mine, Question.stage.not_in((Stage.CHOOSING, Stage.JOINED)))
    return (await session.scalars(query.order_by(Question.stage_since).limit(limit))).all()


async def of_expert(
    session: AsyncSession, workspace: str, user: str, *, desk: str | None, published_since: datetime
) -> Sequence[Question]:
    """What this person may answer: the open questions of which they are the expert, then those they were asked earlier
    and didn't pass on, or else what they answered and was published a short while ago; newest first."""
    theirs = {"workspace": workspace, "expert": user, "desk": desk or "", "since": published_since}
    return (await session.scalars(OPEN_FOR, theirs)).all() or (await session.scalars(ANSWERED_BY, theirs)).all()


async def at_risk(session: AsyncSession, workspace: str, *, by: datetime, limit: int) -> Sequence[Question]:
    """Open questions whose promise ends before `by`, the most urgent first."""
    query = select(Question).where(
        Question.workspace == workspace,
        IS_OPEN,
        Question.stage != Stage.JOINED,  # its lead has the earliest promise of them all
        Question.paused_at.is_(None),
        Question.promise_at <= by,
    )
    return (await session.scalars(query.order_by(Question.promise_at).limit(limit))).all()


async def unreached(session: AsyncSession, workspace: str, *, by: datetime) -> Sequence[Question]:
    """Questions whose expert was to be asked by then, while the message that does it doesn't stand yet."""
    asked = select(Outbox.id).where(Outbox.key == Question.request_key, Outbox.ts.is_not(None)).exists()
    query = select(Question).where(
        Question.workspace == workspace,
        Question.stage == Stage.AWAITING_ACKNOWLEDGEMENT,
        Question.stage_since <= by,
        ~Question.is_listed,
        ~asked,
    )
    return (await session.scalars(query.order_by(Question.id))).all()


async def published_since(session: AsyncSession, workspace: str, since: datetime) -> list[float]:
    """Seconds from forwarding to publishing, one for each question published since then, shortest first."""
    query = (
        select(Question.created_at, Question.published_at)
        .where(Question.workspace == workspace, Question.stage == Stage.PUBLISHED, Question.published_at >= since)
        .where(Question.change == "")
    )
    return sorted((done - made).total_seconds() for made, done in (await session.execute(query)).all() if done)


async def forwarded_last(session: AsyncSession, workspace: str, forwarder: str) -> Question | None:
    return await session.scalar(LAST_FORWARDED, {"workspace": workspace, "forwarder": forwarder})


async def asked(session: AsyncSession, question: Question) -> dict[str, Asked]:
    """Everybody who was asked this question, by user id."""
    rows = await session.scalars(select(Asked).where(Asked.question_id == question.id))
    return {row.user: row for row in rows}


async def contributions(session: AsyncSession, question: Question) -> Sequence[Contribution]:
    """What was written for this question and still stands, oldest first."""
    return (await session.scalars(WRITTEN, _of(question))).all()


async def take_contributions(session: AsyncSession, before: Question, *, to: Question) -> bool:
    """The words that count for the one count for the other from now on; False where there are none."""
    mine = (Contribution.workspace == before.workspace, Contribution.question_id == before.id, Contribution.used)
    result = await session.execute(
        update(Contribution).where(*mine).values(question_id=to.id),
        execution_options={"synchronize_session": "fetch"},
    )
    return bool(result.rowcount)  # type: ignore[attr-defined]


async def share_contributions(session: AsyncSession, before: Question, *, to: Question) -> bool:
    """The words that count for the one count for the other, too; False where there are none."""
    shared = [row for row in await contributions(session, before) if row.used]
    kept = [column.name for column in Contribution.__table__.columns if column.name not in ("id", "question_id")]
    session.add_all(Contribution(question_id=to.id, **{name: getattr(row, name) for name in kept}) for row in shared)
    await session.flush()
    return bool(shared)


async def counting(session: AsyncSession, workspace: str, channel: str, ts: str) -> Sequence[Contribution]:
    """A message once for each question it counts for, as it is now; ask again once the questions are locked."""
    query = select(Contribution).join(Question, Question.id == Contribution.question_id)
    query = query.where(Contribution.workspace == workspace, Contribution.channel == channel, Contribution.ts == ts)
    query = query.where(Question.forgotten_at.is_(None))
    return (await session.scalars(query.order_by(Contribution.id).execution_options(populate_existing=True))).all()


async def drafts(session: AsyncSession, question: Question) -> Sequence[Draft]:
    """Every revision of the short text, newest first."""
    query = select(Draft).where(Draft.question_id == question.id).order_by(Draft.revision.desc())
    return (await session.scalars(query)).all()


async def signatures(session: AsyncSession, question: Question) -> dict[str, Signature]:
    """The signatures that stand, by role."""
    return {row.role: row for row in await session.scalars(SIGNED, _of(question))}


async def approved(session: AsyncSession, question: Question) -> set[int]:
    """The revisions that comms approved since it came in or was reopened, whatever became of the signature."""
    query = select(Signature.revision).where(Signature.workspace == question.workspace, Signature.role == "comms")
    query = query.where(Signature.question_id == question.id, Signature.signed_at >= question.created_at)
    return set(await session.scalars(query))


async def last_move(session: AsyncSession, question: Question) -> Audit | None:
    return await session.scalar(LAST_MOVE, _of(question))


async def asked_back(session: AsyncSession, question: Question) -> Sequence[Audit]:
    """The last of what its expert asked and was told since it came in or was reopened, the newest last."""
    query = select(Audit).where(Audit.workspace == question.workspace, Audit.question_id == question.id)
    query = query.where(Audit.move.in_((Move.ASK_BACK, Move.INFORM, TOLD_OTHERWISE)), Audit.at >= question.created_at)
    return (await session.scalars(query.order_by(Audit.id.desc()).limit(SHOWN))).all()[::-1]


async def sent_to_duty(session: AsyncSession, question: Question) -> Audit | None:
    """How it came to whoever is on duty: nobody was left to ask, or it was opened again."""
    query = select(Audit).where(Audit.workspace == question.workspace, Audit.question_id == question.id)
    query = query.where(Audit.to_stage == Stage.AWAITING_EXPERT, Audit.from_stage != Stage.AWAITING_EXPERT)
    return await session.scalar(query.order_by(Audit.id.desc()).limit(1))


async def signed_anew(session: AsyncSession, question: Question) -> bool:
    """Whether an expert signed it here, after it took the earlier answer as it stands, and after what was published
    with that was last reopened; otherwise the earlier answer's signature carried."""
    published = select(Use.question_id).where(Use.workspace == question.workspace, Use.entry_id == question.entry)
    last = select(func.max(Audit.id)).where(Audit.workspace == question.workspace)
    reopened = last.where(Audit.question_id.in_(published), Audit.move == Move.REOPEN)
    mine = last.where(Audit.question_id == question.id)
    signed = await session.scalar(mine.where(Audit.move == Move.SIGN_OFF)) or 0
    carried = await session.scalar(mine.where(Audit.move == Move.USE_ENTRY)) or 0
    return signed > max(carried, await session.scalar(reopened) or 0)


async def escalations(session: AsyncSession, question: Question) -> int:
    """How often in a row it was passed up because somebody's time had run out, not because they had left."""
    query = (
        select(Audit.move, Audit.detail)
        .where(Audit.workspace == question.workspace, Audit.question_id == question.id)
        .order_by(Audit.id.desc())
        .limit(100)
    )
    in_a_row = takewhile(lambda row: row.move == Move.ESCALATE, (await session.execute(query)).all())
    return sum(row.detail != LEFT for row in in_a_row)


async def count_by_stage(session: AsyncSession) -> dict[Stage, int]:
    """How many questions stand in each stage, over all workspaces (for the metrics)."""
    rows = await session.execute(select(Question.stage, func.count()).group_by(Question.stage))
    return dict(rows.all())


async def posting_into(session: AsyncSession, workspace: str, channels: Collection[str]) -> bool:
    """Whether a message of ours is on its way into one of these, its place not known yet; until it is, a direct message
    goes by its person's id."""
    query = select(Outbox.id).where(
        Outbox.workspace == workspace,
        Outbox.channel.in_(channels),
        Outbox.method == "chat.postMessage",
        Outbox.open,
        Outbox.attempts > 0,
        Outbox.reply_to.is_(None),
    )
    return await session.scalar(query.limit(1)) is not None


async def unplaced(session: AsyncSession, workspace: str, channel: str, thread_ts: str) -> Sequence[Unplaced]:
    """Replies that wait for this card, oldest first."""
    card = {"workspace": workspace, "channel": channel, "thread": thread_ts}
    return (await session.scalars(WAITING_FOR_CARD, card)).all()


async def find_unplaced(
    session: AsyncSession, workspace: str, channel: str, ts: str, *, early: bool = False
) -> Unplaced | None:
    """The kept message that was written at `ts`; or what became of it, where that is known already (`early`)."""
    query = select(Unplaced).where(
        Unplaced.workspace == workspace, Unplaced.channel == channel, Unplaced.early.is_(early)
    )
    rows = await session.scalars(query.order_by(Unplaced.id))
    return next((row for row in rows if row.event.get("ts") == ts), None)


async def expire_unplaced(session: AsyncSession, *, before: datetime) -> int:
    """Let go of messages that never found a question, and of changes to messages that were none of our business;
    returns how many of the former."""
    old = Unplaced.received_at < before
    await session.execute(delete(Unplaced).where(old, Unplaced.early))
    result = await session.execute(delete(Unplaced).where(old))
    return int(result.rowcount)  # type: ignore[attr-defined]
