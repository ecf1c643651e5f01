"""What the bot's design rests on in Bolt and in Slack's SDK, so that an upgrade can't undo it unseen."""

import asyncio
import json
import logging
from urllib.parse import urlencode

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltError
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.client import Slack
from bot.slack.socket import Connection

EVENT = {
    "type": "event_callback",
    "team_id": "T1",
    "event_id": "Ev1",
    "event": {"type": "message", "text": "x", "user": "U2", "channel": "C1", "ts": "1.2"},
}
CLICK = {
    "type": "block_actions",
    "team": {"id": "T1"},
    "user": {"id": "U2", "team_id": "T1"},
    "actions": [{"action_id": "go", "type": "button", "block_id": "b"}],
}
COMMAND = {"command": "/ask", "text": "x", "team_id": "T1", "user_id": "U2", "channel_id": "C1", "trigger_id": "1.2.a"}
PAYLOAD = {**COMMAND, "text": "what payload may trucks carry"}


@pytest.fixture(autouse=True)
def _quiet_bolt(caplog):
    caplog.set_level(logging.CRITICAL)


async def authorize(**context):
    """Everybody is at home."""
    return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_user_id="U1")


class Bolt:
    """An app with one listener for everything, which waits for `go` and may fail."""

    def __init__(self, *, before_response=False, fails=False):
        self.go, self.done, self.fails = asyncio.Event(), asyncio.Event(), fails
        self.app = AsyncApp(
            authorize=authorize, request_verification_enabled=False, process_before_response=before_response
        )
        for decorate in (self.app.event("message"), self.app.action("go"), self.app.command("/ask")):
            decorate(self.listener)

    async def listener(self, ack):
        """One listener."""
        await self.go.wait()
        if self.fails:
            raise RuntimeError("the database is down")
        await ack()
        self.done.set()

    async def answer(self, body):
        """What Bolt answers to a body that was parsed already."""
        return await self.app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))

    async def answer_to_form(self, fields):
        """What Bolt answers to a form it parses itself."""
        headers = {"content-type": "application/x-www-form-urlencoded"}
        return await self.app.async_dispatch(AsyncBoltRequest(body=urlencode(fields), headers=headers))


# --- 1: when is Slack told ok?


async def test_by_default_bolt_says_ok_to_an_event_before_its_listener_has_run():
    bolt = Bolt()

    assert (await bolt.answer(EVENT)).status == 200
    assert not bolt.done.is_set()
    bolt.go.set()
    await bolt.done.wait()


async def test_by_default_a_listener_that_fails_loses_the_event():
    bolt = Bolt(fails=True)
    bolt.go.set()

    assert (await bolt.answer(EVENT)).status == 200


@pytest.mark.parametrize("body", [EVENT, CLICK, COMMAND])
async def test_processing_before_the_response_says_ok_when_the_listener_is_through(body):
    bolt = Bolt(before_response=True)
    answer = asyncio.create_task(bolt.answer(body))
    for _ in range(50):
        await asyncio.sleep(0)
    assert not answer.done()

    bolt.go.set()
    assert (await answer).status == 200
    assert bolt.done.is_set()


@pytest.mark.parametrize("body", [EVENT, CLICK, COMMAND])
async def test_processing_before_the_response_makes_a_failure_a_500(body):
    bolt = Bolt(before_response=True, fails=True)
    bolt.go.set()

    assert (await bolt.answer(body)).status == 500


async def test_an_event_without_a_listener_gets_a_404():
    bolt = Bolt(before_response=True)

    assert (await bolt.answer({**EVENT, "event": {**EVENT["event"], "type": "reaction_added"}})).status == 404


# --- 2: why the door parses, and hands Bolt an object


async def test_bolt_itself_loses_a_command_that_speaks_of_a_payload():
    bolt = Bolt(before_response=True)
    bolt.go.set()

    assert (await bolt.answer_to_form(COMMAND)).status == 200
    bolt.done.clear()
    assert (await bolt.answer_to_form(PAYLOAD)).status == 404
    assert not bolt.done.is_set()


async def test_a_parsed_body_reaches_the_listener_whatever_it_speaks_of():
    bolt = Bolt(before_response=True)
    bolt.go.set()

    assert (await bolt.answer(PAYLOAD)).status == 200
    assert bolt.done.is_set()


async def test_a_parsed_body_is_refused_in_http_mode():
    with pytest.raises(BoltError, match="raw string"):
        AsyncBoltRequest(body=COMMAND, mode="http")


def test_bolt_itself_stumbles_over_malformed_json():
    with pytest.raises(json.JSONDecodeError):
        AsyncBoltRequest(body="{", headers={"content-type": "application/json"})


# --- 8: why the client is made with retry_handlers=[]


@pytest.mark.parametrize(("options", "posts"), [({}, 2), ({"retry_handlers": []}, 1)])
async def test_slacks_client_repeats_a_post_whose_reply_is_lost_unless_told_not_to(sandbox, session, options, posts):
    client = AsyncWebClient(token="xoxb-sandbox", base_url=f"{sandbox.url}/api/", session=session, **options)
    sandbox.troubles.set({"lose_next_reply": 1})

    try:
        await client.chat_postMessage(channel="C0COMMS", text="once?")
        lost = False
    except aiohttp.ServerDisconnectedError:
        lost = True

    said = [what.text for what in sandbox.workspace.channels["C0COMMS"].messages.values()]
    assert (said.count("once?"), lost) == (posts, posts == 1)


async def test_the_proxy_that_the_environment_names_is_the_way_to_slack(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    slack = Slack(base_url="https://slack.com/api/", tokens={})

    socket = Connection(slack, "xapp-1")

    assert slack.client("xoxb-1").proxy == socket.proxy == "http://proxy.example:3128"
    await socket.close()
    await slack.close()
