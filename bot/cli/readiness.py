"""What every command needs first: a database that is up to date, a file that can be read, or words for why not."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.db.engine import Database
from bot.db.migrating import Standing, standing
from bot.db.writing import reason
from bot.settings import Settings

UNUSABLE = (SQLAlchemyError, sqlite3.Error, OSError)  # what a database that can't be used raises
NOT_CURRENT = {
    Standing.BEHIND: "The database isn't up to date. Please run: python -m bot migrate",
    Standing.NEWER: "A newer version has migrated the database. Please use that version: of this one, only those "
    "processes that are at work already can go on.",
}


class Stopped(Exception):
    """It goes no further; the text says why, `status` is the exit status."""

    def __init__(self, why: str, status: int, problems: Sequence[Any] = ()) -> None:
        super().__init__(why)
        self.status, self.problems = status, list(problems)


def unusable(error: BaseException, settings: Settings) -> Stopped:
    """In plain words that the database can't be used, and why."""
    file = settings.database_file
    where = f" {file.absolute()}" if file is not None else ""
    return Stopped(f"The database{where} can't be used: {reason(error)}. Check it and DATABASE_URL, and try again.", 1)


async def require_database(settings: Settings) -> None:
    """Raises Stopped where the database isn't there, or isn't as this version needs it; and what opening it raises."""
    file = settings.database_file
    if file is not None and not file.exists():  # connecting would make an empty one
        raise Stopped(
            f"There is no database at {file.absolute()}. Please run: python -m bot migrate. If there was one, its "
            "disk was forgotten: keep it on a volume, or set DATABASE_URL to PostgreSQL.",
            1,
        )
    require_file(settings)
    db = Database(settings.database)
    try:
        found = await standing(db.engine)
    finally:
        await db.close()
    if found is not Standing.CURRENT:
        raise Stopped(NOT_CURRENT[found], 1)


def require_file(settings: Settings) -> None:
    """Raises what is wrong with SQLite's file before the driver's thread does, which would also say so by itself."""
    if settings.database_file is not None:
        with closing(sqlite3.connect(settings.database_file)) as connection:
            connection.execute("PRAGMA schema_version")


def bytes_of(path: Path, most: int) -> bytes:
    """What the file holds, and one byte more than the most that may be, where it is longer."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise Stopped(f"{path} can't be read: {error.strerror}.", 2) from None
