"""An entry becomes part of another one, and is parted from it again, in whichever process one looks."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db import entries, merging, twins, versions
from bot.db.engine import Database
from bot.db.knowing import KNOWING, Knowing
from bot.db.models import Due, Entry, Twin, Use, Wording
from bot.understanding import encoder
from tests.db.knowledge import ELSEWHERE, HERE, keep


def use(entry: Entry) -> Use:
    said = {"account": "main", "handle": "@Main", "network": "x", "text": entry.short, "by": "U0MAYA"}
    return Use(workspace=entry.workspace, entry_id=entry.id, question_id=None, **said)


async def both(session: AsyncSession, one: int, other: int) -> tuple[Entry, Entry]:
    found = await merging.lock_both(session, HERE, one, other)
    return found[one], found[other]


async def test_what_was_merged_is_found_under_the_kept_one_by_every_process_and_parted_again(db: Database):
    async with db.transaction() as session:
        kept = await keep(session, "Is the tap water safe?")
        gone = await keep(session, "May I bring a parrot to the ward?", wordings=["Are parrots allowed on the ward?"])
    replicas = [Knowing(encoder("")) for _ in range(2)]

    async def found() -> list[int]:
        """What each of two processes finds first."""
        first = []
        for knowing in replicas:
            async with db.snapshot() as session:
                session.info[KNOWING] = knowing
                first.append((await entries.search(session, HERE, "parrots on the ward", limit=1))[0][0].id)
        return first

    assert await found() == [gone.id, gone.id]
    async with db.transaction() as session:
        moved = await merging.join(session, *await both(session, kept.id, gone.id))
    assert await found() == [kept.id, kept.id]
    async with db.transaction() as session:
        one, other = await both(session, kept.id, gone.id)
        await merging.part(session, other, one, moved)
    assert await found() == [gone.id, gone.id]


async def test_uses_of_all_that_was_merged_are_read_with_the_kept_one(db: Database):
    async with db.transaction() as session:
        a, b, c = [await keep(session, question) for question in ("May I visit?", "Can I visit?", "Can we visit?")]
        session.add_all([use(a), use(b), use(c), use(c)])
        await merging.join(session, b, a)
        await merging.join(session, c, b)

    async with db.snapshot() as session:
        assert len(await versions.uses(session, c, limit=10)) == 4
        assert (await versions.extent(session, c)).uses == 4
        assert len(await versions.uses(session, b, limit=10)) == 2
        assert (await merging.standing(session, a)).id == c.id
        assert set(await session.scalars(select(Wording.entry_id))) == {c.id}


@pytest.mark.parametrize("status", ["retired", "recalled", "merged", "reopened"])
async def test_a_contradiction_stands_in_the_way_only_while_both_are_offered(db: Database, status: str):
    async with db.transaction() as session:
        one, other = await keep(session, "May I visit?"), await keep(session, "Can I visit?")
        twin = Twin(workspace=HERE, first_id=one.id, second_id=other.id, kind="contradiction", texts="")
        session.add(twin)
        await session.flush()
        found = [await twins.contradicting(session, each) for each in (one, other)]
        assert [each.id for each in found if each] == [other.id, one.id]
        waiting = await twins.waiting(session, HERE, "contradiction", asked_before=clock.now())
        assert [pair.id for pair, *_ in waiting] == [twin.id]
        assert await twins.open_pairs(session, ELSEWHERE, limit=9) == []

        other.status = status
        await session.flush()

        assert await twins.contradicting(session, one) is None
        assert await twins.open_pairs(session, HERE, limit=9) == []


async def test_the_weekly_look_begins_once_and_can_be_brought_forward(db: Database):
    for _ in range(2):
        async with db.transaction() as session:
            await twins.begin(session, HERE)
    async with db.transaction() as session:
        sweep = await session.scalar(select(Due).where(Due.kind == twins.SWEEP))
        assert sweep is not None
        assert sweep.due_at.weekday() == twins.MONDAY
        await twins.bring_forward(session, HERE)
    async with db.snapshot() as session:
        dues = (await session.scalars(select(Due).order_by(Due.kind))).all()
        assert [due.kind for due in dues] == [twins.ASK, twins.SWEEP]
        assert dues[1].due_at < clock.now() + timedelta(minutes=1)


async def test_what_was_parted_keeps_its_wordings_when_what_it_had_been_part_of_is_parted_too(db: Database):
    async with db.transaction() as session:
        a, b, c = [await keep(session, question) for question in ("May I visit?", "Can I visit?", "Can we visit?")]
        of_a = await merging.join(session, b, a)
        of_b = await merging.join(session, c, b)
        await session.flush()
        await merging.part(session, a, b, of_a)
        await merging.part(session, b, c, of_b)

    async with db.snapshot() as session:
        asked = await entries.wordings_of(session, HERE, [a.id, b.id, c.id])
    assert asked == {a.id: ["May I visit?"], b.id: ["Can I visit?"], c.id: ["Can we visit?"]}


async def test_what_is_published_once_more_counts_for_what_it_is_part_of_and_is_its_own_again(db: Database):
    async with db.transaction() as session:
        a, b, c = [await keep(session, question, used=4) for question in ("May I visit?", "Can I visit?", "Can we?")]
        await merging.join(session, b, a)
        await merging.join(session, c, b)
    async with db.transaction() as session:
        await merging.count_use(session, await entry_of(session, a), on="@Main")
    assert await used(db) == [5, 9, 13]
    async with db.transaction() as session:
        await merging.part(session, await entry_of(session, a), await entry_of(session, b), [])
    async with db.transaction() as session:
        await merging.part(session, await entry_of(session, b), await entry_of(session, c), [])
    assert await used(db) == [5, 4, 4]


async def entry_of(session: AsyncSession, known: Entry) -> Entry:
    found = await entries.lock(session, HERE, known.id)
    assert found is not None
    return found


async def used(db: Database) -> list[int]:
    async with db.snapshot() as session:
        return list(await session.scalars(select(Entry.used).order_by(Entry.id)))
