"""To the bot: one signed request at a time, over HTTP or Socket Mode, and how it was answered."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp

from sandbox.core import Core
from sandbox.socketmode import Sockets
from sandbox.wire import Json, signature

KEEP_SECONDS = 2.0
FORM = "application/x-www-form-urlencoded"
AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"
REASONS = {"operation_timeout": "http_timeout", "dispatch_failed": "connection_failed", "dropped": "connection_failed"}


@dataclass
class Answer:
    """What the bot said; `error` is Slack's word for having got no useful answer."""

    status: int
    body: Any = None
    error: str = ""
    seconds: float = 0.0
    no_retry: bool = False
    entry: Json = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether Slack counts it as delivered."""
        return not self.error and 200 <= self.status < 300

    @property
    def reason(self) -> str:
        """Why a retry is due, in the words of X-Slack-Retry-Reason."""
        return REASONS.get(self.error, "http_error")


class Delivery:
    """The way to the bot; it keeps a record of everything sent."""

    def __init__(self, core: Core, sockets: Sockets, *, bot_url: str | None, timeout: float) -> None:
        self.core = core
        self.sockets = sockets
        self.bot_url = bot_url
        self.timeout = timeout
        self.record: list[Json] = []
        self.in_flight = 0
        self._session: aiohttp.ClientSession | None = None
        self._quiet = asyncio.Event()
        self._quiet.set()

    async def send(self, kind: str, body: Json, *, retry: int = 0, reason: str = "") -> Answer:
        """One delivery: `event`, `command`, `interactive` or `suggestion`."""
        self.took_off()
        started, t = time.monotonic(), self.core.clock.now()
        try:
            answer = await self._answer(kind, body, retry, reason)
        finally:
            self.landed()
        answer.seconds = time.monotonic() - started
        self.note(kind, body, answer, t=t, retry=retry)
        return answer

    def note(self, kind: str, body: Json, answer: Answer, *, t: float, retry: int = 0) -> None:
        """Write a delivery down, for the page and for tests."""
        entry: Json = {"kind": kind, "body": body, "status": answer.status, "response": answer.body}
        entry |= {"seconds": round(answer.seconds, 4), "t": t}
        entry |= {"retry": retry} if retry else {}
        answer.entry = entry | ({"error": answer.error} if answer.error else {})
        self.record.append(answer.entry)

    def took_off(self) -> None:
        """One delivery more is on its way."""
        self.in_flight += 1
        self._quiet.clear()

    def landed(self) -> None:
        """One delivery less is on its way."""
        self.in_flight -= 1
        if not self.in_flight:
            self._quiet.set()

    async def settled(self) -> None:
        """Wait until nothing is on its way."""
        while self.in_flight:
            await self._quiet.wait()

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _answer(self, kind: str, body: Json, retry: int, reason: str) -> Answer:
        try:
            async with asyncio.timeout(self.timeout):
                if self.sockets.in_use:
                    return Answer(200, await self.sockets.send(kind, body, retry=retry, reason=reason))
                return await self._post(kind, body, retry, reason)
        except TimeoutError:
            return Answer(0, error="operation_timeout")
        except (aiohttp.ClientError, ConnectionError, OSError):
            return Answer(0, error="dispatch_failed")

    async def _post(self, kind: str, body: Json, retry: int, reason: str) -> Answer:
        if self.bot_url is None:
            return Answer(0, error="dispatch_failed")
        if self._session is None:
            # Shorter than any server keeps a quiet connection: a request must not meet the end of one.
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(keepalive_timeout=KEEP_SECONDS))
        raw, content_type = encoded(kind, body)
        headers = signed(self.core.credentials.signing_secret, raw, now=self.core.clock.now())
        headers |= {"Content-Type": content_type, "User-Agent": AGENT}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason}
        async with self._session.post(f"{self.bot_url}/slack/events", data=raw, headers=headers) as response:
            text = await response.text()
            error = "" if response.ok else "dispatch_failed"
            no_retry = response.headers.get("X-Slack-No-Retry") == "1"
            return Answer(response.status, _parsed(text), error if kind != "event" else "", no_retry=no_retry)


def encoded(kind: str, body: Json) -> tuple[str, str]:
    """The raw body and its content type: events are JSON, all else are forms."""
    if kind == "event":
        return json.dumps(body), "application/json"
    return urlencode(body if kind == "command" else {"payload": json.dumps(body)}), FORM


def signed(secret: str, raw: str, *, now: float) -> dict[str, str]:
    """The headers that prove where a request comes from."""
    timestamp = str(int(now))
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature(secret, timestamp, raw)}


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
