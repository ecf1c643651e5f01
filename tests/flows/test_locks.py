"""Somebody else's locks: a deadlock, a transaction that can't be serialized, a writer that keeps SQLite for itself."""

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import asyncpg
import pytest

from bot.db import organisations
from bot.db.models import Workspace
from bot.db.retrying import retried
from bot.lifecycle import Move, Stage
from sandbox.workspace import Person
from tests.flows.playing import World, said
from tests.flows.reading import contributions, moves, stages
from tests.flows.test_unwritable import on_every_connection

pytestmark = [pytest.mark.each_time, pytest.mark.in_time]

COLD = "Can I visit the ward if I had a cold last week?"

SLACK_SECONDS = 5.0  # that Slack waits here: in the field three, but this machine may be busy


@pytest.fixture(autouse=True)
def slack_is_patient(world: World) -> None:
    world.sandbox.delivery.timeout = SLACK_SECONDS


@contextlib.asynccontextmanager
async def another_session(url: str) -> AsyncIterator[Any]:
    """A connection to the bot's database that isn't the bot's."""
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


async def until_waiting(session: Any, *, number: int = 1) -> None:
    """Until so many of the bot's transactions wait for a lock."""
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    async with asyncio.timeout(10):
        while await session.fetchval(waiting) < number:
            await session.execute("SELECT pg_sleep(0.01)")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_the_victim_of_a_deadlock_is_done_again_and_has_one_effect(world: World, database_url: str) -> None:
    await world.maya.asks(COLD)
    async with another_session(database_url) as other:
        await other.execute("SET deadlock_timeout = '20s'")  # so that the bot's transaction is the one to give way
        async with other.transaction():
            await other.execute("SELECT id FROM questions FOR UPDATE")
            click = asyncio.create_task(world.lena.clicks("On it"))
            await until_waiting(other)
            await other.execute("LOCK TABLE inbox IN SHARE MODE")  # which the click has written to: a circle

        await click

    assert [each["status"] for each in world.sandbox.deliveries if each["status"] != 200] == []
    assert await stages(world) == [Stage.AWAITING_ANSWER]
    assert (await moves(world)).count(Move.ACKNOWLEDGE) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_an_invited_expert_whose_coming_is_told_twice_at_a_time_is_asked_at_once(
    world: World, database_url: str
) -> None:
    await world.maya.types("/ask")
    async with another_session(database_url) as other, other.transaction():
        await other.execute("INSERT INTO members VALUES ('T0RIVERSIDE', 'C0MATERN', 'U0JON')")
        asking = asyncio.create_task(world.maya.fills(text="What about labour ward birth plans?", account="bumps"))
        await until_waiting(other)

    await asking

    assert [each["status"] for each in world.sandbox.deliveries if each["status"] != 200] == []
    assert "<@U0JON>" in said(world.channel("desk-maternity").thread()[-1])


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_somebody_new_who_does_two_things_at_a_time_is_got_to_know_once(world: World, database_url: str) -> None:
    workspace = world.sandbox.workspace
    workspace.people["U0NEW"] = Person("U0NEW", "nia", "Nia New")
    workspace.channels["C0COMMS"].members.append("U0NEW")
    workspace.direct("U0NEW")
    async with another_session(database_url) as other, other.transaction():
        await other.execute(
            'INSERT INTO people (workspace, "user", name, gone, guest) '
            "VALUES ('T0RIVERSIDE', 'U0NEW', 'Nia New', false, false)"
        )
        asking = asyncio.create_task(world.person("U0NEW").types("/ask"))
        await until_waiting(other)

    await asking

    assert [each["status"] for each in world.sandbox.deliveries if each["status"] != 200] == []
    assert world.person("U0NEW").whispers[-1].startswith("Only the communications team can ask the experts.")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_two_processes_that_begin_at_a_time_both_know_the_workspace(world: World, database_url: str) -> None:
    async def begins() -> None:
        async with world.bot.db.transaction() as session:
            await organisations.identify(session, "T0NEW", name="New", url="", bot_user="U0BOT")

    await meanwhile_adds_the_workspace(database_url, begins())

    async with world.bot.db.snapshot() as session:
        row = await session.get_one(Workspace, "T0NEW")
        assert (row.name, row.url, row.bot_user) == ("New", "new.slack.com", "U0BOT")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_row_that_somebody_else_adds_meanwhile_is_found_by_the_next_attempt(
    world: World, database_url: str
) -> None:
    seen: list[str | None] = []

    async def attempt() -> None:
        async with world.bot.db.transaction() as session:
            known = await session.get(Workspace, "T0NEW")
            seen.append(known and known.url)
            if known is None:
                session.add(Workspace(id="T0NEW"))

    await meanwhile_adds_the_workspace(database_url, retried(attempt))

    assert seen == [None, "new.slack.com"]


