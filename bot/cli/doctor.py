"""Checks the settings, Slack, the organisation, the clock and the database, and says how to mend what is wrong.

It posts a test message and a reply into one channel, reads them back and deletes them.
"""

import argparse
import json

from bot.checkup import connection, people, storage
from bot.checkup.finding import Finding, Level, bad
from bot.checkup.probe import Probe
from bot.db.engine import Database
from bot.settings import Settings
from bot.slack.client import Slack
from bot.slack.installations import Identity, Installations

SIGNS = {Level.OK: "ok  ", Level.WARNING: "hm  ", Level.BAD: "BAD "}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How it is told, and where it posts."""
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--channel", default="", help="id of the channel for the test message (the first desk)")
    parser.add_argument("--no-post", action="store_true", help="leave the test message out")


async def run(options: argparse.Namespace, settings: Settings) -> int:
    """Check everything; 0 where nothing is bad."""
    installations = Installations()
    slack = Slack(base_url=settings.slack_api_url, tokens=installations.tokens)
    db = Database(settings.database)
    try:
        findings = await _everything(options, settings, slack, installations, db)
    finally:
        await slack.close()
        await db.close()
    _print(findings, as_json=options.json)
    return 1 if any(each.level is Level.BAD for each in findings) else 0


async def _everything(
    options: argparse.Namespace, settings: Settings, slack: Slack, installations: Installations, db: Database
) -> list[Finding]:
    findings, identity = await connection.check(settings, slack, installations)
    stored, usable = await storage.check(db, settings)
    findings += stored
    channel: str = options.channel
    if usable and identity is not None:
        found, org = await people.check(db, slack, identity)
        findings += found
        channel = channel or (org.departments[0].desk if org is not None else "")
    if identity is not None and not options.no_post:
        findings += await _probe(slack, identity, channel)
    return findings


async def _probe(slack: Slack, identity: Identity, channel: str) -> list[Finding]:
    if not channel:
        return [bad("nothing was posted, since there is no desk yet", "Name a channel's id with --channel.")]
    return await Probe(slack, identity.team, channel).run()


def _print(findings: list[Finding], *, as_json: bool) -> None:
    if as_json:
        rows = [
            {"ok": each.level is not Level.BAD, "level": each.level, "checked": each.checked, "mend": each.mend}
            for each in findings
        ]
        print(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    for each in findings:
        print(f"{SIGNS[each.level]} {each.checked}" + (f"\n     {each.mend}" if each.mend else ""))
