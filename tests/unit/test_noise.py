"""Which messages change nothing: most of what Slack sends to a busy workspace, so they cost no transaction."""

from typing import Any

import pytest

from bot.handlers import NOISE
from bot.slack import reconcile

OURS = {"event_type": reconcile.EVENT_TYPE, "event_payload": {"key": "question:1:card"}}
PERSON = {"user": "U1", "ts": "1.0", "text": "Yes."}
BOT = PERSON | {"bot_id": "B1"}

NEEDED = {
    "a person's words": PERSON,
    "words with a file": PERSON | {"subtype": "file_share"},
    "a message of our own, which may settle an unsure call": BOT | {"metadata": OURS},
    "a person's edit": {"subtype": "message_changed", "message": PERSON},
    "a root that became a tombstone": {"subtype": "message_changed", "message": BOT | {"subtype": "tombstone"}},
    "a deletion": {"subtype": "message_deleted", "deleted_ts": "1.0", "previous_message": BOT},
}
NOT_NEEDED = {
    "our own update": {"subtype": "message_changed", "message": BOT | {"metadata": OURS}},
    "another app's message": BOT,
    "another app's message with its own metadata": BOT
    | {"metadata": {"event_type": "x", "event_payload": {"key": "k"}}},
    "somebody joined": PERSON | {"subtype": "channel_join"},
    "a link was unfurled": {"subtype": "message_changed", "message": {"ts": "1.0"}},
    "nobody's words": {"text": "Hello", "ts": "1.0"},
}


def noise(event: dict[str, Any]) -> bool:
    return NOISE["message"]({"type": "message", "channel": "C1"} | event)


@pytest.mark.parametrize("event", NEEDED.values(), ids=NEEDED)
def test_what_may_change_something_is_handled(event: dict[str, Any]) -> None:
    assert not noise(event)


@pytest.mark.parametrize("event", NOT_NEEDED.values(), ids=NOT_NEEDED)
def test_what_changes_nothing_is_not(event: dict[str, Any]) -> None:
    assert noise(event)
