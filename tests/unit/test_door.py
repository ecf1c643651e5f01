"""The door: what it lets in, what it turns away, and that nothing else ever comes of it."""

import hashlib
import hmac
import json
import logging
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_bolt.request.async_request import AsyncBoltRequest
from starlette.applications import Starlette
from starlette.routing import Route

from bot import clock
from bot.slack.door import Answer, Delivery, RawRequest, TurnedAway, delivery_key, endpoint, of_socket, parse

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SAMPLES = Path(os.environ.get("SLACK_SAMPLES", Path(__file__).parents[3] / "shared" / "slack")) / "payloads"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="Slack's sample payloads are not here (SLACK_SAMPLES)")
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
COMMAND = {"command": "/ask", "text": "", "user_id": "U1", "team_id": "T1", "channel_id": "C1", "trigger_id": "1.2.a"}
EVENT = {"type": "message", "channel": "C1", "ts": "1.2", "user": "U1", "text": "Yes."}
CALLBACK = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": EVENT}
CLICK = {
    "type": "block_actions",
    "user": {"id": "U1", "team_id": "T1"},
    "team": {"id": "T1"},
    "trigger_id": "1.2.b",
    "actions": [{"type": "button", "action_id": "approve", "value": "42:3"}],
}
SUBMISSION = {
    "type": "view_submission",
    "user": {"id": "U1", "team_id": "T1"},
    "team": {"id": "T1"},
    "view": {
        "id": "V1",
        "hash": "h1",
        "type": "modal",
        "callback_id": "intake",
        "private_metadata": "{}",
        "state": {"values": {"text": {"text": {"type": "plain_text_input", "value": "Is it safe?"}}}},
    },
}
SUGGESTION = {
    "type": "block_suggestion",
    "user": {"id": "U1"},
    "team": {"id": "T1"},
    "action_id": "topic",
    "value": "fl",
}


@pytest.fixture(autouse=True)
def fixed_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_clock", Stopped())


class Stopped(clock.Clock):
    def now(self) -> datetime:
        return NOW + self.offset


def signed(
    body: bytes | str,
    content_type: str = JSON,
    *,
    secret: str = SECRET,
    age: timedelta = timedelta(),
    timestamp: str | None = None,
    more: tuple[tuple[bytes, bytes], ...] = (),
) -> RawRequest:
    raw = body.encode() if isinstance(body, str) else body
    stamp = timestamp if timestamp is not None else str(int((NOW - age).timestamp()))
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + raw, hashlib.sha256).hexdigest()
    headers = (
        (b"content-type", content_type.encode()),
        (b"x-slack-request-timestamp", stamp.encode()),
        (b"x-slack-signature", b"v0=" + digest.encode()),
    )
    return RawRequest([*headers, *more], raw)


def interaction(payload: object) -> RawRequest:
    return signed(urlencode({"payload": json.dumps(payload)}), FORM)


def opened(raw: RawRequest) -> Delivery:
    return parse(raw, secrets=[SECRET])


def refusal(raw: RawRequest, **options: Any) -> tuple[int, str]:
    with pytest.raises(TurnedAway) as away:
        parse(raw, **({"secrets": [SECRET]} | options))
    return away.value.status, away.value.reason


def changed(body: dict[str, Any], path: str | tuple[str, ...], value: object) -> dict[str, Any]:
    """A copy of the body with another value at a path such as `view.state`."""
    copy = json.loads(json.dumps(body))
    *outer, last = path.split(".") if isinstance(path, str) else path
    at = copy
    for name in outer:
        at = at[int(name)] if isinstance(at, list) else at[name]
    at[last] = value
    return copy


# --- what comes in


@needs_samples
def test_slacks_published_signature_is_accepted(monkeypatch):
    vector = json.loads((SAMPLES / "signature" / "vectors.json").read_text())
    then = datetime.fromtimestamp(int(vector["timestamp"]), UTC)
    monkeypatch.setattr(clock._clock, "offset", then - NOW)
    headers = [
        (b"Content-Type", FORM.encode()),
        (b"X-Slack-Request-Timestamp", vector["timestamp"].encode()),
        (b"X-Slack-Signature", vector["signature"].encode()),
    ]

    delivery = parse(RawRequest(headers, vector["body"].encode()), secrets=[vector["signing_secret"]])

    assert (delivery.kind, delivery.user, delivery.body["command"]) == ("command", "U2CERLKJA", "/webhook-collect")


