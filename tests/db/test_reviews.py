"""Whom the daily look asks: one message a person and a day, whoever looks and however much waits."""

from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, insert, select

from bot import clock
from bot.db import organisations, reviews
from bot.db.engine import Database
from bot.db.models import Due, Entry, Outbox, Review
from bot.db.reviews import Waiting
from bot.workflows import asking_to_review
from tests.conftest import copied
from tests.db.knowledge import HERE
from tests.flows.hospital import HOSPITAL


@pytest.fixture
async def db(migrated_file: Path, tmp_path: Path) -> Any:
    database = Database(f"sqlite+aiosqlite:///{copied(migrated_file, tmp_path)}")
    async with database.transaction() as session:
        await organisations.store(session, HERE, HOSPITAL)
        await reviews.begin(session, HERE)
    yield database
    await database.close()


async def kept(db: Database, number: int, **fields: Any) -> None:
    """So many answers whose review date was yesterday."""
    known = {"workspace": HERE, "status": "live", "question": "Q?", "short": "A.", "full": "A.", "account": "main"}
    known |= {"network": "x", "topic": "visiting", "department": "infection", "expert": "U0LENA", "approver": "U0MAYA"}
    rest = {"owner": "U0LENA", "review_on": clock.now().date() - timedelta(days=1), "used_on": "@Main"}
    async with db.transaction() as session:
        await session.execute(insert(Entry), [{**known, **rest, **fields} for _ in range(number)])


async def look(db: Database) -> None:
    async with db.transaction() as session:
        due = await session.scalar(select(Due).where(Due.key == f"reviews:{HERE}"))
        assert due is not None
        await asking_to_review.look(session, due)


async def asked(db: Database) -> Counter[str]:
    async with db.snapshot() as session:
        return Counter(await session.scalars(select(Outbox.channel).where(Outbox.method == "chat.postMessage")))


async def test_ten_thousand_overdue_answers_are_one_message_to_each_owner(db: Database):
    await kept(db, 9_000)
    await kept(db, 1_000, owner="U0TOM")
    statements = 0

    def count(*_: Any) -> None:
        nonlocal statements
        statements += 1

    event.listen(db.engine.sync_engine, "before_cursor_execute", count)
    await look(db)
    event.remove(db.engine.sync_engine, "before_cursor_execute", count)

    assert await asked(db) == {"U0LENA": 1, "U0TOM": 1}
    assert statements < 100
    async with db.snapshot() as session:
        assert await session.scalar(select(func.count()).select_from(Review)) == 20
        assert await session.scalar(select(func.count()).where(Entry.asked > 0)) == 20


async def test_a_second_look_on_the_same_day_asks_nobody_again(db: Database):
    await kept(db, 3)

    await look(db)
    await look(db)

    assert await asked(db) == {"U0LENA": 1}


async def test_the_row_of_the_daily_look_is_there_once_however_often_it_is_begun(db: Database):
    for _ in range(3):
        async with db.transaction() as session:
            await reviews.begin(session, HERE)

    async with db.snapshot() as session:
        assert await session.scalar(select(func.count()).where(Due.kind == "reviews")) == 1


async def test_what_is_retired_or_not_yet_due_is_not_asked_about(db: Database):
    await kept(db, 1, status="retired")
    await kept(db, 1, review_on=date(2999, 1, 1))

    await look(db)

    assert await asked(db) == {}


@pytest.mark.parametrize(
    ("asked", "absent", "whom"),
    [
        (0, set(), "U0LENA"),
        (1, set(), "U0LENA"),
        (2, set(), "U0TOM"),
        (3, set(), "U0ADA"),
        (4, set(), "U0PRIYA"),
        (40, set(), "U0PRIYA"),
        (0, {"U0LENA"}, "U0TOM"),
        (0, {"U0LENA", "U0TOM", "U0ADA"}, "U0PRIYA"),
    ],
)
def test_the_owner_is_asked_twice_then_the_experts_the_lead_and_the_duty_person(
    asked: int, absent: set[str], whom: str
):
    one = Waiting(id=1, owner="U0LENA", topic="visiting", department="infection", asked=asked)

    assert asking_to_review.person_for(one, HOSPITAL, absent) == whom


@pytest.mark.parametrize(
    ("after", "at"),
    [
        ("2026-05-04T09:00+00:00", "2026-05-04T13:00+00:00"),
        ("2026-05-04T13:00+00:00", "2026-05-05T13:00+00:00"),
        ("2026-05-08T14:00+00:00", "2026-05-11T13:00+00:00"),
        ("2026-05-10T23:59+00:00", "2026-05-11T13:00+00:00"),
    ],
)
def test_the_next_look_is_on_the_next_working_day(after: str, at: str):
    assert reviews.next_look(datetime.fromisoformat(after)) == datetime.fromisoformat(at)


async def test_what_did_not_fit_into_a_persons_message_waits_for_another_day_however_often_one_looks(db: Database):
    await kept(db, 12)

    await look(db)
    await look(db)

    assert await asked(db) == {"U0LENA": 1}
    async with db.snapshot() as session:
        assert await session.scalar(select(func.count()).where(Entry.asked > 0)) == 10
