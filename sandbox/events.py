"""The events of Slack's Events API, as they lie inside an event_callback."""

from sandbox import rendering
from sandbox.wire import Json
from sandbox.workspace import Channel, Message, Person, Workspace


def message(workspace: Workspace, where: Channel, what: Message) -> Json:
    """Somebody wrote something: a person, or the bot itself."""
    event = rendering.message(workspace, where, what)
    for summary in ("reply_count", "reply_users_count", "reply_users", "latest_reply", "is_locked", "subscribed"):
        event.pop(summary, None)
    if what.broadcast and what.is_reply:
        root = where.messages.get(what.thread_ts)
        event |= {"root": rendering.message(workspace, where, root)} if root else {}
    return event | _place(where, what.ts)


def message_changed(workspace: Workspace, where: Channel, what: Message, *, before: Json) -> Json:
    """A message has other words or blocks now."""
    teams = {"source_team": workspace.team["id"], "user_team": rendering.team_of(workspace, what)}
    now = rendering.message(workspace, where, what) | teams
    return _about(workspace, where, {"subtype": "message_changed", "message": now, "previous_message": before})


def message_deleted(workspace: Workspace, where: Channel, *, before: Json) -> Json:
    """A message is gone."""
    gone = {"subtype": "message_deleted", "deleted_ts": before["ts"], "previous_message": before}
    return _about(workspace, where, gone)


def _about(workspace: Workspace, where: Channel, change: Json) -> Json:
    ts = workspace.clock.stamp()
    return {"type": "message", "hidden": True, "ts": ts} | change | _place(where, ts)


def _place(where: Channel, ts: str) -> Json:
    return {"channel": where.id, "channel_type": where.type, "event_ts": ts}


def membership(workspace: Workspace, where: Channel, user: str, *, joined: bool, inviter: str = "") -> Json:
    """Somebody came into a channel or left it."""
    event: Json = {
        "type": "member_joined_channel" if joined else "member_left_channel",
        "user": user,
        "channel": where.id,
        "channel_type": "G" if where.private else "C",
        "team": workspace.people[user].team_id,
        "event_ts": workspace.clock.stamp(),
    }
    return event | ({"inviter": inviter} if inviter else {})


def left(workspace: Workspace, where: Channel) -> Json:
    """The bot itself left a channel, or was removed from it."""
    return {"type": f"{where.type}_left", "channel": where.id, "event_ts": workspace.clock.stamp()}


def channel_event(workspace: Workspace, where: Channel, what: str, *, by: str) -> Json:
    """A channel, called a group where it is private: archive, unarchive, rename or deleted."""
    about = {"id": where.id, "name": where.name, "created": where.created} if what == "rename" else where.id
    event: Json = {"type": f"{where.type}_{what}", "channel": about, "event_ts": workspace.clock.stamp()}
    return event if what == "rename" else event | {"user": by}


def user_change(workspace: Workspace, who: Person) -> Json:
    """Somebody's account is different now."""
    return {
        "type": "user_change",
        "user": rendering.person(workspace, who),
        "cache_ts": int(workspace.clock.now()),
        "event_ts": workspace.clock.stamp(),
    }


def app_home_opened(workspace: Workspace, user: str, *, view: Json | None) -> Json:
    """Somebody looks at the app's Home tab."""
    event: Json = {
        "type": "app_home_opened",
        "user": user,
        "channel": workspace.direct(user).id,
        "tab": "home",
        "event_ts": workspace.clock.stamp(),
    }
    return event | ({"view": view} if view else {})


def tokens_revoked(workspace: Workspace) -> Json:
    """The bot's token is worth nothing any more."""
    tokens = {"oauth": [], "bot": [workspace.bot["user"]]}
    return {"type": "tokens_revoked", "tokens": tokens, "event_ts": workspace.clock.stamp()}


def team_access(workspace: Workspace, *, granted: bool) -> Json:
    """A whole organisation's app may work in this workspace from now on, or no longer."""
    kind = "team_access_granted" if granted else "team_access_revoked"
    return {"type": kind, "team_ids": [workspace.team["id"]], "event_ts": workspace.clock.stamp()}


def app_uninstalled(workspace: Workspace) -> Json:
    """The workspace removed the app."""
    return {"type": "app_uninstalled", "event_ts": workspace.clock.stamp()}
