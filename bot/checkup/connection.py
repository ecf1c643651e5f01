"""The tokens, what they may do, and whether our clock agrees with Slack's."""

from dataclasses import replace
from datetime import datetime
from email.utils import parsedate_to_datetime

from bot import clock
from bot.checkup.finding import Finding, bad, ok, warning
from bot.checkup.mending import INSTALL_AGAIN, mend
from bot.manifest import SCOPES
from bot.settings import Settings
from bot.slack.client import FAILURES, Slack
from bot.slack.directory import Workspace
from bot.slack.errors import is_refused, of_error
from bot.slack.installations import BadToken, Installations
from bot.slack.sealing import BadKeys, Keys

WARN_SECONDS, BAD_SECONDS = 2.0, 60.0  # Slack's signatures are worth five minutes
PATIENCE = 60.0  # seconds that rate limits may hold us up
KEYS = "`python -m bot keys` makes one: docs/workspaces.md says where to keep it."


async def check(
    slack: Slack, installations: Installations, token: str, *, team: str = "", refused: str
) -> tuple[list[Finding], Workspace | None]:
    """What Slack says of a token, and the workspace to read where it is good. `team` names the workspace where the
    token may be its organisation's, `refused` says what to do where Slack doesn't take it."""
    try:
        identity = await installations.identify(slack, token)
        answer = await slack.call_with(token, "auth.test")
    except BadToken as refusal:
        return [bad(f"Slack refuses the token ({refusal})", refused)], None
    except FAILURES as error:
        word = of_error("auth.test", error).error
        what = "gives no answer now" if word.islower() else "can't be reached"
        return [bad(f"Slack {what} ({word})", mend(word))], None
    org_wide = bool(team) and team != identity.team
    if org_wide:
        installations.tokens[team], identity = token, replace(identity, team=team)
    findings = [ok(f"the token is for the workspace {identity.name} ({identity.team})")]
    findings += scopes(str(answer.headers.get("x-oauth-scopes", "")))
    findings += agreement("Slack's", _date(answer.headers.get("Date")))
    return findings, Workspace(slack, identity, org_wide, patience=PATIENCE)


def configured(settings: Settings) -> list[Finding]:
    """The settings that lead to Slack."""
    found = _many(settings) if settings.slack_client_id or settings.slack_client_secret.get_secret_value() else []
    if not found and not settings.many_workspaces:
        found = _one(settings.slack_bot_token.get_secret_value())
    if not (settings.slack_signing_secret.get_secret_value() or settings.slack_app_token.get_secret_value()):
        mend = "Set SLACK_SIGNING_SECRET (for HTTP) or SLACK_APP_TOKEN (for Socket Mode): see the README."
        found.append(bad("neither SLACK_SIGNING_SECRET nor SLACK_APP_TOKEN is set", mend))
    return found or [ok("the settings for Slack are there")]


def _one(token: str) -> list[Finding]:
    if not token:
        return [bad("SLACK_BOT_TOKEN isn't set", "Copy it from your app's page, OAuth & Permissions.")]
    if not token.startswith("xoxb-"):
        return [bad("SLACK_BOT_TOKEN isn't a bot's token", "It starts with xoxb-: OAuth & Permissions shows it.")]
    return []


def _many(settings: Settings) -> list[Finding]:
    if not settings.many_workspaces:
        mend = "Copy both from your app's page, Basic Information; for one workspace set neither."
        return [bad("only one of SLACK_CLIENT_ID and SLACK_CLIENT_SECRET is set", mend)]
    try:
        held = Keys.read(settings.token_keys.get_secret_value()).by_id
    except BadKeys as why:
        return [bad(str(why), KEYS)]
    return [] if held else [bad("TOKEN_KEYS isn't set", KEYS)]


def scopes(said: str) -> list[Finding]:
    """What was granted, beside what the manifest asks for."""
    granted = {scope.strip() for scope in said.split(",") if scope.strip()}
    missing, more = sorted(set(SCOPES) - granted), sorted(granted - set(SCOPES))
    found = []
    if missing:
        found.append(bad(f"scopes that are missing: {', '.join(missing)}", INSTALL_AGAIN))
    if more:
        mend = "The bot doesn't use them: take them away on your app's page, OAuth & Permissions."
        found.append(warning(f"scopes beyond what is needed: {', '.join(more)}", mend))
    return found or [ok("the scopes are those of the manifest")]


async def socket(slack: Slack, app_token: str) -> list[Finding]:
    """Whether Socket Mode, where it is used, would let us in; nothing is opened."""
    if not app_token:
        return []
    try:
        await slack.socket_address(app_token)
    except FAILURES as error:
        verdict = of_error("apps.connections.open", error)
        word = verdict.error
        if not is_refused(verdict):  # so the token may well be right
            return [bad(f"Slack can't be asked whether Socket Mode is open to SLACK_APP_TOKEN ({word})", mend(word))]
        make = "Make an app-level token with connections:write on your app's page, Basic Information, and copy it."
        return [bad(f"Socket Mode isn't open to SLACK_APP_TOKEN ({word})", make)]
    return [ok("Socket Mode is open to SLACK_APP_TOKEN")]


def agreement(whose: str, theirs: datetime | None) -> list[Finding]:
    """Our clock beside another one's; a second is as exact as it gets."""
    if theirs is None:
        return []
    apart = (clock.now() - theirs).total_seconds()
    how = f"{abs(apart):.0f} seconds {'ahead of' if apart > 0 else 'behind'} {whose}"
    mend = "Let the machine keep time by NTP (`timedatectl set-ntp true`)."
    if abs(apart) > BAD_SECONDS:
        more = "Signed requests and reminders fail like that." if abs(apart) > 300 else "Reminders are off by as much."
        return [bad(f"the clock is {how}", f"{mend} {more}")]
    if abs(apart) > WARN_SECONDS:
        return [warning(f"the clock is {how}", mend)]
    return [ok(f"the clock agrees with {whose}")]


def _date(header: object) -> datetime | None:
    try:
        return parsedate_to_datetime(str(header))
    except ValueError:
        return None
