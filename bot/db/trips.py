"""SQLite works in a thread of its own: one trip there and back for a whole statement, where the driver takes four."""

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable
from functools import partial
from typing import Any

import aiosqlite
from sqlalchemy.engine import Dialect

ROWS = 200  # brought along; a statement with more of them stays open until it is read or closed


def opened(path: str, **options: Any) -> "Connection":
    """A connection, as `aiosqlite.connect`."""
    connection = Connection(partial(sqlite3.connect, path, **options), ROWS)
    connection._thread.daemon = True  # as SQLAlchemy has it: one that is left open doesn't keep the process
    return connection


def connect(_dialect: Dialect, _record: Any, _where: list[Any], options: dict[str, Any]) -> None:
    """For SQLAlchemy's event `do_connect`."""
    options.setdefault("async_creator_fn", opened)


class Connection(aiosqlite.Connection):
    """A connection whose cursors make short work of a statement."""

    _unheard = 0  # trips whose end nobody has heard of (yet)

    def cursor(self) -> "Cursor":  # type: ignore[override]  # SQLAlchemy needs no more of it than this
        return Cursor(self)

    async def rollback(self) -> None:
        """Asked for each time a connection goes back to the pool, where there is mostly nothing to take back."""
        if self.in_transaction or self._unheard:
            await super().rollback()

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self._unheard += 1  # and stays so where whoever asked was cancelled: it may still go on in the thread
        try:
            result = await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]
        except Exception:
            self._unheard -= 1
            raise
        self._unheard -= 1
        return result

    async def trip(self, work: Callable[..., Any], *given: Any) -> Any:
        """What this comes to in the connection's thread."""
        return await self._execute(work, *given)


class Cursor:
    """One statement, and what came of it."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._open: sqlite3.Cursor | None = None
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> "Cursor":
        return self

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> None:
        await self._connection.trip(self._run, sql, parameters)

    async def executemany(self, sql: str, parameters: Iterable[Any]) -> None:
        await self._connection.trip(self._run_many, sql, parameters)

    def _run_many(self, sql: str, parameters: Iterable[Any]) -> None:
        self._keep(self._connection._conn.executemany(sql, parameters))

    def _run(self, sql: str, parameters: Any) -> None:
        self._keep(self._connection._conn.execute(sql, parameters))

    def _keep(self, cursor: sqlite3.Cursor) -> None:
        self.description = cursor.description
        self._rows = cursor.fetchmany(ROWS) if cursor.description else []
        self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        if len(self._rows) < ROWS:
            cursor.close()
        else:
            self._open = cursor

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        if self._open is not None:
            rows += await self._connection.trip(self._open.fetchall)
        return rows

    async def fetchmany(self, size: int = arraysize) -> list[Any]:
        if not self._rows and self._open is not None:
            self._rows = await self._connection.trip(self._open.fetchmany, max(size, ROWS))
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    async def fetchone(self) -> Any:
        return next(iter(await self.fetchmany(1)), None)

    async def __aiter__(self) -> AsyncIterator[Any]:
        while rows := await self.fetchmany(ROWS):
            for row in rows:
                yield row

    async def close(self) -> None:
        if self._open is not None:
            cursor, self._open = self._open, None
            await self._connection.trip(cursor.close)
