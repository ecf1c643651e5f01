"""The manifest says neither more nor less than what the code uses."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

from bot.handlers import TABLES
from bot.manifest import COMMANDS, MESSAGES, SCOPES, SHORTCUTS, manifest
from tests.contract.validating import SLACK, needs_slack

BOT = Path(__file__).parents[2] / "bot"


@needs_slack
@pytest.mark.parametrize("url", ["", "https://bot.example.org"])
def test_it_is_valid_against_slacks_schema(url: str) -> None:
    schema = json.loads((SLACK / "manifest.schema.2.0.0.json").read_text())

    jsonschema.validate(manifest(url=url), schema)


def test_every_command_and_shortcut_has_a_handler_and_the_other_way_round() -> None:
    assert set(COMMANDS) == set(TABLES["command"])
    assert set(SHORTCUTS) == set(TABLES["message_action"])


def test_every_event_that_is_handled_is_subscribed_to() -> None:
    events = set(manifest()["settings"]["event_subscriptions"]["bot_events"])

    assert {event.partition(".")[0] if event in MESSAGES else event for event in events} == set(TABLES["event"])


def test_every_scope_is_needed_by_something_that_the_code_calls_or_hears() -> None:
    code = "\n".join(path.read_text() for path in BOT.rglob("*.py"))
    for scope, reasons in SCOPES.items():
        for reason in reasons:
            method = reason.split(" ")[0]
            used = method in code or method in MESSAGES or method in ("slash", "shortcuts")
            assert used, f"{scope} is asked for because of {reason}, which nothing uses"


def test_every_method_that_is_called_has_its_scope() -> None:
    called = set(re.findall(r'"((?:chat|conversations|users|views|auth)\.[a-zA-Z]+)"', _sources()))
    free = {"auth.test", "views.open", "views.push", "views.update", "views.publish"}
    reasons = " ".join(reason for reasons in SCOPES.values() for reason in reasons)
    assert {method for method in called - free if method not in reasons} == set()


def _sources() -> str:
    return "\n".join(path.read_text() for path in BOT.rglob("*.py") if path.name != "manifest.py")


def test_a_prefix_renames_the_commands() -> None:
    commands = [each["command"] for each in manifest(prefix="city")["features"]["slash_commands"]]

    assert commands == ["/city-ask", "/city-answers"]


def test_no_code_names_a_command_literally() -> None:
    for path in BOT.rglob("*.py"):
        if path.name not in ("manifest.py", "settings.py"):
            assert not re.search(r"[\"'`\s]/(?:ask|answers)\b", path.read_text()), path


def test_without_an_address_it_is_for_socket_mode() -> None:
    assert manifest()["settings"]["socket_mode_enabled"] is True
    assert "request_url" not in json.dumps(manifest())
    assert manifest(url="https://bot.example.org/")["settings"]["interactivity"]["request_url"] == (
        "https://bot.example.org/slack/events"
    )
