"""What can happen in a workspace: words, members, channels. Each change is told to the bot and to the page."""

import uuid
from typing import Any

from sandbox import events, rendering
from sandbox.wire import Json
from sandbox.workspace import SLACKBOT, Channel, Message, Person, Workspace


def post(workspace: Workspace, where: Channel, user: str, text: str, **more: Any) -> Message:
    """A message everybody in the channel can read."""
    message = Message(workspace.clock.stamp(), user, text, **more)
    where.add(message)
    workspace.happened(events.message(workspace, where, message), where)
    _show(workspace, "message", where, message)
    return message


def say(
    workspace: Workspace, where: Channel, user: str, text: str, *, thread_ts: str = "", broadcast: bool = False
) -> Message:
    """What a person typed."""
    stored = rendering.typed(text)
    return post(
        workspace,
        where,
        user,
        stored,
        blocks=rendering.rich_text(stored),
        client_msg_id=str(uuid.uuid4()),
        thread_ts=thread_ts,
        broadcast=broadcast,
    )


def whisper(workspace: Workspace, where: Channel, user: str, text: str, *, to: str, **more: Any) -> Message:
    """A message only one person sees; the bot hears nothing of it."""
    message = Message(workspace.clock.stamp(), user, text, ephemeral_for=to, **more)
    where.add(message)
    _show(workspace, "ephemeral", where, message, to)
    return message


def slackbot(workspace: Workspace, where: Channel, text: str, *, to: str) -> Message:
    """Slack itself tells somebody what went wrong."""
    return whisper(workspace, where, SLACKBOT, text, to=to)


def edit(workspace: Workspace, where: Channel, message: Message, *, by: str, **changes: Any) -> None:
    """Other words, blocks or metadata in the same place."""
    before = rendering.message(workspace, where, message)
    for name, value in changes.items():
        setattr(message, name, value)
    if message.ephemeral_for:
        _show(workspace, "ephemeral", where, message, message.ephemeral_for)
        return
    message.edited = {"user": by, "ts": workspace.clock.stamp()}
    workspace.happened(events.message_changed(workspace, where, message, before=before), where)
    _show(workspace, "message", where, message)


def delete(workspace: Workspace, where: Channel, message: Message) -> None:
    """A message goes; a root with replies leaves a tombstone."""
    before = rendering.message(workspace, where, message)
    if message.ephemeral_for:
        where.remove(message)
        _show(workspace, "ephemeral", where, message, message.ephemeral_for)
        return
    if where.replies(message.ts):
        message.deleted, message.text, message.blocks = True, "This message was deleted.", None
        message.attachments = message.metadata = None
        workspace.happened(events.message_changed(workspace, where, message, before=before), where)
    else:
        where.remove(message)
        workspace.happened(events.message_deleted(workspace, where, before=before), where)
    _show(workspace, "message", where, message)


def join(workspace: Workspace, where: Channel, user: str, *, inviter: str = "") -> None:
    """Somebody comes into a channel."""
    where.members.append(user)
    post(workspace, where, user, f"<@{user}> has joined the channel", subtype="channel_join", inviter=inviter)
    workspace.happened(events.membership(workspace, where, user, joined=True, inviter=inviter), where)


def leave(workspace: Workspace, where: Channel, user: str) -> None:
    """Somebody leaves a channel; the bot still hears of its own leaving."""
    post(workspace, where, user, f"<@{user}> has left the channel", subtype="channel_leave")
    mine = user == workspace.bot["user"]  # others' leaving is told to members only, its own to whoever left
    event = events.left(workspace, where) if mine else events.membership(workspace, where, user, joined=False)
    workspace.happened(event, where)
    where.members.remove(user)


def archive(workspace: Workspace, where: Channel, *, by: str, archived: bool = True) -> None:
    """A channel is closed, or opened again."""
    where.archived = archived
    event = events.channel_event(workspace, where, "archive" if archived else "unarchive", by=by)
    workspace.happened(event, where)
    workspace.changed({"kind": "message", "channel": where.id})


def rename(workspace: Workspace, where: Channel, name: str, *, by: str) -> None:
    """A channel gets another name."""
    where.name = name
    workspace.happened(events.channel_event(workspace, where, "rename", by=by), where)
    workspace.changed({"kind": "message", "channel": where.id})


def remove_channel(workspace: Workspace, where: Channel, *, by: str) -> None:
    """A channel and all that was said in it are gone."""
    workspace.happened(events.channel_event(workspace, where, "deleted", by=by), where)
    del workspace.channels[where.id]
    workspace.changed({"kind": "message", "channel": where.id})


def set_active(workspace: Workspace, who: Person, *, active: bool) -> None:
    """An account is closed, or opened again; a closed one leaves all channels."""
    who.deleted = not active
    if not active:
        for where in workspace.channels.values():
            if where.kind == "channel" and who.id in where.members:
                where.members.remove(who.id)
    workspace.happened(events.user_change(workspace, who), None)
    workspace.changed({"kind": "message", "user": who.id})


def react(workspace: Workspace, where: Channel, message: Message, *, name: str, user: str) -> None:
    """An emoji under a message."""
    message.reactions.setdefault(name, []).append(user)
    _show(workspace, "message", where, message)


def _show(workspace: Workspace, kind: str, where: Channel, message: Message, user: str = "") -> None:
    change: Json = {"kind": kind, "channel": where.id, "ts": message.ts}
    change |= {"thread": message.thread_ts} if message.is_reply else {}
    workspace.changed(change | ({"user": user} if user else {}))
