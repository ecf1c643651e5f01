"""Did a message of ours arrive although nobody told us? Its key in Slack's own metadata says so."""

from datetime import timedelta
from typing import Any

from bot.db.models import Outbox
from bot.db.queue import Claimed
from bot.slack.client import Slack

EVENT_TYPE = "expertline_message"
SKEW = timedelta(minutes=2)  # how far Slack's clock and ours may be apart
PAGE = 200


def metadata(row: Outbox) -> dict[str, Any]:
    """What every message of ours carries, unseen: the key of its row."""
    return {"event_type": EVENT_TYPE, "event_payload": {"key": row.key}}


def key_of(message: dict[str, Any]) -> str | None:
    """The key a message carries; None where it isn't one of ours."""
    said = message.get("metadata")
    payload = said.get("event_payload") if isinstance(said, dict) and said.get("event_type") == EVENT_TYPE else None
    key = payload.get("key") if isinstance(payload, dict) else None
    return key if isinstance(key, str) else None


async def find_copies(slack: Slack, claimed: Claimed, *, ours: str) -> tuple[str, list[str]]:
    """The channel and every ts at which this message stands, oldest first; raises what Slack's client raises.

    `ours` is the bot's user, where it is known: other apps may write our key into their messages.
    """
    row = claimed.row
    channel, thread_ts = claimed.parent or (row.channel, "")
    if channel.startswith(("U", "W")):
        opened = await slack.call(row.workspace, "conversations.open", {"users": channel})
        channel = opened["channel"]["id"]
    method = "conversations.replies" if thread_ts else "conversations.history"
    since = (row.first_sent_at or row.due_at) - SKEW
    asked: dict[str, Any] = {
        "channel": channel,
        "oldest": f"{since.timestamp():.6f}",
        "limit": PAGE,
        "include_all_metadata": "true",
        **({"ts": thread_ts} if thread_ts else {}),
    }
    found: list[str] = []
    while True:
        page = await slack.ask(row.workspace, method, asked)
        found += [
            message["ts"]
            for message in page.get("messages", [])
            if key_of(message) == row.key and ours in ("", message.get("user"))
        ]
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return channel, sorted(found)
        asked["cursor"] = cursor
