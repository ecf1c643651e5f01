"""conversations.history and conversations.replies: what was said, page by page."""

from sandbox import rendering
from sandbox.api.call import Call
from sandbox.errors import SlackError
from sandbox.wire import Json
from sandbox.workspace import Channel, Message


def history(call: Call) -> Json:
    """conversations.history: roots and broadcast replies, newest first."""
    where = call.readable_channel()
    said = [what for what in where.messages.values() if not what.ephemeral_for]
    said = [what for what in said if not what.is_reply or what.broadcast]
    said = [*reversed(_between(call, said))]
    return _page(call, where, said, default=100, most=999, newest_first=True) | {"pin_count": 0}


def replies(call: Call) -> Json:
    """conversations.replies: the root and what stands below it, oldest first."""
    where = call.readable_channel()
    root = where.messages.get(str(call.arguments["ts"]))
    if root is None or root.ephemeral_for:
        raise SlackError("thread_not_found")
    thread = [root] if root.is_reply else [root, *_between(call, where.replies(root.ts))]
    return _page(call, where, thread, default=1000, most=1000, newest_first=False)


def _between(call: Call, messages: list[Message]) -> list[Message]:
    oldest, latest = call.instant("oldest"), call.instant("latest")
    inclusive = bool(call.get("inclusive"))
    return [what for what in sorted(messages, key=lambda what: what.ts) if _inside(what.ts, oldest, latest, inclusive)]


def _inside(ts: str, oldest: str, latest: str, inclusive: bool) -> bool:
    if inclusive and ts in (oldest, latest):
        return True
    return (not oldest or ts > oldest) and (not latest or ts < latest)


def _page(call: Call, where: Channel, messages: list[Message], *, default: int, most: int, newest_first: bool) -> Json:
    page, metadata = call.page_of(messages, default=default, most=most, newest_first=newest_first)
    all_metadata = bool(call.get("include_all_metadata"))
    shapes = [rendering.message(call.workspace, where, what, metadata=all_metadata) for what in page]
    if not call.core.manifest.grants("metadata.message:read"):
        shapes = [rendering.without_payload(shape) for shape in shapes]
    return {"messages": shapes, "has_more": bool(metadata["next_cursor"]), "response_metadata": metadata}


METHODS = {"conversations.history": history, "conversations.replies": replies}
