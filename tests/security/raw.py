"""Requests as ASGI gives them, so that a test may say them wrongly."""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Any

from bot import clock


async def ask(
    app: Any, method: str, path: str, *, headers: Sequence[tuple[str, str]] = (), chunks: Sequence[bytes] = (b"",)
) -> tuple[int, str]:
    """Status and body; the chunks come one by one."""
    coming = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    coming.append({"type": "http.request", "body": b"", "more_body": False})
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return coming.pop(0)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    raw = [(name.lower().encode(), value.encode()) for name, value in headers]
    scope = {"type": "http", "method": method, "path": path, "headers": raw, "query_string": b""}
    await app(scope, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent).decode()


def signed(body: bytes, content_type: str, *, secret: str = "shh", age: int = 0) -> list[tuple[str, str]]:
    """The headers with which Slack would send it."""
    stamp = str(int(clock.now().timestamp()) - age)
    digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return [
        ("content-type", content_type),
        ("x-slack-request-timestamp", stamp),
        ("x-slack-signature", f"v0={digest}"),
    ]
