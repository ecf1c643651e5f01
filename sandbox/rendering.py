"""People, channels, messages and views as Slack's API writes them."""

import json
import re
from typing import Any

from sandbox.blocks import rules
from sandbox.wire import Json
from sandbox.workspace import SLACKBOT, Channel, Message, Person, Workspace, new_id

KEPT = re.compile(r"<(?:[@#!][^<>]+|(?:https?|mailto|tel):[^<>]+)>")
ADDRESS = re.compile(r"https?://[^\s<>]+[^\s<>.,;:!?)'\"]")


def person(workspace: Workspace, who: Person, *, with_email: bool = True) -> Json:
    """A user object."""
    profile = {
        "title": who.title,
        "real_name": who.real_name,
        "real_name_normalized": who.real_name,
        "display_name": who.name,
        "display_name_normalized": who.name,
        "team": who.team_id,
    }
    if with_email and not who.bot:
        profile["email"] = who.email
    if who.bot:
        profile |= {"bot_id": workspace.bot["bot_id"], "api_app_id": workspace.bot["app_id"]}
    grid = {"id": who.id, "enterprise_id": who.enterprise_id, "teams": [who.team_id]}
    return ({"enterprise_user": grid} if who.enterprise_id else {}) | {
        "id": who.id,
        "team_id": who.team_id,
        "name": who.name,
        "deleted": who.deleted,
        "color": who.color,
        "real_name": who.real_name,
        "tz": who.tz,
        "tz_label": who.tz,
        "tz_offset": who.tz_offset,
        "profile": profile,
        "is_admin": who.admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": who.restricted,
        "is_ultra_restricted": False,
        "is_bot": who.bot,
        "is_app_user": False,
        "is_stranger": who.team_id != workspace.team["id"] and not _shares_a_channel(workspace, who),
        "updated": int(workspace.clock.anchor),
    }


def _shares_a_channel(workspace: Workspace, who: Person) -> bool:
    """Whether the bot sees this person of another company in a channel: then Slack calls nobody a stranger."""
    together = {who.id, workspace.bot["user"]}
    return any(together <= set(where.members) for where in workspace.channels.values() if where.kind == "channel")


def channel(workspace: Workspace, where: Channel, *, count_members: bool = False) -> Json:
    """A conversation object."""
    bot = workspace.bot["user"]
    shape: Json = {"id": where.id, "created": where.created, "is_im": where.kind == "im", "is_org_shared": False}
    if where.kind == "im":
        shape |= {"user": where.user, "is_user_deleted": workspace.people[where.user].deleted, "is_open": True}
    else:
        said = {"value": where.topic, "creator": "", "last_set": where.created}
        shape |= {
            "name": where.name,
            "name_normalized": where.name,
            "is_channel": where.type == "channel",
            "is_group": where.type == "group",
            "is_mpim": where.kind == "mpim",
            "is_private": where.private,
            "is_archived": where.archived,
            "is_general": where.general,
            "is_shared": False,
            "is_ext_shared": False,
            "is_pending_ext_shared": False,
            "pending_shared": [],
            "unlinked": 0,
            "is_member": bot in where.members,
            "creator": where.members[0] if where.members else bot,
            "context_team_id": workspace.team["id"],
            "updated": where.created * 1000,
            "topic": said,
            "purpose": {"value": "", "creator": "", "last_set": 0},
            "previous_names": [],
        }
    if count_members:
        shape["num_members"] = len(where.members)
    return shape


def message(workspace: Workspace, where: Channel, what: Message, *, metadata: bool = True) -> Json:
    """A message object, as history returns it and as events and payloads carry it."""
    shape: Json = {
        "type": "message",
        "user": what.user,
        "text": what.text,
        "ts": what.ts,
        "team": team_of(workspace, what),
    }
    if what.deleted:
        shape |= {"subtype": "tombstone", "hidden": True, "user": SLACKBOT}
    elif what.subtype or (what.broadcast and what.is_reply):
        shape["subtype"] = what.subtype or "thread_broadcast"
    if what.client_msg_id:
        shape["client_msg_id"] = what.client_msg_id
    if what.bot_id:
        shape |= {"bot_id": what.bot_id, "app_id": workspace.bot["app_id"], "bot_profile": bot_profile(workspace)}
    optional = {
        "blocks": what.blocks,
        "attachments": what.attachments,
        "edited": what.edited,
        "inviter": what.inviter,
        "metadata": what.metadata if metadata else None,
        "reactions": [{"name": name, "users": users, "count": len(users)} for name, users in what.reactions.items()],
    }
    shape |= {name: value for name, value in optional.items() if value}
    if what.is_reply:
        root = where.messages.get(what.thread_ts)
        shape |= {"thread_ts": what.thread_ts, "parent_user_id": root.user if root else what.user}
    else:
        shape |= thread_summary(where, what)
    return shape


