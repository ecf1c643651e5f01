"""What landed together is written down together."""

from sqlalchemy import select

from bench._places import TEAM
from bench._sending import Instant
from bot.db.engine import Database
from bot.db.models import Due, Outbox
from bot.slack import outbox
from bot.slack.sending import Sender


async def test_one_call_that_cannot_be_written_down_keeps_no_other_back(db: Database):
    async with db.transaction() as session:
        for name in "abc":
            then = {"kind": "delivered"}
            outbox.post(session, key=name, workspace=TEAM, channel=f"C0{name}", message={"text": name}, then=then)
        session.add(Due(key="then:b", workspace=TEAM, kind="delivered"))  # what follows from b can't be stored again
    sender = Sender(db, Instant(), landed=lambda _: None)

    assert await sender.send_due() == 3
    await sender.finish(10)

    async with db.snapshot() as session:
        still_open = await session.scalars(select(Outbox.key).where(Outbox.open))
        assert still_open.all() == ["b"]
