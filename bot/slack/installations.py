"""Which workspaces this process can speak to, with which token: one from the settings, or those of the register."""

from dataclasses import dataclass, field

from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError

from bot.slack.client import Slack
from bot.slack.errors import is_refused, of_answer


@dataclass(frozen=True)
class Identity:
    """What Slack says of a token."""

    team: str
    name: str
    url: str
    bot_user: str
    bot_id: str


class BadToken(Exception):
    """Slack refuses the token; the text is Slack's word."""


@dataclass
class Installations:
    """Tokens by workspace; `authorization` answers from memory, since Bolt would ask Slack at every delivery."""

    tokens: dict[str, str] = field(default_factory=dict)
    identities: dict[str, Identity] = field(default_factory=dict)

    def replace(self, tokens: dict[str, str], identities: dict[str, Identity]) -> None:
        """From now on it is these, and no others; whoever holds `tokens` sees it."""
        self.tokens.clear()
        self.tokens.update(tokens)
        self.identities = identities

    async def identify(self, slack: Slack, token: str) -> Identity:
        """Learn whose token this is; raises BadToken where Slack refuses it, else as a call does."""
        try:
            said = (await slack.call_with(token, "auth.test")).data
        except SlackApiError as error:
            verdict = of_answer("auth.test", error)
            if not is_refused(verdict):
                raise
            raise BadToken(verdict.error) from error
        if not isinstance(said, dict) or not said.get("team_id"):
            raise BadToken("its answer names no workspace")
        identity = Identity(
            team=said["team_id"],
            name=said.get("team") or "",
            url=said.get("url") or "",
            bot_user=said.get("user_id") or "",
            bot_id=said.get("bot_id") or "",
        )
        self.tokens[identity.team], self.identities[identity.team] = token, identity
        return identity

    def authorization(self, enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        """What Bolt wants to know of a delivery's workspace; unknown ones never come this far."""
        of = team_id if team_id in self.identities else enterprise_id
        identity = self.identities[of or ""]
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=identity.bot_user,
            bot_id=identity.bot_id,
            bot_token=self.tokens[of or ""],
        )
