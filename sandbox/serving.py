"""The HTTP server under the sandbox: quick to stop, deaf to signals, and able to drop a connection in mid-call."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HANG_UP = "sandbox.hang_up"
GRACE_SECONDS = 1.0
KEEP_SECONDS = 75


class Connection(HttpToolsProtocol):
    """A connection that the application can drop: `scope["extensions"][HANG_UP]["now"]()`."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Send small packets at once: with a listener of our own, asyncio leaves that (and 40 ms a call) to us."""
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().connection_made(transport)

    def on_message_begin(self) -> None:
        """A request starts."""
        super().on_message_begin()
        self.scope["extensions"] = {HANG_UP: {"now": self.transport.abort}}


class QuietServer(uvicorn.Server):
    """A server that leaves the process's signals alone and stops at once."""

    def __init__(self, app: ASGIApp) -> None:
        config = uvicorn.Config(
            app, http=Connection, ws="none", lifespan="off", log_level="error", timeout_keep_alive=KEEP_SECONDS
        )
        super().__init__(config)
        self.listening = asyncio.Event()
        self.stopping = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen."""
        await super().startup(sockets)
        self.listening.set()

    async def main_loop(self) -> None:
        """Nothing to do between requests."""
        await self.stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop listening, let the requests under way end, and cut off those that don't."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        if self.server_state.tasks:
            _, late = await asyncio.wait(self.server_state.tasks, timeout=GRACE_SECONDS)
            for task in late:
                task.cancel()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing to capture."""
        yield


@contextlib.asynccontextmanager
async def served(app: ASGIApp, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve it, on a free port unless one is named; the address, good for as long as the context lasts."""
    server = QuietServer(app)
    with socket.create_server((host, port)) as listener:
        task = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            await server.listening.wait()
            yield f"http://{host}:{listener.getsockname()[1]}"
        finally:
            server.stopping.set()
            await task