async def meanwhile_adds_the_workspace(url: str, doing: Coroutine[Any, Any, None]) -> None:
    """Somebody else adds it, and commits as soon as the bot waits for that."""
    async with another_session(url) as other, other.transaction():
        await other.execute(
            "INSERT INTO workspaces (id, name, url, bot_user, parked_why) VALUES ('T0NEW', '', 'new.slack.com', '', '')"
        )
        waiting = asyncio.create_task(doing)
        await until_waiting(other)
    await waiting


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_what_cannot_be_serialized_is_done_again_and_has_one_effect(world: World, database_url: str) -> None:
    await world.maya.asks(COLD)
    async with on_every_connection(world, "SET default_transaction_isolation = 'repeatable read'"):
        async with another_session(database_url) as other:
            async with other.transaction():
                await other.execute("UPDATE questions SET urgent = urgent")
                click = asyncio.create_task(world.lena.clicks("On it"))
                await until_waiting(other)
            await click

        assert [each["status"] for each in world.sandbox.deliveries if each["status"] != 200] == []
        assert await stages(world) == [Stage.AWAITING_ANSWER]
        assert (await moves(world)).count(Move.ACKNOWLEDGE) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_who_waits_for_a_lock_in_vain_is_answered_in_time_and_may_try_again(
    world: World, database_url: str
) -> None:
    await world.maya.asks(COLD)
    async with another_session(database_url) as other, other.transaction():
        await other.execute("SELECT id FROM questions FOR UPDATE")
        answers = await asyncio.gather(*(click_on_it(world) for _ in range(20)))  # more than there are connections

    assert {answer["error"] for answer in answers} == {"dispatch_failed"}  # we said so; Slack didn't give up waiting
    assert {each["status"] for each in world.sandbox.deliveries[-20:]} == {503}

    await world.lena.clicks("On it")
    assert await stages(world) == [Stage.AWAITING_ANSWER]


async def click_on_it(world: World) -> dict[str, Any]:
    channel, message, element = world.lena._button("On it", None, 0)
    pressed = {"action_id": element["action_id"], "block_id": element["block_id"]}
    return await world.sandbox.act({"do": "click", "as": "U0LENA", "channel": channel, "ts": message.ts, **pressed})


@pytest.mark.parametrize(
    "held", [3.0, pytest.param(10.0, marks=pytest.mark.soak)], ids=lambda seconds: f"{seconds:.0f} s"
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_writer_that_keeps_sqlite_for_itself_costs_nobody_a_word(
    world: World, database_url: str, held: float
) -> None:
    await world.maya.asks(COLD)
    ward, asked, before = world.desk.card(), len(world.sandbox.deliveries), await moves(world)
    said = {"do": "say", "as": "U0LENA", "channel": world.desk.id, "text": "Yes, you can.", "thread_ts": ward.ts}

    other = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    until = time.monotonic() + held
    await world.sandbox.act(said)
    while time.monotonic() < until:
        await asyncio.gather(*(click_on_it(world) for _ in range(3)))
    assert await moves(world) == before
    other.execute("ROLLBACK")
    other.close()

    during = world.sandbox.deliveries[asked:]
    assert {each["status"] for each in during} == {503}

    await world.quiet()  # a second try may be under way
    await world.moves("61 seconds")  # Slack sends what failed again
    await world.moves("15 seconds")
    assert await stages(world) == [Stage.AWAITING_SIGN_OFF]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_what_is_written_while_its_question_is_merged_counts_for_the_other(
    world: World, database_url: str
) -> None:
    await world.maya.asks(COLD)
    await world.sam.asks("May my dog come along onto the ward?")
    thread = world.desk.card().ts
    await world.maya.clicks("Merge with…")
    async with another_session(database_url) as other, other.transaction():
        await other.execute("LOCK TABLE audit IN SHARE MODE")  # which the merging writes to, both questions locked
        merging = asyncio.create_task(world.maya.fills(merge_target="1"))
        await until_waiting(other)
        saying = asyncio.create_task(world.lena.says("Dogs may come at noon.", channel="desk-infection", thread=thread))
        await until_waiting(other, number=2)

    await asyncio.gather(merging, saying)

    assert await stages(world) == [Stage.AWAITING_SIGN_OFF, Stage.JOINED]
    assert [row.question_id for row in await contributions(world)] == [1]
