"""Server-sent events: the page hears at once that something changed."""

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.responses import StreamingResponse

from sandbox.wire import Json

BEAT_SECONDS = 15.0


class Stream:
    """Everybody who has the page open."""

    def __init__(self) -> None:
        self.listeners: set[asyncio.Queue[Json | None]] = set()

    def tell(self, change: Json) -> None:
        """Something changed."""
        for listener in self.listeners:
            listener.put_nowait(change)

    def close(self) -> None:
        """End every stream."""
        for listener in self.listeners:
            listener.put_nowait(None)

    def response(self) -> StreamingResponse:
        """A stream that lasts as long as the page is open."""
        return StreamingResponse(self._lines(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    async def _lines(self) -> AsyncIterator[str]:
        changes: asyncio.Queue[Json | None] = asyncio.Queue()
        self.listeners.add(changes)
        try:
            yield ": welcome\n\n"
            while True:
                try:
                    change = await asyncio.wait_for(changes.get(), BEAT_SECONDS)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if change is None:
                    return
                yield f"data: {json.dumps(change)}\n\n"
        finally:
            self.listeners.discard(changes)
