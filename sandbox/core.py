"""Everything one Slack remembers: the workspace, views, tokens, triggers and response addresses."""

import secrets
from dataclasses import dataclass, field

from sandbox.clock import Clock
from sandbox.errors import SlackError
from sandbox.manifest import Manifest
from sandbox.modals import Modals
from sandbox.wire import Json
from sandbox.workspace import Workspace, new_id

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 30 * 60
RESPONSE_USES = 5


@dataclass
class Grant:
    """What one token may do."""

    kind: str
    revoked: bool = False


@dataclass
class Trigger:
    """The right to open one modal, for three seconds."""

    user: str
    expires: float
    used: bool = False


@dataclass
class ResponseAddress:
    """Where the bot may answer an action or a command later."""

    channel: str
    user: str
    expires: float
    ts: str = ""
    thread_ts: str = ""
    uses: int = 0


@dataclass
class Credentials:
    """The secrets that Slack and the bot share."""

    bot_token: str = "xoxb-sandbox"
    app_token: str = "xapp-sandbox"
    signing_secret: str = "sandbox-signing-secret"
    client_id: str = "1.1"
    client_secret: str = "sandbox-client-secret"


@dataclass
class Core:
    """One Slack, without any HTTP."""

    workspace: Workspace
    clock: Clock
    credentials: Credentials
    manifest: Manifest
    grants: dict[str, Grant] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    responses: dict[str, ResponseAddress] = field(default_factory=dict)
    url: str = "http://127.0.0.1"
    socket_url: str = ""
    tickets: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.restart(self.workspace)

    def restart(self, workspace: Workspace) -> None:
        """A workspace where nothing has happened yet; addresses and secrets stay."""
        self.workspace = workspace
        self.modals = Modals(workspace)
        for memory in (self.codes, self.triggers, self.responses):
            memory.clear()
        self.grants = {self.credentials.bot_token: Grant("bot"), self.credentials.app_token: Grant("app")}

    def grant(self, token: str, *, app_level: bool) -> Grant:
        """The token's grant, if it is the right kind and still worth something."""
        if not token:
            raise SlackError("not_authed")
        grant = self.grants.get(token)
        if grant is None:
            raise SlackError("invalid_auth")
        if grant.revoked:
            raise SlackError("token_revoked")
        if (grant.kind == "app") != app_level:
            raise SlackError("not_allowed_token_type")
        return grant

    def new_trigger(self, user: str) -> str:
        """A trigger_id for something this person just did."""
        trigger_id = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**11)}.{secrets.token_hex(16)}"
        self.triggers[trigger_id] = Trigger(user, self.clock.now() + self.clock.patience(TRIGGER_SECONDS))
        return trigger_id

    def exchange(self, trigger_id: str) -> str:
        """Whose screen the trigger opens; it works once."""
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self.clock.now() > trigger.expires:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger.user

    def new_response_address(self, channel: str, user: str, *, ts: str = "", thread_ts: str = "") -> str:
        """The id of a response_url, good for half an hour and five answers."""
        response_id = secrets.token_urlsafe(18)
        expires = self.clock.now() + RESPONSE_SECONDS
        self.responses[response_id] = ResponseAddress(channel, user, expires, ts, thread_ts)
        return response_id

    def response_url(self, kind: str, response_id: str) -> str:
        """The address the bot gets; Slack's also says what it answers."""
        return f"{self.url}/response/{kind}/{response_id}"

    def revoke(self) -> None:
        """The bot's tokens are worth nothing any more."""
        for grant in self.grants.values():
            grant.revoked = grant.revoked or grant.kind == "bot"

    def new_code(self) -> str:
        """What the OAuth page hands to the app's redirect address."""
        code = new_id("", 24).lower()
        self.codes.add(code)
        return code

    def install(self, code: str) -> str:
        """A fresh bot token for an OAuth code; it works once."""
        if code not in self.codes:
            raise SlackError("invalid_code")
        self.codes.remove(code)
        token = f"xoxb-{new_id('', 24)}"
        self.grants[token] = Grant("bot")
        return token

    def scopes(self) -> Json:
        """What the bot may do, as the answers' headers say it."""
        return {"x-oauth-scopes": ",".join(sorted(self.manifest.scopes or ()))}
