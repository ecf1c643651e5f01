"""The bot as processes of its own: what is done from a shell, as a person would, and `serve` in the hospital."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.manifest import manifest
from sandbox import Sandbox
from sandbox.botprocess import BotProcess, free_port
from tests.forking import ForkedBot, command

TOP = Path(__file__).parents[1]


def connected(sandbox: Sandbox, database_url: str) -> dict[str, str]:
    """The environment that leads the bot to the sandbox."""
    secrets = sandbox.core.credentials
    return {
        "SLACK_API_URL": f"{sandbox.url}/api/",
        "SLACK_BOT_TOKEN": secrets.bot_token,
        "SLACK_SIGNING_SECRET": secrets.signing_secret,
        "DATABASE_URL": database_url,
    }


async def shell(*arguments: str, **environment: str) -> tuple[int, str]:
    """Exit status and everything printed; with --json only what a machine would read."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "DATABASE"))}
    status, out, told = await command(arguments, environment={**inherited, **environment}, folder=TOP)
    return status, out + ("" if "--json" in arguments else told)


@asynccontextmanager
async def living(
    sandbox: Sandbox, folder: Path, *, real: bool = False, inspect_token: str = "look", **besides: str
) -> AsyncIterator[BotProcess]:
    """At work on `folder`/expertline.db, writing to `folder`/log; Slack delivers to it. `besides`: more environment.

    `real`: started from nothing, not forked, where it matters with what a process begins.
    """
    environment = connected(sandbox, f"sqlite:///{folder}/expertline.db") | besides
    for arguments in (["migrate"], ["import", str(TOP / "examples" / "riverside.yaml")]):
        status, _, told = await command(arguments, environment={**os.environ, **environment}, folder=TOP)
        assert status == 0, told
        with (folder / "log").open("a") as log:
            log.write(told)
    kind = BotProcess if real else ForkedBot
    bot = kind(environment, folder / "log", free_port(), inspect_token=inspect_token)
    sandbox.process, sandbox.delivery.bot_url = bot, bot.url
    sandbox.use_manifest(manifest(url=bot.url))
    try:
        await bot.start()
        yield bot
    finally:
        await bot.stop()
