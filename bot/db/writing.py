"""Whether the database takes writes: what the last one came to, and a try where that is long ago."""

import asyncio
import secrets
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from sqlalchemy import delete
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import Unplaced

FRESH_SECONDS = 5.0  # so long a write that went well speaks for the next
PATIENCE_SECONDS = 4.0
SMALL, LARGE = 8_000, 64_000  # bytes to try: more than fits by chance; after trouble, more than earlier tries left free

REASONS = {  # SQLite's name or PostgreSQL's number of an error, from its beginning -> in plain words
    "SQLITE_FULL": "its disk is full",
    "SQLITE_READONLY": "it can only be read",
    "SQLITE_IOERR_SHMSIZE": "its disk is full",  # there is no room for what begins a connection
    "SQLITE_IOERR": "its disk fails",
    "SQLITE_CANTOPEN": "its file can't be opened",
    "SQLITE_CORRUPT": "its file is damaged",
    "SQLITE_NOTADB": "its file isn't an SQLite database",
    "SQLITE_BUSY": "another process keeps it locked",
    "55P03": "another process keeps it locked",
    "25006": "it can only be read",
    "53100": "its disk is full",
    "53300": "it takes no more connections",
    "28": "it doesn't let this user in (is the password right?)",
    "3D000": "there is no database of that name",
    "42501": "its user isn't allowed to do that (is the database the user's own?)",
    "57P": "it is starting or stopping",
}
UNREACHED: dict[type[BaseException], str] = {  # before a server has said anything
    socket.gaierror: "its host isn't known",
    ConnectionRefusedError: "nobody listens at its address",
    FileNotFoundError: "nobody listens at its address",
    TimeoutError: "it doesn't answer",
    ssl.SSLCertVerificationError: "its certificate isn't trusted (is PGSSLROOTCERT right?)",
    OSError: "no connection comes about",
}


class Misplaced(OSError):
    """SQLite's file isn't where it was; in plain words, and what mends it."""

    def __init__(self, why: str, *, until: str) -> None:
        super().__init__(why)
        self.until = until


def is_trouble(error: BaseException) -> bool:
    """Whether the database is what fails, so that the same may go well in a minute; not where a statement is wrong."""
    its_own = isinstance(error, (IntegrityError, DataError, ProgrammingError))
    return isinstance(error, (DBAPIError, NoConnection, OSError)) and not its_own


class Writing:
    """How writing goes: `why_not` is empty while it goes well."""

    def __init__(self) -> None:
        self.trouble = ""
        self._well_at: float | None = None

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """A write transaction; how it ends is remembered."""
        try:
            yield
        except (DBAPIError, OSError) as error:
            if is_trouble(error):
                self.trouble = reason(error)
            raise
        self._well_at = _now()

    async def why_not(self, transaction: Callable[..., AbstractAsyncContextManager[AsyncSession]]) -> str:
        """Why nothing can be written now, as a sentence; empty where it can."""
        fresh = self._well_at is not None and _now() - self._well_at < FRESH_SECONDS
        if fresh and not self.trouble:
            return ""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS), transaction(wake=False) as session:
                await _try(session, LARGE if self.trouble else SMALL)
        except TimeoutError as error:
            self.trouble = reason(error)
            return "the database doesn't answer"
        except (SQLAlchemyError, OSError) as error:
            return f"the database can't be used: {reason(error)}"
        self.trouble = ""  # only here: a small write may still find room where a larger one has failed
        return ""


async def _try(session: AsyncSession, size: int) -> None:
    """A row that comes and goes in one transaction: its pages are written, but nobody ever sees it."""
    probe = Unplaced(workspace="", channel="", thread_ts="", event={"probe": secrets.token_hex(size // 2)})
    session.add(probe)
    await session.flush()
    await session.execute(delete(Unplaced).where(Unplaced.id == probe.id))


def reason(error: BaseException) -> str:
    """What is wrong with the database, without a value in it."""
    for origin in _origins(error):
        if isinstance(origin, Misplaced):
            return str(origin)
        for name in (getattr(origin, "sqlite_errorname", None), getattr(origin, "sqlstate", None)):
            for beginning, words in REASONS.items():
                if str(name).startswith(beginning):
                    return words
        for kind, words in UNREACHED.items():
            if isinstance(origin, kind):
                return words
    return type(error).__name__


def sqlstate(error: BaseException) -> str:
    """PostgreSQL's number of an error; empty where there is none."""
    return next((str(found) for origin in _origins(error) if (found := getattr(origin, "sqlstate", None))), "")


def _origins(error: BaseException) -> Iterator[BaseException]:
    """The error, and what led to it."""
    origin: BaseException | None = error
    while origin is not None:
        yield origin
        origin = getattr(origin, "orig", None) or origin.__cause__


def _now() -> float:
    return asyncio.get_running_loop().time()
