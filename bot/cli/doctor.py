"""Checks the settings, Slack, the organisation and the database, and says in plain words how to mend what is wrong."""

import argparse
import json
from collections.abc import Sequence

from sqlalchemy.exc import SQLAlchemyError

from bot.db import organisations
from bot.db.engine import Database
from bot.db.migrating import is_current
from bot.manifest import SCOPES
from bot.settings import Settings
from bot.slack.client import NETWORK, Slack
from bot.slack.installations import BadToken, Identity, Installations

Finding = tuple[bool, str, str]  # well or not, what was checked, how to mend it


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How it is told."""
    parser.add_argument("--json", action="store_true", help="as JSON")


async def run(options: argparse.Namespace, settings: Settings) -> int:
    """Check everything; 0 where all is well."""
    installations = Installations()
    slack = Slack(base_url=settings.slack_api_url, tokens=installations.tokens)
    try:
        findings, identity = await _slack(settings, slack, installations)
        findings += await _database(settings, identity)
    finally:
        await slack.close()
    if options.json:
        print(json.dumps([{"ok": ok, "checked": what, "mend": mend} for ok, what, mend in findings], indent=1))
    else:
        for ok, what, mend in findings:
            print(f"{'ok  ' if ok else 'BAD '} {what}" + (f"\n     {mend}" if mend and not ok else ""))
    return 0 if all(ok for ok, _, _ in findings) else 1


async def _slack(
    settings: Settings, slack: Slack, installations: Installations
) -> tuple[list[Finding], Identity | None]:
    token = settings.slack_bot_token.get_secret_value()
    if not token:
        return [(False, "SLACK_BOT_TOKEN", "It isn't set. Copy it from your app's page, OAuth & Permissions.")], None
    secret = settings.slack_signing_secret.get_secret_value() or settings.slack_app_token.get_secret_value()
    findings: list[Finding] = [
        (bool(secret), "SLACK_SIGNING_SECRET or SLACK_APP_TOKEN", "Set one of them: see the README, Connecting Slack.")
    ]
    try:
        identity = await installations.identify(slack, token)
        answer = await slack.client(token).auth_test()
    except BadToken as bad:
        return [*findings, (False, f"Slack refuses SLACK_BOT_TOKEN ({bad})", "Copy the token again.")], None
    except NETWORK as error:
        return [*findings, (False, f"Slack can't be reached ({type(error).__name__})", "Check SLACK_API_URL.")], None
    findings.append((True, f"the token is for the workspace {identity.name} ({identity.team})", ""))
    granted = {scope.strip() for scope in str(answer.headers.get("x-oauth-scopes", "")).split(",")}
    missing = sorted(set(SCOPES) - granted)
    mend = "Update the app from `python -m bot manifest` and install it again."
    findings.append((not missing, f"scopes{': missing ' + ', '.join(missing) if missing else ''}", mend))
    return findings, identity


async def _database(settings: Settings, identity: Identity | None) -> list[Finding]:
    db = Database(settings.database)
    try:
        current = await is_current(db.engine)
        findings: list[Finding] = [(current, "the database is up to date", "Run: python -m bot migrate")]
        if current and identity is not None:
            findings += await _organisation(db, identity.team)
        return findings
    except (SQLAlchemyError, OSError) as error:
        return [(False, f"the database can't be opened ({type(error).__name__})", "Check DATABASE_URL.")]
    finally:
        await db.close()


async def _organisation(db: Database, team: str) -> Sequence[Finding]:
    async with db.snapshot() as session:
        org = await organisations.load(session, team)
        if org is None:
            return [(False, "no organisation file was loaded", "Run: python -m bot import org.yaml")]
        outside = [
            (department.name, user)
            for department in org.departments
            for user in department.experts
            if not await organisations.is_member(session, team, department.desk, user)
        ]
        names = await organisations.names(session, team, [user for _, user in outside])
    findings: list[Finding] = [(True, f"the organisation {org.name} is loaded", "")]
    findings += [
        (
            False,
            f"{names.get(user, user)} isn't in the desk of {department}",
            "Invite them, or they are asked directly.",
        )
        for department, user in outside
    ]
    return findings
