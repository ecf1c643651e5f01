"""The database: whether it is there, up to date and takes writes, where it lies, and what time it thinks it is."""

from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.checkup.connection import agreement
from bot.checkup.finding import Finding, bad, ok, warning
from bot.db.engine import Database
from bot.db.migrating import Standing, standing
from bot.db.writing import reason
from bot.settings import Settings

FORGETFUL = {"tmpfs", "ramfs", "overlay", "aufs"}  # file systems that end with the machine or the container
MOUNTS = Path("/proc/mounts")
FILE = "Check DATABASE_URL, the room on its disk, and that the bot may read and write the file and its folder."
SERVER = "Check DATABASE_URL, and that the server runs and lets this machine in."


async def check(db: Database, settings: Settings) -> tuple[list[Finding], bool]:
    """What was found, and whether the database can be read as it is."""
    file = settings.database_file
    if file is not None and not file.exists():
        return [bad(f"there is no database at {file}", "Run: python -m bot migrate (or check DATABASE_URL)")], False
    try:
        found = [_standing(await standing(db.engine))]
        usable = found[0].mend == ""
        if usable:
            why = await db.why_not_writable()
            found.append(bad(why, "Free its disk, or its permissions.") if why else ok("the database takes writes"))
        found += await _time(db)
    except (SQLAlchemyError, OSError) as error:
        return [bad(f"the database can't be opened ({reason(error)})", SERVER if file is None else FILE)], False
    return found + (kept(file) if file else []), usable


def _standing(found: Standing) -> Finding:
    if found is Standing.BEHIND:
        return bad("the database isn't up to date", "Run: python -m bot migrate")
    if found is Standing.NEWER:
        mend = "Run the newer version that changed it, or restore a backup from before."
        return bad("a newer version of the bot has changed the database", mend)
    return ok("the database is up to date")


async def _time(db: Database) -> list[Finding]:
    if db.is_sqlite:
        return []
    async with db.snapshot() as session:
        return agreement("the database's", await session.scalar(text("SELECT clock_timestamp()")))


def kept(file: Path, mounts: Path = MOUNTS) -> list[Finding]:
    """Whether this file is still there tomorrow, as far as its file system tells."""
    kind = file_system(file, mounts)
    if kind not in FORGETFUL:
        return []
    mend = "On a host that forgets its disk everything is lost at the next start: use a volume, or PostgreSQL."
    return [warning(f"the database lies on a {kind} file system", mend)]


def file_system(file: Path, mounts: Path) -> str:
    """What kind it is, by the longest mount point above the file; empty where that can't be known."""
    try:
        rows = [line.split() for line in mounts.read_text().splitlines()]
    except OSError:
        return ""
    above = [(len(row[1]), row[2]) for row in rows if len(row) > 2 and file.resolve().is_relative_to(row[1])]
    return max(above, default=(0, ""))[1]
