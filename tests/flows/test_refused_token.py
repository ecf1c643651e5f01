"""Slack refuses the only workspace's token for a moment: nothing is lost, and nobody has to start the bot again."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from bot import app
from bot.app import Expertline
from bot.db.models import Outbox, Workspace
from sandbox import Sandbox
from tests.conftest import playing, serving
from tests.flows.playing import World

COLD = "Can I visit the ward if I had a cold last week?"


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "REFUSED_AGAIN", 0.1)


@pytest.mark.parametrize("hiccup", [{}, {"answer_503": 1}, {"empty_429": 1}], ids=["none", "503", "429"])
async def test_a_token_that_slack_takes_again_is_used_again(world: World, hiccup: dict[str, int]) -> None:
    refused = {"chat.postMessage": "token_revoked"}
    world.sandbox.troubles.set({"answer_error": refused, "method": "auth.test", **hiccup})

    await world.maya.asks(COLD)
    async with asyncio.timeout(world.patience):
        while not world.desk.shows("can you answer this one?"):  # noqa: ASYNC110 (what is waited for has no event)
            await asyncio.sleep(0.05)
    await world.quiet()

    async with world.bot.db.snapshot() as session:
        assert (await session.scalars(select(Workspace.parked_at))).all() == [None]
    assert world.desk.count("forwarded by Maya Chen") == 1
    errors = [call["response"].get("error") for call in world.sandbox.calls]
    assert errors.count("token_revoked") == 1


async def test_whatever_slack_answers_it_is_asked_again(world: World, caplog: pytest.LogCaptureFixture) -> None:
    team, troubles = world.sandbox.workspace.team, world.sandbox.troubles
    known = team["id"]
    refused = {"chat.postMessage": "token_revoked"}
    troubles.set({"answer_error": refused, "method": "auth.test", "answer_503": 999})
    await world.maya.asks(COLD)

    team["id"] = ["no", "text"]
    troubles.set({"answer_503": 0})
    async with asyncio.timeout(world.patience):
        while "asking Slack who we are failed" not in caplog.text:  # noqa: ASYNC110 (nothing tells)
            await asyncio.sleep(0.05)
        team["id"] = known
        while not world.desk.shows("can you answer this one?"):  # noqa: ASYNC110 (what is waited for has no event)
            await asyncio.sleep(0.05)
    await world.quiet()


@pytest.mark.parametrize("hiccup", [{"answer_503": 1}, {"answer_429": 1}, {"cut_answer": 1}, {"empty_429": 1}], ids=str)
async def test_a_hiccup_of_slacks_at_the_start_is_no_bad_token(
    database_url: str, hiccup: dict[str, int], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "IDENTIFY_AGAIN", 0.1)
    sandbox = Sandbox()
    sandbox.troubles.set({**hiccup, "method": "auth.test"})

    async with playing(database_url, organisation=None, sandbox=sandbox) as world, asyncio.timeout(world.patience):
        while not world.bot.installations.identities:  # noqa: ASYNC110 (what is waited for has no event)
            await asyncio.sleep(0.05)

    assert "not connected yet" in caplog.text
    assert "Slack refuses" not in caplog.text


@pytest.mark.parametrize(
    ("trouble", "why"),
    [
        ({"answer_error": {"auth.test": "invalid_auth"}}, "Slack refuses SLACK_BOT_TOKEN (invalid_auth)"),
        ({"answer_503": 9}, "not connected to Slack yet (http_503)"),
    ],
    ids=["token", "503"],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_bot_that_is_not_ready_says_what_slack_has_against_it(
    database_url: str, trouble: dict[str, Any], why: str
) -> None:
    sandbox = Sandbox()
    sandbox.troubles.set({**trouble, "method": "auth.test"})

    async with playing(database_url, organisation=None, sandbox=sandbox) as world:
        assert await world.bot._why_not_ready() == why


@pytest.mark.parametrize("error", ["org_login_required", "ekm_access_denied"])
async def test_where_slack_shuts_a_workspace_for_a_while_everything_waits(world: World, error: str) -> None:
    world.sandbox.troubles.set({"answer_error": {"chat.postMessage": error}})

    await world.maya.asks(COLD)
    await world.moves("31 seconds")

    assert world.desk.count("can you answer this one?") == 1
    async with world.bot.db.snapshot() as session:
        assert (await session.scalars(select(Outbox.dead_at).where(Outbox.dead_at.is_not(None)))).all() == []


async def test_a_workspace_that_slack_gives_no_name_or_address_any_more_is_served_all_the_same(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    known = dict(world.sandbox.workspace.team)
    world.sandbox.workspace.team.update(name=None, url=None)

    async with serving(Expertline(world.bot.settings)), world.bot.db.snapshot() as session:
        there = (await session.execute(select(Workspace.name, Workspace.url))).all()

    assert "not connected yet" not in caplog.text
    assert there == [(known["name"], known["url"])]
