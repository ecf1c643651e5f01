"""Who and what there is in a workspace, read from Slack page by page."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.organisation.directory import Channel, Person
from bot.slack.client import NETWORK, Slack
from bot.slack.errors import Outcome, code_of, of_answer
from bot.slack.installations import BadToken, Identity, Installations

PAGE = 500  # Slack allows 1,000; twenty pages a minute
PATIENCE = 600.0  # seconds that rate limits may hold one reading up, all in all
ATTEMPTS = 4  # for one page, where Slack itself is in trouble
GUESTS = ("is_restricted", "is_ultra_restricted", "is_stranger")
SLACKBOT = "USLACKBOT"  # Slack doesn't call it a bot


class Unreadable(Exception):
    """Slack doesn't let us read this; the text says why and what to do."""


@dataclass
class Workspace:
    """One workspace to read; `wait` lets seconds pass."""

    slack: Slack
    identity: Identity
    org_wide: bool = False  # the token is a whole organisation's: lists must be told which workspace is meant
    enterprise: str = ""  # that organisation
    wait: Callable[[float], Awaitable[Any]] = asyncio.sleep
    patience: float = PATIENCE

    async def people(self) -> list[Person]:
        """Everybody, those who left and bots included."""
        found = await self._all("users.list", "members", self._team())
        return [read_person(one, team=self.identity.team, enterprise=self.enterprise) for one in found]

    async def channels(self) -> list[Channel]:
        """Public channels, and private ones the bot is in, without their members."""
        args = {"types": "public_channel,private_channel", "exclude_archived": "true", **self._team()}
        return [_channel(one) for one in await self._all("conversations.list", "channels", args)]

    def _team(self) -> dict[str, str]:
        return {"team_id": self.identity.team} if self.org_wide else {}

    async def with_members(self, channels: Collection[Channel], wanted: Collection[str]) -> list[Channel]:
        """The same channels; those whose ids are wanted with their members."""
        return [await self._filled(one) if one.id in wanted else one for one in channels]

    async def _filled(self, channel: Channel) -> Channel:
        members = await self._all("conversations.members", "members", {"channel": channel.id})
        return replace(channel, members=tuple(members))

    async def _all(self, method: str, what: str, args: dict[str, str] | None = None) -> list[Any]:
        """All pages of a list."""
        found: list[Any] = []
        cursor, seen = "", {""}
        while True:
            page = await self._page(method, {**(args or {}), "limit": PAGE, **({"cursor": cursor} if cursor else {})})
            found += page.get(what) or []
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if cursor in seen:
                return found
            seen.add(cursor)

    async def _page(self, method: str, args: dict[str, Any]) -> dict[str, Any]:
        failed = 0
        while True:
            try:
                return await self.slack.ask(self.identity.team, method, args)
            except SlackApiError as error:
                verdict = of_answer(method, error)
                failed += not verdict.wait
                seconds = verdict.wait.total_seconds() or 1.0
                if verdict.outcome not in (Outcome.LATER, Outcome.UNSURE) or failed >= ATTEMPTS:
                    raise Unreadable(_explained(method, error, verdict.error)) from None
            except NETWORK as error:
                failed, seconds = failed + 1, 1.0
                if failed >= ATTEMPTS:
                    raise Unreadable(unreachable(error)) from None
            self.patience -= seconds
            if self.patience < 0:
                raise Unreadable(f"Slack asks us to wait for longer than {PATIENCE:.0f} s ({method}). Try again later.")
            await self.wait(seconds)


@asynccontextmanager
async def opened(*, base_url: str, token: str, team: str = "") -> AsyncIterator[Workspace]:
    """The workspace this token is for; `team` names it where the token is a whole organisation's. Raises Unreadable."""
    installations = Installations()
    slack = Slack(base_url=base_url, tokens=installations.tokens)
    try:
        identity = await _identified(slack, installations, token)
        lender = identity.team
        org_wide = bool(team) and team != lender
        if org_wide:
            installations.tokens[team], identity = token, replace(identity, team=team)
        yield Workspace(slack, identity, org_wide, lender if org_wide else "")
    finally:
        await slack.close()


