"""Processes forked from a server that has imported everything, so that one costs little."""

import asyncio
import multiprocessing
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory

from sandbox.botprocess import BotProcess

FORKING = multiprocessing.get_context("forkserver")
COMMANDS = ("doctor", "exporting", "forget", "importing", "keys", "migrate", "outbox", "search", "serve", "trim")
FORKING.set_forkserver_preload(
    ["tests.crash.mortal", "tests.forking", *(f"bot.cli.{name}" for name in COMMANDS), "tests.crash.warmed"]
)


async def command(arguments: Sequence[str], *, environment: Mapping[str, str], folder: Path) -> tuple[int, str, str]:
    """`python -m bot` with these arguments: its exit status, what it printed, and what it told beside that."""
    return await asyncio.to_thread(_ran, list(arguments), dict(environment), folder)


def _ran(arguments: list[str], environment: dict[str, str], folder: Path) -> tuple[int, str, str]:
    with TemporaryDirectory() as said:
        out, told = Path(said, "out"), Path(said, "told")
        child = FORKING.Process(target=_run, args=(arguments, environment, folder, out, told))
        child.start()
        child.join()
        return child.exitcode or 0, out.read_text(), told.read_text()


@dataclass(frozen=True)
class Forked:
    """A process as asyncio has those that it starts."""

    process: BaseProcess

    @property
    def pid(self) -> int:
        return self.process.pid or 0

    @property
    def returncode(self) -> int | None:
        return self.process.exitcode

    def send_signal(self, signal: int) -> None:
        os.kill(self.pid, signal)

    def kill(self) -> None:
        self.process.kill()

    async def wait(self) -> int:
        await asyncio.to_thread(self.process.join)
        return self.process.exitcode or 0


class ForkedBot(BotProcess):
    """`python -m bot serve`, which costs a tenth of a second of the processor instead of two."""

    async def _serve(self) -> Forked:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        given = (["serve"], self._environment(), Path.cwd(), self.log, self.log)
        child = FORKING.Process(target=_run, args=given, daemon=True)
        child.start()
        return Forked(child)


def _run(arguments: list[str], environment: dict[str, str], folder: Path, out: Path, told: Path) -> None:
    for stream, path in ((1, out), (2, told)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), stream)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    from bot.__main__ import main

    raise SystemExit(main(arguments))