def samples(pattern: str) -> list[Any]:
    files = sorted((SAMPLES / "inbound").glob(pattern)) if SAMPLES.is_dir() else []
    return [pytest.param(file, id=f"{file.parent.name}/{file.stem}") for file in files]


NAMES_NO_CHANNEL = "java__EventTypeDetectorImplTest__payload"  # {"event": {"type": "message"}}: says nothing at all


@needs_samples
@pytest.mark.parametrize("file", samples("events/*/*.json"))
def test_real_events_come_in(file):
    raw = signed(file.read_bytes())
    if file.stem == NAMES_NO_CHANNEL and file.parent.name == "message":
        assert refusal(raw) == (400, "shape")
        return

    delivery = opened(raw)

    assert delivery.kind == "event" or delivery.kind == delivery.body["type"]
    AsyncBoltRequest(body=delivery.body, mode="socket_mode")


@needs_samples
@pytest.mark.parametrize("file", samples("interactive/*/*.json"))
def test_real_interactions_come_in_and_say_who_acts(file):
    payload = json.loads(file.read_text())

    delivery = opened(interaction(payload))

    assert delivery.kind == file.parent.name
    assert delivery.user == payload["user"]["id"]
    assert delivery.body == payload
    AsyncBoltRequest(body=delivery.body, mode="socket_mode")


@needs_samples
@pytest.mark.parametrize("file", samples("slash_command/*.form"))
def test_real_commands_come_in(file):
    delivery = opened(signed(file.read_bytes().strip(), FORM))

    assert delivery.kind == "command"
    assert delivery.team
    assert delivery.user
    assert delivery.body["command"].startswith("/")


@needs_samples
@pytest.mark.parametrize("file", samples("socket_mode/*/*.json"))
def test_real_socket_envelopes_come_in(file):
    envelope = json.loads(file.read_text())
    if "payload" not in envelope:
        pytest.skip("hello and disconnect are the connection's own talk, not deliveries")

    assert of_socket(envelope["payload"]).kind in ("command", "event", "block_actions")


def test_a_command_may_speak_of_a_payload():
    text = 'what payload may trucks carry? payload={"type":"shortcut"}'

    delivery = opened(signed(urlencode(COMMAND | {"text": text}), FORM))

    assert (delivery.kind, delivery.body["text"]) == ("command", text)


def test_a_command_with_a_payload_field_of_its_own_is_still_a_command():
    assert opened(signed(urlencode(COMMAND | {"payload": "{}"}), FORM)).kind == "command"


@pytest.mark.parametrize("kind", ["interactive_message", "dialog_submission", "workflow_step_edit", "something_new"])
def test_kinds_we_do_not_use_come_in_to_be_answered(kind):
    assert opened(interaction({"type": kind, "user": {"id": "U1"}})).kind == kind


def test_events_we_never_asked_for_come_in_to_be_answered():
    assert opened(signed(json.dumps(changed(CALLBACK, "event", {"type": "reaction_added"})))).kind == "event"


def test_retries_are_told():
    more = ((b"X-Slack-Retry-Num", b"2"), (b"X-Slack-Retry-Reason", b"http_timeout"))

    delivery = opened(signed(json.dumps(CALLBACK), more=more))

    assert (delivery.retry_num, delivery.retry_reason) == (2, "http_timeout")


def test_a_strange_retry_number_is_no_retry():
    assert opened(signed(json.dumps(CALLBACK), more=((b"x-slack-retry-num", b"-1e9"),))).retry_num is None


def test_bolts_own_headers_end_at_the_door():
    delivery = opened(signed(json.dumps(CALLBACK), more=((b"x-slack-bolt-lazy-only", b"1"),)))

    assert "bolt" not in repr(delivery)


def test_each_of_several_secrets_opens_the_door():
    raw = signed(json.dumps(CALLBACK), secret="old")

    assert parse(raw, secrets=["new", "old"]).kind == "event"
    assert refusal(raw, secrets=["new"]) == (401, "signature")


def test_a_delivery_in_a_shared_channel_belongs_to_the_installation_and_the_actor_to_their_own_team():
    body = CALLBACK | {"team_id": "T9", "authorizations": [{"team_id": "T1", "enterprise_id": "E1"}]}
    body = changed(body, "event.user_team", "T9")

    delivery = opened(signed(json.dumps(body)))

    assert (delivery.team, delivery.enterprise, delivery.user_team) == ("T1", "E1", "T9")


