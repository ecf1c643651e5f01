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


ROTATION_SECONDS = 12 * 3600.0
CODE_SECONDS = 600.0


@dataclass
class Grant:
    """What one token may do; `org_wide` ones hold in every workspace of an organisation, some end after a while."""

    kind: str
    revoked: bool = False
    org_wide: bool = False
    expires: float | None = None


@dataclass
class Code:
    """What an installer's yes is worth, once and for ten minutes."""

    org_wide: bool
    installer: str
    expires: float


@dataclass
class Trigger:
    """The right to open one modal, once and soon."""

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
    codes: dict[str, Code] = field(default_factory=dict)
    refreshes: dict[str, Grant] = field(default_factory=dict)
    peers: list["Core"] = field(default_factory=list)  # every workspace of this Slack, this one included
    preinstalled: bool = True
    trigger_seconds: float = TRIGGER_SECONDS
    triggers: dict[str, Trigger] = field(default_factory=dict)
    responses: dict[str, ResponseAddress] = field(default_factory=dict)
    url: str = "http://127.0.0.1"
    socket_url: str = ""
    tickets: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.peers.append(self)
        self.restart(self.workspace)

    def restart(self, workspace: Workspace) -> None:
        """A workspace where nothing has happened yet; addresses and secrets stay."""
        self.workspace = workspace
        self.modals = Modals(workspace)
        for memory in (self.codes, self.refreshes, self.triggers, self.responses):
            memory.clear()
        known = self.credentials
        self.grants = {known.bot_token: Grant("bot"), known.app_token: Grant("app")} if self.preinstalled else {}

    def grant(self, token: str, *, app_level: bool) -> Grant:
        """The token's grant, if it is the right kind and still worth something."""
        if not token:
            raise SlackError("not_authed")
        grant = self.grants.get(token)
        if grant is None:
            raise SlackError("invalid_auth")
        if grant.revoked:
            raise SlackError("token_revoked")
        if grant.expires is not None and self.clock.now() >= grant.expires:
            raise SlackError("token_expired")
        if (grant.kind == "app") != app_level:
            raise SlackError("not_allowed_token_type")
        return grant

    def new_trigger(self, user: str) -> str:
        """A trigger_id for something this person just did."""
        trigger_id = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**11)}.{secrets.token_hex(16)}"
        self.triggers[trigger_id] = Trigger(user, self.clock.now() + self.clock.patience(self.trigger_seconds))
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

    @property
    def installed(self) -> bool:
        """Whether the app is here at all."""
        return any(grant.kind == "bot" and not grant.revoked for grant in self.grants.values())

    @property
    def org_wide(self) -> bool:
        """Whether it is here because the whole organisation has it."""
        alive = [grant for grant in self.grants.values() if grant.kind == "bot" and not grant.revoked]
        return bool(alive) and all(grant.org_wide for grant in alive)

    def revoke(self) -> None:
        """The bot's tokens are worth nothing any more; an organisation's nowhere in it."""
        for grant in self.grants.values():
            grant.revoked = grant.revoked or grant.kind == "bot"
        self.refreshes.clear()

    def new_code(self, installer: str = "", *, org_wide: bool = False) -> str:
        """What the OAuth page hands to the app's redirect address."""
        code = new_id("", 24).lower()
        self.codes[code] = Code(org_wide, installer, self.clock.now() + CODE_SECONDS)
        return code

    def redeem(self, code: str) -> Code:
        """An OAuth code works once, and not for long."""
        found = self.codes.pop(code, None)
        if found is None or self.clock.now() > found.expires:
            raise SlackError("invalid_code")
        return found

    def new_tokens(self, *, org_wide: bool) -> Json:
        """A fresh bot token; one that ends, and one to renew it with, where the manifest asks for rotation."""
        if not self.manifest.rotates:
            token = f"xoxb-{new_id('', 24)}"
            self._allow(token, Grant("bot", org_wide=org_wide))
            return {"access_token": token}
        token, refresh = f"xoxe.xoxb-1-{new_id('', 24)}", f"xoxe-1-{new_id('', 24)}"
        grant = Grant("bot", org_wide=org_wide, expires=self.clock.now() + ROTATION_SECONDS)
        self._allow(token, grant)
        self.refreshes[refresh] = grant
        return {"access_token": token, "refresh_token": refresh, "expires_in": int(ROTATION_SECONDS)}

    def refresh(self, refresh_token: str) -> Json:
        """The next pair of tokens; the old refresh token is used up, the old token lives on until its end."""
        grant = self.refreshes.pop(refresh_token, None)
        if grant is None or grant.revoked:
            raise SlackError("invalid_refresh_token")
        return self.new_tokens(org_wide=grant.org_wide)

    def _allow(self, token: str, grant: Grant) -> None:
        enterprise = self.workspace.enterprise
        for core in self.peers if grant.org_wide else [self]:
            if core is self or core.workspace.enterprise == enterprise:
                core.grants[token] = grant

    def knows(self, arguments: Json) -> bool:
        """Whether what a call names lives in this workspace."""
        if str(arguments.get("trigger_id")) in self.triggers or arguments.get("team_id") == self.workspace.team["id"]:
            return True
        users = str(arguments.get("users") or arguments.get("user_id") or arguments.get("user") or "").split(",")
        if self.modals.find(str(arguments.get("view_id"))) is not None or users[0] in self.workspace.people:
            return True
        channel = str(arguments.get("channel"))
        return channel in self.workspace.channels or channel in self.workspace.people

    def scopes(self) -> Json:
        """What the bot may do, as the answers' headers say it."""
        return {"x-oauth-scopes": ",".join(sorted(self.manifest.scopes or ()))}
