"""Many workspaces share one bot, and some of them have a great deal to say: the others don't wait for it."""

import pytest
from sqlalchemy import select

from bot.db.models import Outbox
from bot.slack import outbox
from bot.slack.pace import ORDINARY
from bot.views.blocks import message
from sandbox.workspace import Channel
from tests.flows.test_rates import step
from tests.stateful.quick import QuickWorld, quick_world

EACH = 10  # messages of a workspace that bursts


def names(number: int) -> list[str]:
    return [f"T0W{each}" for each in range(number)]


def channel_of(workspace: str) -> str:
    return workspace.replace("T0", "C0")


async def say(world: QuickWorld, workspaces: list[str], *, each: int) -> None:
    """So many messages in each of these workspaces, all due now."""
    async with world.bot.db.transaction() as session:
        for workspace in workspaces:
            for number in range(each):
                said = message(f"News {number} of {workspace}")
                key, channel = f"news:{workspace}:{number}", channel_of(workspace)
                outbox.post(session, key=key, workspace=workspace, channel=channel, message=said)


@pytest.mark.parametrize(("many", "loud"), [(60, 5), pytest.param(1000, 50, marks=pytest.mark.soak)])
@pytest.mark.parametrize("database_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)], indirect=True)
async def test_workspaces_with_little_to_say_do_not_wait_for_those_with_much(
    database_url: str, many: int, loud: int
) -> None:
    workspaces = names(many)

    def furnish(world: QuickWorld) -> None:
        for each in map(channel_of, workspaces):
            world.sandbox.workspace.channels[each] = Channel(each, each.lower(), members=["U0BOT", "U0MAYA"])

    async with quick_world(database_url, rates=True, furnish=furnish) as world:
        tokens = world.bot.installations.tokens
        [token] = tokens.values()
        tokens |= dict.fromkeys(workspaces, token)
        noisy, calm = workspaces[:loud], workspaces[loud:]

        await say(world, noisy, each=EACH)  # first, so that all of it is due before anything else
        await say(world, calm, each=1)
        await step(world)
        first = [call["body"]["channel"] for call in world.posted()]

        last = max(first.index(channel_of(each)) for each in calm)
        before = [channel for channel in first[:last] if channel in set(map(channel_of, noisy))]
        assert len(before) <= loud * ORDINARY[0]
        for _ in range(EACH * 2):
            world.time.seconds += 1.0
            await step(world)
        async with world.bot.db.snapshot() as session:
            assert (await session.scalars(select(Outbox.key).where(Outbox.open))).all() == []
        assert len(world.posted()) == len(calm) + loud * EACH
        assert [call for call in world.calls if call["response"].get("error") == "ratelimited"] == []