async def person(slack: Slack, workspace: str, user: str, *, enterprise: str = "") -> Person | None:
    """Who this is in a workspace, which may be served by an organisation; None where Slack knows nobody here by this
    id. Raises Unreadable."""
    try:
        said = await slack.ask(workspace, "users.info", {"user": user})
    except SlackApiError as error:
        if code_of(error) in ("user_not_found", "user_not_visible"):
            return None
        raise Unreadable(_explained("users.info", error, of_answer("users.info", error).error)) from None
    except NETWORK as error:
        raise Unreadable(unreachable(error)) from None
    return read_person(said["user"], team=workspace, enterprise=enterprise)


async def _identified(slack: Slack, installations: Installations, token: str) -> Identity:
    try:
        return await installations.identify(slack, token)
    except BadToken as bad:
        raise Unreadable(refused(str(bad))) from None
    except SlackApiError as error:
        raise Unreadable(_explained("auth.test", error, of_answer("auth.test", error).error)) from None
    except NETWORK as error:
        raise Unreadable(unreachable(error)) from None


def unreachable(error: BaseException) -> str:
    """No answer came from Slack."""
    return f"Slack can't be reached ({type(error).__name__}). Check the network and SLACK_API_URL, and try again."


def refused(word: str) -> str:
    """Slack refuses the token, in its own word."""
    return (
        f"Slack refuses SLACK_BOT_TOKEN ({word}). "
        "Copy the Bot User OAuth Token again, from your app's page, OAuth & Permissions."
    )


def _explained(method: str, error: SlackApiError, word: str) -> str:
    if word == "missing_scope":
        needed = error.response.get("needed") or "one more"
        return (
            f"The bot lacks the scope {needed} ({method}). "
            "Update the app from `python -m bot manifest`, and install it again."
        )
    if word == "team_access_not_granted":
        return "Slack lets the bot into no such workspace. Check its id, or ask the organisation's admin to let it in."
    if of_answer(method, error).outcome is Outcome.PARKED:
        return refused(word)
    return f"Slack answered {method} with {word!r}. Try again later; `python -m bot doctor` tells more."


def is_guest(one: dict[str, Any], *, team: str, enterprise: str = "") -> bool:
    """Whether a user object is a guest's, or of somebody from another company, whom no flag tells in a shared channel.

    On Enterprise Grid people belong to several workspaces, or only to the organisation that serves this one.
    """
    member = one.get("enterprise_user") or {}
    here = one.get("team_id") in (None, team) or team in (member.get("teams") or ())
    here = here or (bool(enterprise) and enterprise in (member.get("enterprise_id"), one["team_id"]))
    return not here or any(one.get(kind) for kind in GUESTS)


def read_person(one: dict[str, Any], *, team: str, enterprise: str = "") -> Person:
    """A user object of Slack's, as seen from a workspace."""
    profile = one.get("profile") or {}
    return Person(
        id=one["id"],
        name=_text(one.get("name")),
        real_name=_text(profile.get("real_name") or one.get("real_name")),
        email=_text(profile.get("email")),
        title=_text(profile.get("title")),
        display_name=_text(profile.get("display_name")),
        gone=bool(one.get("deleted")),
        bot=bool(one.get("is_bot")) or one["id"] == SLACKBOT,
        guest=is_guest(one, team=team, enterprise=enterprise),
    )


def _text(value: str | None) -> str:
    """Without what no database takes: NUL, and halves of a pair."""
    return (value or "").replace("\0", "").encode(errors="replace").decode()


def _channel(one: dict[str, Any]) -> Channel:
    said = [(one.get(where) or {}).get("value") or "" for where in ("topic", "purpose")]
    return Channel(id=one["id"], name=one.get("name") or "", topic=" ".join(filter(None, said)))
