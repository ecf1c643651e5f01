"""The sandbox, Slack's own client, and a bot that only listens and answers as it is told."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import Clock, Sandbox
from sandbox.serving import served

Json = dict[str, Any]
START = 1_780_000_000.0


@dataclass
class Heard:
    """One request, as it came."""

    headers: dict[str, str]
    raw: str

    @property
    def body(self) -> Json:
        """What it says: an event, an interaction, or a command's fields."""
        if self.headers["content-type"] == "application/json":
            event: Json = json.loads(self.raw)
            return event
        interaction: Json = json.loads(self.fields["payload"]) if set(self.fields) == {"payload"} else self.fields
        return interaction

    @property
    def fields(self) -> dict[str, str]:
        """A form's fields."""
        return {name: values[0] for name, values in parse_qs(self.raw, keep_blank_values=True).items()}


@dataclass
class Listener:
    """A bot without a mind: it keeps what it hears and answers with the next of `answers`, else with 200.

    An answer is a status, an object, or a function that makes one of these of the body."""

    url: str = ""
    heard: list[Heard] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    hold: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.hold.set()

    async def all(self, sandbox: Sandbox) -> list[Json]:
        """Everything that was said, once nothing more is on its way."""
        await sandbox.settled()
        return [one.body for one in self.heard]

    async def forget(self, sandbox: Sandbox) -> None:
        """As if nothing had been said so far."""
        await sandbox.settled()
        self.heard.clear()
        sandbox.deliveries.clear()

    async def hear(self, request: Request) -> Response:
        """Keep it and answer."""
        self.heard.append(Heard(dict(request.headers), (await request.body()).decode()))
        answer = self.answers.pop(0) if self.answers else ""
        answer = answer(self.heard[-1].body) if callable(answer) else answer
        await self.hold.wait()
        if isinstance(answer, int):
            return Response(status_code=answer, headers=self.headers)
        return JSONResponse(answer) if answer else Response()

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator["Listener"]:
        """Serve on a free port."""
        async with served(Starlette(routes=[Route("/slack/events", self.hear, methods=["POST"])])) as self.url:
            try:
                yield self
            finally:
                self.hold.set()


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A sandbox whose time stands still until a test moves it."""
    async with Sandbox(clock=Clock(real=lambda: START)).serving() as served:
        yield served


@pytest.fixture
async def listener(sandbox: Sandbox) -> AsyncIterator[Listener]:
    """What the sandbox takes for the bot."""
    async with Listener().listening() as bot:
        sandbox.delivery.bot_url = bot.url
        yield bot


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """Connections for raw requests."""
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def client(sandbox: Sandbox, session: aiohttp.ClientSession) -> AsyncWebClient:
    """Slack's own client, made as the bot makes it."""
    token = sandbox.core.credentials.bot_token
    return AsyncWebClient(token=token, base_url=f"{sandbox.url}/api/", session=session, retry_handlers=[])


def plain(text: str) -> Json:
    """Text without formatting."""
    return {"type": "plain_text", "text": text}


BUTTON = {"type": "button", "action_id": "approve", "text": plain("Approve"), "value": "42:3"}
SELECT = {"type": "external_select", "action_id": "topic", "placeholder": plain("Topic")}
CARD = [
    {"type": "actions", "block_id": "card", "elements": [BUTTON]},
    {"type": "actions", "block_id": "more", "elements": [SELECT]},
]
INPUT = {"type": "plain_text_input", "action_id": "text", "max_length": 20}
MODAL = {
    "type": "modal",
    "callback_id": "intake",
    "private_metadata": "42",
    "title": plain("Ask"),
    "submit": plain("Ask"),
    "close": plain("Cancel"),
    "notify_on_close": True,
    "blocks": [
        {"type": "input", "block_id": "text", "label": plain("Text"), "element": INPUT},
        {"type": "input", "block_id": "topic", "optional": True, "label": plain("Topic"), "element": SELECT},
        {"type": "actions", "block_id": "card", "elements": [BUTTON]},
    ],
}


@pytest.fixture
async def card(sandbox: Sandbox, listener: Listener, client: AsyncWebClient) -> str:
    """The ts of a message of the bot with a button; the bot has heard of it and forgotten it."""
    posted = await client.chat_postMessage(channel="C0COMMS", text="A card", blocks=CARD)
    await listener.forget(sandbox)
    return str(posted["ts"])


@pytest.fixture
async def view(sandbox: Sandbox, client: AsyncWebClient) -> str:
    """The id of a modal on Maya's screen."""
    opened = await client.views_open(trigger_id=sandbox.core.new_trigger("U0MAYA"), view=MODAL)
    return str(opened["view"]["id"])


@pytest.fixture
def said(sandbox: Sandbox) -> str:
    """The ts of something Maya wrote in #comms."""
    return next(iter(sandbox.workspace.channels["C0COMMS"].messages))
