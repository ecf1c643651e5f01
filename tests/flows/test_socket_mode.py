"""Deliveries by Socket Mode: Slack's socket can't be had, doesn't stand, or closes while something is under way."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp
import pytest

from bot.slack import socket
from sandbox import Sandbox
from sandbox.serving import served
from tests.conftest import playing
from tests.flows.playing import World

COLD = "Can I visit the ward if I had a cold last week?"
OPEN = "apps.connections.open"
BY_SOCKET: Mapping[str, Any] = {"slack_app_token": "xapp-sandbox"}

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "LOOK", 0.02)
    monkeypatch.setattr(socket, "PING", 0.1)


@pytest.fixture
def besides() -> Mapping[str, Any]:
    return BY_SOCKET


async def connected(world: World) -> None:
    """Wait until the bot's socket stands."""
    async with asyncio.timeout(10):
        while not world.sandbox.sockets.open or world.bot.socket is None or world.bot.socket.deaf:  # noqa: ASYNC110 (nothing tells)
            await asyncio.sleep(0.01)


async def ready(world: World) -> tuple[int, str]:
    """What `/readyz` says."""
    async with served(world.bot.app) as url, aiohttp.ClientSession() as client, client.get(f"{url}/readyz") as answer:
        return answer.status, await answer.text()


async def test_the_story_goes_on_while_slack_asks_for_another_connection(world: World) -> None:
    await connected(world)
    await world.maya.asks(COLD)
    await world.sandbox.sockets.refresh()
    await connected(world)
    await world.lena.clicks("On it")

    assert world.desk.shows("is on it")


@pytest.fixture
async def waiting(database_url: str) -> AsyncIterator[World]:
    """A bot to which Slack gave no socket when it began."""
    sandbox = Sandbox()
    sandbox.troubles.set({"method": OPEN, "answer_500": 1_000})
    async with playing(database_url, sandbox=sandbox, besides=BY_SOCKET) as world:
        yield world


async def test_a_bot_that_gets_no_socket_yet_is_at_work_and_says_what_it_waits_for(
    waiting: World, caplog: pytest.LogCaptureFixture
) -> None:
    async with asyncio.timeout(10):
        while "no socket to Slack (fatal_error)" not in caplog.text:  # noqa: ASYNC110 (nothing tells)
            await asyncio.sleep(0.01)
    assert waiting.bot.heartbeat.last_beat is not None
    status, why = await ready(waiting)
    assert (status, why) == (503, "Slack gives us no socket\n")

    waiting.sandbox.troubles.clear()
    await connected(waiting)
    await waiting.maya.asks(COLD)

    assert (await ready(waiting))[0] == 200
    assert waiting.desk.shows("can you answer this one?")


async def test_an_address_that_let_nobody_in_is_not_tried_for_ever(world: World) -> None:
    await connected(world)
    world.sandbox.troubles.set({"refuse_socket": 1})

    await asyncio.gather(*(each.close() for each in list(world.sandbox.sockets.open)))
    await connected(world)
    await world.maya.asks(COLD)

    assert world.desk.shows("can you answer this one?")


async def test_a_bot_whose_socket_is_lost_for_long_is_not_ready(world: World) -> None:
    await connected(world)
    world.sandbox.troubles.set({"method": OPEN, "answer_500": 1_000})

    await asyncio.gather(*(each.close() for each in list(world.sandbox.sockets.open)))
    async with asyncio.timeout(10):
        while (await ready(world))[0] == 200:  # noqa: ASYNC110 (nothing tells)
            await asyncio.sleep(0.01)
    world.sandbox.troubles.clear()
    await connected(world)

    assert (await ready(world))[0] == 200


async def test_what_was_heard_before_the_end_is_finished_and_acknowledged(world: World) -> None:
    await connected(world)
    assert world.bot.socket is not None
    ask = {"do": "command", "as": "U0MAYA", "channel": "C0COMMS", "command": "/ask", "text": COLD}

    async with world.bot.db.transaction():  # whoever wants to write waits
        asked = asyncio.create_task(world.sandbox.act(ask))
        async with asyncio.timeout(10):
            while not world.bot.dispatch._under_way:  # noqa: ASYNC110 (nothing tells)
                await asyncio.sleep(0.01)
        stopping = asyncio.create_task(world.bot.socket.stop())
        await asyncio.sleep(0.1)
    await stopping

    assert (await asked)["status"] == 200
