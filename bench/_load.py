"""Signed requests over connections that stay open, each sent as soon as the one before was answered."""

import asyncio
import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench._places import COMMS, DESK, EXPERT, SECRET, TEAM

_numbers = itertools.count(time.time_ns())


@dataclass
class Taken:
    """How long each acknowledgement took, in seconds, how many were too late to be one, and how long all of it."""

    answers: list[float] = field(default_factory=list)
    refused: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Acknowledgements a second."""
        return len(self.answers) / self.seconds


async def load(port: int, request: Callable[[], bytes], *, connections: int, seconds: float, most: int = 0) -> Taken:
    """Ask for so many seconds, or until there were `most` answers; raises where any answer is neither 200 nor 503."""
    taken = Taken()
    lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(connections)]
    started = time.perf_counter()
    goes_on = _until(started + seconds, most)
    await asyncio.gather(*(_talk(*line, request, taken, goes_on) for line in lines))
    taken.seconds = time.perf_counter() - started
    for _, writer in lines:
        writer.close()
        await writer.wait_closed()
    return taken


def _until(deadline: float, most: int) -> Callable[[Taken], bool]:
    return lambda taken: time.perf_counter() < deadline and not (most and len(taken.answers) >= most)


async def _talk(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    request: Callable[[], bytes],
    taken: Taken,
    goes_on: Callable[[Taken], bool],
) -> None:
    """At least one request, however short the time."""
    going = True
    while going:
        asked = request()
        started = time.perf_counter()
        writer.write(asked)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
        answer = await reader.readexactly(length) if length else b""
        if head.startswith(b"http/1.1 200"):
            taken.answers.append(time.perf_counter() - started)
        elif head.startswith(b"http/1.1 503"):
            taken.refused += 1
        else:
            raise RuntimeError(f"not acknowledged: {head!r} {answer!r}")
        going = goes_on(taken)


def command() -> bytes:
    """A question nobody asked before, as `/ask` sends it."""
    number = next(_numbers)
    fields = {
        "token": "legacy",
        "team_id": TEAM,
        "team_domain": "bench",
        "channel_id": DESK,
        "channel_name": "desk",
        "user_id": COMMS,
        "user_name": "maya",
        "command": "/ask",
        "text": f"Can I visit the ward if I had a cold {number} days ago?",
        "api_app_id": "A0BENCH",
        "is_enterprise_install": "false",
        "response_url": "https://hooks.slack.com/commands/1",
        "trigger_id": f"{number}.1.bench",
    }
    return _signed(urlencode(fields).encode(), "application/x-www-form-urlencoded")


def event() -> bytes:
    """Somebody says something that belongs to no question."""
    number = next(_numbers)
    said = {"type": "message", "channel": "C0OTHER", "user": EXPERT, "text": "Lunch?", "ts": f"{number / 1e9:.6f}"}
    body = {"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{number}", "event": said, "event_time": 1}
    return _signed(json.dumps(body).encode(), "application/json")


def _signed(body: bytes, content_type: str) -> bytes:
    timestamp = str(int(time.time()))
    signature = hmac.new(SECRET.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()
    head = (
        f"POST /slack/events HTTP/1.1\r\nHost: bench\r\nContent-Type: {content_type}\r\n"
        f"Content-Length: {len(body)}\r\nX-Slack-Request-Timestamp: {timestamp}\r\n"
        f"X-Slack-Signature: v0={signature}\r\n\r\n"
    )
    return head.encode() + body
