"""What the bot said about a question is taken back: its words leave the outbox at once, and Slack by further calls."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db.models import Outbox, Question
from bot.slack import outbox
from bot.slack.outbox import Message

SAYING = ("chat.postMessage", "chat.update", "chat.postEphemeral")
WHERE = ("channel", "user", "thread_ts")
HOME = "views.publish"


async def take_back(session: AsyncSession, question: Question, said: Message, *, then: dict[str, Any]) -> int:
    """The card shows `said` from now on, all other messages are deleted; how many they are. `then` follows the card's.

    A call that is under way keeps its row: where its message stands is known once it has ended, and then it goes.
    """
    query = select(Outbox).where(Outbox.workspace == question.workspace, Outbox.question_id == question.id)
    rows = (await session.scalars(query.order_by(Outbox.id).with_for_update())).all()
    for row in rows:
        if row.method in SAYING:
            _silence(row, said)
        elif row.method == "chat.delete" and row.dead_at is not None:  # Slack may let us now
            row.open, row.dead_at, row.error, row.due_at = True, None, "", clock.now()
    never = {row.key for row in rows if row.method == "chat.postMessage" and not (row.open or row.ts)}
    for row in rows:
        if row.open and row.update_of in never:  # there will be nothing to delete
            row.open, row.done_at = False, clock.now()
    await session.flush()
    gone = {row.update_of for row in rows if row.method == "chat.delete"}
    posted = [row for row in rows if row.method == "chat.postMessage" and row.dead_at is None and row.key not in gone]
    standing = [row for row in posted if row.ts or row.open]
    for row in standing:
        if row.key == question.card_key:
            await outbox.update(session, of=row.key, workspace=row.workspace, message=said, then=then)
        else:
            await outbox.delete(session, of=row.key, workspace=row.workspace, question_id=question.id)
    return len(standing)


def _silence(row: Outbox, said: Message) -> None:
    row.then = None
    if row.open and row.unsure:  # it may be under way
        row.args = {name: value for name, value in row.args.items() if name in WHERE} | said
        return
    row.args = {}
    if row.open:
        row.open, row.done_at = False, clock.now()


async def reword(session: AsyncSession, row: Outbox, args: dict[str, Any]) -> None:
    """Other words for a call, whatever became of it; what stands in Slack says its last words, as they are now."""
    row.args = args
    await session.flush()
    if row.method == HOME:
        await _show_again(session, row)
        return
    first = await outbox.posted(session, row.workspace, row.update_of or row.key)
    if first is not None and first.method == "chat.postMessage" and (first.ts or first.open):
        await outbox.say_again(session, first)


async def _show_again(session: AsyncSession, row: Outbox) -> None:
    """The person's Home tab, where this is what it shows."""
    theirs = Outbox.key.startswith(f"home:{row.args['user_id']}:", autoescape=True)
    query = select(func.max(Outbox.id)).where(Outbox.workspace == row.workspace, Outbox.method == HOME, theirs)
    if row.id == await session.scalar(query) and not row.open:
        outbox.call(session, key=f"{row.key}:again", workspace=row.workspace, method=HOME, args=row.args)
