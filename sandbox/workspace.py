"""A workspace in memory: its people, channels and messages. It knows no HTTP and no bot."""

import json
import math
import secrets
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.clock import Clock, stamp_of
from sandbox.wire import Json

SEED = Path(__file__).with_name("workspace.json")
SLACKBOT = "USLACKBOT"


@dataclass
class Person:
    """Somebody with an account: a colleague, a guest, or the bot."""

    id: str
    name: str
    real_name: str
    title: str = ""
    color: str = "5b6770"
    tz: str = "America/Chicago"
    tz_offset: int = -21600
    email: str = ""
    team_id: str = ""
    enterprise_id: str = ""  # where the workspace is one of an organisation's
    deleted: bool = False
    restricted: bool = False
    admin: bool = False
    bot: bool = False


@dataclass
class Message:
    """One message; `ephemeral_for` makes it a whisper that no API call can read back."""

    ts: str
    user: str
    text: str
    bot_id: str = ""
    blocks: list[Json] | None = None
    attachments: list[Json] | None = None
    metadata: Json | None = None
    thread_ts: str = ""
    subtype: str = ""
    broadcast: bool = False
    ephemeral_for: str = ""
    client_msg_id: str = ""
    inviter: str = ""
    edited: Json | None = None
    deleted: bool = False
    reactions: dict[str, list[str]] = field(default_factory=dict)
    chosen: dict[str, Json] = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread under another message."""
        return bool(self.thread_ts) and self.thread_ts != self.ts


@dataclass
class Channel:
    """A channel or a direct conversation, with everything said in it."""

    id: str
    name: str = ""
    topic: str = ""
    kind: str = "channel"
    user: str = ""
    private: bool = False
    general: bool = False
    archived: bool = False
    members: list[str] = field(default_factory=list)
    connected: list[str] = field(default_factory=list)  # other companies' workspaces that share it
    messages: dict[str, Message] = field(default_factory=dict)
    threads: dict[str, list[str]] = field(default_factory=dict)
    created: int = 0

    @property
    def type(self) -> str:
        """Slack's `channel_type`."""
        if self.kind != "channel":
            return self.kind
        return "group" if self.private else "channel"

    def add(self, message: Message) -> None:
        """Keep a message, and its place in a thread."""
        self.messages[message.ts] = message
        if message.is_reply:
            self.threads.setdefault(message.thread_ts, []).append(message.ts)

    def remove(self, message: Message) -> None:
        """Forget a message."""
        del self.messages[message.ts]
        if message.is_reply:
            self.threads[message.thread_ts].remove(message.ts)

    def replies(self, root_ts: str) -> list[Message]:
        """What everybody can read below a root, oldest first."""
        found = (self.messages[ts] for ts in self.threads.get(root_ts, []))
        return [message for message in found if not message.ephemeral_for]


class Workspace:
    """One team. Whoever listens hears of every event (for the bot) and every change (for the page)."""

    def __init__(self, data: Json, clock: Clock) -> None:
        self.clock = clock
        self.team: Json = data["team"]
        self.enterprise: Json | None = data.get("enterprise")
        self.bot: Json = data["bot"]
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.editable_seconds = math.inf  # how long a message may be changed: a setting of the workspace's admins
        self.last_read: dict[tuple[str, str, str], str] = {}
        self.happened: Callable[[Json, Channel | None], None] = lambda event, channel: None
        self.changed: Callable[[Json], None] = lambda change: None
        self._populate(data)

    def _populate(self, data: Json) -> None:
        enterprise = (self.enterprise or {}).get("id", "")
        for row in data["people"]:
            own = {"team_id": self.team["id"], "email": f"{row['name']}@{self.team['domain']}.example"}
            self.people[row["id"]] = Person(**{**own, "enterprise_id": enterprise, **row})
        bot = self.bot
        self.people[bot["user"]] = Person(
            bot["user"], bot["name"], bot["real_name"], team_id=self.team["id"], bot=True, color="1d1c1d"
        )
        for row in data["channels"]:
            self.channels[row["id"]] = Channel(
                **{**row, "members": list(row["members"]), "created": int(self.clock.now())}
            )
        for person in list(self.people.values()):
            if not person.bot:
                self.direct(person.id)
        for row in data.get("messages", []):
            ts = stamp_of(self.clock.now() - 60 * row["minutes_ago"])
            self.channels[row["channel"]].add(Message(ts, row["user"], row["text"], client_msg_id=str(uuid.uuid4())))

    def direct(self, user: str) -> Channel:
        """The conversation between one person and the bot."""
        channel_id = "D" + user[1:]
        if channel_id not in self.channels:
            members = [user, self.bot["user"]]
            self.channels[channel_id] = Channel(
                channel_id, kind="im", user=user, members=members, created=int(self.clock.now())
            )
        return self.channels[channel_id]

    def group(self, users: Iterable[str]) -> Channel:
        """The conversation of several people with the bot."""
        members = sorted({*users, self.bot["user"]})
        for channel in self.channels.values():
            if channel.kind == "mpim" and channel.members == members:
                return channel
        name = "mpdm-" + "--".join(self.people[member].name for member in members) + "-1"
        made = Channel(new_id("G"), name, kind="mpim", private=True, members=members, created=int(self.clock.now()))
        self.channels[made.id] = made
        return made


def seed() -> Json:
    """The hospital group everybody starts with."""
    data: Json = json.loads(SEED.read_text())
    return data


def new_id(prefix: str, length: int = 10) -> str:
    """An identifier that looks like one of Slack's."""
    alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
    return prefix + "".join(secrets.choice(alphabet) for _ in range(length))
