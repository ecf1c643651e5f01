"""What Slack really sends, as others recorded it: answered well or refused on purpose, never an error of ours."""

import asyncio
import re
import sys

import pytest

from tests.conftest import playing
from tests.contract.validating import SLACK, needs_slack
from tests.flows.playing import World

REPLAY = SLACK / "replay.py"


@needs_slack
@pytest.mark.parametrize("retried", [False, True], ids=["first", "retried"])
@pytest.mark.parametrize("ours", [True, False], ids=["our_workspace", "another_workspace"])
async def test_every_recorded_delivery_is_taken(database_url: str, ours: bool, retried: bool) -> None:
    async with playing(database_url) as world:
        await replay(world, ours=ours, retried=retried)


async def replay(world: World, *, ours: bool, retried: bool) -> None:
    secret = world.sandbox.core.credentials.signing_secret
    command = [sys.executable, str(REPLAY), f"{world.sandbox.delivery.bot_url}/slack/events", "--secret", secret]
    command += ["--set", f"team_id={world.sandbox.workspace.team['id']}"] if ours else []
    command += ["--retry"] if retried else []

    child = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    out, _ = await child.communicate()

    assert child.returncode == 0, out.decode()
    statuses = set(re.findall(r"HTTP (\d+)", out.decode()))
    assert statuses <= {"200", "400"}, out.decode()
