"""Socket Mode: the same deliveries through a WebSocket that the bot opened, on a port of its own as Slack does."""

import asyncio
import json
import uuid
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from sandbox.core import Core
from sandbox.troubles import Troubles
from sandbox.wire import Json

ENVELOPES = {
    "event": "events_api",
    "command": "slash_commands",
    "interactive": "interactive",
    "suggestion": "interactive",
}


class Sockets:
    """The connections the bot holds; each delivery goes to the newest."""

    def __init__(self, core: Core, troubles: Troubles) -> None:
        self.core = core
        self.troubles = troubles
        self.in_use = False  # from the first connection on, nothing goes over HTTP any more
        self.open: list[web.WebSocketResponse] = []
        self.waiting: dict[str, asyncio.Future[Any]] = {}
        self._runner: web.AppRunner | None = None

    async def start(self, host: str) -> None:
        """Listen; apps.connections.open tells the address."""
        app = web.Application()
        app.router.add_get("/link/", self._link)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, 0).start()
        self.core.socket_url = f"ws://{host}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Hang up and stop listening."""
        await asyncio.gather(*(socket.close(code=WSCloseCode.GOING_AWAY) for socket in self.open))
        self.in_use = False
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def refresh(self) -> None:
        """Ask the bot to connect again, as Slack does every few hours."""
        goodbye = {"type": "disconnect", "reason": "refresh_requested", "debug_info": {"host": "sandbox"}}
        leaving, self.open = self.open, []
        for socket in leaving:
            await socket.send_json(goodbye)
        await asyncio.gather(*(socket.close() for socket in leaving))

    async def send(self, kind: str, body: Json, *, retry: int, reason: str) -> Any:
        """One envelope; returns what the acknowledgement carried."""
        if not self.open:
            raise ConnectionError("the bot isn't connected")
        envelope: Json = {
            "envelope_id": str(uuid.uuid4()),
            "payload": body,
            "type": ENVELOPES[kind],
            "accepts_response_payload": kind != "event",
        }
        if kind == "event":
            envelope |= {"retry_attempt": retry, "retry_reason": {"http_timeout": "timeout"}.get(reason, reason)}
        acknowledged: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.waiting[envelope["envelope_id"]] = acknowledged
        try:
            await self.open[-1].send_json(envelope)
            return await acknowledged
        finally:
            del self.waiting[envelope["envelope_id"]]

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self.core.tickets:
            raise web.HTTPForbidden
        self.core.tickets.remove(ticket)
        if self.troubles.take("refuse_socket"):
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse(heartbeat=None)
        await socket.prepare(request)
        self.open.append(socket)
        self.in_use = True
        try:
            await socket.send_json(self._hello())
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._acknowledge(message.data)
        finally:
            self.open = [other for other in self.open if other is not socket]
        return socket

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.open),
            "connection_info": {"app_id": self.core.workspace.bot["app_id"]},
            "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060},
        }

    def _acknowledge(self, data: str) -> None:
        try:
            envelope = json.loads(data)
        except ValueError:
            return
        waiting = self.waiting.get(envelope.get("envelope_id", "")) if isinstance(envelope, dict) else None
        if waiting is not None and not waiting.done():
            waiting.set_result(envelope.get("payload"))
