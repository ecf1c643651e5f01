"""Brings the database up to date, and knows whether it is."""

import asyncio
from enum import Enum
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event, inspect, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.db.engine import postgresql
from bot.db.fulltext import is_index
from bot.db.models import Base
from bot.db.writing import sqlstate

FOLDER = Path(__file__).parents[2] / "migrations"
LOCK = 0x45585045  # any number, as long as no other program locks the same one in this database
PATIENCE_SECONDS = 120  # for another process that is migrating
LEFT_BEHIND = {("column", "right_without")}
# Who waits for a table in use holds up all that come behind, deliveries too: it stands back and tries again.
LOCK_TIMEOUT, PAUSE_SECONDS, TRIES = "500ms", 1.0, 80
STOOD_BACK = {"55P03", "40P01"}  # no lock within that time; the victim of a deadlock


class NotOurs(Exception):
    """This version can't bring the database up to date; the text says why, and what to do."""


async def migrate(database_url: str) -> str:
    """Bring the database up to date, all or nothing; the revision it is at then.

    Several processes may do this at once: one does the work, the others wait and find it done. Others may be at work
    on the tables meanwhile.
    """
    is_sqlite = database_url.startswith("sqlite")
    engine = _sqlite(database_url) if is_sqlite else postgresql(database_url, settings={})
    try:
        for _ in range(TRIES):
            try:
                return await _migrate(engine)
            except DBAPIError as error:
                if sqlstate(error) not in STOOD_BACK:
                    raise
            await asyncio.sleep(PAUSE_SECONDS)
        return await _migrate(engine)
    finally:
        await engine.dispose()


async def _migrate(engine: AsyncEngine) -> str:
    async with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            await connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
        return await connection.run_sync(_upgrade)


class Standing(Enum):
    """How a database stands beside this version."""

    CURRENT = "current"
    BEHIND = "behind"
    NEWER = "newer"


async def standing(engine: AsyncEngine) -> Standing:
    """Whether the database is as this version needs it, or older, or was changed by a newer one."""
    async with engine.execution_options(begin="").connect() as connection:
        revision, known = await connection.run_sync(_revision), _script()
    if revision == head():
        return Standing.CURRENT
    is_known = revision is None or revision in {each.revision for each in known.walk_revisions()}
    return Standing.BEHIND if is_known else Standing.NEWER


def config() -> Config:
    """Alembic's configuration: there is no alembic.ini."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    return made


def is_modelled(thing: Any, name: str | None, kind: str, reflected: bool, compared_to: Any) -> bool:
    """Whether the models are to know of it: not of what full-text search keeps for itself, nor of what only older
    processes write until the last of them has stopped. An `include_object`."""
    return not (reflected and (is_index(name or "") or (kind, name) in LEFT_BEHIND))


def head() -> str:
    """The revision that this version needs."""
    return str(_script().get_current_head())


def _script() -> ScriptDirectory:
    return ScriptDirectory.from_config(config())


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(connection: Connection) -> str:
    before, known = _revision(connection), _script()
    if before is not None and before not in {each.revision for each in known.walk_revisions()}:
        raise NotOurs(
            f"The database is at revision {before}, which this version doesn't know: a newer one migrated it, or "
            "another program. Please run that newer version, restore a backup from before, or check DATABASE_URL."
        )
    if before is None and (taken := set(inspect(connection).get_table_names()) & set(Base.metadata.tables)):
        raise NotOurs(
            f"The database belongs to another program: it has a table {min(taken)} that isn't the bot's. "
            "Please name another one in DATABASE_URL."
        )
    made = config()
    made.attributes["connection"] = connection
    command.upgrade(made, "head")
    return head()


def _sqlite(url: str) -> AsyncEngine:
    engine = create_async_engine(url, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # else the driver commits before each change of the schema
    connection.execute(f"PRAGMA busy_timeout={PATIENCE_SECONDS * 1000}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
