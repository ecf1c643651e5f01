"""The connections to the database: all of them in somebody's hands, or all of them cut off at once."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count

import pytest

from bot import clock
from bot.clock import Clock
from bot.db.engine import CONNECTIONS
from bot.handlers.dispatch import MOST_UNDER_WAY, PATIENCE_SECONDS, QUEUE
from bot.lifecycle import Move, Stage
from bot.slack import door
from bot.slack.door import Answer
from tests.flows.playing import World
from tests.flows.reading import moves, stages
from tests.flows.test_locks import SLACK_SECONDS, another_session, click_on_it

pytestmark = [pytest.mark.each_time, pytest.mark.in_time]

COLD = "Can I visit the ward if I had a cold last week?"
OF_SQLITE = 15  # connections that SQLAlchemy's pool hands out where nothing else was said
SENT_AWAY = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE pid <> pg_backend_pid() AND datname = current_database() AND backend_type = 'client backend'
"""


@asynccontextmanager
async def every_connection(world: World) -> AsyncIterator[None]:
    """In our hands, as if as many people waited for something."""
    async with AsyncExitStack() as held:
        for _ in range(OF_SQLITE if world.bot.db.is_sqlite else CONNECTIONS):
            await held.enter_async_context(world.bot.db.engine.connect())
        yield


async def test_where_no_connection_is_left_slack_hears_so_in_time_and_all_is_well_afterwards(world: World) -> None:
    world.sandbox.delivery.timeout = SLACK_SECONDS
    await world.maya.asks(COLD)
    ward, asked = world.desk.card(), len(world.sandbox.deliveries)
    said = {"do": "say", "as": "U0LENA", "channel": world.desk.id, "text": "Yes, you can.", "thread_ts": ward.ts}

    async with every_connection(world):
        await world.sandbox.act(said)
        answers = await asyncio.gather(*(click_on_it(world) for _ in range(5)))
        during = world.sandbox.deliveries[asked:]
    assert {answer["error"] for answer in answers} == {"dispatch_failed"}
    assert {each["status"] for each in during} == {503}

    await world.quiet()  # a second try may be under way
    await world.moves("61 seconds")  # Slack sends what failed again
    await world.moves("15 seconds")
    assert await stages(world) == [Stage.AWAITING_SIGN_OFF]
    assert (await moves(world)).count(Move.CONTRIBUTE) == 1


async def said_often(world: World) -> Callable[[int], list[asyncio.Task[Answer]]]:
    """Somebody says something; what it returns delivers it so many times more, as other messages."""
    await world.maya.asks(COLD)
    await world.lena.says("Lunch?", channel="desk-infection")
    events = [each["body"] for each in world.sandbox.deliveries if each["kind"] == "event"]
    body = next(each for each in events if each["event"].get("text") == "Lunch?")
    number = count()

    def deliver(times: int) -> list[asyncio.Task[Answer]]:
        bodies = [{**body, "event_id": f"Ev{next(number)}"} for _ in range(times)]
        return [asyncio.create_task(world.bot.dispatch(door.of_socket(each))) for each in bodies]

    return deliver


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_more_deliveries_than_can_be_answered_in_time_are_turned_away_at_once(world: World) -> None:
    deliver, too_many = await said_often(world), 10

    async with every_connection(world):
        asked = deliver(MOST_UNDER_WAY + too_many)
        done, _ = await asyncio.wait(asked, timeout=0.5)
        answers = await asyncio.gather(*asked)

    assert len(done) == too_many
    assert {answer.status for answer in answers} == {503}


@pytest.mark.parametrize(("others", "turned_away"), [(QUEUE, True), (QUEUE - 1, False)])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_whoever_comes_when_a_queue_has_waited_long_is_turned_away_at_once(
    world: World, others: int, turned_away: bool
) -> None:
    deliver, passing = await said_often(world), Clock().steady

    async with every_connection(world):
        waiting = deliver(others)
        await asyncio.wait(waiting, timeout=0.1)
        clock.use(Clock(steady=lambda: passing() + PATIENCE_SECONDS / 2))
        done, _ = await asyncio.wait(deliver(1), timeout=0.5)
        assert not any(each.done() for each in waiting)
        clock.use(Clock())
        await asyncio.gather(*waiting)

    assert len(done) == turned_away


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_connections_that_were_cut_off_cost_nobody_a_click(world: World, database_url: str) -> None:
    await world.maya.asks(COLD)
    async with another_session(database_url) as other:
        await other.execute(SENT_AWAY)

    await world.lena.clicks("On it")

    assert {each["status"] for each in world.sandbox.deliveries} == {200}
    assert (await moves(world)).count(Move.ACKNOWLEDGE) == 1
