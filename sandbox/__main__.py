"""`python -m sandbox`: the sandbox, its page, and the bot beside it."""

import argparse
import asyncio
import contextlib
import json
import signal
import sys
from pathlib import Path

from sandbox import questions, story
from sandbox.botprocess import BotProcess, free_port
from sandbox.clock import Clock
from sandbox.errors import ActError
from sandbox.player import Player
from sandbox.slack import Sandbox

DEMO = Path(".demo")
DATABASE = DEMO / "expertline.db"
ORGANISATION = Path(__file__).parents[1] / "examples" / "riverside.yaml"


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8080, help="where the page is (8080)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    parser.add_argument("--bot-port", type=int, default=0, help="where the bot listens (any free port)")
    parser.add_argument("--database-url", help="the bot's database (a fresh SQLite file in .demo)")
    parser.add_argument(
        "--import", dest="import_file", type=Path, default=ORGANISATION, help="the organisation the bot starts with"
    )
    parser.add_argument("--record", type=Path, help="write every Web API call to this file at the end")
    parser.add_argument("--rate", type=float, default=1.0, help="how many seconds pass in one (1)")
    parser.add_argument("--rates", choices=["off", "real"], default="off", help="Slack's rate limits (off)")
    parser.add_argument("--socket-mode", action="store_true", help="let the bot connect by Socket Mode")
    parser.add_argument("--no-bot", action="store_true", help="only the sandbox")
    parser.add_argument(
        "--play",
        nargs="+",
        metavar=("WHAT", "FILE"),
        help="`story`, or `questions FILE`: play it and exit, 0 where it ended well",
    )
    return parser.parse_args()


def bot_process(options: argparse.Namespace, sandbox: Sandbox) -> BotProcess:
    """The bot's process, pointed at the sandbox."""
    secrets = sandbox.core.credentials
    environment = {
        "SLACK_API_URL": f"{sandbox.url}/api/",
        "SLACK_BOT_TOKEN": secrets.bot_token,
        "SLACK_SIGNING_SECRET": secrets.signing_secret,
        "SLACK_APP_TOKEN": secrets.app_token if options.socket_mode else "",
        "DATABASE_URL": options.database_url or f"sqlite:///{DATABASE}",
        "CLOCK_ANCHOR": repr(sandbox.clock.anchor),
        "CLOCK_RATE": repr(sandbox.clock.rate),
    }
    return BotProcess(environment, DEMO / "bot.log", options.bot_port or free_port(), options.import_file)


async def run(options: argparse.Namespace) -> int:
    """Serve until somebody says stop, or until the play is over."""
    sandbox = Sandbox(clock=Clock(rate=options.rate), rates=options.rates)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        async with sandbox.serving(host=options.host, port=options.port):
            if not options.no_bot:
                await start_bot(options, sandbox)
            if options.play:
                return 0 if await play(options, sandbox) else 1
            print(f"The sandbox is at {sandbox.url}  (Ctrl-C stops it)", flush=True)
            await stop.wait()
    finally:
        if sandbox.process is not None:
            await sandbox.process.stop()
        if options.record:
            options.record.write_text(json.dumps(sandbox.calls, indent=1))
    return 0


async def play(options: argparse.Namespace, sandbox: Sandbox) -> bool:
    """The story, or a file of questions."""
    player = Player(sandbox)
    command = next(each["command"] for each in sandbox.core.manifest.commands if each["command"].endswith("ask"))
    match options.play:
        case ["story"]:
            return await story.play(player, command=command)
        case ["questions", file]:
            return await questions.play(player, Path(file), command=command)
    raise ActError("--play takes `story` or `questions FILE`")


def fresh_database() -> None:
    """The demo starts from nothing each time."""
    DEMO.mkdir(exist_ok=True)
    for ending in ("", "-wal", "-shm"):
        Path(f"{DATABASE}{ending}").unlink(missing_ok=True)


async def start_bot(options: argparse.Namespace, sandbox: Sandbox) -> None:
    """A fresh database, the example organisation, and the bot."""
    if not options.database_url:
        fresh_database()
    process = bot_process(options, sandbox)
    sandbox.process = process
    sandbox.delivery.bot_url = process.url
    sandbox.use_manifest(await process.manifest())
    await process.prepare()
    await process.start()
    sandbox.clock.on_move.append(lambda: process.follow(sandbox.clock))


if __name__ == "__main__":
    try:
        with contextlib.suppress(KeyboardInterrupt):
            sys.exit(asyncio.run(run(arguments())))
    except ActError as refusal:
        sys.exit(str(refusal))
