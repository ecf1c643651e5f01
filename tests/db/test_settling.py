"""What landed together is written down together."""

import asyncio

import pytest
from sqlalchemy import select

from bench._places import TEAM
from bench._sending import Instant
from bot.db import organisations
from bot.db.engine import Database
from bot.db.models import Due, Outbox, Workspace
from bot.slack import outbox
from bot.slack.errors import Outcome, Verdict
from bot.slack.sending import Sender
from bot.slack.settling import Settled, echoed, settle
from tests.flows.test_locks import another_session, until_waiting


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


async def test_a_workspace_is_parked_since_the_first_refusal(db: Database):
    async with db.transaction() as session:
        await organisations.identify(session, TEAM, name="T", url="", bot_user="U1")
        for name in "ab":
            outbox.post(session, key=name, workspace=TEAM, channel=f"C0{name}", message={"text": name})
    parked = []
    for name in "ab":
        async with db.transaction() as session:
            row = (await session.scalars(select(Outbox).where(Outbox.key == name))).one()
            assert await settle(session, row, Settled(Verdict(Outcome.PARKED, "token_revoked")))
        async with db.snapshot() as session:
            parked.append(await session.scalar(select(Workspace.parked_at)))

    assert parked[0] is not None
    assert parked[0] == parked[1]


@pytest.mark.parametrize(
    ("stands", "posted", "removed"),
    [("1.0", "2.0", ["2.0"]), ("2.0", "2.0", []), (None, "2.0", []), ("1.0", "", [])],
    ids=["elsewhere", "there", "the later attempt is under way", "nothing was posted"],
)
async def test_a_sender_that_was_overtaken_takes_its_copy_back(
    db: Database, stands: str | None, posted: str, removed: list[str]
) -> None:
    async with db.transaction() as session:
        outbox.post(session, key="a", workspace=TEAM, channel="C1", message={"text": "a"})
    async with db.transaction() as session:
        mine = (await session.scalars(select(Outbox))).one()
        mine.attempts = 1
    async with db.transaction() as session:
        row = (await session.scalars(select(Outbox))).one()
        row.attempts, row.ts, row.open = 2, stands, stands is None

    for _ in range(2):
        async with db.transaction() as session:
            assert not await settle(session, mine, Settled(Verdict(Outcome.DONE), "C1", posted))

    async with db.snapshot() as session:
        deletions = await session.scalars(select(Outbox.args).where(Outbox.method == "chat.delete"))
        assert [args["ts"] for args in deletions] == removed


async def test_a_copy_too_many_is_taken_back_once_where_its_sender_and_slacks_event_hear_of_it_together(db: Database):
    async with db.transaction() as session:
        outbox.post(session, key="a", workspace=TEAM, channel="C1", message={"text": "a"})
    async with db.transaction() as session:
        mine = (await session.scalars(select(Outbox))).one()
        mine.attempts, mine.ts, mine.open = 2, "1.0", False
    mine.attempts = 1

    async def overtaken() -> None:
        async with db.transaction() as session:
            await settle(session, mine, Settled(Verdict(Outcome.DONE), "C1", "2.0"))

    async with db.transaction() as session:
        await echoed(session, TEAM, key="a", channel="C1", ts="2.0")
        await session.flush()
        sender = asyncio.create_task(overtaken())
        await asyncio.sleep(0.2)  # long enough for it to look, where it doesn't wait
    await sender

    async with db.snapshot() as session:
        deletions = await session.scalars(select(Outbox.args).where(Outbox.method == "chat.delete"))
        assert [args["ts"] for args in deletions] == ["2.0"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_what_landed_together_is_locked_in_the_order_in_which_all_others_lock(
    db: Database, database_url: str
) -> None:
    async with db.transaction() as session:
        for name in "ab":
            outbox.post(session, key=name, workspace=TEAM, channel=f"C0{name}", message={"text": name})
    async with db.snapshot() as session:
        first, second = (await session.scalars(select(Outbox).order_by(Outbox.id))).all()
    done = Settled(Verdict(Outcome.DONE), "C1", "1.0")
    sender = Sender(db, Instant(), landed=lambda _: None)

    async with another_session(database_url) as other:
        async with other.transaction():  # as where a question is forgotten
            await other.execute("SELECT id FROM outbox WHERE id = $1 FOR UPDATE", first.id)
            writing = asyncio.create_task(sender._write([(second, done), (first, done)]))
            await until_waiting(other)
            await other.execute("SELECT id FROM outbox WHERE id = $1 FOR UPDATE", second.id)
        await writing

    async with db.snapshot() as session:
        assert (await session.scalars(select(Outbox.key).where(Outbox.open))).all() == []


async def test_what_follows_an_update_follows_the_one_that_was_replaced_by_it_too(db: Database) -> None:
    async with db.transaction() as session:
        outbox.post(session, key="a", workspace=TEAM, channel="C1", message={"text": "a"})
    async with db.transaction() as session:
        await outbox.update(session, of="a", workspace=TEAM, message={"text": "b"})
    for then in ({"kind": "card_blanked"}, None):
        async with db.transaction() as session:
            await outbox.update(session, of="a", workspace=TEAM, message={"text": "c"}, then=then)

        async with db.snapshot() as session:
            [change] = (await session.scalars(select(Outbox).where(Outbox.update_of == "a"))).all()
            assert (change.args, change.then) == ({"text": "c"}, {"kind": "card_blanked"})