@pytest.mark.parametrize("place", ["message", "previous_message"])
def test_a_change_of_a_message_comes_from_the_team_of_whoever_wrote_it(place):
    message = {"user": "U1", "ts": "1.1", "team": "T9"}
    event = {"type": "message", "subtype": "message_changed", "channel": "C1", "ts": "1.2", place: message}

    assert opened(signed(json.dumps(CALLBACK | {"event": event}))).user_team == "T9"


def test_what_came_to_a_whole_organisation_belongs_to_its_own_workspace_not_to_the_other_companys():
    body = CALLBACK | {"team_id": "T9", "context_team_id": "T1", "is_ext_shared_channel": True}
    body |= {"authorizations": [{"team_id": None, "enterprise_id": "E1", "is_enterprise_install": True}]}

    assert opened(signed(json.dumps(body))).team == "T1"


# --- what PostgreSQL and UTF-8 would not take


@pytest.mark.parametrize("bad", ["\x00", chr(0xD800), chr(0xDFFF)])
def test_characters_no_database_takes_are_replaced(bad):
    body = changed(CALLBACK, "event.text", f"a{bad}b") | {f"key{bad}": 1}

    delivery = opened(signed(json.dumps(body)))

    assert delivery.body["event"]["text"] == "a�b"
    assert "key�" in delivery.body
    assert of_socket(body).body == delivery.body


def test_an_emoji_written_as_two_halves_stays_whole():
    assert opened(signed(json.dumps(changed(CALLBACK, "event.text", "💧 Water")))).body["event"]["text"] == "💧 Water"


def test_a_null_character_in_a_command_is_replaced():
    assert opened(signed(urlencode(COMMAND | {"text": "a\x00b"}), FORM)).body["text"] == "a�b"


# --- what is turned away


@pytest.mark.parametrize("seconds", [-60, 0, 300])
def test_fresh_requests_come_in(seconds):
    assert opened(signed(json.dumps(CALLBACK), age=timedelta(seconds=seconds))).kind == "event"


@pytest.mark.parametrize("seconds", [-301, -61, 301, 86_400])
def test_stale_and_future_requests_are_turned_away(seconds):
    assert refusal(signed(json.dumps(CALLBACK), age=timedelta(seconds=seconds))) == (401, "timestamp")


@pytest.mark.parametrize("stamp", ["", "abc", "1e9", "-5", " 1772366400", "1772366400.0", "١٧٧٢", "9" * 400])
def test_a_timestamp_that_is_no_number_is_turned_away(stamp):
    assert refusal(signed(json.dumps(CALLBACK), timestamp=stamp)) == (401, "timestamp")


@pytest.mark.parametrize("bit", range(0, 256, 17))
def test_a_signature_off_by_a_bit_is_turned_away(bit):
    raw = signed(json.dumps(CALLBACK))
    signature = int(raw.headers[2][1][3:], 16) ^ (1 << bit)
    forged = [*raw.headers[:2], (b"x-slack-signature", b"v0=%064x" % signature)]

    assert refusal(RawRequest(forged, raw.body)) == (401, "signature")


@pytest.mark.parametrize("signature", [b"", b"v0=", b"v1=" + b"0" * 64, b"\xff" * 67, b"v0=" + b"g" * 64])
def test_a_signature_of_another_form_is_turned_away(signature):
    raw = signed(json.dumps(CALLBACK))

    assert refusal(RawRequest([*raw.headers[:2], (b"x-slack-signature", signature)], raw.body)) == (401, "signature")


def test_a_swapped_body_is_turned_away():
    assert refusal(RawRequest(signed(json.dumps(CALLBACK)).headers, b"{}")) == (401, "signature")


@pytest.mark.parametrize("secrets", [[], [""], ["", "other"]])
def test_without_our_secret_nothing_comes_in(secrets):
    assert refusal(signed(json.dumps(CALLBACK), secret=""), secrets=secrets) == (401, "signature")


@pytest.mark.parametrize("header", ["content-type", "X-Slack-Signature", "X-Slack-Request-Timestamp"])
def test_a_repeated_header_is_turned_away(header):
    raw = signed(json.dumps(CALLBACK), more=((header.encode(), b"0"),))

    assert refusal(raw) == (400, "repeated header")


def test_missing_headers_are_turned_away():
    assert refusal(RawRequest([], b"{}")) == (401, "timestamp")


def test_a_body_over_the_bound_is_turned_away_before_its_signature_is_looked_at():
    assert refusal(RawRequest([], b"x" * 1_000_001)) == (413, "too large")


