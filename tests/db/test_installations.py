"""What two processes do to one installation at once ends well."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db import choices, former, installations, organisations
from bot.db.engine import Database
from bot.db.models import Installation, Tuning, Workspace
from bot.settings import with_driver
from bot.workflows import installing

TOKENS: dict[str, Any] = {"key_id": "a", "token": b"old", "refresh_token": b"r"}


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = Database(with_driver(database_url))
    async with database.transaction() as session:
        await installations.keep(session, "T1", {**TOKENS, "expires_at": clock.now() + timedelta(hours=1)})
        await organisations.identify(session, "T1", name="One", url="", bot_user="U1")
    yield database
    await database.close()


async def claimed(db: Database, *, revision: int = 1) -> bool:
    async with db.transaction() as session:
        until = clock.now() + timedelta(seconds=30)
        return await installations.claim_renewal(session, "T1", revision=revision, until=until) is not None


async def renewed(db: Database, *, revision: int = 1) -> bool:
    async with db.transaction() as session:
        return await installations.renewed(session, "T1", {**TOKENS, "token": b"new"}, revision=revision)


async def test_a_renewal_is_claimed_by_one_process_until_its_time_is_over(db: Database) -> None:
    assert await claimed(db)
    assert not await claimed(db)

    clock.correct(timedelta(seconds=31))

    assert await claimed(db)
    assert not await claimed(db, revision=2)


async def test_a_renewal_that_comes_back_after_the_bot_was_removed_brings_nothing_back(db: Database) -> None:
    assert await claimed(db)
    async with db.transaction() as session:
        await installing.uninstalled(session, team="T1", enterprise="", org_wide=False, at=clock.now())

    assert not await renewed(db)

    async with db.snapshot() as session:
        assert (await session.scalars(select(Installation))).all() == []
        assert (await session.scalars(select(Workspace.parked_why))).all() == ["uninstalled"]


async def test_a_renewal_that_comes_back_after_a_new_installation_leaves_that_alone(db: Database) -> None:
    assert await claimed(db)
    async with db.transaction() as session:
        await installations.keep(session, "T1", {**TOKENS, "token": b"installed anew"})

    assert not await renewed(db)

    async with db.snapshot() as session:
        assert await session.scalar(select(Installation.token)) == b"installed anew"


async def test_what_was_taken_out_of_its_organisation_stays_out_whatever_else_is_mended(db: Database) -> None:
    async with db.transaction() as session:
        assert await installations.belongs(session, "T2", "E1")
        await installing.taken_out(session, enterprise="E1", teams=["T2", "T1"])
        await installations.park(session, "E1", why="uninstalled")
        await installations.resume(session, "E1")
        await installations.resume(session, "E1", why="key")

    async with db.snapshot() as session:
        found = {each.id: each.parked_why for each in await session.scalars(select(Workspace))}
    assert found == {"T1": "", "T2": "access"}  # T1 has an installation of its own


async def test_who_installed_it_for_a_whole_organisation_can_be_forgotten_in_each_of_its_workspaces(
    db: Database,
) -> None:
    async with db.transaction() as session:
        for of, user in (("E1", "U0ADMIN"), ("E2", "U0ADMIN")):
            await installations.keep(session, of, {**TOKENS, "org_wide": True, "installed_by": user})
        assert await installations.belongs(session, "T2", "E1")

        changed = await former.rename(session, "T2", "U0ADMIN", to="FORMER1", name="", instead="")

    assert changed == {"installations": 1}
    async with db.snapshot() as session:
        found = {each.id: each.installed_by for each in await session.scalars(select(Installation))}
    assert (found["E1"], found["E2"]) == ("FORMER1", "U0ADMIN")


async def at_once(db: Database, act: Callable[[AsyncSession], Awaitable[object]]) -> None:
    """Two processes do it; the second begins before the first has committed."""

    async def do() -> None:
        async with db.transaction() as session:
            await act(session)

    async with db.transaction() as session:
        await act(session)
        await session.flush()
        second = asyncio.create_task(do())
        await asyncio.wait([second], timeout=0.3)
    await second


async def test_what_is_installed_twice_at_once_is_installed(db: Database) -> None:
    await at_once(db, lambda session: installations.keep(session, "T2", TOKENS))

    async with db.snapshot() as session:
        assert (await session.get_one(Installation, "T2")).revision == 2


async def test_a_workspace_that_two_processes_meet_at_once_belongs_to_its_organisation(db: Database) -> None:
    await at_once(db, lambda session: installations.belongs(session, "T2", "E1"))

    async with db.snapshot() as session:
        assert (await session.get_one(Workspace, "T2")).enterprise == "E1"


async def test_what_is_learned_twice_at_once_is_learned(db: Database) -> None:
    await at_once(db, lambda session: choices.store(session, "T1", {"length": 1.0}, {}))

    async with db.snapshot() as session:
        assert (await session.get_one(Tuning, "T1")).weights == {"length": 1.0}
