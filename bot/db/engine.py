"""The database: one engine, write transactions that queue up, snapshots that only read."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import NullPool, event, text
from sqlalchemy.engine import Connection, ExceptionContext, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot import clock, events
from bot.db import trips
from bot.db.waking import Noting, soonest
from bot.db.writing import Misplaced, Writing

# A process that froze with a lock in its hand loses it, and who waits for one gives up while Slack still listens.
IMPATIENT = {"idle_in_transaction_session_timeout": "10s", "lock_timeout": "2s"}
BUSY_MS = 2000  # the same for SQLite
READING = "1h"  # an export's rest: a person may read it page by page, and nobody waits for it but `migrate`
WORKING = "5min"  # that of a command which works long between two statements
# secure_delete: what is deleted is overwritten in the file; only where SQLite moved rows about, traces may stay.
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_MS}", "foreign_keys=ON", "secure_delete=ON")

# A server that is gone without a word (its machine died, a firewall forgot us) never answers over the old connections.
CONNECT_SECONDS, ANSWER_SECONDS, CLOSE_SECONDS = 10.0, 20.0, 1.0

RESTED_SECONDS = 5.0  # what was in use a moment ago needn't be asked whether it still is

# So many at a time, first come, first served: SQLAlchemy's pool lets whoever asks next go before those who wait.
WRITERS, READERS = 6, 6
CONNECTIONS = 2 * WRITERS + READERS  # a writer may look `beside` its transaction


class Database:
    """Hands out transactions; after a commit that left something to do, calls `committed` with when that is due."""

    def __init__(self, url: str, *, engine: AsyncEngine | None = None) -> None:
        self.engine = engine or engine_for(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._sessions = async_sessionmaker(self.engine, sync_session_class=Noting, expire_on_commit=False)
        self._reads = async_sessionmaker(_reading(self.engine), expire_on_commit=False)
        self._exports = async_sessionmaker(_reading(self.engine, whole=True), expire_on_commit=False)
        self._writers = asyncio.Semaphore(1 if self.is_sqlite else WRITERS)
        self._readers = asyncio.Semaphore(READERS)
        self.committed: Callable[[datetime], None] = lambda _: None
        self.writing = Writing()
        self._file: tuple[int, int] | None = None  # which one SQLite's was when it was first used

    @asynccontextmanager
    async def transaction(self, *, wake: bool = True, patience: float | None = None) -> AsyncIterator[AsyncSession]:
        """A write transaction, committed at the end; they queue up, on SQLite for one at a time, so that none starves.

        `wake=False` for those that only take what is due, which would wake themselves. `patience`: seconds to wait for
        one's turn; then it is a TimeoutError, before any work was done that would be in vain.
        """
        with events.spanned("transaction"):
            async with self._turn(patience), self.writing.watched():
                self._require_file()
                async with self._sessions.begin() as session:
                    yield session
        events.committed(session)
        due_at = soonest(session)
        if wake and due_at is not None:
            self.committed(due_at)

    @asynccontextmanager
    async def _turn(self, patience: float | None) -> AsyncIterator[None]:
        async with asyncio.timeout(patience):
            await self._writers.acquire()
        try:
            yield
        finally:
            self._writers.release()

    @asynccontextmanager
    async def snapshot(self, *, whole: bool = False) -> AsyncIterator[AsyncSession]:
        """A session that only reads and holds nobody up. `whole`: everything as it is at one moment, and streamed."""
        self._require_file()
        async with self._readers, (self._exports if whole else self._reads)() as session:
            if whole:
                await may_rest(session, READING)
            yield session

    def tell(self, **facts: Any) -> None:
        """What each session's `info` knows from now on: what this process can do besides."""
        for sessions in (self._sessions, self._reads, self._exports):
            sessions.configure(info=facts)

    async def why_not_writable(self) -> str:
        """Why nothing can be written now; empty where it can."""
        try:
            self._require_file()
        except Misplaced as why:
            self.writing.trouble = str(why)
            return f"{why}: nothing is taken until {why.until}"
        return await self.writing.why_not(self.transaction)

    def _require_file(self) -> None:
        """SQLite would go on with what nobody finds again, or make an empty file. Raises Misplaced."""
        if not self.is_sqlite:
            return
        try:
            found = Path(self.engine.url.database or "").stat()
        except FileNotFoundError:
            if self._file is None:  # it is about to be made
                return
            raise Misplaced("the database's file is gone", until="it is back") from None
        self._file = self._file or (found.st_dev, found.st_ino)
        if self._file != (found.st_dev, found.st_ino):
            # Those that lie there are the old one's: SQLite would write them into the new one.
            anew = "I am stopped, and it is put there once more without -wal and -shm files beside it"
            raise Misplaced("another file lies where the database's was", until=anew)

    async def rewrite(self) -> None:
        """SQLite's file is written anew, without a trace of what was deleted, and its log emptied. Raises TimeoutError
        where somebody is reading the log."""
        if not self.is_sqlite:
            return
        async with _reading(self.engine).connect() as connection:  # in no transaction
            await connection.exec_driver_sql("VACUUM")
            busy, *_ = (await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")).one()
        if busy:
            raise TimeoutError

    async def close(self) -> None:
        """A server that doesn't say goodbye isn't waited for."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(None if self.is_sqlite else CLOSE_SECONDS):
                await self.engine.dispose()


async def may_rest(session: AsyncSession, span: str) -> None:
    """This transaction may be without a statement for so long."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text(f"SET LOCAL idle_in_transaction_session_timeout = '{span}'"))


def _reading(engine: AsyncEngine, *, whole: bool = False) -> AsyncEngine:
    """For looking only: without a BEGIN, so that each statement sees what is committed; `whole`: all see the same."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(begin="BEGIN" if whole else "")
    if isinstance(engine.pool, NullPool):  # PgBouncer holds one connection for a transaction
        return engine.execution_options(**({"isolation_level": "REPEATABLE READ"} if whole else {}))
    return engine.execution_options(isolation_level="REPEATABLE READ" if whole else "AUTOCOMMIT")


@asynccontextmanager
async def beside(session: AsyncSession) -> AsyncIterator[AsyncSession]:
    """A snapshot beside a write transaction, which may be given up without harm to it."""
    engine = session.bind
    if not isinstance(engine, AsyncEngine):
        raise TypeError("the session has no engine of its own")
    async with AsyncSession(_reading(engine), info=session.info) as reading:
        yield reading


def engine_for(url: str) -> AsyncEngine:
    """An engine as the bot needs it; it can be used again after `Database.close`, with what it has compiled."""
    return sqlite(url) if url.startswith("sqlite") else postgresql(url, settings=IMPATIENT, patience=ANSWER_SECONDS)


def sqlite(url: str) -> AsyncEngine:
    """An engine for SQLite, with its pragmas and our own BEGIN."""
    engine = create_async_engine(url, hide_parameters=True)
    event.listen(engine.sync_engine, "do_connect", trips.connect)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def postgresql(url: str, *, settings: dict[str, str], patience: float | None = None) -> AsyncEngine:
    """An engine for PostgreSQL; `settings` are the server's, for each connection. `patience`: seconds that an answer
    may take; then it is a TimeoutError, and new connections are made.

    `?pgbouncer=true` says that PgBouncer stands in between. In its transaction mode the next statement may come over
    another connection, so each gets a name of its own; PgBouncer keeps the connections, the role the settings.
    """
    address = make_url(url)
    waiting = {"timeout": CONNECT_SECONDS, "command_timeout": patience}
    if address.query.get("pgbouncer") != "true":
        # No overflow: such connections are closed after each use.
        options: dict[str, Any] = {
            "pool_size": CONNECTIONS,
            "max_overflow": 0,
            "pool_timeout": 1.5,
        }
        engine = create_async_engine(
            address, hide_parameters=True, **options, connect_args={"server_settings": settings, **waiting}
        )
        event.listen(engine.sync_engine, "handle_error", _give_up)
        event.listen(engine.sync_engine, "checkin", _rest)
        event.listen(engine.sync_engine, "checkout", _wake)
        return engine
    once: dict[str, Any] = {**waiting, "statement_cache_size": 0, "prepared_statement_cache_size": 0}
    once["prepared_statement_name_func"] = lambda: f"expertline_{uuid4().hex}"
    address = address.difference_update_query(["pgbouncer"])
    engine = create_async_engine(address, hide_parameters=True, poolclass=NullPool, connect_args=once)
    event.listen(engine.sync_engine, "handle_error", _give_up)
    return engine


def _give_up(context: ExceptionContext) -> None:
    """Who got no answer over this connection would wait in vain once more, here and over all others of that age."""
    if isinstance(context.original_exception, TimeoutError):
        context.is_disconnect = True


def _rest(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info["rests_since"] = clock.steady()


def _wake(connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
    """Another connection instead of one that has ended; only one that rested for a while has to be asked."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError
    if clock.steady() - record.info.get("rests_since", clock.steady()) < RESTED_SECONDS:
        return
    try:
        connection.ping()
    except Exception as gone:
        raise DisconnectionError from gone


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, below
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A plain BEGIN takes the write lock late and fails when someone else has it.
    begin = connection.get_execution_options().get("begin", "BEGIN IMMEDIATE")
    if begin:
        connection.exec_driver_sql(begin)
