"""A photograph of everything: what Slack remembers and what the database holds, to begin from there again."""

import asyncio
import copy
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox import Sandbox
from sandbox.clock import Clock
from tests import postgres

PARTS = ("", "-wal", "-shm")


@dataclass(frozen=True)
class Photograph:
    """One moment between two steps of a story; nobody writes while it is taken."""

    slack: Any
    clock: Clock  # the one that `slack` goes by
    now: float
    database: str

    async def database_again(self, folder: Path) -> str:
        """The address of a new database that holds what this one held."""
        if self.database.startswith("sqlite"):
            return _copied(self.database, folder / "expertline.db")
        return await postgres.copied(self.database)

    def slack_again(self, sandbox: Sandbox) -> None:
        """Slack remembers what it remembered then, and nothing else."""
        sandbox.reset()
        memory = copy.deepcopy(self.slack, {id(self.clock): sandbox.clock})
        core = sandbox.core
        core.workspace, core.modals, core.triggers, core.responses, core.grants = memory
        sandbox._listen()
        sandbox.clock.offset += self.now - sandbox.clock.now()  # real time went on meanwhile


async def photograph(sandbox: Sandbox, database: str, folder: Path) -> Photograph:
    """Take one."""
    core = sandbox.core
    _deaf(core.workspace)
    memory = (core.workspace, core.modals, core.triggers, core.responses, core.grants)
    slack = copy.deepcopy(memory, {id(sandbox.clock): sandbox.clock})
    sandbox._listen()
    kept = _copied(database, folder / "kept.db") if database.startswith("sqlite") else await postgres.copied(database)
    return Photograph(slack, sandbox.clock, sandbox.clock.now(), kept)


def _deaf(workspace: Any) -> None:
    nobody: Callable[..., None] = _nobody
    workspace.happened = workspace.changed = nobody


def _nobody(*_: Any) -> None:
    """Hears nothing."""


def _copied(database: str, path: Path) -> str:
    source = database.partition(":///")[2]
    path.parent.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        Path(f"{path}{part}").unlink(missing_ok=True)
        if Path(f"{source}{part}").exists():
            shutil.copy(f"{source}{part}", f"{path}{part}")
    return f"sqlite:///{path}"


async def forget(database: str) -> None:
    """A database that isn't needed any more."""
    if not database.startswith("sqlite"):
        await postgres.drop_database(database)
    else:
        await asyncio.to_thread(_removed, database)


def _removed(database: str) -> None:
    for part in PARTS:
        Path(f"{database.partition(':///')[2]}{part}").unlink(missing_ok=True)