@pytest.mark.parametrize("content_type", ["", "text/plain", "multipart/form-data", "application/xml"])
def test_other_content_types_are_turned_away(content_type):
    assert refusal(signed(json.dumps(CALLBACK), content_type)) == (400, "content type")


def test_a_charset_in_the_content_type_is_fine():
    assert opened(signed(json.dumps(CALLBACK), "Application/JSON; charset=utf-8")).kind == "event"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b"1",
        b"null",
        b"{'a': 1}",
        b'{"type": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1e999}',
        b'{"a": %b}',
        *(b'{"a":' * 100_000, b"[" * 900_000, b'{"a": "\x00"}', b'{"a": ' + b"9" * 5000 + b"}"),
    ],
)
def test_what_is_no_json_object_is_turned_away(body):
    assert refusal(signed(body)) == (400, "json")


@pytest.mark.parametrize(("levels", "refused"), [(60, False), (65, True), (900, True)])
def test_deep_json_is_turned_away(levels, refused):
    deep: Any = "leaf"
    for _ in range(levels):
        deep = [deep]
    raw = signed(json.dumps(CALLBACK | {"extra": deep}))

    assert (refusal(raw) if refused else opened(raw).kind) == ((400, "too deep") if refused else "event")


@pytest.mark.parametrize("body", [b'{"type": "\xff"}', b'{"type": "\xed\xa0\x80"}', b"\xff\xfe{\x00}\x00"])
def test_json_that_is_not_utf8_is_turned_away(body):
    assert refusal(signed(body)) == (400, "encoding")


@pytest.mark.parametrize("body", [b"command=%FF&user_id=U1&team_id=T1", b"payload=%ED%A0%80", b"payload=\xff"])
def test_a_form_that_is_not_utf8_is_turned_away(body):
    assert refusal(signed(body, FORM)) == (400, "encoding")


@pytest.mark.parametrize("body", [b"", b"a=1", b"&".join(b"a%d=1" % n for n in range(101)), b"payload={}&payload={}"])
def test_a_form_that_is_neither_command_nor_interaction_is_turned_away(body):
    assert refusal(signed(body, FORM)) == (400, "form")


@pytest.mark.parametrize("lost", ["command", "user_id", "team_id"])
def test_a_command_without_its_ids_is_turned_away(lost):
    fields = {name: value for name, value in COMMAND.items() if name != lost}

    assert refusal(signed(urlencode(fields), FORM))[0] == 400


@pytest.mark.parametrize(
    ("body", "path"),
    [
        *[
            (CALLBACK, path)
            for path in ("event", "event_id", "team_id", "authorizations", "event.type", "event.channel")
        ],
        *[(CALLBACK, f"event.{path}") for path in ("ts", "text", "thread_ts", "message", "previous_message", "user")],
        *[
            (CLICK, path)
            for path in ("user", "user.id", "team", "actions", "actions.0", "view", "message", "container")
        ],
        *[(CLICK, f"actions.0.{path}") for path in ("value", "action_id", "selected_option", "selected_users")],
        *[(CLICK, path) for path in ("trigger_id", "response_url", "response_urls", "channel", "enterprise", "event")],
        *[(SUBMISSION, f"view.{path}") for path in ("id", "hash", "private_metadata", "callback_id", "state")],
        *[(SUBMISSION, f"view.state.{path}") for path in ("values", "values.text", "values.text.text")],
        *[(SUBMISSION, "view"), (SUGGESTION, "value"), (SUGGESTION, "action_id"), (SUGGESTION, "type")],
    ],
)
@pytest.mark.parametrize("wrong", [7, [7], True])
def test_ids_and_texts_of_another_type_are_turned_away(body, path, wrong):
    copy = changed(body, path, wrong) if not path.endswith(".0") else changed(body, "actions", [wrong])
    raw = signed(json.dumps(copy)) if body is CALLBACK else interaction(copy)

    assert refusal(raw) == (400, "shape")


def test_addresses_that_are_none_are_as_good_as_left_out():
    assert opened(interaction(SUBMISSION | {"response_urls": None})).body == SUBMISSION


@pytest.mark.parametrize("instant", [1772366460, 1772366460.0011, "1772366460.0011", None])
def test_an_event_may_say_when_it_happened_in_a_number_too(instant):
    event = {"type": "app_home_opened", "user": "U1", "event_ts": instant}

    assert opened(signed(json.dumps(CALLBACK | {"event": event}))).user == "U1"


