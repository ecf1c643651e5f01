"""Slack refuses the only workspace's token for a moment: nothing is lost, and nobody has to start the bot again."""

import asyncio

import pytest
from sqlalchemy import select

from bot import app
from bot.db.models import Workspace
from tests.flows.playing import World

COLD = "Can I visit the ward if I had a cold last week?"


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "REFUSED_AGAIN", 0.1)


async def test_a_token_that_slack_takes_again_is_used_again(world: World) -> None:
    world.sandbox.troubles.set({"answer_error": {"chat.postMessage": "token_revoked"}, "method": "chat.postMessage"})

    await world.maya.asks(COLD)
    async with asyncio.timeout(world.patience):
        while not world.desk.shows("can you answer this one?"):  # noqa: ASYNC110 (what is waited for has no event)
            await asyncio.sleep(0.05)
    await world.quiet()

    async with world.bot.db.snapshot() as session:
        assert (await session.scalars(select(Workspace.parked_at))).all() == [None]
    assert world.desk.count("forwarded by Maya Chen") == 1
    refused = [call for call in world.sandbox.calls if call["response"].get("error") == "token_revoked"]
    assert len(refused) == 1
