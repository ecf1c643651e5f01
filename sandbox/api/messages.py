"""chat.* and reactions.add."""

import json
from typing import Any

from sandbox import rendering, talking
from sandbox.api.call import TS, Call
from sandbox.blocks import check_message, check_metadata, rules
from sandbox.errors import SlackError
from sandbox.wire import Json
from sandbox.workspace import Channel


def post_message(call: Call) -> Json:
    """chat.postMessage."""
    where = _postable(call)
    content = _content(call, limit=rules()["message"]["text"], too_long="msg_blocks_too_long")
    message = talking.post(
        call.workspace,
        where,
        call.bot,
        content.pop("text"),
        bot_id=call.workspace.bot["bot_id"],
        thread_ts=_thread(call, where),
        broadcast=bool(call.get("reply_broadcast")),
        metadata=_metadata(call) or None,
        **content,
    )
    rendered = rendering.message(call.workspace, where, message)
    return {"channel": where.id, "ts": message.ts, "message": rendered}


def post_ephemeral(call: Call) -> Json:
    """chat.postEphemeral."""
    where = _postable(call)
    user = str(call.arguments["user"])
    if user not in where.members:
        raise SlackError("user_not_in_channel")
    content = _content(call, limit=rules()["message"]["text"], too_long="msg_too_long")
    _metadata(call)  # checked, though nobody can read it back
    message = talking.whisper(
        call.workspace,
        where,
        call.bot,
        content.pop("text"),
        to=user,
        bot_id=call.workspace.bot["bot_id"],
        thread_ts=_thread(call, where),
        **content,
    )
    return {"message_ts": message.ts}


def update(call: Call) -> Json:
    """chat.update: what isn't given stays as it was."""
    where = call.visible_channel(call.arguments["channel"])
    message = call.message(where, call.arguments["ts"])
    if message.bot_id != call.workspace.bot["bot_id"]:
        raise SlackError("cant_update_message")
    if where.archived:
        raise SlackError("is_inactive")
    if call.core.clock.now() - float(message.ts) > call.workspace.editable_seconds:
        raise SlackError("edit_window_closed")
    changes = _content(call, limit=rules()["message"]["update_text"], too_long="msg_too_long")
    changes["text"] = changes["text"] or message.text
    for name in ("blocks", "attachments"):
        if call.arguments.get(name) is None:
            changes.pop(name)
    if call.arguments.get("metadata") is not None:
        changes["metadata"] = _metadata(call)
    talking.edit(call.workspace, where, message, by=call.bot, **changes)
    rendered = rendering.message(call.workspace, where, message)
    return {"channel": where.id, "ts": message.ts, "text": message.text, "message": rendered}


def delete(call: Call) -> Json:
    """chat.delete."""
    where = call.visible_channel(call.arguments["channel"])
    message = call.message(where, call.arguments["ts"])
    if message.bot_id != call.workspace.bot["bot_id"]:
        raise SlackError("cant_delete_message")
    talking.delete(call.workspace, where, message)
    return {"channel": where.id, "ts": message.ts}


def get_permalink(call: Call) -> Json:
    """chat.getPermalink."""
    where = call.visible_channel(call.arguments["channel"])
    message = call.message(where, call.arguments["message_ts"])
    link = f"{call.workspace.team['url']}archives/{where.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={where.id}"
    return {"channel": where.id, "permalink": link}


def add_reaction(call: Call) -> Json:
    """reactions.add."""
    where = call.visible_channel(call.arguments["channel"])
    if where.archived:
        raise SlackError("is_archived")
    message = call.message(where, call.arguments["timestamp"])
    name = str(call.arguments["name"]).strip(":")
    if call.bot in message.reactions.get(name, []):
        raise SlackError("already_reacted")
    talking.react(call.workspace, where, message, name=name, user=call.bot)
    return {}


def _postable(call: Call) -> Channel:
    """Where the bot may write: a conversation it is in, or a person it has a conversation with."""
    target = str(call.arguments["channel"])
    if target in call.workspace.people and call.method == "chat.postMessage":
        person = call.workspace.people[target]
        if person.bot:
            raise SlackError("channel_not_found")
        where = call.workspace.direct(target)
    else:
        where = call.visible_channel(target)
    if where.kind == "im" and not call.core.manifest.messages_tab:
        raise SlackError("messages_tab_disabled")
    if where.archived:
        raise SlackError("is_archived")
    if call.bot not in where.members and not (
        where.type == "channel" and call.core.manifest.scopes and call.core.manifest.grants("chat:write.public")
    ):
        raise SlackError("not_in_channel")
    return where


def _thread(call: Call, where: Channel) -> str:
    """The thread's root. Slack accepts a root that is gone, but a reply is no root."""
    thread_ts = call.get("thread_ts", "")
    if not thread_ts:
        return ""
    if not isinstance(thread_ts, str) or not TS.fullmatch(thread_ts):
        raise SlackError("cannot_reply_to_message", "[ERROR] thread_ts must look like 1503435956.000247")
    root = where.messages.get(thread_ts)
    if root is not None and (root.is_reply or root.ephemeral_for):
        raise SlackError("cannot_reply_to_message", "[ERROR] thread_ts is not the root of a thread")
    return thread_ts


def _content(call: Call, *, limit: int, too_long: str) -> Json:
    """text, blocks and attachments, if Slack would take them."""
    text, blocks, attachments = call.get("text", ""), call.arguments.get("blocks"), call.arguments.get("attachments")
    markdown = call.get("markdown_text", "")
    if "markdown_text" in call.arguments and (text or blocks):
        raise SlackError("markdown_text_conflict")
    if not isinstance(text, str) or not isinstance(markdown, str):
        raise SlackError("invalid_arguments", "[ERROR] text must be a string")
    if not (text or blocks or attachments or markdown):
        raise SlackError("no_text")
    if len(text) > limit or len(markdown) > rules()["message"]["markdown_text"]:
        raise SlackError(too_long)
    _check_layout(call, blocks, attachments)
    return {
        "text": markdown or text,
        "blocks": rendering.filled_in(blocks) if blocks else None,
        "attachments": attachments or None,
    }


def _check_layout(call: Call, blocks: Any, attachments: Any) -> None:
    if not isinstance(blocks, list | None):
        raise SlackError("invalid_blocks_format")
    if not isinstance(attachments, list | None):
        raise call.refuse("invalid_attachments", "invalid_arguments")
    if attachments and len(attachments) > rules()["message"]["attachments"]:
        raise SlackError("too_many_attachments")
    if problems := check_message(blocks, attachments):
        raise SlackError("invalid_blocks", *map(str, problems), errors=[str(problem) for problem in problems])


def _metadata(call: Call) -> Json | None:
    metadata = call.arguments.get("metadata")
    if metadata is None:
        return None
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    if problems := check_metadata(metadata):
        raise SlackError("invalid_metadata_schema", *map(str, problems))
    if len(json.dumps(metadata).encode()) > rules()["message"]["metadata_bytes"]:
        raise SlackError("metadata_too_large")
    return metadata


METHODS = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
    "chat.getPermalink": get_permalink,
    "reactions.add": add_reaction,
}
