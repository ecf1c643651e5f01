"""The sandbox's own OAuth: its page, its codes, tokens that end, workspaces side by side."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from tests.flows.towns import HARBOUR, MEADOW, STATE, VALLEY

APP = {"client_id": "1.1", "client_secret": "sandbox-client-secret"}
BACK = "https://bot.example.org/slack/oauth_redirect"
MANIFEST: dict[str, Any] = {
    "oauth_config": {"redirect_urls": [BACK], "scopes": {"bot": ["chat:write", "channels:history"]}},
    "settings": {"token_rotation_enabled": True},
}
ASKED = {"client_id": "1.1", "scope": "chat:write", "state": "s"}


@pytest.fixture
def beside(sandbox: Sandbox) -> Sandbox:
    """Three more workspaces, two in one organisation."""
    sandbox.use_manifest(MANIFEST)
    for data in (HARBOUR, VALLEY, MEADOW):
        sandbox.add(data)
    return sandbox


async def decided(sandbox: Sandbox, session: aiohttp.ClientSession, team: str, **asked: str) -> Any:
    page = session.post(
        f"{sandbox.url}/oauth/v2/authorize",
        params=ASKED | asked,
        data={"team": team, "decision": "allow"},
        allow_redirects=False,
    )
    async with page as answer:
        return answer.status, parse_qs(urlsplit(answer.headers.get("Location", "")).query), await answer.text()


async def access(client: AsyncWebClient, **how: str) -> Any:
    return (await client.api_call("oauth.v2.access", data=APP | how)).data


async def refused(call: Any) -> str:
    with pytest.raises(SlackApiError) as refusal:
        await call
    return str(refusal.value.response["error"])


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"client_id": "2.2"}, "invalid_client_id"),
        ({"scope": "admin"}, "invalid_scope"),
        ({"redirect_uri": "https://evil.example"}, "bad_redirect_uri"),
    ],
)
async def test_a_page_for_another_app_scope_or_way_back_is_refused(beside, session, asked, error):
    assert (await decided(beside, session, "T0HARBOUR", **asked))[::2] == (400, error)


async def test_a_yes_is_worth_a_token_for_that_workspace(beside, session, client):
    _, back, _ = await decided(beside, session, "T0HARBOUR")

    granted = await access(client, code=back["code"][0])

    assert back["state"] == ["s"]
    assert (granted["team"]["id"], granted["bot_user_id"]) == ("T0HARBOUR", "U0BOTHARBOUR")
    client.token = granted["access_token"]
    assert (await client.auth_test())["team_id"] == "T0HARBOUR"
    assert await refused(client.conversations_history(channel="C0COMMS")) == "channel_not_found"


async def test_a_code_is_worth_nothing_after_ten_minutes(beside, session, client):
    _, back, _ = await decided(beside, session, "T0HARBOUR")
    beside.clock.move(601)

    assert await refused(access(client, code=back["code"][0])) == "invalid_code"


async def test_a_token_ends_after_twelve_hours_and_is_renewed_once(beside, session, client):
    _, back, _ = await decided(beside, session, "T0HARBOUR")
    granted = await access(client, code=back["code"][0])
    assert granted["expires_in"] == 43200
    client.token = granted["access_token"]

    beside.clock.move(43201)
    assert await refused(client.auth_test()) == "token_expired"
    renewed = await access(client, grant_type="refresh_token", refresh_token=granted["refresh_token"])

    again = access(client, grant_type="refresh_token", refresh_token=granted["refresh_token"])
    assert await refused(again) == "invalid_refresh_token"
    client.token = renewed["access_token"]
    assert (await client.auth_test())["team_id"] == "T0HARBOUR"


async def test_an_organisations_token_speaks_in_each_of_its_workspaces_and_no_other(beside, session, client):
    _, back, _ = await decided(beside, session, STATE["id"])
    granted = await access(client, code=back["code"][0])
    client.token = granted["access_token"]

    assert (granted["team"], granted["enterprise"], granted["is_enterprise_install"]) == (None, STATE, True)
    for channel in ("C0VALLEYWATER", "C0MEADOWWATER"):
        await client.chat_postMessage(channel=channel, text="Hello")
    assert await refused(client.chat_postMessage(channel="C0HARBOURWATER", text="Hello")) == "channel_not_found"


async def test_a_workspace_can_be_added_over_http(sandbox, session):
    async with session.post(f"{sandbox.url}/sandbox/workspaces", json=HARBOUR) as answer:
        assert answer.status == 200
    async with session.get(f"{sandbox.url}/sandbox/workspaces") as answer:
        shown = {each["id"]: each["installed"] for each in (await answer.json())["workspaces"]}

    assert shown == {"T0RIVERSIDE": True, "T0HARBOUR": False}
