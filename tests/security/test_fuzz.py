"""Real deliveries with anything anywhere, through the whole bot: nothing goes uncaught, and nothing answers 5xx."""

import asyncio
import importlib.util
import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import clock
from bot.lifecycle import Stage
from bot.slack.door import TurnedAway, of_socket
from bot.workflows.permits import PERMITS
from tests.security.house import DESK, HOME, ROLES, House, housed
from tests.security.raw import ask
from tests.unit.test_door import SAMPLES as SHARED

OURS = Path(__file__).parents[1] / "data" / "slack"
USERS = [*ROLES.values(), "U0X", ""]
TEXTS = st.sampled_from(
    ["", "1:1", "1:2:1", f"1:1:{DESK}:9.1", "x", "{}", '{"question":1,"revision":2}', "<!here>", "9" * 30]
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | TEXTS
    | st.text(st.characters(exclude_categories=()), max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


def samples() -> Iterator[dict[str, Any]]:
    """Everything Slack is known to send, from here and from beside the checkout."""
    for path in sorted(OURS.glob("*.json")):
        yield json.loads(path.read_text())
    for path in sorted(SHARED.glob("inbound/*/*/*.json")):
        found = json.loads(path.read_text())
        yield found.get("payload", found) if isinstance(found.get("payload"), dict) else found
    for path in sorted(SHARED.glob("inbound/slash_command/*.form")):
        yield dict(parse_qsl(path.read_text().strip(), keep_blank_values=True))


def our_own() -> Iterator[dict[str, Any]]:
    """What our buttons and windows send, which no sample knows."""
    who = {"user": {"id": "U0LENA", "team_id": HOME}, "team": {"id": HOME}, "trigger_id": "1.1.t"}
    for name in PERMITS:
        action = {"type": "button", "action_id": name, "block_id": "b", "value": "1:1"}
        place = {"channel": {"id": DESK}, "message": {"ts": "1.0", "text": "A card", "bot_id": "B1"}}
        yield {"type": "block_actions", **who, **place, "actions": [action], "container": {"channel_id": DESK}}
        element = {"type": "plain_text_input", "value": "Yes."}
        kept = json.dumps({"question": 1, "revision": 1})
        view = {"id": "V1", "hash": "1.h", "type": "modal", "callback_id": name, "private_metadata": kept}
        view |= {
            "state": {"values": {field: {field: element} for field in ("words", "text", "link", "choice", "user")}}
        }
        view |= {"blocks": [{"type": "input", "block_id": "words"}]}
        yield {"type": "view_submission", **who, "view": view}
        yield {"type": "block_suggestion", **who, "action_id": name, "value": ""}


DELIVERIES = [*samples(), *our_own()]
SEEDS = st.sampled_from(DELIVERIES)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inner:
        yield (*path, name)
        yield from places(each, (*path, name))


@st.composite
def deliveries(draw: st.DrawFn) -> Any:
    """A sample with some values replaced, taken away or added; mostly for our workspace and by somebody known there."""
    body = json.loads(json.dumps(draw(SEEDS)))
    if draw(st.integers(0, 9)):
        _move_home(body, draw(st.sampled_from(USERS)))
    for _ in range(draw(st.integers(0, 3))):
        known = list(places(body))
        *path, last = draw(st.sampled_from(known)) if known else ("type",)
        holder = body
        for name in path:
            holder = holder[name]
        kind = draw(st.integers(0, 3))
        if kind == 0 and isinstance(holder, dict):
            del holder[last]
        else:
            holder[last] = draw(VALUES)
    return body


def _move_home(body: dict[str, Any], user: str) -> None:
    if isinstance(body.get("event"), dict):
        body["team_id"] = HOME
        body.pop("authorizations", None)
        body["event"] |= {"user": user} if isinstance(body["event"].get("user"), str) else {}
    elif "command" in body:
        body |= {"team_id": HOME, "user_id": user}
    else:
        body |= {"team": {"id": HOME}, "user": {"id": user, "team_id": HOME}}
        if isinstance(body.get("view"), dict):
            body["view"] |= {"app_installed_team_id": HOME, "team_id": HOME}


class Taken:
    """The bot, kept for all examples; the database begins anew now and then."""

    def __init__(self, house: House, stages: dict[Stage, Path], runner: asyncio.Runner) -> None:
        self.house, self.stages, self.runner, self.number, self.dispatched = house, list(stages.values()), runner, 0, 0

    def take(self, body: Any) -> None:
        if self.number % 50 == 0:
            self.house.restore(self.stages[self.number // 50 % len(self.stages)])
        self.number += 1
        try:
            delivery = of_socket(body)
        except TurnedAway as away:
            assert away.status == 400  # noqa: PT017 - whatever it is given, it raises nothing else
            return
        answer = self.runner.run(self.house.bot.dispatch(delivery))
        self.dispatched += 1
        assert answer.status < 500, (body, answer)


@pytest.fixture
def taken(tmp_path: Path, stages: dict[Stage, Path]) -> Iterator[Taken]:
    file = tmp_path / "house.db"
    file.write_bytes(next(iter(stages.values())).read_bytes())
    logging.getLogger("bot").setLevel(logging.CRITICAL)
    with asyncio.Runner() as runner:
        opened = housed(file, first=10_000)
        house = runner.run(opened.__aenter__())
        try:
            yield Taken(house, stages, runner)
        finally:
            runner.run(opened.__aexit__(None, None, None))
            logging.getLogger("bot").setLevel(logging.NOTSET)


def fuzz(taken: Taken, examples: int) -> None:
    @settings(
        max_examples=examples,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(deliveries())
    def run(body: Any) -> None:
        taken.take(body)

    run()
    print(f"{taken.number} deliveries, {taken.dispatched} of them past the door")
    assert taken.dispatched > examples // 4


def test_real_deliveries_with_anything_anywhere_are_answered(taken: Taken):
    fuzz(taken, 400)


@pytest.mark.soak
def test_a_hundred_thousand_of_them_are_answered(taken: Taken):
    fuzz(taken, 100_000)


PARSERS = """
import sys
import atheris
with atheris.instrument_imports(include=["bot.trimming", "bot.slack", "bot.workflows.quoting"]):
    from bot import trimming
    from bot.slack.door import RawRequest, TurnedAway, of_socket, parse
    from bot.workflows.quoting import read_post

def once(data):
    text = data.decode("utf-8", "replace")
    trimming.plain(text)
    read_post({"text": text})
    trimming.shorten([text], question="Is it safe?", limit=140, network="x")
    for kind in (b"application/json", b"application/x-www-form-urlencoded"):
        try:
            parse(RawRequest([(b"content-type", kind)], data), secrets=["s"])
        except TurnedAway:
            pass
    try:
        import json
        of_socket(json.loads(text))
    except (TurnedAway, ValueError, RecursionError):
        pass

atheris.Setup(sys.argv, once)
atheris.Fuzz()
"""


@pytest.mark.soak
async def test_the_parsers_take_whatever_a_fuzzer_finds(tmp_path: Path):
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("atheris is not installed: pip install atheris")
    script = tmp_path / "parsers.py"
    script.write_text(PARSERS)
    arguments = ("-max_total_time=600", "-max_len=4000", "-timeout=20")
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        str(script),
        *arguments,
        cwd=OURS.parents[2],
        env={"PYTHONPATH": "."},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await child.communicate()
    assert child.returncode == 0, out.decode()[-3000:]


# -- our own few routes


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"offset": "x"}', b'{"offset": 1e400}', b'{"offset": null}', b"\xff"]
)
async def test_a_clock_that_cannot_be_moved_so_is_refused(house: House, body: bytes):
    status, _ = await ask(house.bot.app, "POST", "/inspect", headers=[("authorization", "Bearer look")], chunks=[body])

    assert status == 400
    assert clock.rate() == 1.0


@pytest.mark.parametrize(
    "path", ["/", "/slack/events/", "/slack", "/inspect", "/metrics/../inspect", "/healthz\x00", "/é"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "TRACE"])
async def test_other_addresses_and_methods_lead_nowhere(house: House, method: str, path: str):
    status, _ = await ask(house.bot.app, method, path)

    assert 300 <= status < 500
