"""Runs the bot until it is told to stop."""

import argparse
import asyncio
import errno
import logging
import sys
from types import FrameType

import uvicorn

from bot import clock
from bot.app import Expertline
from bot.checkup.storage import kept
from bot.cli.readiness import UNUSABLE, Stopped, require_database, unusable
from bot.db.alone import alone
from bot.settings import Settings
from bot.slack.sealing import BadKeys, Keys

NOTICE_SECONDS = 1.0  # between "not ready" and the end of listening, so that whoever balances the load looks away
GRACE_SECONDS = 3  # for deliveries under way: Slack waits no longer
MISSING = {
    "SLACK_BOT_TOKEN": "the bot's token (xoxb-…): {apps_page}, your app, OAuth & Permissions",
    "SLACK_SIGNING_SECRET": "proves that requests come from Slack: your app, Basic Information, App Credentials",
    "SLACK_CLIENT_ID": "for many workspaces: your app, Basic Information, App Credentials",
    "SLACK_CLIENT_SECRET": "for many workspaces: your app, Basic Information, App Credentials",
    "TOKEN_KEYS": "seals the workspaces' tokens in the database: `python -m bot keys` makes one",
}
ADDRESS_WRONG = {
    errno.EADDRINUSE: "another process listens there already. Stop it, or set another PORT",
    errno.EACCES: "ports below 1024 are for root. Please set another PORT",
    errno.EADDRNOTAVAIL: "this machine has no such address. Leave HOST out to listen at all of them",
}
ONE_OF_THEM = "Stop one of them, or set DATABASE_URL to PostgreSQL"
log = logging.getLogger(__name__)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none: see the settings."""


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Serve, on uvloop where there is one."""
    with asyncio.Runner(loop_factory=uvicorn.Config("", log_config=None).get_loop_factory()) as runner:
        return runner.run(_run(settings))


async def _run(settings: Settings) -> int:
    missing = _missing(settings)
    if missing:
        print("I can't start yet. Please set these in the environment or in a file called .env:", file=sys.stderr)
        for name in missing:
            print(f"  {name}  {MISSING[name].format(apps_page=settings.apps_page)}", file=sys.stderr)
        print(
            "No app yet? `python -m bot manifest` prints what to create it from. Just looking? `make demo`.",
            file=sys.stderr,
        )
        return 2
    try:
        Keys.read(settings.token_keys.get_secret_value())
    except BadKeys as bad:
        print(f"{bad} `python -m bot keys` makes one.", file=sys.stderr)
        return 2
    try:
        await require_database(settings)
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
        return stopped.status
    except UNUSABLE as error:
        print(unusable(error, settings), file=sys.stderr)
        return 1
    if settings.database_file is not None and settings.slack_api_url.startswith("https:"):
        for found in kept(settings.database_file):
            log.warning("%s. %s", found.checked, found.mend)
    if settings.many_workspaces and settings.slack_bot_token.get_secret_value():
        log.warning("SLACK_BOT_TOKEN isn't used: with SLACK_CLIENT_ID every workspace installs the bot itself")
    with alone(settings.database_file) as is_alone:
        if not is_alone:
            log.warning("another process serves on this SQLite file already, and SQLite is for one. %s", ONE_OF_THEM)
        return await _serve(settings)


async def _serve(settings: Settings) -> int:
    if why := await _why_deaf(settings):
        print(why, file=sys.stderr)
        return 1
    clock.run(anchor=settings.clock_anchor or clock.now().timestamp(), rate=settings.clock_rate)
    bot = Expertline(settings)
    config = uvicorn.Config(
        bot.app,
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_config=None,  # its lines come as ours do
        timeout_graceful_shutdown=GRACE_SECONDS,
        server_header=False,
    )
    await Server(config, bot).serve()
    return 0


class Server(uvicorn.Server):
    """Serves until it is told to stop; then the bot says that it isn't ready, and finishes what is under way.

    Told twice, it leaves the rest in the database and goes at once.
    """

    def __init__(self, config: uvicorn.Config, bot: Expertline) -> None:
        super().__init__(config)
        self.bot = bot

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal came; uvicorn's own would raise it once more at the end."""
        if self.bot.stopping:
            self.should_exit = self.force_exit = True
        self.bot.stopping = True
        asyncio.get_running_loop().call_soon_threadsafe(self._notice)

    def _notice(self) -> None:
        asyncio.get_running_loop().call_later(NOTICE_SECONDS, setattr, self, "should_exit", True)


def _missing(settings: Settings) -> list[str]:
    client_id, client_secret = settings.slack_client_id, settings.slack_client_secret.get_secret_value()
    if client_id or client_secret:
        needed = {"SLACK_CLIENT_ID": client_id, "SLACK_CLIENT_SECRET": client_secret}
        needed["TOKEN_KEYS"] = settings.token_keys.get_secret_value()
    else:
        needed = {"SLACK_BOT_TOKEN": settings.slack_bot_token.get_secret_value()}
    missing = [name for name, value in needed.items() if not value]
    by_socket = bool(settings.slack_app_token.get_secret_value())
    if not by_socket and not settings.slack_signing_secret.get_secret_value():
        missing.append("SLACK_SIGNING_SECRET")
    return missing


async def _why_deaf(settings: Settings) -> str:
    """Why nobody could be heard at HOST and PORT; asked before any work is begun."""
    try:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(asyncio.Protocol, settings.host, settings.port, start_serving=False)
    except OSError as error:
        why = ADDRESS_WRONG.get(error.errno or 0, error.strerror or type(error).__name__)
        return f"I can't listen at HOST {settings.host}, PORT {settings.port}: {why}."
    server.close()
    await server.wait_closed()
    return ""