def without_payload(shape: Json) -> Json:
    """The message as an app without `metadata.message:read` sees it: it learns only what kind of metadata there is."""
    if not shape.get("metadata"):
        return shape
    return shape | {"metadata": {"event_type": shape["metadata"]["event_type"], "event_payload": {}}}


def thread_summary(where: Channel, root: Message) -> Json:
    """What a root message says about its replies."""
    replies = where.replies(root.ts)
    if not replies:
        return {}
    users = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": root.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "reply_users": users,
        "latest_reply": replies[-1].ts,
        "is_locked": False,
        "subscribed": False,
    }


def team_of(workspace: Workspace, what: Message) -> str:
    """The team of whoever wrote it."""
    author = workspace.people.get(what.user)
    return str(author.team_id if author else workspace.team["id"])


def bot_profile(workspace: Workspace) -> Json:
    """The short description of the bot that its messages carry."""
    return {
        "id": workspace.bot["bot_id"],
        "app_id": workspace.bot["app_id"],
        "name": workspace.bot["real_name"],
        "deleted": False,
        "updated": int(workspace.clock.anchor),
        "icons": {},
        "team_id": workspace.team["id"],
    }


def escape(text: str) -> str:
    """Text as Slack stores what people typed: & < > are entities, mentions and links are kept."""
    return _outside(text, lambda part: part.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def typed(text: str) -> str:
    """A typed message as Slack stores it: escaped, with its addresses made links."""
    return _outside(escape(text), lambda part: ADDRESS.sub(lambda found: f"<{found.group()}>", part))


def _outside(text: str, change: Any) -> str:
    parts, start = [], 0
    for found in KEPT.finditer(text):
        parts += [change(text[start : found.start()]), found.group()]
        start = found.end()
    return "".join([*parts, change(text[start:])])


def rich_text(text: str) -> list[Json]:
    """The block Slack adds to what a person typed."""
    elements: list[Json] = []
    start = 0
    for found in KEPT.finditer(text):
        elements += _plain(text[start : found.start()])
        inside = found.group()[1:-1].partition("|")[0]
        if inside.startswith("@"):
            elements.append({"type": "user", "user_id": inside[1:]})
        elif inside.startswith("#"):
            elements.append({"type": "channel", "channel_id": inside[1:]})
        elif inside.startswith("!"):
            elements.append({"type": "broadcast", "range": inside[1:]})
        else:
            elements.append({"type": "link", "url": inside})
        start = found.end()
    elements += _plain(text[start:])
    section = {"type": "rich_text_section", "elements": elements}
    return [{"type": "rich_text", "block_id": new_id("", 5), "elements": [section]}]


def _plain(text: str) -> list[Json]:
    unescaped = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return [{"type": "text", "text": unescaped}] if text else []


def filled_in(blocks: list[Json]) -> list[Json]:
    """Blocks as Slack keeps them: with the ids and defaults that the app left out."""
    kept: list[Json] = with_defaults(blocks)
    for block in kept:
        block.setdefault("block_id", new_id("", 5))
    return kept


def with_defaults(value: Any) -> Any:
    """A copy in which texts and elements say what they are by default."""
    copy = json.loads(json.dumps(value))
    _fill(copy)
    return copy


def _fill(value: Any) -> None:
    if isinstance(value, list):
        for item in value:
            _fill(item)
    elif isinstance(value, dict):
        for item in value.values():
            _fill(item)
        if value.get("type") == "plain_text":
            value.setdefault("emoji", True)
        elif value.get("type") == "mrkdwn":
            value.setdefault("verbatim", False)
        elif "action_id" in rules()["families"]["element"].get(value.get("type"), {}).get("fields", {}):
            value.setdefault("action_id", new_id("", 5))
