"""Questions and calls only grow in number: nothing that is asked at every beat or message may read all of them."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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
from bot.slack import outbox
from tests.conftest import copied, playing
from tests.flows.playing import World

COLD = "Can I visit the ward if I had a cold last week?"

LEASE = timedelta(seconds=20)


@pytest.fixture
async def db(migrated_file: Path) -> Any:
    database = Database(f"sqlite+aiosqlite:///{migrated_file}")
    yield database
    await database.close()


@contextmanager
def hearing(db: Database) -> Iterator[dict[str, Any]]:
    """What the database is asked meanwhile: each statement once, with some parameters."""
    said: dict[str, Any] = {}

    def hear(_: Any, __: Any, statement: str, parameters: Any, ___: Any, many: bool) -> None:
        said.setdefault(statement, parameters[0] if many else parameters)

    event.listen(db.engine.sync_engine, "before_cursor_execute", hear)
    yield said
    event.remove(db.engine.sync_engine, "before_cursor_execute", hear)


async def explained(db: Database, said: Mapping[str, Any]) -> dict[str, list[str]]:
    """How SQLite does each of them that reads."""
    async with db.engine.connect() as connection:
        return {
            statement: [
                row.detail for row in await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            ]
            for statement, parameters in said.items()
            if statement.startswith(("SELECT", "UPDATE", "DELETE", "WITH"))
        }


async def plan_of(db: Database, ask: Any) -> str:
    """How SQLite reads what this asks for."""
    with hearing(db) as said:
        async with db.snapshot() as session:
            await ask(session)
    return "\n".join(line for lines in (await explained(db, said)).values() for line in lines)


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

KEPT, ASKED = Entry(id=1, workspace="T1"), Question(id=1, workspace="T1")
READ_OFTEN = {
    "what this person waits for": lambda s: questions.waiting_on(s, "T1", "U1", limit=5),
    "what an expert may be answering": lambda s: questions.of_expert(s, "T1", "U1", desk="C1", published_since=NOW),
    "what is at risk": lambda s: questions.at_risk(s, "T1", by=NOW, limit=5),
    "how today went": lambda s: questions.published_since(s, "T1", NOW),
    "what this person forwarded last": lambda s: questions.forwarded_last(s, "T1", "U1"),
    "the question of a message": lambda s: questions.find_by_message(s, "T1", "C1", "1.0"),
    "whether a card is on its way": lambda s: questions.posting_into(s, "T1", ["C1", "U1"]),
    "a message that waits for its card": lambda s: questions.find_unplaced(s, "T1", "C1", "1.0"),
    "everything that is open": lambda s: listing.open_questions(s, "T1"),
    "the change of an answer": lambda s: versions.open_change(s, KEPT),
    "what uses an answer": lambda s: versions.open_uses(s, KEPT),
    "whether an answer is public elsewhere": lambda s: versions.public_elsewhere(s, KEPT, ASKED),
    "the answer of a question": lambda s: entries.of_question(s, "T1", 1),
    "who published an answer": lambda s: versions.people_of(s, KEPT),
    "where an answer was published": lambda s: versions.uses(s, KEPT, limit=10),
    "the last publication of a question": lambda s: versions.last_use(s, ASKED),
    "what is to be reviewed": lambda s: reviews.waiting(s, "T1", today=NOW.date(), asked_before=NOW),
    "where forty cards stand": lambda s: outbox.places(s, "T1", [f"card:{number}" for number in range(40)]),
    "how eleven answers were asked for": lambda s: entries.wordings_of(s, "T1", range(11)),
    "who was asked to review eleven": lambda s: reviews.asked(s, "T1", "U1", range(11)),
    "what fails": lambda s: figures.failing(s, figures.Patience(NOW, NOW, ())),
    "the metrics": lambda s: figures.figures(s, figures.Patience(NOW, NOW, ()), now=NOW),
}
LARGE = "questions|outbox|audit|contributions|dues|entries|wordings|uses|versions|reviews"
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


GROWING = rf"({LARGE}|inbox|drafts|signatures|verdicts|asked|offers)\b"
ALL_THERE_WAS = re.compile(
    rf"SCAN {GROWING}(?! USING (COVERING |)INDEX ({OPEN_ONLY}))"
    rf"|SEARCH {GROWING} USING (COVERING |)INDEX (?!{OPEN_ONLY})\w+ \(workspace=\?\)"
)
READ_WHOLE = {
    "wordings.encoder != ?": "before all that is kept is compared, once a week",
}


async def test_nothing_that_a_story_asks_for_reads_all_there_ever_was(migrated_file: Path, tmp_path: Path):
    async with playing(f"sqlite:///{copied(migrated_file, tmp_path)}") as world:
        with hearing(world.bot.db) as said:
            await live(world)
        plans = await explained(world.bot.db, said)

    whole = {statement: plan for statement, plan in plans.items() if any(map(ALL_THERE_WAS.search, plan))}
    found = [statement for statement in whole if not any(part in statement for part in READ_WHOLE)]
    assert found == [], "\n".join(f"{statement}\n  {whole[statement]}" for statement in found)


async def live(world: World) -> None:
    """All that happens to questions and answers, good and bad."""
    await world.published(COLD)
    await world.lena.replies("Sorry, after 3 days only.")
    await world.sam.asks("May I visit my mother on the ward with a cold?")
    await world.sam.chooses("Use")
    await world.maya.clicks("It still holds")
    await world.maya.clicks("Reopen")
    await world.maya.submits()
    await world.lena.replies("You can visit 3 days after a cold.")
    await world.moves("15 seconds")
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")
    await world.maya.closes()
    for question in ("When does the ward open?", "Is there a florist near the ward?"):
        await world.maya.asks(question)
        await world.maya.closes()
    await world.maya.clicks("Merge with…", old=1)
    await world.maya.fills(merge_target="4")
    await world.maya.clicks("Withdraw")
    await world.maya.submits()
    world.sandbox.workspace.channels["C0INFECT"].archived = True
    for _ in range(5):
        await world.moves("10 minutes")
    for person in (world.maya, world.lena):
        await person.opens_home()
        await person.types("/answers visiting with a cold")
        await person.presses("Look closer")
    await world.moves("7 days")
    await world.bot.auditor.look()
    await world.bot.heartbeat.tidy()