@pytest.mark.parametrize("edited", ["1772366460.0011", 7, [], {"ts": 7}, {"ts": {}}])
def test_an_edit_that_says_when_in_no_way_of_slacks_is_turned_away(edited):
    message = {"ts": "1.1", "user": "U1", "text": "Yes.", "edited": edited}
    event = CALLBACK["event"] | {"subtype": "message_changed", "message": message}

    assert refusal(signed(json.dumps(CALLBACK | {"event": event}))) == (400, "shape")


@pytest.mark.parametrize("kind", [None, "workflow_step", "home"])
def test_what_is_submitted_and_is_no_window_is_turned_away(kind):
    view = SUBMISSION["view"] | {"type": kind}

    assert refusal(interaction(SUBMISSION | {"view": view})) == (400, "shape")
    assert refusal(interaction(SUBMISSION | {"type": "view_closed", "view": view})) == (400, "shape")


def test_a_click_on_nothing_is_turned_away():
    assert refusal(interaction(CLICK | {"actions": []})) == (400, "shape")


# --- the same delivery twice


def test_deliveries_are_told_apart_by_what_slack_repeats():
    closed = SUBMISSION | {"type": "view_closed"}
    keys = [delivery_key(body) for body in (COMMAND, CALLBACK, CLICK, SUBMISSION, closed)]

    assert len(set(keys)) == 5
    assert delivery_key(CALLBACK | {"event_time": 5}) == delivery_key(CALLBACK)
    assert delivery_key(SUBMISSION | {"trigger_id": "9.9.z"}) == delivery_key(SUBMISSION)
    assert delivery_key(changed(SUBMISSION, "view.hash", "h2")) != delivery_key(SUBMISSION)


def test_two_clicks_in_one_unchanged_view_are_two():
    first = CLICK | {"view": SUBMISSION["view"]}

    assert delivery_key(first) != delivery_key(first | {"trigger_id": "1.2.c"})


def test_what_only_reads_has_no_key():
    assert delivery_key(SUGGESTION) is None


def test_without_a_trigger_the_whole_body_tells():
    bare = {name: value for name, value in COMMAND.items() if name != "trigger_id"}

    assert delivery_key(bare) == delivery_key(dict(reversed(bare.items())))
    assert delivery_key(bare) != delivery_key(bare | {"text": "other"})


def test_a_key_is_short_whatever_slack_sends():
    assert len(delivery_key(CALLBACK | {"event_id": "E" * 5000}) or "") <= 200


# --- over HTTP


class Heard:
    """What the door's two outlets were told."""

    def __init__(self) -> None:
        self.deliveries: list[Delivery] = []
        self.refusals: list[str] = []

    async def dispatch(self, delivery: Delivery) -> Answer:
        self.deliveries.append(delivery)
        return Answer(body='{"text": "ok"}', content_type="application/json")


