"""A photograph of everything: what Slack remembers and what the database holds, to begin from there again."""

import asyncio
import shutil
from dataclasses import dataclass
from pathlib import Path

from sandbox import Sandbox
from tests import postgres
from tests.memory import Memory

PARTS = ("", "-wal", "-shm")


@dataclass(frozen=True)
class Photograph:
    """One moment between two steps of a story; nobody writes while it is taken."""

    slack: Memory
    database: str

    async def database_again(self, folder: Path) -> str:
        """The address of a new database that holds what this one held."""
        if self.database.startswith("sqlite"):
            return _copied(self.database, folder / "expertline.db")
        return await postgres.copied(self.database)


async def photograph(sandbox: Sandbox, database: str, folder: Path) -> Photograph:
    """Take one."""
    kept = _copied(database, folder / "kept.db") if database.startswith("sqlite") else await postgres.copied(database)
    return Photograph(Memory.of(sandbox), kept)


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
