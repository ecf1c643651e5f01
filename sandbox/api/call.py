"""One Web API call, unpacked: who calls, with what, and the look-ups every method needs."""

import base64
import re
from dataclasses import dataclass
from typing import Any

from sandbox.contract import contract
from sandbox.core import Core
from sandbox.errors import SlackError
from sandbox.wire import Json
from sandbox.workspace import Channel, Message, Person, Workspace

TS = re.compile(r"\d{10}\.\d{6}")
FAMILY = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}


@dataclass
class Call:
    """A checked call: its method, its arguments as objects, and the Slack it is made to."""

    core: Core
    method: str
    arguments: Json

    @property
    def workspace(self) -> Workspace:
        """The workspace the token belongs to."""
        return self.core.workspace

    @property
    def bot(self) -> str:
        """The bot's own user."""
        return str(self.workspace.bot["user"])

    def get(self, name: str, default: Any = None) -> Any:
        """An argument, or the default where it is missing."""
        value = self.arguments.get(name)
        return default if value is None else value

    def need_scope(self, *scopes: str) -> None:
        """missing_scope, unless the manifest asks for one of these."""
        if not self.core.manifest.grants(*scopes):
            provided = ",".join(sorted(self.core.manifest.scopes or ()))
            raise SlackError("missing_scope", needed=",".join(scopes), provided=provided)

    def refuse(self, *errors: str) -> SlackError:
        """The first of these errors that the method documents."""
        documented = contract()["methods"][self.method]["errors"]
        return SlackError(next((error for error in errors if error in documented), errors[-1]))

    def visible_channel(self, channel_id: Any) -> Channel:
        """A conversation the bot can see: any public one, or one it is in."""
        where = self.workspace.channels.get(str(channel_id))
        if where is None or ((where.private or where.kind != "channel") and self.bot not in where.members):
            raise SlackError("channel_not_found")
        return where

    def readable_channel(self) -> Channel:
        """A conversation the bot is in and may read."""
        where = self.visible_channel(self.arguments["channel"])
        self.need_scope(f"{FAMILY[where.type]}:history")
        if self.bot not in where.members:
            raise self.refuse("not_in_channel", "channel_not_found")
        return where

    def person(self, user_id: Any, *errors: str) -> Person:
        """Somebody with an account."""
        found = self.workspace.people.get(str(user_id))
        if found is None:
            raise self.refuse(*errors, "user_not_found")
        return found

    def message(self, where: Channel, ts: Any) -> Message:
        """A message everybody in the channel can read."""
        found = where.messages.get(str(ts))
        if found is None or found.ephemeral_for or found.deleted:
            raise SlackError("message_not_found")
        return found

    def page(self, items: list[Any], *, default: int) -> tuple[list[Any], Json]:
        """The items after the cursor, and the metadata that leads to the next ones."""
        start = self._position("at")
        limit = self.limit(default)
        cursor = _cursor("at", start + limit) if items[start + limit :] else ""
        return items[start : start + limit], {"next_cursor": cursor}

    def page_of(self, messages: list[Message], *, default: int, most: int, newest_first: bool) -> tuple[Any, Json]:
        """Messages page by page: the cursor names the next one, so what comes or goes meanwhile moves nothing."""
        after, limit = self._position("next_ts"), self.limit(default, most)
        if after and newest_first:
            messages = [what for what in messages if micros(what.ts) <= after]
        elif after:
            messages = [what for what in messages if micros(what.ts) >= after]
        rest = messages[limit:]
        return messages[:limit], {"next_cursor": _cursor("next_ts", micros(rest[0].ts)) if rest else ""}

    def limit(self, default: int, most: int = 1000) -> int:
        """How many items a page holds."""
        limit = self.number("limit", default)
        if not 0 < limit <= most:
            raise self.refuse("invalid_limit", "invalid_arguments")
        return limit

    def number(self, name: str, default: int) -> int:
        """A whole number, which forms send as text; 0 means not given."""
        try:
            return int(self.get(name, default)) or default
        except ValueError:
            raise self.refuse(f"invalid_{name}", "invalid_arguments") from None

    def _position(self, kind: str) -> int:
        cursor = self.get("cursor", "")
        if not cursor:
            return 0
        try:
            found, _, position = base64.b64decode(str(cursor), validate=True).decode().partition(":")
            if found != kind or not position.isascii() or not position.isdecimal():
                raise ValueError(cursor)
            return int(position)
        except ValueError:
            raise SlackError("invalid_cursor") from None

    def instant(self, name: str) -> str:
        """`oldest` or `latest`, which may be a message's ts or plain seconds."""
        value = str(self.get(name, ""))
        if not value or value == "now":
            return ""
        if not re.fullmatch(r"\d{1,10}(\.\d+)?", value):
            raise SlackError(f"invalid_ts_{name}")
        whole, _, fraction = value.partition(".")
        return f"{int(whole):010d}.{fraction[:6]:0<6}"


def micros(ts: str) -> int:
    """A message's ts as a number."""
    return int(ts.replace(".", ""))


def _cursor(kind: str, position: int) -> str:
    return base64.b64encode(f"{kind}:{position}".encode()).decode()
