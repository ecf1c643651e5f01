"""What Slack must be told, written in the same transaction as the reason for it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import IntEnum
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy import delete as rows_deleted
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, events
from bot.db.models import Due, Outbox

Message = dict[str, Any]
PASSING = ("views.publish", "chat.postEphemeral")
UNNEEDED = "nobody needs it any more"
REFUSAL, TROUBLE = "refusal:", "told:"  # how the keys of what somebody is told about their own click begin
FORGOTTEN_AT_ONCE = 1_000  # so that nobody waits for a writer that has years to delete

# Built once: each change of a card asks them.
MESSAGE = select(Outbox).where(Outbox.workspace == bindparam("workspace"), Outbox.key == bindparam("key"))
UNTRIED = (
    select(Outbox)
    .where(Outbox.update_of == bindparam("key"), Outbox.workspace == bindparam("workspace"))
    .where(Outbox.open, Outbox.attempts == 0)
    .with_for_update()
)
UNSAID = select(Outbox).where(Outbox.open, ~Outbox.unsure, Outbox.method == "chat.postMessage").with_for_update()
CHANGES = select(func.count()).where(Outbox.update_of == bindparam("key"))
CHANGES_OF_QUESTION = CHANGES.where(Outbox.question_id == bindparam("question"))  # finds them by an index
CHANGES_OF_NONE = CHANGES.where(Outbox.question_id.is_(None))


class Lane(IntEnum):
    """What goes first when Slack lets us say only one thing a second."""

    ESCALATION = 0
    ACKNOWLEDGEMENT = 1
    NEW = 2
    CARD = 3
    DIGEST = 4


def post(
    session: AsyncSession,
    *,
    key: str,
    workspace: str,
    channel: str,
    message: Message,
    lane: Lane = Lane.NEW,
    question_id: int | None = None,
    reply_to: str | None = None,
    then: dict[str, Any] | None = None,
) -> None:
    """A message; `channel` may be a person's id (a direct message). `then` names the due its settling makes."""
    args = {"channel": channel, **message}
    _add(session, key, workspace, "chat.postMessage", args, lane, question_id, reply_to=reply_to, then=then)


def whisper(
    session: AsyncSession,
    *,
    key: str,
    workspace: str,
    channel: str,
    user: str,
    message: Message,
    thread_ts: str = "",
    question_id: int | None = None,
) -> None:
    """Shown to one person only, at most once: Slack keeps no trace of it to look for."""
    args = {"channel": channel, "user": user, **message} | ({"thread_ts": thread_ts} if thread_ts else {})
    then = {"kind": "whispered"}
    _add(session, key, workspace, "chat.postEphemeral", args, Lane.ACKNOWLEDGEMENT, question_id, then=then)


async def update(
    session: AsyncSession,
    *,
    of: str,
    workspace: str,
    message: Message,
    lane: Lane = Lane.CARD,
    then: dict[str, Any] | None = None,
) -> None:
    """Change a message of ours; an update that has not been tried yet is replaced, not followed."""
    waiting = await session.scalar(UNTRIED, {"workspace": workspace, "key": of})
    if waiting is not None:
        waiting.args = {**message}
        waiting.lane, waiting.then = min(waiting.lane, lane), then or waiting.then
        return
    parent = await posted(session, workspace, of)
    if parent is None or not _stays(parent):
        return
    changes = CHANGES_OF_NONE if parent.question_id is None else CHANGES_OF_QUESTION
    number = await session.scalar(changes, {"key": of, "question": parent.question_id})
    channel = parent.channel
    _add(
        session,
        f"{of}:{number}",
        workspace,
        "chat.update",
        {**message},
        lane,
        parent.question_id,
        update_of=of,
        then=then,
        channel=channel,
    )


async def delete(session: AsyncSession, *, of: str, workspace: str, question_id: int | None = None) -> None:
    """Take a message of ours away again; one that certainly wasn't said yet never is."""
    parent = await posted(session, workspace, of)
    if parent is None or not _stays(parent) or await _drop(session, [of], why=UNNEEDED):
        return
    key, channel = f"{of}:gone", parent.channel
    _add(session, key, workspace, "chat.delete", {}, Lane.CARD, question_id, update_of=of, channel=channel)


def _stays(message: Outbox) -> bool:
    """Whether it stands, or will."""
    return message.dead_at is None and (message.open or message.ts is not None)


async def drop(session: AsyncSession, question_id: int, names: Collection[str], *, why: str) -> None:
    """What is called so about this question, and certainly wasn't said yet, never is: it would only mislead now."""
    called = or_(*(Outbox.key.startswith(f"question:{question_id}:{name}:", autoescape=True) for name in names))
    mine = select(Outbox.key).where(Outbox.question_id == question_id, Outbox.open, called)
    if keys := (await session.scalars(mine)).all():
        await _drop(session, keys, why=why)


async def _drop(session: AsyncSession, keys: Sequence[str], *, why: str) -> bool:
    """Whether any of them was; what would have changed them goes, too."""
    query = UNSAID.where(Outbox.key.in_(keys)).order_by(Outbox.id).execution_options(populate_existing=True)
    dropped = (await session.scalars(query)).all()
    changes = select(Outbox).where(Outbox.update_of.in_([row.key for row in dropped]), Outbox.open)
    for row in (*dropped, *(await session.scalars(changes)).all()) if dropped else ():
        row.open, row.done_at, row.error = False, clock.now(), f"dropped: {why}"
        events.once_committed(session, "dropped", workspace=row.workspace, question=row.question_id, key=row.key)
    return bool(dropped)


