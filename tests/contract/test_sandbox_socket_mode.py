"""Slack's own Socket Mode client, connected to the sandbox."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from sandbox import Sandbox
from tests.contract.conftest import MODAL

MAYA, COMMS = "U0MAYA", "C0COMMS"
RETRIES = (1, 60, 300)  # at once, after a minute, after five


@dataclass
class Connected:
    """A bot at the other end of a WebSocket: it keeps what it hears and answers with the next of `answers`."""

    client: SocketModeClient
    heard: list[SocketModeRequest] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)

    async def hear(self, client: Any, request: SocketModeRequest) -> None:
        """Keep it and acknowledge it, unless the answer is `silence`."""
        self.heard.append(request)
        answer = self.answers.pop(0) if self.answers else None
        if answer != "silence":
            await client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id, payload=answer))

    async def connected(self, sandbox: Sandbox, *, times: int) -> None:
        """Wait until Slack's side sees so many connections."""
        async with asyncio.timeout(10):
            while len(sandbox.sockets.open) != times:  # noqa: ASYNC110 - nothing to wait on: it is the client that moves
                await asyncio.sleep(0.01)


@pytest.fixture
async def bot(sandbox, client) -> AsyncIterator[Connected]:
    """A bot without a public address."""
    client.token = None
    socket = SocketModeClient(app_token="xapp-sandbox", web_client=client, ping_interval=3600)
    connected = Connected(socket)
    socket.socket_mode_request_listeners.append(connected.hear)
    await socket.connect()
    await connected.connected(sandbox, times=1)
    client.token = "xoxb-sandbox"
    try:
        yield connected
    finally:
        await socket.close()


async def test_an_event_a_command_and_an_interaction_come_in_envelopes(sandbox, client, bot, said):
    posted = await client.chat_postMessage(
        channel=COMMS, text="A card", blocks=[{**MODAL["blocks"][2], "block_id": "card"}]
    )
    await sandbox.settled()
    bot.heard.clear()
    bot.answers = [None, {"text": "psst"}, None]

    await sandbox.act({"do": "say", "as": MAYA, "channel": COMMS, "text": "Hello"})
    await sandbox.settled()
    await sandbox.act({"do": "command", "as": MAYA, "channel": COMMS, "command": "/ask", "text": "what payload?"})
    click = {"do": "click", "as": MAYA, "channel": COMMS, "ts": posted["ts"], "action_id": "approve"}
    answer = await sandbox.act(click)

    assert [one.type for one in bot.heard] == ["events_api", "slash_commands", "interactive"]
    assert [one.accepts_response_payload for one in bot.heard] == [False, True, True]
    assert bot.heard[0].payload["event"]["text"] == "Hello"
    assert bot.heard[1].payload["text"] == "what payload?"
    assert bot.heard[2].payload["actions"][0]["value"] == "42:3"
    assert answer["status"] == 200
    assert [what.text for what in sandbox.workspace.channels[COMMS].messages.values() if what.ephemeral_for] == ["psst"]


async def test_an_acknowledgement_may_carry_what_a_submission_answers(sandbox, bot, view):
    bot.answers = [{"response_action": "errors", "errors": {"text": "Too vague"}}]
    typed = {"text": {"text": {"value": "Is it safe?"}}}
    answer = await sandbox.act({"do": "submit", "as": MAYA, "view_id": view, "values": typed})

    assert answer["modals"][0]["errors"] == {"text": "Too vague"}


async def test_an_event_nobody_acknowledges_is_sent_again_with_its_reason(sandbox, bot):
    sandbox.delivery.timeout = 0.1
    bot.answers = ["silence"]
    await sandbox.act({"do": "say", "as": MAYA, "channel": COMMS, "text": "Hello"})
    await sandbox.settled()

    assert [(one.retry_attempt, one.retry_reason) for one in bot.heard] == [(0, ""), (1, "timeout")]
    assert [entry.get("error", "") for entry in sandbox.deliveries] == ["operation_timeout", ""]


async def test_a_refresh_makes_the_bot_connect_again_and_nothing_is_lost(sandbox, bot):
    old = sandbox.sockets.open[0]
    await sandbox.sockets.refresh()
    await sandbox.act({"do": "say", "as": MAYA, "channel": COMMS, "text": "meanwhile"})
    await bot.connected(sandbox, times=1)
    for seconds in RETRIES:
        sandbox.clock.move(seconds)
        await sandbox.settled()
    await bot.connected(sandbox, times=1)  # the SDK may connect twice: for the word, and for the connection that ends

    assert sandbox.sockets.open[0] is not old
    assert [one.payload["event"]["text"] for one in bot.heard] == ["meanwhile"]


async def test_a_bot_in_socket_mode_is_never_called_over_http(sandbox, listener, bot):
    await bot.client.close()
    await bot.connected(sandbox, times=0)
    answer = await sandbox.act({"do": "command", "as": MAYA, "channel": COMMS, "command": "/ask", "text": "x"})

    assert answer["error"] == "dispatch_failed"
    assert listener.heard == []


async def test_each_connection_needs_a_ticket_of_its_own(sandbox, client, session):
    client.token = None
    address = (await client.apps_connections_open(app_token="xapp-sandbox"))["url"].replace("ws://", "http://")

    async def status(url):
        async with session.get(url, headers={"Connection": "close"}) as response:
            return response.status

    assert await status(address.replace("ticket=", "ticket=x")) == 403
    assert await status(address) == 400  # a ticket, but no WebSocket
    assert await status(address) == 403
