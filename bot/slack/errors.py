"""What an answer of Slack's means for the call that got it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.db.queue import POSTING


class UnknownWorkspace(Exception):
    """We have no token for this workspace."""


class NotNow(OSError):
    """There is a token, but this process can't use it yet; nothing was sent."""


UNSENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, NotNow)  # no connection was ever made


class Outcome(StrEnum):
    DONE = "done"  # Slack says so, or it was so already
    LATER = "later"  # certainly not done; try again
    UNSURE = "unsure"  # it may have been done: look before trying again
    DEAD = "dead"  # it will never work
    PARKED = "parked"  # the token was refused: nothing can be sent until it is mended


@dataclass(frozen=True)
class Verdict:
    outcome: Outcome
    error: str = ""
    wait: timedelta = timedelta()


ALREADY = {
    "conversations.invite": {"already_in_channel"},
    "chat.delete": {"message_not_found"},
}
REVOKED = {
    "token_revoked",
    "invalid_auth",
    "account_inactive",
    "token_expired",
    "not_authed",
    "team_access_not_granted",
}
TEMPORARY = {"ratelimited", "rate_limited", "message_limit_exceeded", "service_unavailable"}
# The whole workspace is shut, for a while or until its administrators change something.
SHUT = {"team_added_to_org", "org_login_required", "ekm_access_denied", "accesslimited"}
UNKNOWN = {"fatal_error", "internal_error", "request_timeout", "http_200"}  # the last with nothing of Slack's in it


def of_answer(method: str, error: SlackApiError) -> Verdict:
    """Slack answered, but not with ok."""
    status = error.response.status_code
    code = code_of(error)
    if status == 429 or code in TEMPORARY:
        wait = error.response.headers.get("Retry-After", "1")
        return Verdict(Outcome.LATER, code, timedelta(seconds=float(wait) if wait.replace(".", "").isdigit() else 1))
    if code in SHUT:
        return Verdict(Outcome.LATER, code, timedelta(seconds=30))
    if status >= 500 or code in UNKNOWN:  # what would be seen twice is looked for first
        return Verdict(Outcome.UNSURE if method in POSTING else Outcome.LATER, code)
    if code.startswith("http_"):  # not Slack, but something on the way to it
        return Verdict(Outcome.LATER, code, timedelta(seconds=30))
    if code in ALREADY.get(method, ()):
        return Verdict(Outcome.DONE, code)
    if code in REVOKED:
        return Verdict(Outcome.PARKED, code, timedelta(minutes=1))
    return Verdict(Outcome.DEAD, code)


def is_refused(verdict: Verdict) -> bool:
    """Whether Slack said no for good, and not only for now."""
    return verdict.outcome in (Outcome.DEAD, Outcome.PARKED)


def code_of(error: SlackApiError) -> str:
    """Slack's word for it; the HTTP status where there is none."""
    data = error.response.data if isinstance(error.response.data, dict) else {}
    return str(data.get("error") or f"http_{error.response.status_code}")


def of_failure(error: BaseException) -> Verdict:
    """No answer came. Where the connection was never made, nothing was sent."""
    if isinstance(error, UNSENT):
        return Verdict(Outcome.LATER, type(error).__name__, timedelta(seconds=2))
    return Verdict(Outcome.UNSURE, type(error).__name__)


def of_error(method: str, error: BaseException) -> Verdict:
    """Whatever a call raised."""
    return of_answer(method, error) if isinstance(error, SlackApiError) else of_failure(error)