def call(
    session: AsyncSession,
    *,
    key: str,
    workspace: str,
    method: str,
    args: dict[str, Any],
    lane: Lane = Lane.NEW,
    question_id: int | None = None,
    then: dict[str, Any] | None = None,
) -> None:
    """Any other method that may safely be repeated (an invitation, a Home tab)."""
    _add(session, key, workspace, method, args, lane, question_id, then=then)


async def say_again(session: AsyncSession, row: Outbox) -> None:
    """A message says what we last had it say, whatever became of it since; it may still be on its way."""
    words = await _last_words(session, row)
    if words:
        await update(session, of=row.key, workspace=row.workspace, message=words)


async def words_of(session: AsyncSession, workspace: str, key: str) -> Message:
    """What a message of ours says by our last word; empty where it is gone."""
    row = await posted(session, workspace, key)
    return await _last_words(session, row) if row is not None and row.dead_at is None else {}


async def _last_words(session: AsyncSession, row: Outbox) -> Message:
    updates = select(Outbox).where(Outbox.question_id == row.question_id, Outbox.update_of == row.key)
    newest = await session.scalar(updates.order_by(Outbox.id.desc()).limit(1))
    if newest is not None and newest.method != "chat.update":
        return {}
    return {name: value for name, value in (newest or row).args.items() if name not in ("channel", "ts")}


async def reword(session: AsyncSession, row: Outbox, *, key: str, message: Message) -> None:
    """Other words, under another key, for a message that may still get them; one that is under way keeps its own."""
    query = select(Outbox).where(Outbox.id == row.id, Outbox.open, ~Outbox.unsure).with_for_update()
    waiting = await session.scalar(query.execution_options(populate_existing=True))
    if waiting is not None:
        waiting.key, waiting.args = key, {"channel": waiting.args["channel"], **message}


async def look_again(session: AsyncSession, row: Outbox, *, then: dict[str, Any]) -> None:
    """Have a message that stands looked for in Slack, as after a crash; one that isn't found would be posted again."""
    row.open, row.unsure, row.done_at, row.due_at, row.then = True, True, None, clock.now(), then
    await session.execute(rows_deleted(Due).where(Due.key == f"then:{row.key}"))  # what follows now has the same name


async def posted(session: AsyncSession, workspace: str, key: str) -> Outbox | None:
    """The row of a message of ours; its `ts` is None while it is on its way."""
    return await session.scalar(MESSAGE, {"workspace": workspace, "key": key})


async def places(session: AsyncSession, workspace: str, keys: Collection[str]) -> dict[str, tuple[str, str]]:
    """Where those of these messages stand that do, as (channel, ts), by key."""
    query = select(Outbox.key, Outbox.channel, Outbox.ts).where(Outbox.workspace == workspace, Outbox.key.in_(keys))
    return {row.key: (row.channel, row.ts) for row in await session.execute(query) if row.ts}


async def forget(session: AsyncSession, *, before: datetime) -> None:
    """Let go of some Home tabs, and of refusals, troubles and whispers about no question, that were settled before
    then, and of what followed from them: none is ever changed again."""
    passing = or_(Outbox.method.in_(PASSING), Outbox.key.startswith(REFUSAL), Outbox.key.startswith(TROUBLE))
    some = select(Outbox.key).where(Outbox.question_id.is_(None), passing)
    some = some.where(func.coalesce(Outbox.done_at, Outbox.dead_at) < before).limit(FORGOTTEN_AT_ONCE)
    keys = (await session.scalars(some)).all()
    news = [f"then:{key}" for key in keys]
    await session.execute(rows_deleted(Due).where(Due.key.in_(news), Due.done_at.is_not(None)))
    await session.execute(rows_deleted(Outbox).where(Outbox.key.in_(keys)))


async def begun(session: AsyncSession, workspace: str, question_id: int, *, beginning: str) -> Sequence[Outbox]:
    """The messages about a question whose keys begin so, the newest last."""
    query = select(Outbox).where(Outbox.workspace == workspace, Outbox.question_id == question_id)
    mine = query.where(Outbox.key.startswith(beginning, autoescape=True), Outbox.method == "chat.postMessage")
    return (await session.scalars(mine.order_by(Outbox.id))).all()


async def standing_at(session: AsyncSession, workspace: str, *, channel: str, ts: str) -> Outbox | None:
    """The row of the message of ours that stands there."""
    query = select(Outbox).where(Outbox.workspace == workspace, Outbox.channel == channel, Outbox.ts == ts)
    return await session.scalar(query.where(Outbox.method == "chat.postMessage").limit(1))


def _add(
    session: AsyncSession,
    key: str,
    workspace: str,
    method: str,
    args: dict[str, Any],
    lane: Lane,
    question_id: int | None,
    *,
    reply_to: str | None = None,
    update_of: str | None = None,
    then: dict[str, Any] | None = None,
    channel: str | None = None,
) -> None:
    session.add(
        Outbox(
            key=key,
            workspace=workspace,
            question_id=question_id,
            method=method,
            args=args,
            channel=args.get("channel", "") if channel is None else channel,
            reply_to=reply_to,
            update_of=update_of,
            lane=int(lane),
            then=then,
            due_at=clock.now(),
        )
    )
