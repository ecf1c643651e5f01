"""The sandbox's payloads have the keys and types of Slack's real ones."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import pytest

from tests.contract.shapes import differences
from tests.contract.validating import SLACK, needs_slack

pytestmark = needs_slack
MAYA, COMMS = "U0MAYA", "C0COMMS"
PAYLOADS = SLACK / "payloads" / "inbound"
BUTTON = {
    "type": "button",
    "action_id": "approve",
    "text": {"type": "plain_text", "text": "Approve"},
    "value": "42:3",
    "style": "primary",
}
HOME = {"type": "home", "blocks": [{"type": "actions", "block_id": "card", "elements": [BUTTON]}]}
TYPED = {"text": {"text": {"type": "plain_text_input", "value": "Is it safe?"}}}
SPECIAL = ("SlackConnect", "SharedChannel", "sharedChannel", "orgWide", "orgLevel", "OrgApp", "RemoteFunction")


def real_payloads() -> Iterator[tuple[str, Any]]:
    """Every sample with the kind it is of; those of whole organisations, Slack Connect and workflows aside."""
    for file in sorted(path for path in PAYLOADS.rglob("*") if path.suffix in (".json", ".form")):
        if any(word in file.name for word in SPECIAL):
            continue
        raw = file.read_text()
        body = dict(parse_qsl(raw, keep_blank_values=True)) if file.suffix == ".form" else json.loads(raw)
        yield kind_of(body.get("payload", body)), body.get("payload", body)


def kind_of(body: Any) -> str:
    """`command`, an event's type, or an interaction's, with what was clicked."""
    if "command" in body:
        return "command"
    if "event" in body:
        return str(body["event"]["type"])
    container = body.get("container", {})
    where = container.get("type") if body["type"] == "block_actions" else None
    return f"{body['type']} in a {where}" if where else str(body["type"])


ACTS = {
    "message": {"do": "say", "text": "Hello <@U0LENA>"},
    "command": {"do": "command", "command": "/ask", "text": "Is it safe?"},
    "message_action": {"do": "shortcut", "callback_id": "ask_expert", "ts": "said"},
    "shortcut": {"do": "shortcut", "callback_id": "new"},
    "block_actions in a message": {"do": "click", "ts": "card", "action_id": "approve"},
    "block_actions in a view": {"do": "click_view", "view_id": "home", "action_id": "approve"},
    "block_suggestion": {"do": "suggest", "view_id": "view", "action_id": "topic", "query": "fl"},
    "view_submission": {"do": "submit", "view_id": "view", "values": TYPED},
    "view_closed": {"do": "close", "view_id": "view"},
    "app_home_opened": {"do": "open_home"},
    "tokens_revoked": {"do": "uninstall"},
    "app_uninstalled": {"do": "uninstall"},
}


@pytest.mark.parametrize("kind", ACTS)
async def test_a_payload_has_the_keys_and_types_of_real_ones(sandbox, listener, client, card, view, said, kind):
    home = await client.views_publish(user_id=MAYA, view=HOME)
    known = {"said": said, "card": card, "view": view, "home": home["view"]["id"]}
    act = {name: known.get(str(value), value) for name, value in ACTS[kind].items()}

    await sandbox.act({"as": MAYA, "channel": COMMS, **act})

    (sent,) = [body for body in await listener.all(sandbox) if kind_of(body) == kind]
    real = [body for found, body in real_payloads() if found == kind]
    assert real
    assert differences(sent, real) == set()
