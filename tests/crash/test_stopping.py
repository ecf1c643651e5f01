"""The real process, told to stop in the middle of its work: not ready first, out in ten seconds, nothing lost."""

import asyncio
import time
from pathlib import Path

import aiohttp
import pytest

from sandbox import Sandbox
from sandbox.botprocess import BotProcess
from sandbox.player import Player
from tests.living import living

OUT_SECONDS = 10.0


async def test_a_process_told_to_stop_says_so_and_is_out_in_ten_seconds_though_slack_is_silent(tmp_path: Path) -> None:
    async with Sandbox().serving() as sandbox, living(sandbox, tmp_path, real=True) as bot:
        player = Player(sandbox)
        sandbox.troubles.set({"stall": 1, "method": "chat.postMessage"})
        await player.act("U0MAYA", "command", command="/ask", text="", channel=player.channel("comms").id)
        await player.fill("U0MAYA", text="Can I visit the ward if I had a cold?", account="@RiversideHealth")
        await player.until(lambda: sandbox.troubles.stall == 0 or None, "the first message")

        started = time.monotonic()
        stopping = asyncio.create_task(bot.stop())
        said = await readiness(bot)
        await stopping
        took = time.monotonic() - started
        await bot.start()
        await player.passes(30)
        button = await player.until(lambda: player.button("U0LENA", "On it"), "the ping")

    assert said == (503, "stopping\n")
    assert bot.exits[0] == 0
    assert took < OUT_SECONDS
    cards = [
        m for m in button.channel.messages.values() if not m.is_reply and "On it" not in m.text and m.user == player.bot
    ]
    assert len(cards) == 1


async def readiness(bot: BotProcess) -> tuple[int, str]:
    """What it says of itself as soon as it is no longer ready."""
    async with aiohttp.ClientSession() as session:
        for _ in range(200):
            async with session.get(f"{bot.url}/readyz") as response:
                if response.status != 200:
                    return response.status, await response.text()
            await asyncio.sleep(0.01)
    pytest.fail("it said that it was ready until it was gone")
