"""Where the arguments of our calls stand: what Slack only forgives, another server in its place need not."""

import contextlib
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot import clock
from bot.db.models import Outbox
from bot.db.queue import Claimed
from bot.slack.client import Slack
from bot.slack.reconcile import find_copies
from sandbox.serving import served

Json = dict[str, Any]
Call = tuple[str, str, Json, Json]  # HTTP's verb, the method, the arguments in the query, those in the body
Say = Callable[[str, Json], Json]


@contextlib.asynccontextmanager
async def listening(say: Say) -> AsyncIterator[tuple[Slack, list[Call]]]:
    """Our client, and what a server hears of it that answers with `say(method, arguments)`."""
    heard: list[Call] = []

    async def answer(request: Request) -> Response:
        method, query, said = request.path_params["method"], dict(request.query_params), await request.body()
        body = json.loads(said) if said else {}
        heard.append((request.method, method, query, body))
        return JSONResponse({"ok": True, **say(method, query | body)})

    route = Route("/api/{method}", answer, methods=["GET", "POST"])
    async with served(Starlette(routes=[route])) as url:
        slack = Slack(base_url=f"{url}/api/", tokens={"T": "xoxb-1"})
        try:
            yield slack, heard
        finally:
            await slack.close()


@pytest.mark.parametrize("method", ["users.info", "users.list", "conversations.members", "conversations.history"])
async def test_what_only_reads_is_a_get_with_its_arguments_in_the_query(method: str) -> None:
    async with listening(lambda method, arguments: {}) as (slack, heard):
        await slack.ask("T", method, {"user": "U1", "limit": 500})

    assert heard == [("GET", method, {"user": "U1", "limit": "500"}, {})]


async def test_what_changes_something_is_a_post_with_its_arguments_in_the_body() -> None:
    async with listening(lambda method, arguments: {}) as (slack, heard):
        await slack.call("T", "chat.postMessage", {"channel": "C1", "text": "Hello"})

    assert heard == [("POST", "chat.postMessage", {}, {"channel": "C1", "text": "Hello"})]


async def test_a_lost_direct_message_is_looked_for_with_a_post_and_a_get() -> None:
    row = Outbox(key="k", workspace="T", method="chat.postMessage", channel="U1", due_at=clock.now())
    async with listening(lambda method, arguments: {"channel": {"id": "D1"}, "messages": []}) as (slack, heard):
        assert await find_copies(slack, Claimed(row, unsure=True, parent=None), ours="") == ("D1", [])

    assert [(verb, method) for verb, method, _, _ in heard] == [
        ("POST", "conversations.open"),
        ("GET", "conversations.history"),
    ]
    assert heard[0][2:] == ({}, {"users": "U1"})
    assert heard[1][2]["channel"] == "D1"
