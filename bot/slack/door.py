"""The door: whatever comes from Slack passes here first. It bounds, verifies, parses and checks; nothing else does."""

import asyncio
import hashlib
import hmac
import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot import clock
from bot.slack.shapes import ANY_EVENT, EVENTS, OTHER_SHAPE, SHAPES, Body

MOST_BYTES = 1_000_000
MOST_LEVELS = 64
SECONDS_BACK, SECONDS_AHEAD, SECONDS_TO_READ = 300, 60, 10
JSON, FORM = b"application/json", b"application/x-www-form-urlencoded"


class TurnedAway(Exception):
    """The request is refused; `reason` is one of a few fixed words that hold nothing of the request."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


@dataclass(frozen=True)
class RawRequest:
    """A request as it came: headers as ASGI gives them, repeated ones included."""

    headers: Sequence[tuple[bytes, bytes]]
    body: bytes


@dataclass(frozen=True)
class Delivery:
    """What Slack sent: `kind` is command, event, or an interaction's own type; `team` is where the bot is installed."""

    kind: str
    body: Body
    team: str | None = None
    enterprise: str | None = None
    user: str | None = None
    user_team: str | None = None
    retry_num: int | None = None
    retry_reason: str | None = None


@dataclass(frozen=True)
class Answer:
    """What Slack is told."""

    status: int = 200
    body: str | bytes = ""
    content_type: str = "text/plain; charset=utf-8"


Dispatch = Callable[[Delivery], Awaitable[Answer]]


def endpoint(
    *, secrets: Sequence[str], dispatch: Dispatch, refused: Callable[[str], None]
) -> Callable[[Request], Awaitable[Response]]:
    """The Starlette endpoint for all of Slack's requests; `refused` is told the reason of each one turned away."""

    async def slack(request: Request) -> Response:
        try:
            raw = RawRequest(request.headers.raw, await _read(request))
            delivery = parse(raw, secrets=secrets)
        except TurnedAway as away:
            refused(away.reason)
            return Response(f"Refused: {away.reason}.\n", away.status, media_type="text/plain")
        answer = _own_answer(delivery) or await dispatch(delivery)
        return Response(answer.body, answer.status, media_type=answer.content_type)

    return slack


async def _read(request: Request) -> bytes:
    """The body, read no further than the bound."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and (len(announced) > 12 or int(announced) > MOST_BYTES):
        raise TurnedAway(413, "too large")
    body = bytearray()
    try:
        async with asyncio.timeout(SECONDS_TO_READ):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise TurnedAway(413, "too large")
    except (TimeoutError, ClientDisconnect):
        raise TurnedAway(400, "incomplete") from None
    return bytes(body)


def _own_answer(delivery: Delivery) -> Answer | None:
    if delivery.kind == "url_verification":
        return Answer(body=delivery.body["challenge"])
    return Answer() if delivery.kind == "ssl_check" else None


def parse(raw: RawRequest, *, secrets: Sequence[str]) -> Delivery:
    """The delivery in a request over HTTP; raises TurnedAway, and nothing else, whatever it is given."""
    if len(raw.body) > MOST_BYTES:
        raise TurnedAway(413, "too large")
    headers = _headers(raw.headers)
    content_type = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    if content_type == FORM and len(raw.body) < 500 and b"ssl_check=1" in raw.body.split(b"&"):
        return Delivery("ssl_check", {})  # Slack's look at our certificate, unsigned; it is answered and leads nowhere
    _verify(headers, raw.body, secrets)
    if content_type == JSON:
        body = _of_json(raw.body)
    elif content_type == FORM:
        body = _of_form(raw.body)
    else:
        raise TurnedAway(400, "content type")
    number = headers.get(b"x-slack-retry-num", b"")
    retry_num = int(number) if number.isdigit() and len(number) < 6 else None
    reason = headers.get(b"x-slack-retry-reason", b"").decode("ascii", "replace")[:100]
    return _delivery(body, retry_num=retry_num, retry_reason=reason or None)


def of_socket(payload: object, *, retry_num: int | None = None, retry_reason: str | None = None) -> Delivery:
    """The delivery in a Socket Mode envelope's payload; raises TurnedAway as `parse` does."""
    return _delivery(_clean(_bounded(payload)), retry_num=retry_num, retry_reason=retry_reason)


_ONCE = (b"x-slack-signature", b"x-slack-request-timestamp", b"content-type")
_READ = frozenset({*_ONCE, b"x-slack-retry-num", b"x-slack-retry-reason"})


