"""An OpenAI-compatible endpoint in a process of its own, which answers as it is told: well, badly, slowly, evilly."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import aiohttp
from aiohttp import web

from tests.forking import FORKING

DRIP = 0.02  # seconds between two bytes
PATIENCE = aiohttp.ClientTimeout(total=20)


@dataclass
class Endpoint:
    """The process, as a test sees it."""

    address: str

    @property
    def url(self) -> str:
        return f"{self.address}/v1"

    async def will(self, **how: Any) -> None:
        """How it answers from now on; what is held back is answered like that as well."""
        async with aiohttp.ClientSession() as session, session.post(f"{self.address}/will", json=how) as response:
            assert response.status == 200

    async def keeps(self, *numbers: int) -> None:
        await self.will(content=json.dumps({"keep": numbers}))

    async def asked(self) -> list[dict[str, Any]]:
        """What came, in order: path, headers, body."""
        async with aiohttp.ClientSession() as session, session.get(f"{self.address}/asked") as response:
            return list(await response.json())

    async def was_asked(self, times: int) -> None:
        """Wait until so many questions came."""
        url = f"{self.address}/asked?{times}"
        async with aiohttp.ClientSession() as session, session.get(url, timeout=PATIENCE) as response:
            assert response.status == 200


@contextlib.asynccontextmanager
async def endpoint() -> AsyncIterator[Endpoint]:
    here, there = FORKING.Pipe(duplex=False)
    process = FORKING.Process(target=_serve, args=(there,), daemon=True)
    process.start()
    there.close()
    try:
        port = await asyncio.to_thread(here.recv)
        yield Endpoint(f"http://127.0.0.1:{port}")
    finally:
        process.kill()
        await asyncio.to_thread(process.join)
        here.close()


def _serve(tells: Connection) -> None:
    asyncio.run(_listen(tells))


async def _listen(tells: Connection) -> None:
    app = web.Application()
    server = Answering()
    app.router.add_post("/will", server.will)
    app.router.add_get("/asked", server.told)
    app.router.add_route("*", "/{anything:.*}", server.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    tells.send(runner.addresses[0][1])
    await asyncio.Event().wait()


class Answering:
    """The server's memory: what it was asked, and how it is to answer."""

    def __init__(self) -> None:
        self.how: dict[str, Any] = {"content": '{"keep": []}'}
        self.changed = asyncio.Event()
        self.came = asyncio.Event()
        self.asked: list[dict[str, Any]] = []

    async def will(self, request: web.Request) -> web.Response:
        self.how = await request.json()
        self.changed.set()
        self.changed = asyncio.Event()
        return web.Response()

    async def told(self, request: web.Request) -> web.Response:
        while len(self.asked) < int(request.query_string or 0):
            await self.came.wait()
        return web.json_response(self.asked)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(
            {"path": request.path, "headers": dict(request.headers), "body": json.loads(await request.text() or "null")}
        )
        self.came.set()
        self.came = asyncio.Event()
        while self.how.get("hold"):
            await self.changed.wait()
        how = self.how
        if how.get("hang_up") and request.transport is not None:
            request.transport.abort()
        if "redirect" in how:
            return web.Response(status=307, headers={"Location": how["redirect"]})
        if how.get("drip"):
            return await _dripping(request)
        said = {"choices": [{"message": {"role": "assistant", "content": how.get("content")}}]}
        text = how.get("body", json.dumps(said)) + " " * how.get("padding", 0)
        kind = how.get("kind", "application/json")
        response = web.Response(text=text, status=how.get("status", 200), content_type=kind)
        if how.get("packed"):
            response.enable_compression(web.ContentCoding.gzip)
        return response


async def _dripping(request: web.Request) -> web.StreamResponse:
    """A body that never ends."""
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    with contextlib.suppress(ConnectionError):
        while True:
            await response.write(b" ")
            await asyncio.sleep(DRIP)
    return response
