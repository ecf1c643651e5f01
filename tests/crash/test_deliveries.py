"""Slack delivers what was said four times, in any order, to any process: one effect."""

import asyncio
import random
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import Contribution, Question
from sandbox import Sandbox
from sandbox.delivery import Delivery
from tests.crash.afterlife import Afterlife
from tests.crash.conftest import Story
from tests.crash.everybody import standing
from tests.crash.story import ANSWER
from tests.crash.test_crash_points import Record
from tests.flows.reading import broken_promises

HISTORIES = [6, pytest.param(5000, marks=pytest.mark.soak)]
COPIES = 4
AT_ONCE = 6
LATE = 360.0


async def said_meanwhile(world: Afterlife) -> list[dict[str, Any]]:
    """A conversation in the thread, of which Slack has delivered nothing yet; the events, in order."""
    world.sandbox.troubles.set({"delay_events": LATE * 10})
    first = await world.lena.replies("You can visit after 24 hours.")
    await world.tom.replies("I agree with Lena.")
    await world.lena.edits(first, ANSWER)
    second = await world.lena.replies("No, wait.")
    await world.lena.deletes(second)
    await world.lena.replies("The ward is open from 2 pm.")
    await world.maya.replies("Thank you!")
    held = [attempt.body for _, _, attempt in sorted(world.sandbox.events._later)]
    world.sandbox.events.clear()
    world.sandbox.troubles.clear()
    return held


async def delivered(world: Afterlife, bodies: list[dict[str, Any]], *, at_once: int = 1) -> None:
    """Slack delivers these, some of them at the same time, to any of the processes; what fails comes again."""
    ways = [Delivery(world.sandbox.core, world.sandbox.sockets, bot_url=one.url, timeout=3.0) for one in world.awake]
    waiting = list(enumerate(bodies))
    while waiting:
        now, waiting = waiting[:at_once], waiting[at_once:]
        sent = [ways[number % len(ways)].send("event", body) for number, body in now]
        answers = await asyncio.gather(*sent)
        waiting += [each for each, answer in zip(now, answers, strict=True) if not answer.ok]
    for way in ways:
        await way.close()
    await world.quiet()


async def stands(world: Afterlife) -> list[Any]:
    """What was contributed and still stands, and what came of it."""
    async with world.bot.db.snapshot() as session:
        question = await session.scalars(select(Question))
        written = await session.scalars(select(Contribution).order_by(Contribution.ts))
        texts = [(each.ts, each.author, each.text, each.used) for each in written if not each.deleted]
        return [*((each.stage, each.holder, each.draft) for each in question), *texts]


def undated(rows: list[Any]) -> list[Any]:
    return [row[1:] if len(row) == 4 else row for row in rows]


@pytest.mark.parametrize("histories", HISTORIES)
async def test_events_delivered_four_times_in_any_order_have_one_effect(
    histories: int, database_url: str, story: Story, sandbox: Sandbox, record_property: Record
) -> None:
    setting = await story.before("Lena replies", sandbox, database_url)
    processes = 2 if database_url.startswith("postgres") else 1
    async with setting.again(sandbox) as world:
        await delivered(world, await said_meanwhile(world))
        await world.moves("35 seconds")
        expected = await stands(world)

    for seed in range(histories):
        async with setting.again(sandbox) as world:
            for _ in range(1, processes):
                await world.begin()
            bodies = await said_meanwhile(world) * COPIES
            random.Random(seed).shuffle(bodies)
            await delivered(world, bodies, at_once=AT_ONCE)
            await world.moves("35 seconds")
            told = f"history {seed}\n{world.transcript()}"
            assert undated(await stands(world)) == undated(expected), told
            assert await broken_promises(world) == [], told
            assert [key for key, number in standing(world).items() if number > 1] == [], told
    record_property("histories of deliveries", histories)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_events_that_come_six_minutes_late_have_the_effect_they_would_have_had(
    database_url: str, story: Story, sandbox: Sandbox
) -> None:
    setting = await story.before("Lena replies", sandbox, database_url)
    found = []
    for late in (0.0, LATE):
        async with setting.again(sandbox) as world:
            bodies = await said_meanwhile(world)
            await world.moves(f"{late} seconds")
            await delivered(world, bodies)
            await world.moves("35 seconds")
            found.append(undated(await stands(world)))

    assert found[0] == found[1]
    assert found[0][0][2]
