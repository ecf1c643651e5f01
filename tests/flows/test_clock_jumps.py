"""The machine's clock is set while questions wait: nobody is called early or twice, and no storm breaks loose."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot import clock
from bot.clock import STAYS
from bot.db import queue
from bot.db.engine import Database
from bot.db.models import Question
from bot.heartbeat import Heartbeat
from bot.settings import with_driver
from bot.slack.client import Slack
from bot.slack.sending import Sender
from tests.stateful.quick import HandheldClock, QuickWorld, quick_world

pytestmark = pytest.mark.each_time

COLD = "Can I visit the ward if I had a cold last week?"
HOUR, DAY = 3600.0, 86400.0
JUMPS = [
    *[("sqlite", jump) for jump in (1.0, -1.0, HOUR, -HOUR, DAY, -DAY)],
    *[("postgresql", jump) for jump in (HOUR, -HOUR)],
]
set_by = pytest.mark.parametrize(("database_url", "jump"), JUMPS, indirect=["database_url"])
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
only_replicas = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[QuickWorld]:
    """Time is moved by hand; the machine's clock is `machine_off` away from it."""
    async with quick_world(database_url) as world:
        yield world
        assert world.failures.seen == []


async def wakes(world: QuickWorld, seconds: float) -> None:
    """A heartbeat every two seconds for so long."""
    for _ in range(int(seconds / 2)):
        world.time.seconds += 2
        await world.settle()


def calls(world: QuickWorld) -> int:
    """How often somebody was called by name."""
    return sum("<@U" in call["body"]["text"] for call in world.posted())


@set_by
async def test_what_had_time_left_keeps_it_when_the_clock_is_set(world: QuickWorld, jump: float) -> None:
    for asked in (COLD, "When is the ward open on Sunday?", "May I bring flowers to the ward?"):
        await world.maya.asks(asked)
    await world.passes(60)
    before = calls(world)

    world.time.machine_off = jump
    await wakes(world, 16)
    await world.passes(28)
    assert calls(world) == before  # the reminder after two minutes isn't early
    await world.passes(30)
    assert calls(world) == before + 3  # and not late
    await world.passes(150)
    assert calls(world) == before + 3  # nor said twice, before the next expert is asked after five minutes
    await world.passes(30)
    assert calls(world) == before + 6


@set_by
async def test_the_clock_on_the_card_is_the_machines_again_where_it_alone_tells_the_time(
    world: QuickWorld, jump: float
) -> None:
    await world.maya.asks(COLD)

    world.time.machine_off = jump
    await wakes(world, STAYS + 6)

    follows = jump if world.bot.db.is_sqlite else 0.0
    assert clock.now().timestamp() - world.time.seconds == pytest.approx(follows, abs=0.1)
    async with world.bot.db.snapshot() as session:
        since = await session.scalar(select(Question.stage_since))
        due_at, _ = await queue.next_due(session)
    assert since is not None
    assert due_at is not None
    assert (due_at - since).total_seconds() == pytest.approx(120.0, abs=0.01)


async def test_a_clock_set_back_and_forth_calls_nobody_and_breaks_nothing(world: QuickWorld) -> None:
    await world.approved(COLD)
    before = calls(world)

    for jump in (HOUR, 0.0, -HOUR, 0.0):
        world.time.machine_off = jump
        await wakes(world, 16)

    assert calls(world) == before
    await world.passes(124)
    assert calls(world) == before + 1


@only_sqlite
async def test_after_the_machines_clock_was_set_slack_is_heard_within_seconds(database_url: str) -> None:
    """The five minutes at the door are counted on the same clock: what Slack signs at the right time comes in."""
    async with quick_world(database_url) as world:
        world.time.machine_off = -HOUR
        clock.use(HandheldClock(world.time))  # it started an hour behind

        world.time.machine_off = 0.0
        await wakes(world, STAYS + 4)

        assert abs(clock.now().timestamp() - world.time.seconds) < 1.0


@only_replicas
async def test_two_replicas_five_seconds_apart_call_once_and_not_early(database_url: str) -> None:
    async with quick_world(database_url) as world:
        clocks = [HandheldClock(world.time, off=5.0), HandheldClock(world.time)]
        await world.maya.asks(COLD)
        before, asked = calls(world), world.time.seconds

        def late() -> float:
            return world.time.seconds - asked

        while calls(world) == before:
            world.time.seconds += 1.0
            clock.use(clocks[int(late()) % 2])
            await world.settle()

        assert 120.0 <= late() <= 122.0
        assert calls(world) == before + 1


async def test_a_process_on_a_machine_whose_clock_is_wrong_takes_the_databases_time(database_url: str) -> None:
    db = Database(with_driver(database_url))
    heartbeat = Heartbeat(db, Sender(db, Slack(base_url="", tokens={}), landed=lambda outcome: None), seconds=2.0)
    right = clock.Clock()
    clock.use(clock.Clock(machine=lambda: right.machine() + HOUR, steady=right.steady))

    await heartbeat.work()
    await db.close()

    off = (clock.now() - right.now()).total_seconds()
    assert off == pytest.approx(HOUR if db.is_sqlite else 0.0, abs=1.0)