async def call(
    raw: RawRequest, *, chunks: list[bytes] | None = None, vanish: bool = False
) -> tuple[int, bytes, Heard, int]:
    """One request through Starlette: status, body, what was told, how many chunks were read."""
    heard, sent, read = Heard(), [], 0
    receive_ = [{"type": "http.request", "body": part, "more_body": True} for part in chunks or [raw.body]]
    receive_ += [{"type": "http.disconnect"}] if vanish else [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> dict[str, Any]:
        nonlocal read
        read += 1
        return receive_[read - 1]

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    slack = endpoint(secrets=[SECRET], dispatch=heard.dispatch, refused=heard.refusals.append)
    app = Starlette(routes=[Route("/slack/events", slack, methods=["POST"])])
    headers = [(name.lower(), value) for name, value in raw.headers]
    scope = {"type": "http", "method": "POST", "path": "/slack/events", "headers": headers, "query_string": b""}
    await app(scope, receive, send)
    body = b"".join(message.get("body", b"") for message in sent)
    return sent[0]["status"], body, heard, read


async def test_a_delivery_is_handed_on_and_its_answer_handed_back():
    status, body, heard, _ = await call(signed(urlencode(COMMAND), FORM))

    assert (status, body) == (200, b'{"text": "ok"}')
    assert [delivery.kind for delivery in heard.deliveries] == ["command"]
    assert heard.refusals == []


async def test_the_challenge_is_answered_by_the_door():
    status, body, heard, _ = await call(signed(json.dumps({"type": "url_verification", "challenge": "3eZb"})))

    assert (status, body, heard.deliveries) == (200, b"3eZb", [])


@pytest.mark.parametrize("form", [b"ssl_check=1&token=x", b"token=x&ssl_check=1", b"ssl_check=1"])
async def test_slacks_look_at_the_certificate_is_answered_without_a_signature(form):
    status, body, heard, _ = await call(RawRequest([(b"content-type", FORM.encode())], form))

    assert (status, body, heard.deliveries, heard.refusals) == (200, b"", [], [])


async def test_a_large_body_is_not_read_to_its_end():
    status, _, heard, read = await call(RawRequest([], b""), chunks=[b"x" * 600_000] * 20)

    assert (status, heard.refusals, heard.deliveries) == (413, ["too large"], [])
    assert read == 2


@pytest.mark.parametrize("length", [b"10000000", b"9" * 5000])
async def test_a_body_that_says_it_is_large_is_not_read_at_all(length):
    status, _, _, read = await call(RawRequest([(b"content-length", length)], b"x"))

    assert (status, read) == (413, 0)


async def test_a_request_that_breaks_off_is_turned_away():
    status, _, heard, _ = await call(signed(json.dumps(CALLBACK)), vanish=True)

    assert (status, heard.refusals) == (400, ["incomplete"])


async def test_nothing_of_a_refused_request_is_said_or_logged(caplog):
    caplog.set_level(logging.DEBUG)
    canary = "the patient's name"
    raw = signed(json.dumps(CALLBACK | {"canary": canary}), secret="another workspace's")

    status, body, heard, _ = await call(raw)

    told = caplog.text + body.decode() + repr(heard.refusals)
    assert status == 401
    assert canary not in told
    assert raw.headers[2][1].decode() not in told


# --- anything at all


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
BODIES: list[dict[str, Any]] = [
    CALLBACK,
    CLICK,
    SUBMISSION,
    SUGGESTION,
    {"type": "message_action"},
    {"type": "view_closed"},
]
FIELDS = ["type", "user", "team", "view", "event", "actions", "authorizations", "enterprise", "channel", "message"]
FIELDS += ["team_id", "user_id", "response_urls", "is_ext_shared_channel", "item", "assistant_thread", "function_data"]


def paths(body: dict[str, Any], before: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    inner = [path for name, value in body.items() if isinstance(value, dict) for path in paths(value, (*before, name))]
    return [*((*before, name) for name in [*body, *FIELDS]), *inner]


def lets_in_or_turns_away(raw: RawRequest) -> None:
    try:
        delivery = opened(raw)
    except TurnedAway as away:
        return None if away.status in (400, 401, 413) else pytest.fail(f"status {away.status}")
    json.dumps(delivery.body, ensure_ascii=False).encode()
    delivery_key(delivery.body)
    for name in ("team", "enterprise", "user", "user_team"):
        assert isinstance(getattr(delivery, name), str | None), name
    AsyncBoltRequest(body=delivery.body, mode="socket_mode")
    return None


def test_what_is_changed_may_have_any_name():
    body = changed(CALLBACK, ("event", "type"), {"": {}, "0": {}, "a.b": {}})

    for name in ("", "0", "a.b"):
        assert ("event", "type", name, "user") in paths(body)
        assert changed(body, ("event", "type", name, "user"), 1)["event"]["type"][name] == {"user": 1}


@settings(max_examples=400)
@given(st.data())
def test_a_signed_body_with_anything_anywhere_is_let_in_or_turned_away(data):
    body = data.draw(st.sampled_from(BODIES))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(paths(body)))
        body = changed(body, path, data.draw(ANYTHING))
    lets_in_or_turns_away(signed(json.dumps(body)))
    lets_in_or_turns_away(interaction(body))


@settings(max_examples=300)
@given(st.binary(max_size=300), st.sampled_from([JSON, FORM]))
def test_any_signed_bytes_are_let_in_or_turned_away(body, content_type):
    lets_in_or_turns_away(signed(body, content_type))


@settings(max_examples=200)
@given(st.lists(st.tuples(st.sampled_from([*COMMAND, "payload", "type"]), st.text(max_size=10))))
def test_any_signed_form_is_let_in_or_turned_away(fields):
    lets_in_or_turns_away(signed(urlencode(fields), FORM))


@settings(max_examples=200)
@given(
    st.lists(st.tuples(st.sampled_from([b"x-slack-signature", b"x-slack-request-timestamp"]), st.binary(max_size=80)))
)
def test_any_headers_are_turned_away(headers):
    with pytest.raises(TurnedAway):
        opened(RawRequest(headers, b"{}"))