def _headers(pairs: Sequence[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """The few headers that count; all others, Bolt's own `x-slack-bolt-…` among them, end here."""
    found: dict[bytes, bytes] = {}
    for name, value in pairs:
        name = name.lower()
        if name in found and name in _ONCE:
            raise TurnedAway(400, "repeated header")
        if name in _READ:
            found[name] = value
    return found


_TIMESTAMP = re.compile(rb"[0-9]{1,11}")
_SIGNATURE = re.compile(rb"v0=[0-9a-f]{64}")


def _verify(headers: Mapping[bytes, bytes], body: bytes, secrets: Sequence[str]) -> None:
    """Signed by one of our secrets, and recently: https://docs.slack.dev/authentication/verifying-requests-from-slack"""
    timestamp, signature = headers.get(b"x-slack-request-timestamp", b""), headers.get(b"x-slack-signature", b"")
    if not _TIMESTAMP.fullmatch(timestamp):
        raise TurnedAway(401, "timestamp")
    if not -SECONDS_AHEAD <= clock.now().timestamp() - int(timestamp) <= SECONDS_BACK:
        raise TurnedAway(401, "timestamp")
    if not _SIGNATURE.fullmatch(signature):
        raise TurnedAway(401, "signature")
    signed = b"v0:%b:%b" % (timestamp, body)
    ours = [
        b"v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest().encode() for secret in secrets if secret
    ]
    if not any([hmac.compare_digest(signature, one) for one in ours]):  # noqa: C419 - all of them, in equal time
        raise TurnedAway(401, "signature")


_UNCLEAN_ESCAPE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_UNCLEAN = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL takes no NUL, UTF-8 no half of a pair


def _of_json(raw: bytes) -> Body:
    try:
        body = json.loads(raw.decode(), parse_constant=_no_number, parse_float=_finite)
    except UnicodeDecodeError:
        raise TurnedAway(400, "encoding") from None
    except (ValueError, RecursionError):
        raise TurnedAway(400, "json") from None
    body = _bounded(body)
    return _clean(body) if _UNCLEAN_ESCAPE.search(raw) else body


def _no_number(_: str) -> float:
    raise ValueError


def _finite(digits: str) -> float:
    number = float(digits)
    return number if abs(number) != float("inf") else _no_number(digits)


def _of_form(raw: bytes) -> Body:
    """A command's fields; or what an interaction's `payload` holds. A command may well speak of a payload."""
    try:
        pairs = parse_qsl(raw.decode(), keep_blank_values=True, errors="strict", max_num_fields=100)
    except UnicodeDecodeError:
        raise TurnedAway(400, "encoding") from None
    except ValueError:
        raise TurnedAway(400, "form") from None
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise TurnedAway(400, "form")
    if "command" in fields:
        return {name: _UNCLEAN.sub("\ufffd", value) for name, value in fields.items()}
    if "payload" in fields:
        return _of_json(fields["payload"].encode())
    raise TurnedAway(400, "form")


def _bounded(body: object) -> Body:
    """An object no deeper than the bound."""
    if not isinstance(body, dict):
        raise TurnedAway(400, "json")
    level: list[Any] = [body]
    for _ in range(MOST_LEVELS):
        inner = [value for one in level for value in (one.values() if isinstance(one, dict) else one)]
        level = [value for value in inner if isinstance(value, (dict, list))]
        if not level:
            return body
    raise TurnedAway(400, "too deep")


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _UNCLEAN.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_UNCLEAN.sub("\ufffd", str(name)): _clean(inner) for name, inner in value.items()}
    return [_clean(inner) for inner in value] if isinstance(value, list) else value


def _kind(body: Body) -> object:
    return "command" if "command" in body else body.get("type")


def _delivery(body: Body, *, retry_num: int | None, retry_reason: str | None) -> Delivery:
    kind = _kind(body)
    if body.get("response_urls", []) is None:  # Bolt counts them
        body = {name: value for name, value in body.items() if name != "response_urls"}
    if body.get("actions") == [] or not isinstance(kind, str) or not SHAPES.get(kind, OTHER_SHAPE)(body):
        raise TurnedAway(400, "shape")
    event: Body = body["event"] if kind == "event_callback" else {}
    if event and not EVENTS.get(event["type"], ANY_EVENT)(event):
        raise TurnedAway(400, "shape")
    user = body.get("user") or body.get("user_id") or event.get("user") or event.get("user_id")
    own_team = user.get("team_id") if isinstance(user, dict) else body.get("team_id") if kind == "command" else None
    return Delivery(
        kind="event" if kind == "event_callback" else kind,
        body=body,
        team=_team(body),
        enterprise=_id(body.get("enterprise")) or _installed(body).get("enterprise_id") or body.get("enterprise_id"),
        user=_id(user),
        user_team=own_team or _author_team(event),
        retry_num=retry_num,
        retry_reason=retry_reason,
    )


def _id(reference: Any) -> str | None:
    return reference.get("id") if isinstance(reference, dict) else reference


def _author_team(event: Body) -> str | None:
    """The workspace of whoever wrote it; where a message was changed or deleted, of whoever wrote that one."""
    said = (event, event.get("previous_message") or {}, event.get("message") or {})
    teams = (team for one in said for team in (one.get("user_team"), _id(one.get("team"))))
    return next(filter(None, teams), None)


def _installed(body: Body) -> Body:
    """An installation that this came to; in a channel shared with others there may be more."""
    authorizations = body.get("authorizations")
    return authorizations[0] if authorizations else {}


def _team(body: Body) -> str | None:
    """The workspace of the installation, found as Bolt finds it."""
    view, user = body.get("view") or {}, body.get("user")
    named = [view.get("app_installed_team_id"), _id(body.get("team")), _installed(body).get("team_id")]
    named += [body.get("context_team_id"), body.get("team_id")]  # the latter may be another company's, in its channel
    named += [user.get("team_id") if isinstance(user, dict) else None, view.get("team_id")]
    return next((each for each in named if each and not each.startswith("E")), None)  # E…: a whole organisation


def delivery_key(body: Body) -> str | None:
    """What makes this delivery the same one when it comes again; None for those that only read.

    A click in a view is told apart by its trigger: the view's hash stays while its buttons are pressed.
    """
    kind = str(_kind(body))
    if kind in ("block_suggestion", "dialog_suggestion", "url_verification"):
        return None
    if body.get("event_id"):
        return _short("event", body["event_id"])
    view = body.get("view") or {}
    if kind in ("view_submission", "view_closed") and view.get("hash"):
        return _short(kind, view["id"], view["hash"])
    if body.get("trigger_id"):
        return _short(kind, body["trigger_id"])
    return _short(kind, hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest())


def _short(*parts: str) -> str:
    key = ":".join(parts)
    return key if len(key) <= 200 else hashlib.sha256(key.encode()).hexdigest()
