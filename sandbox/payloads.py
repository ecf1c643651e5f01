"""What Slack sends to the bot when a person does something, and the envelope round events."""

import secrets

from sandbox import rendering
from sandbox.core import Core
from sandbox.modals import View, state_of
from sandbox.wire import Json
from sandbox.workspace import Channel, Message, new_id

TOKEN = "legacy-verification-token"


def event_callback(core: Core, event: Json, where: Channel | None) -> Json:
    """An event in its envelope."""
    team, bot = core.workspace.team["id"], core.workspace.bot
    enterprise = (core.workspace.enterprise or {}).get("id")
    party = _party(core, where)
    authorization = {
        "enterprise_id": (party.workspace.enterprise or {}).get("id"),
        "team_id": None if party.org_wide else party.workspace.team["id"],
        "user_id": party.workspace.bot["user"],
        "is_bot": True,
        "is_enterprise_install": party.org_wide,
    }
    context = f"4-{event['type']}-{team}-{where.id if where else bot['app_id']}"
    return {
        "token": TOKEN,
        "team_id": team,
        "context_team_id": team,
        "context_enterprise_id": enterprise,
        "api_app_id": bot["app_id"],
        "event": event,
        "type": "event_callback",
        "event_id": new_id("Ev"),
        "event_time": int(core.clock.now()),
        "authorizations": [authorization],
        "is_ext_shared_channel": bool(where and where.connected),
        "event_context": context,
    } | ({"enterprise_id": enterprise} if enterprise else {})


def _party(core: Core, where: Channel | None) -> Core:
    """The one installation that an event names. Slack promises nothing of which: here it is another company's."""
    others = (peer for peer in core.peers if where and peer.workspace.team["id"] in where.connected)
    return next((peer for peer in others if peer.installed), core)


def command(core: Core, user: str, where: Channel, *, name: str, text: str) -> Json:
    """A slash command, as form fields."""
    return {
        "token": TOKEN,
        "team_id": core.workspace.team["id"],
        "team_domain": core.workspace.team["domain"],
        "channel_id": where.id,
        "channel_name": channel_name(where),
        "user_id": user,
        "user_name": core.workspace.people[user].name,
        "command": name,
        "text": text,
        "api_app_id": core.workspace.bot["app_id"],
        "is_enterprise_install": "true" if core.org_wide else "false",
        "response_url": core.response_url("commands", core.new_response_address(where.id, user)),
        "trigger_id": core.new_trigger(user),
    } | {f"enterprise_{name}": value for name, value in (core.workspace.enterprise or {}).items()}


def message_click(core: Core, user: str, where: Channel, message: Message, action: Json) -> Json:
    """block_actions on a message; a whisper's own text isn't sent."""
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": where.id,
        "is_ephemeral": bool(message.ephemeral_for),
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    address = core.new_response_address(where.id, user, ts=message.ts, thread_ts=message.thread_ts)
    payload = _from(core, user, "block_actions") | {
        "container": container,
        "trigger_id": core.new_trigger(user),
        "channel": {"id": where.id, "name": channel_name(where)},
        "state": state_of(message.blocks or [], message.chosen.get(user, {})),
        "response_url": core.response_url("actions", address),
        "actions": [action],
    }
    if not message.ephemeral_for:
        payload["message"] = rendering.message(core.workspace, where, message)
    return payload


def view_click(core: Core, view: View, action: Json) -> Json:
    """block_actions in a modal or in the Home tab."""
    return _from(core, view.user, "block_actions") | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": core.new_trigger(view.user),
        "view": core.modals.render(view),
        "actions": [action],
    }


def submission(core: Core, view: View) -> Json:
    """view_submission."""
    return _from(core, view.user, "view_submission") | {
        "trigger_id": core.new_trigger(view.user),
        "view": core.modals.render(view),
        "response_urls": [],
    }


def closing(core: Core, view: View, *, cleared: bool) -> Json:
    """view_closed, which carries nothing that was typed."""
    rendered = core.modals.render(view) | {"state": {"values": {}}}
    return _from(core, view.user, "view_closed") | {"view": rendered, "is_cleared": cleared}


def suggestion(core: Core, user: str, *, view: View | None, place: Json, element: Json, query: str) -> Json:
    """block_suggestion, which has no trigger_id."""
    payload = _from(core, user, "block_suggestion") | {
        "action_id": element["action_id"],
        "block_id": element["block_id"],
        "value": query,
    }
    if view is None:
        return payload | place
    return payload | {"container": {"type": "view", "view_id": view.id}, "view": core.modals.render(view)}


def message_shortcut(core: Core, user: str, where: Channel, message: Message, *, callback_id: str) -> Json:
    """message_action: a shortcut from a message's menu."""
    address = core.new_response_address(where.id, user, thread_ts=message.thread_ts)
    return _shortcut(core, user, "message_action") | {
        "action_ts": core.clock.stamp(),
        "callback_id": callback_id,
        "trigger_id": core.new_trigger(user),
        "response_url": core.response_url("app", address),
        "message_ts": message.ts,
        "channel": {"id": where.id, "name": channel_name(where)},
        "message": rendering.message(core.workspace, where, message),
    }


def global_shortcut(core: Core, user: str, *, callback_id: str) -> Json:
    """shortcut: from the lightning menu, in no channel."""
    return _shortcut(core, user, "shortcut") | {
        "action_ts": core.clock.stamp(),
        "callback_id": callback_id,
        "trigger_id": core.new_trigger(user),
    }


def challenge() -> Json:
    """url_verification: is this address yours?"""
    return {"token": TOKEN, "challenge": secrets.token_urlsafe(32), "type": "url_verification"}


def channel_name(where: Channel) -> str:
    """The name commands and actions give a conversation."""
    if where.kind == "im":
        return "directmessage"
    return "privategroup" if where.private else where.name


def _from(core: Core, user: str, kind: str) -> Json:
    who = core.workspace.people[user]
    return {
        "type": kind,
        "user": {"id": user, "username": who.name, "name": who.name, "team_id": who.team_id},
        "api_app_id": core.workspace.bot["app_id"],
        "token": TOKEN,
        "team": None if core.org_wide else {"id": core.workspace.team["id"], "domain": core.workspace.team["domain"]},
        "enterprise": core.workspace.enterprise,
        "is_enterprise_install": core.org_wide,
    }


def _shortcut(core: Core, user: str, kind: str) -> Json:
    """Shortcuts don't name the app."""
    return {name: value for name, value in _from(core, user, kind).items() if name != "api_app_id"}
