"""Slack's side of an installation: where to send the installer, and a token for the code they come back with."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin

from slack_sdk.errors import SlackApiError
from slack_sdk.oauth import AuthorizeUrlGenerator

from bot.slack.client import Slack
from bot.slack.errors import NotNow, is_refused, of_answer


class NotGranted(Exception):
    """Slack gives no token; the text is Slack's word."""


def refusal(method: str, error: SlackApiError) -> NotGranted | NotNow:
    """What Slack's answer to this call means for an installation: no, or not now."""
    verdict = of_answer(method, error)
    return NotGranted(verdict.error) if is_refused(verdict) else NotNow(verdict.error)


@dataclass(frozen=True, repr=False)
class Grant:
    """What Slack gave: a token for a workspace, or for all of an organisation's (`org_wide`)."""

    id: str
    name: str
    org_wide: bool
    token: str
    refresh_token: str
    lifetime: timedelta | None  # None: until it is revoked
    bot_user: str
    scopes: str
    installed_by: str


class OAuth:
    """The app as Slack's OAuth knows it: https://docs.slack.dev/authentication/installing-with-oauth"""

    def __init__(self, slack: Slack, *, client_id: str, client_secret: str, scopes: list[str]) -> None:
        self.slack = slack
        self.client_id, self.client_secret = client_id, client_secret
        # The page lives beside the API, on GovSlack's host as on the other.
        page = urljoin(slack.base_url, "/oauth/v2/authorize")
        self._links = AuthorizeUrlGenerator(client_id=client_id, scopes=scopes, authorization_url=page)

    def link(self, state: str) -> str:
        """Where an installer says yes or no."""
        return self._links.generate(state)

    async def exchange(self, code: str) -> Grant:
        """The token for a code; raises NotGranted where Slack refuses, else what the network raises."""
        return await self._ask(code=code)

    async def refresh(self, refresh_token: str) -> Grant:
        """The next token, and the next refresh token; raises as `exchange` does."""
        return await self._ask(grant_type="refresh_token", refresh_token=refresh_token)

    async def _ask(self, **how: str) -> Grant:
        asked = {"client_id": self.client_id, "client_secret": self.client_secret, **how}
        try:
            said = (await self.slack.call_with("", "oauth.v2.access", data=asked)).data
        except SlackApiError as error:
            raise refusal("oauth.v2.access", error) from None
        if not isinstance(said, dict) or not said.get("access_token") or said.get("token_type", "bot") != "bot":
            raise NotGranted("no_bot_token")
        return _grant(said)


def _grant(said: dict[str, Any]) -> Grant:
    org_wide = bool(said.get("is_enterprise_install"))
    whose = said.get("enterprise" if org_wide else "team") or {}
    if not whose.get("id"):
        raise NotGranted("no_workspace")
    seconds = said.get("expires_in")
    return Grant(
        id=whose["id"],
        name=whose.get("name") or "",
        org_wide=org_wide,
        token=said["access_token"],
        refresh_token=said.get("refresh_token") or "",
        lifetime=timedelta(seconds=int(seconds)) if seconds else None,
        bot_user=said.get("bot_user_id") or "",
        scopes=said.get("scope") or "",
        installed_by=(said.get("authed_user") or {}).get("id") or "",
    )
