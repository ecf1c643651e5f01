"""Requests that aren't Slack's, against the whole bot: turned away, counted, cheap, and no trace of them."""

import gzip
import json
import logging
import re
import time
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from tests.security.house import HOME, House
from tests.security.raw import ask, signed

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
CANARY = "the patient's own name"
EVENT = {"type": "message", "channel": "C0DESK", "ts": "1.2", "user": "U0LENA", "text": CANARY}
CALLBACK = json.dumps({"type": "event_callback", "team_id": HOME, "event_id": "Ev1", "event": EVENT}).encode()
COMMAND = urlencode(
    {"command": "/ask", "text": CANARY, "user_id": "U0FAY", "team_id": HOME, "channel_id": "C1"}
).encode()
Headers = list[tuple[str, str]]


def replaced(headers: Headers, name: str, value: str) -> Headers:
    return [(known, value if known == name else held) for known, held in headers]


def wrong() -> Iterator[tuple[str, int, str, Headers, list[bytes]]]:
    """What it is, the answer, the reason counted, headers, body."""
    good = signed(CALLBACK, JSON)
    own = dict(good)["x-slack-signature"]
    off = own[:-1] + format(int(own[-1], 16) ^ 1, "x")
    yield "signature off by a bit", 401, "signature", replaced(good, "x-slack-signature", off), [CALLBACK]
    yield "another secret", 401, "signature", signed(CALLBACK, JSON, secret="other"), [CALLBACK]
    yield "swapped body", 401, "signature", good, [CALLBACK.replace(b"Ev1", b"Ev2")]
    yield "no signature", 401, "timestamp", [("content-type", JSON)], [CALLBACK]
    yield "too old", 401, "timestamp", signed(CALLBACK, JSON, age=302), [CALLBACK]
    yield "too early", 401, "timestamp", signed(CALLBACK, JSON, age=-302), [CALLBACK]
    for stamp in ("abc", "", "1.5", "9" * 40):
        yield f"at {stamp[:5]}", 401, "timestamp", replaced(good, "x-slack-request-timestamp", stamp), [CALLBACK]
    yield "10 MB announced", 413, "too large", [*good, ("content-length", "10000000")], [CALLBACK]
    yield "10 MB in pieces", 413, "too large", good, [b"x" * 100_000] * 100
    deep = b'{"type":' + b"[" * 400_000
    yield "deep", 400, "json", signed(deep, JSON), [deep]
    closed = b'{"type":"event_callback","x":' + b"[" * 500 + b"]" * 500 + b"}"
    yield "deep and closed", 400, "too deep", signed(closed, JSON), [closed]
    latin = b'{"type": "\xff"}'
    yield "bad UTF-8", 400, "encoding", signed(latin, JSON), [latin]
    zipped = gzip.compress(CALLBACK)
    yield "gzip", 400, "encoding", [*signed(zipped, JSON), ("content-encoding", "gzip")], [zipped]
    yield "repeated header", 400, "repeated header", [*good, ("x-slack-signature", own)], [CALLBACK]
    twice = COMMAND + b"&text=other"
    yield "repeated key", 400, "form", signed(twice, FORM), [twice]
    yield "a form called JSON", 400, "json", signed(COMMAND, JSON), [COMMAND]
    yield "JSON called a form", 400, "form", signed(CALLBACK, FORM), [CALLBACK]
    yield "plain text", 400, "content type", signed(CALLBACK, "text/plain"), [CALLBACK]


CASES = [name for name, *_ in wrong()]


def counted(house: House, reason: str) -> float:
    return house.bot.metrics.registry.get_sample_value("expertline_turned_away_total", {"reason": reason}) or 0.0


@pytest.mark.parametrize("case", CASES)
async def test_it_is_turned_away_and_counted_and_leaves_no_trace(
    house: House, case: str, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    _, status, reason, headers, chunks = next(one for one in wrong() if one[0] == case)
    before = house.rows()

    answer, body = await ask(house.bot.app, "POST", "/slack/events", headers=headers, chunks=chunks)

    assert (answer, body) == (status, f"Refused: {reason}.\n")
    assert counted(house, reason) == 1
    assert house.rows() == before
    told = caplog.text + body
    assert CANARY not in told
    assert not re.search(r"v0=[0-9a-f]{8}", told)


async def test_what_is_signed_comes_in(house: House):
    for body, kind in ((CALLBACK, JSON), (COMMAND, FORM)):
        status, _ = await ask(house.bot.app, "POST", "/slack/events", headers=signed(body, kind), chunks=[body])
        assert status == 200
    assert len(house.rows()["inbox"]) == 2


async def test_how_long_each_refusal_takes_is_printed(house: House):
    for case, _, _, headers, chunks in wrong():
        times = []
        for _ in range(5):
            began = time.perf_counter()
            await ask(house.bot.app, "POST", "/slack/events", headers=headers, chunks=list(chunks))
            times.append(time.perf_counter() - began)
        print(f"{case:25} {min(times) * 1000:6.2f} ms")
