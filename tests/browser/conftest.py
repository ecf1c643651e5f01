"""Chromium, the sandbox, and a bot that says only what a test tells it to."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import pytest
import pytest_asyncio
from playwright.async_api import Browser
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import Sandbox
from sandbox.serving import served
from tests.browser.browsing import LOOK_AGAIN, PATIENCE, Page, browsing

Json = dict[str, Any]

MANIFEST: Json = {
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
        "slash_commands": [
            {"command": "/ask", "description": "Ask an expert", "usage_hint": "[the question]"},
            {"command": "/answers", "description": "Find an answer", "usage_hint": "[any words]"},
        ],
        "shortcuts": [{"name": "Ask an expert", "type": "message", "callback_id": "ask", "description": "Ask"}],
    },
    "settings": {"event_subscriptions": {"bot_events": ["message.channels"]}},
}


@dataclass
class Parrot:
    """A bot in a few lines: it keeps what it hears and answers what `says` returns."""

    heard: list[Json] = field(default_factory=list)
    says: Callable[[Json], Json | None] = lambda said: None

    async def hear(self, request: Request) -> Response:
        """Commands and interactions are forms, events are JSON."""
        raw = (await request.body()).decode()
        form = dict(parse_qsl(raw))
        said = json.loads(raw) if raw.startswith("{") else json.loads(form["payload"]) if "payload" in form else form
        self.heard.append(said)
        answer = self.says(said)
        return Response() if answer is None else JSONResponse(answer)

    async def hears(self, kind: str) -> Json:
        """The newest of its type, as soon as there is one: the page may show an act before the bot hears of it."""
        async with asyncio.timeout(PATIENCE / 1000):
            while True:
                for said in reversed(self.heard):
                    if said.get("type", "command") == kind:
                        return said
                await asyncio.sleep(LOOK_AGAIN)


@pytest.fixture
def parrot() -> Parrot:
    return Parrot()


@pytest_asyncio.fixture(loop_scope="module")
async def sandbox(parrot: Parrot) -> AsyncIterator[Sandbox]:
    """The hospital's workspace and the parrot, each behind its own port."""
    app = Starlette(routes=[Route("/slack/events", parrot.hear, methods=["POST"])])
    async with served(app) as url, Sandbox(bot_url=url, manifest=MANIFEST).serving() as slack:
        yield slack


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with browsing() as found:
        yield found


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, sandbox: Sandbox) -> AsyncIterator[Page]:
    """Maya in #comms, at a desktop; the browser has nothing to complain about."""
    shown = await Page.open(browser, sandbox.url, at="U0MAYA/C0COMMS")
    yield shown
    await shown.tab.context.close()
    assert shown.complaints == []
