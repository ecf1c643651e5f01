"""A wire between the bot and PostgreSQL that ends at a commit: before the server heard of it, or right after."""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from bot.settings import with_driver

COMMIT = b"COMMIT;\x00"
CHUNK = 1 << 16


@dataclass
class Wire:
    """Carries everything both ways; but the commit of this number, `heard` by the server or not, is its connection's
    last word."""

    server: URL
    cut_at: int = 0
    heard: bool = True
    commits: int = 0
    ends: set[asyncio.StreamWriter] = field(default_factory=set)

    def cut(self, number: int, *, heard: bool) -> None:
        """From now on the commits are counted."""
        self.commits, self.cut_at, self.heard = 0, number, heard

    @property
    def was_cut(self) -> bool:
        return 0 < self.cut_at <= self.commits

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of the bot's."""
        folder = str(self.server.query.get("host", ""))
        if folder:
            far = await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.{self.server.port or 5432}")
        else:
            far = await asyncio.open_connection(self.server.host, self.server.port or 5432)
        back = asyncio.create_task(self._pour(far[0], writer))
        self.ends |= {writer, far[1]}
        try:
            while data := await reader.read(CHUNK):
                if COMMIT in data and self._is_the_last():
                    if self.heard:
                        back.cancel()
                        far[1].write(data)
                        await far[0].read(CHUNK)  # what the server says of it ends here
                    break
                far[1].write(data)
                await far[1].drain()
        except OSError:
            pass
        finally:
            back.cancel()
            for end in (writer, far[1]):
                end.close()
                self.ends.discard(end)

    def _is_the_last(self) -> bool:
        self.commits += 1
        return self.commits == self.cut_at

    async def _pour(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(CHUNK):
                writer.write(data)
                await writer.drain()
        writer.close()


@contextlib.asynccontextmanager
async def before(url: str) -> AsyncIterator[tuple[str, Wire]]:
    """The address of the near end, and the wire."""
    wire = Wire(make_url(with_driver(url)))
    with tempfile.TemporaryDirectory(prefix="wire-") as folder:
        server = await asyncio.start_unix_server(wire.carry, Path(folder) / ".s.PGSQL.5432")
        near = wire.server.set(host=None, port=None, drivername="postgresql").update_query_dict({"host": folder})
        try:
            yield near.render_as_string(hide_password=False), wire
        finally:
            server.close()
            for end in list(wire.ends):
                end.close()
