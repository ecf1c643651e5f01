"""What a delivery says, under names of our own. Bad values are refused kindly: an old card looks like a forgery."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot import clock, trimming
from bot.lifecycle import Refused
from bot.slack.door import Delivery
from bot.slack.shapes import Body
from bot.views.blocks import View

MOST = 2**31 - 1
TOO_OLD = "I can't read this button any more. Please use the newest message in the thread."


@dataclass(frozen=True)
class Open:
    """A handler's answer: show this window (on top, where one is open already)."""

    view: View


@dataclass(frozen=True)
class Refresh:
    """A handler's answer: the window that was clicked in looks like this now; best effort."""

    view: View


Answer = dict[str, Any] | Open | Refresh | None


@dataclass(frozen=True)
class Command:
    """A slash command."""

    name: str
    text: str
    channel: str

    @property
    def asks_how(self) -> bool:
        """Whether somebody only asks what it does."""
        return self.text.strip().casefold() in ("help", "?")


@dataclass(frozen=True)
class Shortcut:
    """A shortcut, on a message or from anywhere."""

    message: Body
    channel: str


@dataclass(frozen=True)
class Click:
    """A button or a menu, in a message or a window. `value` is `question:revision`, with more parts where needed."""

    action_id: str
    value: str
    channel: str
    ts: str
    view: Body = field(default_factory=dict)
    chosen: str = ""

    @property
    def question_id(self) -> int:
        return number(self._part(0))

    @property
    def revision(self) -> int:
        return number(self._part(1))

    @property
    def rest(self) -> str:
        """What follows question and revision."""
        return ":".join(self.value.split(":")[2:])

    def _part(self, place: int) -> str:
        parts = self.value.split(":")
        return parts[place] if place < len(parts) else ""


@dataclass(frozen=True)
class Window:
    """A window that was sent or closed: what it remembers and what was typed."""

    callback_id: str
    view: Body

    @property
    def remembered(self) -> dict[str, Any]:
        return remembered(self.view)

    @property
    def question_id(self) -> int:
        return number(self.remembered.get("question"))

    @property
    def revision(self) -> int:
        return number(self.remembered.get("revision"))

    def typed(self, name: str) -> str:
        """The value of a field: its text, or the value of what was chosen."""
        return typed(self.view, name)

    def ticked(self, name: str) -> bool:
        """Whether any box of these was ticked."""
        return bool(_state(self.view, name).get("selected_options"))


@dataclass(frozen=True)
class InstallationNews:
    """Slack tells of the bot's own installation, in a workspace or in a whole organisation."""

    team: str
    enterprise: str
    org_wide: bool
    at: datetime
    event: Body


@dataclass(frozen=True)
class Suggestion:
    """Somebody types into a menu whose options we fetch."""

    action_id: str
    query: str
    view: Body = field(default_factory=dict)

    @property
    def question_id(self) -> int:
        return number(remembered(self.view).get("question"))


def remembered(view: Body) -> dict[str, Any]:
    try:
        found = json.loads(view.get("private_metadata") or "{}")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Refused(TOO_OLD)
    return found


def blocks_of(view: Body) -> list[Body]:
    """A window's blocks, as far as they are any."""
    blocks = view.get("blocks")
    return [block for block in blocks if isinstance(block, dict)] if isinstance(blocks, list) else []


def typed(view: Body, name: str, *, block: str = "") -> str:
    """What an input holds; `block` names the one that it shares with others."""
    held = _state(view, name, block)
    chosen = held.get("selected_option")
    if isinstance(chosen, dict):
        return str(chosen.get("value") or "")
    return str(held.get("value") or held.get("selected_user") or "")


def _state(view: Body, name: str, block: str = "") -> Body:
    """Block and element have one name, where a block holds only one."""
    values = (view.get("state") or {}).get("values") or {}
    held = (values.get(block or name) or {}).get(name)
    return held if isinstance(held, dict) else {}


def number(value: object) -> int:
    """An id or a revision; refused where it can be none: the databases count up to `MOST`."""
    text = str(value)
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(MOST)) or int(text) > MOST:
        raise Refused(TOO_OLD)
    return int(text)


def unpack(delivery: Delivery) -> tuple[str, Any]:
    """The name under which a handler is looked up, and what that handler gets; the name is empty for unknown kinds."""
    unpacker = UNPACKERS.get(delivery.kind)
    return unpacker(delivery.body) if unpacker else ("", None)


def _command(body: Body) -> tuple[str, Command]:
    # Several apps of this kind may live in one workspace, each with a prefix: /city-ask, /water-ask.
    name = body["command"].lstrip("/").lower().rpartition("-")[2]
    return name, Command(name, trimming.unescaped(body.get("text") or ""), body.get("channel_id") or "")


ABOUT_INSTALLATIONS = frozenset({"app_uninstalled", "tokens_revoked", "team_access_granted", "team_access_revoked"})


def _event(body: Body) -> tuple[str, Body | InstallationNews]:
    event: Body = body["event"]
    if event["type"] in ABOUT_INSTALLATIONS:
        return event["type"], _installation_news(body)
    return "" if _is_edit_by_bot(event) else event["type"], event


def _is_edit_by_bot(event: Body) -> bool:
    """Each update of a message of ours comes back as such an event: nobody needs it."""
    now = event.get("message") or {}
    return event.get("subtype") == "message_changed" and bool(now.get("bot_id")) and now.get("subtype") != "tombstone"


def _installation_news(body: Body) -> InstallationNews:
    authorization: Body = next(iter(body.get("authorizations") or []), {})
    team = str(authorization.get("team_id") or body.get("team_id") or "")
    event: Body = body["event"]
    return InstallationNews(
        team="" if team.startswith("E") else team,
        enterprise=authorization.get("enterprise_id") or body.get("enterprise_id") or "",
        org_wide=authorization.get("is_enterprise_install") is True or team.startswith("E"),
        at=_instant(event.get("event_ts")) or _instant(body.get("event_time")) or clock.now(),
        event=event,
    )


def _instant(seconds: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(str(seconds)), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _click(body: Body) -> tuple[str, Click]:
    action = body["actions"][0]
    message, container = body.get("message") or {}, body.get("container") or {}
    option = action.get("selected_option") or {}
    channel = body.get("channel") or {}
    click = Click(
        action_id=action["action_id"],
        value=action.get("value") or option.get("value") or "",
        channel=(channel.get("id") if isinstance(channel, dict) else channel) or container.get("channel_id") or "",
        ts=message.get("thread_ts") or message.get("ts") or container.get("thread_ts") or "",
        view=body.get("view") or {},
        chosen=option.get("value") or action.get("selected_user") or "",
    )
    return click.action_id, click


def _window(body: Body) -> tuple[str, Window]:
    callback_id = body["view"].get("callback_id") or ""
    return callback_id, Window(callback_id, body["view"])


def _suggestion(body: Body) -> tuple[str, Suggestion]:
    return body["action_id"], Suggestion(body["action_id"], body["value"], body.get("view") or {})


def _shortcut(body: Body) -> tuple[str, Shortcut]:
    channel = body.get("channel") or {}
    return body["callback_id"], Shortcut(body.get("message") or {}, channel.get("id") or "")


UNPACKERS = {
    "command": _command,
    "event": _event,
    "block_actions": _click,
    "view_submission": _window,
    "view_closed": _window,
    "block_suggestion": _suggestion,
    "message_action": _shortcut,
    "shortcut": _shortcut,
}
