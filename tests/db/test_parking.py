"""A workspace whose token was refused goes on where it stopped."""

from datetime import timedelta

from sqlalchemy import select, update

from bot import clock
from bot.db import organisations
from bot.db.engine import Database
from bot.db.models import Due, Outbox, Workspace
from bot.db.parking import MOST
from bot.slack import outbox

MINUTE = timedelta(minutes=1)


async def parked(db: Database, *, for_minutes: int, **dues: int) -> None:
    """A workspace that has been parked for so long; `dues` were so many minutes away when it was."""
    async with db.transaction() as session:
        await organisations.identify(session, "T1", name="T", url="", bot_user="U1")
        since = clock.now() - for_minutes * MINUTE
        await session.execute(update(Workspace).values(parked_at=since))
        for kind, minutes in dues.items():
            session.add(Due(key=kind, workspace="T1", kind=kind, due_at=since + minutes * MINUTE))


async def go_on(db: Database) -> dict[str, float]:
    """In how many minutes each due is due then."""
    async with db.transaction() as session:
        await organisations.identify(session, "T1", name="T", url="", bot_user="U1")
    async with db.snapshot() as session:
        dues = await session.scalars(select(Due))
        assert (await session.scalars(select(Workspace.parked_at))).all() == [None]
        return {due.kind: round((due.due_at - clock.now()) / MINUTE, 1) for due in dues}


async def test_what_had_three_minutes_left_has_three_minutes_left(db: Database) -> None:
    await parked(db, for_minutes=60, clock=3)

    assert await go_on(db) == {"clock": 3.0}


async def test_what_came_up_meanwhile_does_not_wait_for_ever(db: Database) -> None:
    await parked(db, for_minutes=60, clock=50)

    assert await go_on(db) == {"clock": MOST / MINUTE}


async def test_what_was_late_already_is_due_at_once(db: Database) -> None:
    await parked(db, for_minutes=60, clock=-5)

    assert await go_on(db) == {"clock": 0.0}


async def test_what_is_still_to_come_stays_where_it_was(db: Database) -> None:
    await parked(db, for_minutes=60, clock=75)

    assert await go_on(db) == {"clock": 15.0}


async def test_the_public_waited_all_the_time(db: Database) -> None:
    await parked(db, for_minutes=60, promise=45)

    assert await go_on(db) == {"promise": -15.0}


async def test_calls_that_were_refused_are_due_and_those_under_way_are_left_alone(db: Database) -> None:
    await parked(db, for_minutes=60)
    async with db.transaction() as session:
        for name in ("refused", "under way", "new"):
            outbox.post(session, key=name, workspace="T1", channel="C1", message={"text": name})
        await session.flush()
        later = clock.now() + MINUTE
        tried = update(Outbox).where(Outbox.key != "new").values(attempts=1, due_at=later)
        await session.execute(tried)
        await session.execute(update(Outbox).where(Outbox.key == "under way").values(unsure=True))

    await go_on(db)

    async with db.snapshot() as session:
        due = {row.key: row.due_at <= clock.now() for row in await session.scalars(select(Outbox))}
    assert due == {"refused": True, "under way": False, "new": True}
