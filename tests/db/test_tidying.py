"""What only one person saw for a moment isn't kept for ever, nor is what followed from it."""

from datetime import timedelta

from sqlalchemy import select

from bench._places import TEAM
from bot import clock
from bot.db.engine import Database
from bot.db.models import Due, Outbox
from bot.slack import outbox
from bot.slack.errors import Outcome, Verdict
from bot.slack.settling import Settled, settle


async def test_of_refusals_and_troubles_nothing_is_left_after_their_time(db: Database) -> None:
    said = {"text": "Only the expert can sign this off."}
    async with db.transaction() as session:
        outbox.whisper(session, key="refusal:1", workspace=TEAM, channel="C1", user="U1", message=said)
        outbox.post(session, key="refusal:2", workspace=TEAM, channel="U1", message=said)
        outbox.post(session, key="told:3", workspace=TEAM, channel="U1", message=said)
        outbox.post(session, key="refusal:4", workspace=TEAM, channel="U2", message=said)
        outbox.post(session, key="list:U1:1", workspace=TEAM, channel="U1", message=said)
    async with db.transaction() as session:
        for row in (await session.scalars(select(Outbox))).all():
            how = Verdict(Outcome.DEAD, "channel_not_found") if row.key == "refusal:4" else Verdict(Outcome.DONE)
            assert await settle(session, row, Settled(how, "C1", "1.0"))
    async with db.transaction() as session:
        for followed in (await session.scalars(select(Due))).all():
            followed.done_at = clock.now()

    async with db.transaction() as session:
        await outbox.forget(session, before=clock.now() + timedelta(seconds=1))

    async with db.snapshot() as session:
        assert (await session.scalars(select(Outbox.key))).all() == ["list:U1:1"]
        assert (await session.scalars(select(Due.key))).all() == []
