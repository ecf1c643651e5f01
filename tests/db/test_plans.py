"""Questions and calls only grow in number: nothing that is asked at every beat or message may read all of them."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bot import clock
from bot.db import entries, figures, forgetting, listing, questions, queue, reviews, versions
from bot.db.engine import Database
from bot.db.models import Entry, Question
from bot.db.narrowing import Narrowing
from bot.db.queue import Busy

LEASE = timedelta(seconds=20)


@pytest.fixture
async def db(migrated_file: Path) -> Any:
    database = Database(f"sqlite+aiosqlite:///{migrated_file}")
    yield database
    await database.close()


async def plan_of(db: Database, ask: Any) -> str:
    """How SQLite reads what this asks for."""
    said: list[Any] = []

    def hear(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        said.append((statement, parameters))

    event.listen(db.engine.sync_engine, "before_cursor_execute", hear)
    async with db.snapshot() as session:
        await ask(session)
    event.remove(db.engine.sync_engine, "before_cursor_execute", hear)
    async with db.engine.connect() as connection:
        plans = [
            (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)).all()
            for statement, parameters in said
            if statement.startswith("SELECT")
        ]
    return "\n".join(row.detail for plan in plans for row in plan)


async def test_looking_when_something_is_due_reads_only_what_is_open(db: Database):
    plan = await plan_of(db, queue.next_due)

    assert "USING INDEX outbox_due" in plan
    assert "USING INDEX outbox_updates" in plan
    assert "USING INDEX dues_next" in plan
    assert "SCAN outbox\n" not in f"{plan}\n"


async def test_claiming_calls_reads_only_what_is_open(db: Database):
    async def claim(session: Any) -> None:
        await queue.claim_outbox(session, now=clock.now(), lease=LEASE, limit=20, busy=Busy())

    plan = await plan_of(db, claim)

    assert "USING INDEX outbox_next" in plan
    assert "USING INDEX outbox_updates" in plan
    assert "SCAN outbox\n" not in f"{plan}\n"


NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)

KEPT = Entry(id=1, workspace="T1")
READ_OFTEN = {
    "what this person waits for": lambda s: questions.waiting_on(s, "T1", "U1", limit=5),
    "what an expert may be answering": lambda s: questions.of_expert(s, "T1", "U1", desk="C1", published_since=NOW),
    "what is at risk": lambda s: questions.at_risk(s, "T1", by=NOW, limit=5),
    "how today went": lambda s: questions.published_since(s, "T1", NOW),
    "what this person forwarded last": lambda s: questions.forwarded_last(s, "T1", "U1"),
    "the question of a message": lambda s: questions.find_by_message(s, "T1", "C1", "1.0"),
    "whether a card is on its way": lambda s: questions.posting_into(s, "T1", "C1"),
    "a message that waits for its card": lambda s: questions.find_unplaced(s, "T1", "C1", "1.0"),
    "everything that is open": lambda s: listing.open_questions(s, "T1"),
    "the change of an answer": lambda s: versions.open_change(s, KEPT),
    "what uses an answer": lambda s: versions.open_uses(s, KEPT),
    "who published an answer": lambda s: versions.people_of(s, KEPT),
    "where an answer was published": lambda s: versions.uses(s, KEPT, limit=10),
    "the last publication of a question": lambda s: versions.last_use(s, Question(id=1, workspace="T1")),
    "what is to be reviewed": lambda s: reviews.waiting(s, "T1", today=NOW.date(), asked_before=NOW),
    "the metrics": lambda s: figures.figures(s, figures.Patience(NOW, NOW, ()), now=NOW),
}
LARGE = "questions|outbox|audit|contributions|dues|entries|uses|versions|reviews"
OPEN_ONLY = "questions_held|questions_of_expert|questions_promised|outbox_due|outbox_next|outbox_dead|dues_next"
WHOLE = re.compile(
    rf"SCAN ({LARGE})(?! USING (COVERING|INDEX ({OPEN_ONLY})))"
    rf"|SEARCH ({LARGE}) USING INDEX (?!{OPEN_ONLY})\w+ \(workspace=\?\)"
)


@pytest.mark.parametrize("what", READ_OFTEN)
async def test_what_is_read_at_each_message_does_not_read_all_there_ever_was(db: Database, what: str):
    plan = await plan_of(db, READ_OFTEN[what])

    assert [line for line in plan.splitlines() if WHOLE.search(line)] == [], plan


NARROWED = {
    "all": Narrowing(),
    "a topic": Narrowing(topic="visiting"),
    "an account": Narrowing(account="main"),
    "an owner": Narrowing(owner="U1"),
    "due": Narrowing(due_by=NOW.date()),
    "unused": Narrowing(unused_since=NOW, most_used=1),
}
TEXTS_READ = re.compile(
    r"(SCAN|SEARCH) entries(?! USING (COVERING INDEX entries_(listed|of|to_review)|INTEGER PRIMARY KEY))"
)


@pytest.mark.parametrize("what", NARROWED)
async def test_answers_are_listed_and_counted_in_an_index_and_only_the_texts_that_are_shown_are_read(
    db: Database, what: str
):
    async def browse(session: Any) -> None:
        await entries.used_last(session, "T1", limit=10, skip=20, among=NARROWED[what])
        await entries.count(session, "T1", among=NARROWED[what])
        await entries.kept(session, "T1", today=NOW.date())
        await entries.owners(session, "T1")

    plan = await plan_of(db, browse)

    assert [line for line in plan.splitlines() if TEXTS_READ.search(line)] == [], plan
    assert plan.count("COVERING INDEX entries_") == 4, plan
    assert plan.count("INTEGER PRIMARY KEY") == 1, plan


async def test_looking_for_questions_whose_time_is_over_reads_only_what_is_remembered(db: Database):
    plan = await plan_of(db, lambda session: forgetting.ended(session, before=clock.now(), limit=10))

    assert "USING INDEX questions_remembered" in plan
