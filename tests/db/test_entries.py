"""The knowledge base: what is found, offered and remembered."""

from datetime import timedelta

from bot import clock, retrieval
from bot.db import entries
from bot.db.engine import Database
from tests.db.knowledge import ELSEWHERE, HERE, keep


async def test_a_paraphrase_finds_its_answer_above_the_threshold(db: Database):
    async with db.transaction() as session:
        wanted = await keep(session, "Is it safe to drink the tap water after the main break?")
        await keep(session, "When is the garbage collected after a holiday?")
        await keep(session, "Where can I pay a parking ticket?")

    async with db.snapshot() as session:
        found = await entries.search(session, HERE, "can we drink tap water after that broken main", limit=3)

    assert [entry.id for entry, match in found if match.score >= retrieval.SILENT_BELOW] == [wanted.id]


async def test_the_publics_word_finds_the_authoritys(db: Database):
    async with db.transaction() as session:
        wanted = await keep(session, "Which vaccines do children need?")

    async with db.snapshot() as session:
        [(entry, match)] = await entries.search(session, HERE, "what jabs for kids", limit=3)

    assert entry.id == wanted.id
    assert match.score >= retrieval.SILENT_BELOW


async def test_the_closest_wording_is_told(db: Database):
    async with db.transaction() as session:
        await keep(session, "Is the tap water safe?", wordings=["Does the water from the tap need boiling?"])

    async with db.snapshot() as session:
        [(_, match)] = await entries.search(session, HERE, "need I boil water from the tap?", limit=3)

    assert match.wording == "Does the water from the tap need boiling?"


async def test_a_wording_is_remembered_once(db: Database):
    async with db.transaction() as session:
        entry = await keep(session, "Is the tap water safe?")
    for text in ("is the TAP water safe", "Is the tap water safe!?", "may I drink it", "May I drink it?"):
        async with db.transaction() as session:
            await entries.add_wording(session, entry, text)

    async with db.snapshot() as session:
        known = await entries.wordings_of(session, HERE, [entry.id])
        found = await entries.search(session, HERE, "drink it", limit=3)

    assert known == {entry.id: ["Is the tap water safe?", "may I drink it"]}
    assert [one.id for one, _ in found] == [entry.id]


async def test_what_was_used_last_comes_first_and_only_live_entries_of_this_workspace(db: Database):
    now = clock.now()
    async with db.transaction() as session:
        older = await keep(session, "Older?", used_at=now - timedelta(days=2))
        newer = await keep(session, "Newer?", used_at=now)
        await keep(session, "Retired?", used_at=now, status=entries.RETIRED)
        await keep(session, "Elsewhere?", used_at=now, workspace=ELSEWHERE)

    async with db.snapshot() as session:
        last = await entries.used_last(session, HERE, limit=5)

    assert [entry.id for entry in last] == [newer.id, older.id]
