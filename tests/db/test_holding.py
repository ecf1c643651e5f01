"""A call that has to wait for Slack's pace costs nothing until its time comes."""

from datetime import timedelta

from sqlalchemy import event

from bench._places import TEAM
from bench._sending import Instant
from bot import clock
from bot.db.engine import Database
from bot.heartbeat import Heartbeat
from bot.slack import outbox
from bot.slack.sending import Sender


async def test_while_a_channel_is_full_nobody_asks_to_write_and_the_next_look_is_when_it_is_free(db: Database) -> None:
    clock.use(clock.Clock(steady=lambda: 0.0))  # no time passes
    sender = Sender(db, Instant(), landed=lambda _: None)
    heartbeat = Heartbeat(db, sender, seconds=2.0)
    async with db.transaction() as session:
        for name in "abc":
            outbox.post(session, key=name, workspace=TEAM, channel="C1", message={"text": name})
    for _ in "ab":
        await heartbeat.work()
        await sender.finish(10)
    statements: list[str] = []

    @event.listens_for(db.engine.sync_engine, "before_cursor_execute")
    def _(_c: object, _cursor: object, statement: str, _p: object, _x: object, _many: bool) -> None:
        statements.append(statement)

    before = clock.now()
    worked, next_at = await heartbeat.work()

    assert worked == 0
    assert len(statements) == 1
    assert next_at is not None
    assert timedelta(seconds=2) < next_at - before <= timedelta(seconds=3)
