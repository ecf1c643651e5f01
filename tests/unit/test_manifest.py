"""The manifest says neither more nor less than what the code uses."""

import ast
import functools
import json
import re
from pathlib import Path

import jsonschema
import pytest

from bot.handlers import TABLES
from bot.manifest import COMMANDS, MESSAGES, SCOPES, SHORTCUTS, manifest
from sandbox.contract import contract
from tests.contract.validating import SLACK, needs_slack

BOT = Path(__file__).parents[2] / "bot"
METHODS = contract()["methods"]
EVENT_SCOPES: dict[str, set[str]] = {  # https://docs.slack.dev/reference/events
    "app_home_opened": set(),
    "app_uninstalled": set(),
    "channel_archive": {"channels:read"},
    "channel_deleted": {"channels:read"},
    "channel_left": {"channels:read"},
    "group_archive": {"groups:read"},
    "group_deleted": {"groups:read"},
    "group_left": {"groups:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "member_left_channel": {"channels:read", "groups:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "team_access_granted": set(),
    "team_access_revoked": set(),
    "tokens_revoked": set(),
    "user_change": {"users:read"},
}
FEATURE_SCOPES = {  # asked for by no method and no event, but needed for …
    "commands": "COMMANDS = {",
    "metadata.message:read": '"include_all_metadata"',
    "users:read.email": '"email"',
}


@needs_slack
@pytest.mark.parametrize("many", [False, True], ids=["one", "many"])
@pytest.mark.parametrize("socket", [False, True], ids=["http", "socket"])
@pytest.mark.parametrize("url", ["", "https://bot.example.org"])
def test_it_is_valid_against_slacks_schema(url: str, socket: bool, many: bool) -> None:
    schema = json.loads((SLACK / "manifest.schema.2.0.0.json").read_text())

    jsonschema.validate(manifest(url=url, socket=socket, many=many), schema)


def test_for_many_workspaces_it_names_the_way_back_and_lets_tokens_end() -> None:
    made = manifest(url="https://bot.example.org/", many=True)

    assert made["oauth_config"]["redirect_urls"] == ["https://bot.example.org/slack/oauth_redirect"]
    assert made["settings"]["token_rotation_enabled"] is True
    assert made["settings"]["org_deploy_enabled"] is True
    assert made["settings"]["socket_mode_enabled"] is False


def test_socket_mode_can_be_had_with_an_address_for_installing_only() -> None:
    made = manifest(url="https://bot.example.org", many=True, socket=True)

    assert made["settings"]["socket_mode_enabled"] is True
    assert "request_url" not in json.dumps(made)
    assert made["oauth_config"]["redirect_urls"]


def test_every_command_and_shortcut_has_a_handler_and_the_other_way_round() -> None:
    assert set(COMMANDS) == set(TABLES["command"])
    assert set(SHORTCUTS) == set(TABLES["message_action"])


def test_every_event_that_is_handled_is_subscribed_to() -> None:
    events = set(manifest()["settings"]["event_subscriptions"]["bot_events"])

    assert {event.partition(".")[0] if event in MESSAGES else event for event in events} == set(TABLES["event"])


@functools.cache
def called() -> frozenset[str]:
    """Every Web API method that the code names as a value, apart from where it only speaks of them."""
    trees = [ast.parse(path.read_text()) for path in BOT.rglob("*.py") if path.name not in ("manifest.py", "errors.py")]
    constants = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return frozenset(constants & set(METHODS)) | {"auth.test"}  # the SDK has a method of its own for that one


def test_every_scope_is_needed_by_a_method_that_is_called_or_an_event_that_is_handled() -> None:
    by_methods = {scope for method in called() for scope in METHODS[method]["scopes"]}
    by_events = {scope for event in subscribed() for scope in EVENT_SCOPES[event]}

    assert set(SCOPES) - by_methods - by_events == set(FEATURE_SCOPES)


@pytest.mark.parametrize("scope", FEATURE_SCOPES)
def test_what_no_method_names_is_still_used(scope: str) -> None:
    sources = "\n".join(path.read_text() for path in BOT.rglob("*.py") if path.name not in ("manifest.py", "scopes.py"))

    assert FEATURE_SCOPES[scope] in sources


def test_every_method_that_is_called_and_every_event_has_its_scope() -> None:
    asked = set(SCOPES)
    for method in called():
        needed = set(METHODS[method]["scopes"])
        assert not needed or needed & asked, f"{method} needs one of {needed}"
        if method.startswith("conversations.") and method != "conversations.open":  # desks may be private
            assert any(scope.startswith("channels:") for scope in needed & asked), method
            assert any(scope.startswith("groups:") for scope in needed & asked), method
    for event in subscribed():
        assert EVENT_SCOPES[event] <= asked, event


def test_the_reasons_in_the_code_name_what_is_called_or_heard() -> None:
    for scope, reasons in SCOPES.items():
        for reason in reasons:
            assert reason.split(" ")[0] in {*called(), *subscribed(), "slash", "shortcuts"}, f"{scope}: {reason}"


def subscribed() -> set[str]:
    return set(manifest()["settings"]["event_subscriptions"]["bot_events"])


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
