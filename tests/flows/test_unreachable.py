"""Slack's name isn't found, or nobody takes up the connection: nothing was sent, and it is sent once all is well."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from sqlalchemy import select

from bot.db.models import Outbox
from bot.lifecycle import Stage
from tests.flows.playing import World
from tests.flows.reading import stages

COLD = "Can I visit the ward if I had a cold last week?"
CALL_SECONDS = 1.0  # real ones, until a call is given up


@contextlib.contextmanager
def no_such_name() -> Iterator[str]:
    """A name that is reserved never to be found."""
    yield "http://slack.invalid/api/"


@contextlib.contextmanager
def nobody_takes_it_up() -> Iterator[str]:
    """A port whose queue is full, so that the system answers no further knock."""
    with socket.socket() as listener, contextlib.ExitStack() as knocking:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            knock = knocking.enter_context(socket.socket())
            knock.setblocking(False)
            knock.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/api/"


@contextlib.contextmanager
def nobody_is_there() -> Iterator[str]:
    """A port on which nobody listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}/api/"


@contextlib.asynccontextmanager
async def elsewhere(world: World, address: str) -> AsyncIterator[None]:
    """The bot looks for Slack there, over a connection of its own."""
    slack, right = world.bot.slack, world.bot.slack.base_url
    await slack.close()
    slack.base_url, slack.timeout = address, CALL_SECONDS
    try:
        yield
    finally:
        await slack.close()
        slack.base_url = right


async def until_tried(world: World) -> list[Outbox]:
    """The calls that were tried, once it is known what came of them."""
    rows: list[Outbox] = []
    async with asyncio.timeout(10):
        while not rows or any(row.attempts and not row.error for row in rows):
            await asyncio.sleep(0.01)
            rows = [row for row in await waiting(world) if row.attempts]
    return rows


async def waiting(world: World) -> list[Outbox]:
    async with world.bot.db.snapshot() as session:
        return list(await session.scalars(select(Outbox).where(Outbox.open)))


@pytest.mark.parametrize(
    ("where", "error"),
    [
        (no_such_name, "ClientConnectorDNSError"),
        (nobody_takes_it_up, "ConnectionTimeoutError"),
        (nobody_is_there, "ClientConnectorError"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_could_not_be_sent_is_known_to_be_unsent_and_is_sent_once_slack_is_there(
    world: World, where: Callable[[], contextlib.AbstractContextManager[str]], error: str
) -> None:
    await world.maya.asks(COLD)
    button, calls = world.lena._button("On it", None, 0), len(world.calls)

    with where() as address:
        async with elsewhere(world, address):
            channel, message, element = button
            pressed = {"action_id": element["action_id"], "block_id": element["block_id"]}
            await world.sandbox.act({"do": "click", "as": "U0LENA", "channel": channel, "ts": message.ts, **pressed})
            rows = await until_tried(world)
    assert {(row.error, row.unsure) for row in rows} == {(error, False)}
    assert len(world.calls) == calls

    await world.moves("35 seconds")

    assert await waiting(world) == []
    looked = [
        call for call in world.calls[calls:] if call["method"] in ("conversations.history", "conversations.replies")
    ]
    assert looked == []
    assert await stages(world) == [Stage.AWAITING_ANSWER]
