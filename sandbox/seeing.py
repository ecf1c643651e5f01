"""What one person sees: the workspace, a channel's messages, their modals, what is unread."""

import json

from sandbox.core import Core
from sandbox.errors import ActError
from sandbox.wire import Json
from sandbox.workspace import Channel, Message, Person


def state(core: Core) -> Json:
    """The workspace as the page draws it."""
    workspace = core.workspace
    team, bot = workspace.team, workspace.bot
    return {
        "workspace": {"id": team["id"], "name": team["name"], "url": team["url"]},
        "bot": {"user": bot["user"], "name": bot["real_name"], "app_id": bot["app_id"], "bot_id": bot["bot_id"]},
        "people": [_person(who) for who in workspace.people.values()],
        "channels": [_channel(where) for where in workspace.channels.values()],
        "commands": [
            {name: each.get(name, "") for name in ("command", "description", "usage_hint")}
            for each in core.manifest.commands
        ],
        "shortcuts": [
            {name: each.get(name, "") for name in ("callback_id", "name", "type")} for each in core.manifest.shortcuts
        ],
        "now": core.clock.now(),
    }


def installation(core: Core) -> Json:
    """A workspace, and whether the app is in it."""
    team, enterprise = core.workspace.team, core.workspace.enterprise
    named = {"id": team["id"], "name": team["name"], "enterprise": enterprise}
    return named | {"installed": core.installed, "org_wide": core.org_wide}


def _person(who: Person) -> Json:
    names = ("id", "name", "real_name", "title", "color", "deleted", "restricted", "team_id", "tz", "bot")
    return {name: getattr(who, name) for name in names}


def _channel(where: Channel) -> Json:
    names = ("id", "name", "topic", "kind", "members", "archived", "private")
    return {name: getattr(where, name) for name in names} | ({"user": where.user} if where.user else {})


def messages(core: Core, person: str, channel_id: str, *, thread: str = "") -> list[Json]:
    """A channel's roots, or one thread, as this person sees them; looking marks them read."""
    where = _visible(core, person, channel_id)
    shown = [what for what in where.messages.values() if what.ephemeral_for in ("", person)]
    if thread:
        shown = [what for what in shown if thread in (what.ts, what.thread_ts)]
    else:
        shown = [what for what in shown if not what.is_reply or what.broadcast]
    shown.sort(key=lambda what: what.ts)
    if shown:
        core.workspace.last_read[person, channel_id, thread] = shown[-1].ts
    return [_message(core, where, what, person) for what in shown]


def _message(core: Core, where: Channel, what: Message, person: str) -> Json:
    replies = where.replies(what.ts)
    shape: Json = {
        "ts": what.ts,
        "user": what.user,
        "bot": bool(what.bot_id),
        "text": what.text,
        "reply_count": len(replies),
        "reply_users": list(dict.fromkeys(reply.user for reply in replies)),
        "mentions_me": mentions(what, person),
        "new_replies": sum(_is_news(core, where, reply, person) for reply in replies),
    }
    optional = {
        "thread_ts": what.thread_ts,
        "blocks": what.blocks,
        "edited": what.edited,
        "ephemeral_for": what.ephemeral_for,
        "deleted": what.deleted,
        "subtype": what.subtype,
        "reactions": what.reactions,
        "latest_reply": replies[-1].ts if replies else "",
        "chosen": what.chosen.get(person),
    }
    return shape | {name: value for name, value in optional.items() if value}


def mentions(what: Message, person: str) -> bool:
    """Whether somebody is named in a message that isn't their own."""
    said = what.text + (json.dumps(what.blocks) if what.blocks else "")
    named = (f"<@{person}>", f'"user_id": "{person}"', "<!here>", "<!channel>")
    return what.user != person and any(name in said for name in named)


def views(core: Core, person: str) -> Json:
    """The modals on this person's screen, bottom to top, and their Home tab."""
    modals = core.modals
    home = modals.homes.get(person)
    stack = [
        {**modals.render(view), "errors": view.errors, "trouble": view.trouble}
        for view in modals.stacks.get(person, [])
    ]
    return {"modals": stack, "home": modals.render(home) if home else None}


def unread(core: Core, person: str) -> Json:
    """Per channel, what this person hasn't looked at yet and how much of it names them."""
    found: Json = {}
    for where in core.workspace.channels.values():
        if person in where.members:
            news = [what for what in where.messages.values() if _is_news(core, where, what, person)]
            named = [what for what in news if where.kind != "channel" or mentions(what, person)]
            found[where.id] = {"unread": len(news), "mentions": len(named)}
    return {"channels": found}


def everybodys_unread(core: Core) -> Json:
    """The same for everybody at once, for the row of faces."""
    people = [who.id for who in core.workspace.people.values() if not who.bot]
    return {"people": {person: unread(core, person)["channels"] for person in people}}


def _is_news(core: Core, where: Channel, what: Message, person: str) -> bool:
    if what.user == person or what.subtype or what.deleted or what.ephemeral_for not in ("", person):
        return False
    thread = what.thread_ts if what.is_reply and not what.broadcast else ""
    if what.ts <= core.workspace.last_read.get((person, where.id, thread), ""):
        return False
    return not thread or mentions(what, person) or _follows(where, thread, person)


def _follows(where: Channel, thread: str, person: str) -> bool:
    root = where.messages.get(thread)
    in_thread = ([root] if root else []) + where.replies(thread)
    return any(what.user == person or mentions(what, person) for what in in_thread)


def _visible(core: Core, person: str, channel_id: str) -> Channel:
    where = core.workspace.channels.get(channel_id)
    if where is None or (person not in where.members and (where.private or where.kind != "channel")):
        raise ActError(f"there is no channel {channel_id} for {person}")
    return where
