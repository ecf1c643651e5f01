"""Which entries share words with a question, on both databases."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import delete, event, insert, select, update

from bot import retrieval
from bot.db import entries, fulltext
from bot.db.engine import Database
from bot.db.models import Entry, Wording
from tests.db.knowledge import ELSEWHERE, HERE, keep

HOSTILE = [
    '"',
    "'",
    "\\",
    "'; DROP TABLE wordings; --",
    "tap AND water OR NOT NEAR(tap water, 5)",
    "tap* ^water {terms}: -water +tap",
    "tap & water | !cold <-> (warm)",
    "tap:*A 'water':B",
    "%_%",
    ":workspace",
    "\0tap\0",
    "👩‍👩‍👧 🚰?",
    "水道水は飲めますか",
    "क्या पानी सुरक्षित है",
    "x" * 3000,
    "tap water " * 300,
    " ".join(f"word{number}" for number in range(400)),
]


async def found(db: Database, text: str, *, workspace: str = HERE, limit: int = 50) -> list[int]:
    async with db.snapshot() as session:
        return await fulltext.candidates(session, workspace, retrieval.terms(text), limit=limit)


async def test_an_entry_is_found_by_some_of_its_words_in_other_forms(db: Database):
    async with db.transaction() as session:
        entry = await keep(session, "Is it safe to drink the tap water?")
        await keep(session, "When does the library open?")

    assert await found(db, "drinking from taps") == [entry.id]


async def test_an_entry_is_found_by_the_beginning_of_a_word(db: Database):
    async with db.transaction() as session:
        entry = await keep(session, "Where can I be vaccinated?")

    assert await found(db, "vacc") == [entry.id]


async def test_the_entry_that_shares_the_rare_word_comes_first(db: Database):
    async with db.transaction() as session:
        for place in ("library", "pool", "museum", "zoo"):
            await keep(session, f"When does the {place} open in summer?")
        wanted = await keep(session, "Is there an ice rink anywhere?")

    assert (await found(db, "when does the ice rink open"))[0] == wanted.id


async def test_an_entry_with_several_wordings_is_there_once(db: Database):
    async with db.transaction() as session:
        entry = await keep(session, "Is the tap water safe?", wordings=["May I drink tap water?", "tap water ok"])

    assert await found(db, "tap water") == [entry.id]


async def test_an_entry_is_found_by_the_words_of_its_answer_after_those_that_were_asked_so(db: Database):
    async with db.transaction() as session:
        answers = await keep(session, "Can I swim here?", answer="Not below the Elm Street bridge.")
        asks = await keep(session, "Is Elm Street closed?")

    assert await found(db, "elm street") == [asks.id, answers.id]


async def test_entries_found_by_their_answers_have_places_of_their_own(db: Database):
    async with db.transaction() as session:
        for number in range(12):
            await keep(session, f"Is Elm Street closed on day {number}?", answer="No.")
        answers = await keep(session, "Can I swim here?", answer="Not below Elm Street.")

    ids = await found(db, "elm street", limit=10)

    assert len(ids) == 10
    assert ids[-1] == answers.id


async def test_another_workspace_is_never_searched(db: Database):
    async with db.transaction() as session:
        await keep(session, "Is the tap water safe?", answer="The tap water is safe.", workspace=ELSEWHERE)

    assert await found(db, "tap water") == []


@pytest.mark.parametrize("status", [entries.REOPENED, entries.RETIRED])
async def test_what_is_not_live_is_not_found_until_it_is_live_again(db: Database, status: str):
    async with db.transaction() as session:
        entry = await keep(session, "Is the tap water safe?", answer="The tap water is safe.", status=status)

    assert await found(db, "tap water") == []

    async with db.transaction() as session:
        await session.execute(update(Entry).values(status=entries.LIVE))
    assert await found(db, "tap water") == [entry.id]


async def test_a_changed_answer_is_found_by_its_new_words_only(db: Database):
    async with db.transaction() as session:
        entry = await keep(session, "May I swim?", answer="Only at Oak Street.")
    async with db.transaction() as session:
        (await session.scalars(select(Entry))).one().full = "Only at Elm Street."
        await session.execute(update(Entry).values(short="Elm Street"))

    assert await found(db, "elm") == [entry.id]
    assert await found(db, "oak") == []


async def test_a_changed_or_deleted_wording_is_not_found_any_more(db: Database):
    async with db.transaction() as session:
        entry = await keep(session, "Is the tap water safe?", wordings=["May I drink it?"])
    async with db.transaction() as session:
        await session.execute(update(Wording).where(Wording.terms.contains("tap")).values(terms="river"))
        await session.execute(delete(Wording).where(Wording.terms.contains("drink")))

    assert await found(db, "tap") == []
    assert await found(db, "drink") == []
    assert await found(db, "river") == [entry.id]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
async def test_no_text_breaks_the_search_or_the_index(db: Database, text: str):
    async with db.transaction() as session:
        water = await keep(session, "Is the tap water safe?")
        if "\0" not in text:  # PostgreSQL can't keep it, and the door lets none in
            await keep(session, text, answer=text)

    ids = await found(db, text)

    assert ("tap" in text) == (water.id in ids)
    assert await found(db, "safe tap") != []


@pytest.mark.parametrize("term", HOSTILE, ids=range(len(HOSTILE)))
async def test_a_term_is_taken_as_it_stands_whatever_it_is_made_of(db: Database, term: str):
    async with db.transaction() as session:
        await keep(session, "Is it open?")

    async with db.snapshot() as session:
        assert await fulltext.candidates(session, HERE, [term, "", " "]) == []


async def test_without_terms_nothing_is_found(db: Database):
    async with db.transaction() as session:
        await keep(session, "Is the tap water safe?")

    assert await found(db, "?!") == []


async def test_the_right_one_of_ten_thousand_entries_is_found(db: Database):
    chosen = random.Random(7)
    places = [f"place{number}" for number in range(300)]
    things = ["opening", "parking", "water", "tickets", "permit", "closing", "visiting", "dogs", "cost", "safety"]
    async with db.transaction() as session:
        wanted = await keep(session, "Can I bring my dog to place17 in winter?")
        texts = [f"Question about {chosen.choice(things)} at {chosen.choice(places)}" for _ in range(10_000)]
        fields = {
            **{"workspace": HERE, "status": "live", "short": "Yes.", "full": "Yes.", "account": "", "network": "x"},
            **{
                "topic": "",
                "department": "",
                "expert": "",
                "approver": "",
                "used_on": "",
                "review_on": wanted.review_on,
            },
        }
        first = wanted.id + 1
        await session.execute(insert(Entry), [{**fields, "id": first + n, "question": t} for n, t in enumerate(texts)])
        await session.execute(
            insert(Wording),
            [
                {"workspace": HERE, "entry_id": first + n, "text": t, "terms": " ".join(retrieval.terms(t))}
                for n, t in enumerate(texts)
            ],
        )

    async with db.snapshot() as session:
        matches = await entries.search(session, HERE, "are dogs ok at place17 during winter", limit=3)
        among_common_words = await entries.search(session, HERE, "a question about the winter", limit=3)
        by_common_words_alone = await entries.search(session, HERE, "any question?", limit=3)

    assert matches[0][0].id == wanted.id
    assert among_common_words[0][0].id == wanted.id
    assert len(by_common_words_alone) == 3


def nodes(plan: Any) -> Iterator[dict[str, Any]]:
    """Every step of PostgreSQL's plan."""
    yield plan
    for each in plan.get("Plans", ()):
        yield from nodes(each)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_table_is_read_once_for_a_term_though_the_server_does_not_know_yet_how_large_it_is(db: Database):
    """As right after a file was loaded: what the planner believes is far from what there is."""
    async with db.transaction() as session:
        for number in range(40):
            await keep(session, f"Question {number} about the winter")
    said: list[Any] = []
    event.listen(db.engine.sync_engine, "before_cursor_execute", lambda *told: said.append(told[2:4]))

    assert len(await found(db, "any question")) == 40

    searches = [(statement, given) for statement, given in said if statement.lstrip().startswith("WITH asked")]
    assert len(searches) == 2
    for statement, given in searches:
        async with db.engine.connect() as connection:
            result = await connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", given)
            [plan] = result.scalar_one()
        reads = [node["Actual Loops"] for node in nodes(plan["Plan"]) if node.get("Relation Name") == "wordings"]
        assert all(loops <= 1 for loops in reads), reads
