"""A process of its own, killed while the writer is asked: nothing is stuck, and nobody sees anything of it."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sandbox import Sandbox
from sandbox.botprocess import BotProcess
from sandbox.player import Player, words
from tests.endpoint import Endpoint, endpoint
from tests.flows.test_writer import BY_RULES, COLD, MARK, PROPOSED, REPLY, SECRET
from tests.living import living

LEASE = 31  # seconds after which what a dead process had claimed may be claimed again


async def drafted(player: Player) -> None:
    """Asked and answered; the draft by rule is there, and the writer is asked."""
    await player.act("U0MAYA", "command", command="/ask", text="", channel=player.channel("comms").id)
    await player.fill("U0MAYA", text=COLD, account="@RiversideHealth")
    ping = await player.until(lambda: player.button("U0LENA", "On it"), "the ping")
    card = next(m for m in ping.channel.messages.values() if m.user == player.bot and not m.is_reply)
    await player.say("U0LENA", (ping.channel.id, card.ts), REPLY)
    await player.until(lambda: player.button("U0LENA", "Sign off"), "the draft")


def draft(player: Player) -> str:
    """All of the newest draft message."""
    shown = player.button("U0LENA", "Sign off")
    return words(shown.message) if shown else ""


def left(folder: Path) -> list[tuple[int, bool]]:
    """Each row for the writer: how often it was tried, and whether it is done."""
    with sqlite3.connect(folder / "expertline.db") as connection:
        query = "SELECT attempts, done_at IS NOT NULL FROM dues WHERE kind = 'proposal' ORDER BY id"
        return [(attempts, bool(done)) for attempts, done in connection.execute(query)]


def settings(writer: Endpoint) -> dict[str, str]:
    return {"WRITER_URL": writer.url, "WRITER_MODEL": "tiny", "WRITER_KEY": SECRET, "WRITER_SECONDS": "20"}


@asynccontextmanager
async def at_work(folder: Path) -> AsyncIterator[tuple[Endpoint, Player, BotProcess]]:
    """The bot as a process of its own, with a writer, and people who use it."""
    async with (
        endpoint() as writer,
        Sandbox().serving() as sandbox,
        living(sandbox, folder, **settings(writer)) as bot,
    ):
        yield writer, Player(sandbox), bot


async def killed(bot: BotProcess, writer: Endpoint, *, times: int) -> None:
    """It dies while the writer thinks about its answer, and is started again."""
    await writer.was_asked(times)
    await bot.kill()
    await bot.start()


async def test_what_it_asked_is_asked_once_more_by_the_next_and_proposed_once(tmp_path: Path) -> None:
    async with at_work(tmp_path) as (writer, player, bot):
        await writer.will(hold=True)
        await drafted(player)
        await killed(bot, writer, times=1)
        await writer.keeps(1, 2, 4)

        await player.passes(LEASE)
        await player.until(lambda: MARK in draft(player) or None, "the proposal")

        assert draft(player).count(PROPOSED) == 1
        assert len(await writer.asked()) == 2
        assert left(tmp_path) == [(2, True)]
        assert SECRET not in (tmp_path / "log").read_text()


async def test_after_the_second_time_it_is_given_up_and_the_draft_by_rule_can_be_signed(tmp_path: Path) -> None:
    async with at_work(tmp_path) as (writer, player, bot):
        await writer.will(hold=True)
        await drafted(player)
        for times in (1, 2):
            await killed(bot, writer, times=times)
            await player.passes(LEASE)

        await player.until(lambda: left(tmp_path) == [(3, True)] or None, "the end of it")
        assert len(await writer.asked()) == 2
        assert BY_RULES in draft(player)
        button = player.button("U0LENA", "Sign off")
        assert button is not None
        await player.press("U0LENA", button)
        await player.until(lambda: player.button("U0MAYA", "Approve"), "the request to approve it")


async def test_told_to_stop_it_is_out_with_status_0_though_the_writer_is_silent(tmp_path: Path) -> None:
    async with at_work(tmp_path) as (writer, player, bot):
        await writer.will(hold=True)
        await drafted(player)
        await writer.was_asked(1)

        await bot.stop()

        assert bot.exits == [0]
        assert left(tmp_path) == [(1, False)]
