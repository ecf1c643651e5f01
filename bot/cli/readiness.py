"""What every command needs first: a database that is up to date, a file that can be read, or words for why not."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.db.engine import Database
from bot.db.migrating import is_current
from bot.settings import Settings

NOT_MIGRATED = "The database isn't up to date. Please run: python -m bot migrate"


class Stopped(Exception):
    """It goes no further; the text says why, `status` is the exit status."""

    def __init__(self, why: str, status: int, problems: Sequence[Any] = ()) -> None:
        super().__init__(why)
        self.status, self.problems = status, list(problems)


async def is_ready(settings: Settings) -> bool:
    """Whether the database is there and up to date."""
    if settings.database_file is not None and not settings.database_file.exists():
        return False  # connecting would make an empty one
    db = Database(settings.database)
    try:
        return await is_current(db.engine)
    finally:
        await db.close()


def bytes_of(path: Path, most: int) -> bytes:
    """What the file holds, and one byte more than the most that may be, where it is longer."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise Stopped(f"{path} can't be read: {error.strerror}.", 2) from None
