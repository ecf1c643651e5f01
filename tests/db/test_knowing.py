"""What is kept is found by its meaning, by every process, at once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select, text, update

from bot.db import entries, revisions
from bot.db.engine import Database
from bot.db.knowing import KNOWING, Knowing
from bot.db.models import Wording
from bot.retrieval import load
from bot.settings import Settings, with_driver
from bot.understanding import Understanding, encoder
from tests.db.knowledge import ELSEWHERE, HERE, keep
from tests.encoders import as_downloaded

PETS, FAUCET = "Can I bring my dog to visit?", "Is it safe to drink the tap water?"


@pytest.fixture
async def replicas(database_url: str) -> AsyncIterator[list[Database]]:
    """Two processes on one database, each with a memory of its own."""
    found = [Database(with_driver(database_url)) for _ in range(2)]
    for db in found:
        db.tell(**{KNOWING: Knowing(encoder(""))})
    yield found
    for db in found:
        await db.close()


async def look(db: Database, asked: str, *, workspace: str = HERE) -> list[str]:
    async with db.snapshot() as session:
        return [entry.question for entry, _ in await entries.search(session, workspace, asked, limit=5)]


async def test_what_one_process_keeps_the_other_finds_by_its_next_look(replicas: list[Database]):
    here, there = replicas
    async with here.transaction() as session:
        await keep(session, PETS)
    assert await look(there, "Are pets allowed?") == [PETS]

    async with here.transaction() as session:
        await keep(session, FAUCET)

    assert (await look(there, "May we use what comes from the faucet?"))[0] == FAUCET


async def test_another_wording_is_found_at_once(replicas: list[Database]):
    here, there = replicas
    async with here.transaction() as session:
        entry = await keep(session, PETS)
    assert await look(there, "Is the car park free?") in ([], [PETS])
    async with here.transaction() as session:
        entry = await entries.lock(session, HERE, entry.id)
        assert entry is not None
        await entries.add_wording(session, entry, "Where do I park?")

    async with there.snapshot() as session:
        (_, match), *_ = await entries.search(session, HERE, "Where do I park?", limit=5)

    assert match.wording == "Where do I park?"


@pytest.mark.parametrize("status", ["retired", "recalled", "reopened"])
async def test_what_is_taken_back_is_no_longer_found_and_comes_back(replicas: list[Database], status: str):
    here, there = replicas
    async with here.transaction() as session:
        entry = await keep(session, PETS)
    assert await look(there, "Are pets allowed?") == [PETS]
    for now, expected in ((status, []), ("live", [PETS])):
        async with here.transaction() as session:
            found = await entries.lock(session, HERE, entry.id)
            assert found is not None
            found.status = now

        assert await look(there, "Are pets allowed?") == expected


async def test_each_workspace_finds_only_its_own(replicas: list[Database]):
    here, there = replicas
    async with here.transaction() as session:
        await keep(session, PETS, workspace=ELSEWHERE)

    assert await look(there, "Are pets allowed?") == []
    assert await look(there, "Are pets allowed?", workspace=ELSEWHERE) == [PETS]


async def test_vectors_are_kept_and_made_anew_for_another_encoder(replicas: list[Database]):
    here, there = replicas
    async with here.transaction() as session:
        await keep(session, PETS)
        await session.flush()
        await session.execute(update(Wording).values(encoder="another", vector=b"12"))

    knowing = Knowing(encoder(""))
    await knowing.warm(here)

    async with there.snapshot() as session:
        row = (await session.execute(select(Wording.vector, Wording.encoder))).one()
    kept = np.frombuffer(row.vector, np.float16)
    assert row.encoder == encoder("").name
    assert np.allclose(kept, encoder("").encode_one(PETS).raw, atol=1e-2)
    assert await look(there, "Are pets allowed?") == [PETS]


async def test_processes_with_different_encoders_do_not_undo_each_others_vectors(
    replicas: list[Database], tmp_path: Path
):
    here, there = replicas
    ours, theirs = Knowing(encoder("")), Knowing(load(as_downloaded(tmp_path)))
    there.tell(**{KNOWING: theirs})
    async with here.transaction() as session:
        for question in (PETS, FAUCET):
            await keep(session, question)

    assert (await look(there, "Are pets allowed?"))[0] == PETS  # before anything is kept
    for knowing in (ours, theirs, ours, theirs):
        await knowing.warm(here)

    async with here.snapshot() as session:
        assert set(await session.scalars(select(Wording.encoder))) == {theirs.encoder.name}
    for db in (here, there):
        assert (await look(db, "Are pets allowed?"))[0] == PETS
    await Knowing(encoder("")).warm(here)
    assert (await look(there, "Is tap water drinkable?"))[0] == FAUCET


async def test_whatever_goes_wrong_with_the_vectors_it_is_tried_again(db: Database, monkeypatch: pytest.MonkeyPatch):
    looks = 0
    again = asyncio.Event()

    async def warm(*_: Database) -> None:
        nonlocal looks
        looks += 1
        if looks == 1:
            raise ValueError("a vector of another length")
        again.set()

    monkeypatch.setattr(Knowing, "warm", warm)
    monkeypatch.setattr("bot.understanding.LOOK_AGAIN", 0.01)
    understanding = Understanding(db, Settings(_env_file=None))
    understanding.start()

    async with asyncio.timeout(10):
        await again.wait()
    await understanding.stop()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_whoever_takes_an_answer_back_and_whoever_keeps_vectors_do_not_lock_each_other(replicas: list[Database]):
    here, there = replicas
    async with here.transaction() as session:
        pets, faucet = [await keep(session, question) for question in (PETS, FAUCET)]

    async with here.transaction() as session:
        await entries.add_wording(session, faucet, "Is what comes from the tap clean?")
        await session.flush()
        filling = asyncio.create_task(Knowing(encoder("")).fill(there))
        async with asyncio.timeout(10):
            while not await session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                await session.execute(text("SELECT pg_sleep(0.01)"))
        taken_back = await entries.lock(session, HERE, pets.id)
        assert taken_back is not None
        taken_back.status = "recalled"

    assert await filling == 2


async def test_revisions_count_each_workspace_for_itself(replicas: list[Database]):
    db, _ = replicas
    for workspace in (HERE, HERE, ELSEWHERE):
        async with db.transaction() as session:
            await keep(session, PETS, workspace=workspace)

    async with db.snapshot() as session:
        here, elsewhere = await revisions.current(session, HERE), await revisions.current(session, ELSEWHERE)
        assert here is not None
        assert elsewhere is not None
        assert here.revision > elsewhere.revision > 0
        assert await revisions.current(session, "T0NOBODY") is None


async def test_a_transaction_that_fails_leaves_nothing_to_find(replicas: list[Database]):
    here, there = replicas

    async def fail() -> None:
        async with here.transaction() as session:
            await keep(session, PETS)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()

    assert await look(there, "Are pets allowed?") == []


async def test_without_an_encoder_words_are_compared_and_nothing_is_said_of_how_sure_it_is(db: Database):
    async with db.transaction() as session:
        await keep(session, PETS, review_on=date(2099, 1, 1))

    async with db.snapshot() as session:
        (_, match), *_ = await entries.search(session, HERE, "dog visit", limit=5)

    assert match.confidence is None


async def test_what_was_looked_at_before_it_was_given_up_hides_nothing_that_comes_later(replicas: list[Database]):
    here, there = replicas
    async with here.transaction() as session:
        await keep(session, "Where do I park?")
    assert await look(there, "Are pets allowed?") in ([], ["Where do I park?"])

    async def look_and_fail() -> None:
        async with there.transaction() as session:
            await keep(session, FAUCET)
            await entries.search(session, HERE, "Are pets allowed?", limit=5)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await look_and_fail()
    async with here.transaction() as session:
        await keep(session, PETS)

    assert (await look(there, "Are animals welcome?"))[0] == PETS
    assert FAUCET not in await look(there, "May we use what comes from the faucet?")


async def test_a_wording_that_is_taken_out_leaves_the_memory_of_every_process(replicas: list[Database]):
    here, there = replicas
    knowing = Knowing(encoder(""))
    there.tell(**{KNOWING: knowing})
    async with here.transaction() as session:
        entry = await keep(session, PETS, wordings=(FAUCET,))
    encoded = (await knowing.encoded([FAUCET]))[FAUCET]
    async with there.snapshot() as session:
        [*_, faucet] = await session.scalars(select(Wording.id).order_by(Wording.id))
        assert (await knowing.nearest(session, HERE, encoded, 5))[entry.id][0] == faucet

    async with here.transaction() as session:
        await revisions.remove(session, HERE, [faucet])

    async with there.snapshot() as session:
        assert faucet not in (await knowing.nearest(session, HERE, encoded, 5))[entry.id]
    assert await look(there, "Are pets allowed?") == [PETS]
