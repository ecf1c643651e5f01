"""What the bot says without calling the Web API: answers to commands, and posts to a response_url."""

from typing import Any

from sandbox import rendering, talking
from sandbox.blocks import check_message
from sandbox.core import RESPONSE_USES, Core, ResponseAddress
from sandbox.errors import SlackError
from sandbox.wire import Json
from sandbox.workspace import Channel


def show(core: Core, where: Channel, user: str, body: Any, *, thread_ts: str = "") -> None:
    """Post an answer: to one person, or to the channel when it says `in_channel`."""
    message = {"text": body} if isinstance(body, str) else body
    if not isinstance(message, dict) or not (message.get("text") or message.get("blocks")):
        return
    if not isinstance(message.get("text", ""), str):
        raise SlackError("invalid_payload")
    workspace, bot = core.workspace, core.workspace.bot
    content = {"blocks": checked(message.get("blocks")), "bot_id": bot["bot_id"], "thread_ts": thread_ts}
    text = message.get("text", "")
    if message.get("response_type") == "in_channel":
        talking.post(workspace, where, bot["user"], text, metadata=message.get("metadata"), **content)
    else:
        talking.whisper(workspace, where, bot["user"], text, to=user, **content)


def checked(blocks: Any) -> list[Json] | None:
    """Blocks as Slack keeps them, or a refusal."""
    if not blocks:
        return None
    if problems := check_message(blocks):
        raise SlackError("invalid_blocks", *map(str, problems))
    return rendering.filled_in(blocks)


def respond(core: Core, response_id: str, body: Any) -> None:
    """A post to a response_url: a new message, or another content for the one that was clicked."""
    address = core.responses.get(response_id)
    if address is None or core.clock.now() > address.expires:
        raise SlackError("expired_url")
    if address.uses >= RESPONSE_USES:
        raise SlackError("used_url")
    if not isinstance(body, dict):
        raise SlackError("invalid_payload")
    address.uses += 1
    where = core.workspace.channels.get(address.channel)
    if where is None:
        raise SlackError("channel_not_found")
    if body.get("delete_original") or body.get("replace_original"):
        _change_original(core, where, address, body)
    else:
        thread_ts = body.get("thread_ts") or address.thread_ts
        show(core, where, address.user, body, thread_ts=thread_ts)


def _change_original(core: Core, where: Channel, address: ResponseAddress, body: Json) -> None:
    message = where.messages.get(address.ts)
    if message is None or not message.bot_id:
        raise SlackError("message_not_found")
    if body.get("delete_original"):
        talking.delete(core.workspace, where, message)
        return
    if not (body.get("text") or body.get("blocks")):
        raise SlackError("no_text")
    blocks = checked(body.get("blocks"))
    talking.edit(
        core.workspace, where, message, by=core.workspace.bot["user"], text=body.get("text", ""), blocks=blocks
    )
