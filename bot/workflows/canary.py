"""The canary: a message that takes the whole way from a due row to Slack and back, again and again.

Its row rings; the outbox posts the message; it is looked for in Slack by its key, as after a crash; it is deleted; and
that it came round is written down. It is no question, so nothing that people see or count knows of it.
"""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db import canaries
from bot.db.models import Due
from bot.slack import outbox
from bot.slack.errors import Outcome
from bot.views import trouble as views


async def begin(session: AsyncSession, workspace: str, *, channel: str, seconds: float) -> None:
    """From now on it sets out every so many seconds."""
    await canaries.keep(session, workspace, {"channel": channel, "seconds": seconds})


async def end(session: AsyncSession) -> None:
    """It sets out no more; a round that is under way is finished, so that nothing of it stays in Slack."""
    row = await canaries.lock(session)
    if row is not None:
        row.done_at = clock.now()


async def fly(session: AsyncSession, due: Due) -> datetime:
    """Set out, unless the round before isn't over: one that is held up isn't followed by another."""
    before = due.args.get("key", "")
    if not before or due.args.get("over"):
        if before:
            await canaries.forget(session, [before, *due.args.get("deletions", ())])
        key = f"canary:{clock.now().timestamp():.0f}"
        due.args = {**due.args, "key": key, "over": False, "deletions": []}
        channel = due.args["channel"]
        then = {"kind": "canary_posted"}
        outbox.post(session, key=key, workspace=due.workspace, channel=channel, message=views.canary(), then=then)
    return clock.now() + timedelta(seconds=due.args["seconds"])


async def posted(session: AsyncSession, due: Due) -> None:
    """It stands: it is looked for. Where it can't be posted, the next round tries again."""
    row = await outbox.posted(session, due.workspace, due.args["key"])
    if row is None or row.ts is None:
        await _over(session, due.args["key"], well=False)
        return
    await outbox.look_again(session, row, then={"kind": "canary_read", "ts": row.ts})


async def read(session: AsyncSession, due: Due) -> None:
    """It was found, or posted a second time because it wasn't; whatever stands is deleted."""
    row = await outbox.posted(session, due.workspace, due.args["key"])
    if row is None:
        return
    well = due.args["outcome"] == Outcome.DONE and row.ts == due.args["ts"]
    deletions = {f"{row.key}:gone:{ts}": ts for ts in (due.args["ts"], row.ts) if ts}
    await canaries.note(session, row.key, deletions=list(deletions))
    for key, ts in deletions.items():
        outbox.call(
            session,
            key=key,
            workspace=row.workspace,
            method="chat.delete",
            args={"channel": row.channel, "ts": ts},
            then={"kind": "canary_gone", "of": row.key, "well": well},
        )


async def gone(session: AsyncSession, due: Due) -> None:
    """It was deleted; where that can't be done, no other one sets out."""
    if due.args["outcome"] == Outcome.DONE:
        await _over(session, due.args["of"], well=due.args["well"])


async def _over(session: AsyncSession, key: str, *, well: bool) -> None:
    await canaries.note(session, key, over=True, **({"last": clock.now().isoformat()} if well else {}))
