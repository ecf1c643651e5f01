"""A Slack that answers at once and remembers nothing: `uvicorn bench._slack:app`."""

import asyncio
import itertools
import json
from typing import Any

TEAM = {"ok": True, "team_id": "T0BENCH", "team": "Bench", "url": "https://bench.example/", "user_id": "U0BOT"}
_numbers = itertools.count(1)


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Say ok to every method."""
    while (await receive()).get("more_body"):
        pass
    if scope["path"].endswith("auth.test"):
        answer: dict[str, Any] = {**TEAM, "bot_id": "B0BENCH"}
    else:
        answer = {"ok": True, "channel": "C0DESK", "ts": f"1700000000.{next(_numbers):06d}"}
    body = json.dumps(answer).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
    await asyncio.sleep(0)
