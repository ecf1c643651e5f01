"""Checks the settings, Slack, the organisation, the clock and the database, and says how to mend what is wrong.

It posts a test message and a reply into one channel, reads them back and deletes them. Where workspaces install the bot
themselves, each of them is looked at in turn, or the one that is named with --workspace.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.checkup import canary, connection, people, retrieval, storage, writing
from bot.checkup.finding import Finding, Level, bad
from bot.checkup.probe import Probe
from bot.cli.readiness import Stopped
from bot.cli.telling import refuse
from bot.cli.tokens import INSTALL, NotInstalled, token_of
from bot.cli.workspaces import installed
from bot.db.engine import Database
from bot.settings import Settings
from bot.slack.client import Slack
from bot.slack.directory import Workspace
from bot.slack.installations import Installations

SIGNS = {Level.OK: "ok  ", Level.WARNING: "hm  ", Level.BAD: "BAD "}
COPY = "Copy the Bot User OAuth Token into SLACK_BOT_TOKEN again, from your app's page, OAuth & Permissions."
RENEW = "The bot renews tokens while it runs: start it. If it runs, install it again: /slack/install at its address."
KEY = "Put the key back that was there, or install the bot again: /slack/install at its address."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What it looks at, how it is told, and where it posts."""
    parser.add_argument("--workspace", metavar="ID", help="this workspace and no other (T0123ABCD)")
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--channel", default="", help="id of the channel for the test message (the first desk)")
    parser.add_argument("--no-post", action="store_true", help="leave the test message out")


async def run(options: argparse.Namespace, settings: Settings) -> int:
    """Check everything; 0 where nothing is bad."""
    installations = Installations()
    slack = Slack(base_url=settings.slack_api_url, tokens=installations.tokens)
    db = Database(settings.database)
    try:
        charts = await Rounds(options, settings, db, slack, installations).everything()
    except Stopped as stopped:
        refuse(stopped, as_json=options.json)
        return stopped.status
    finally:
        await slack.close()
        await db.close()
    print(_json(charts) if options.json else "\n\n".join(_shown(chart) for chart in charts))
    return 1 if any(each.level is Level.BAD for chart in charts for each in chart.findings) else 0


@dataclass
class Chart:
    """What was found: of one workspace, or, where none is named, of all together."""

    findings: list[Finding]
    workspace: str = ""
    heading: str = ""


@dataclass
class Rounds:
    """What is looked at, and with what."""

    options: argparse.Namespace
    settings: Settings
    db: Database
    slack: Slack
    installations: Installations

    async def everything(self) -> list[Chart]:
        """What concerns all, then each workspace. Raises Stopped."""
        found = connection.configured(self.settings)
        found += await connection.socket(self.slack, self.settings.slack_app_token.get_secret_value())
        stored, usable = await storage.check(self.db, self.settings)
        common = Chart(found + stored + retrieval.check(self.settings) + await writing.check(self.settings))
        if self.settings.many_workspaces:
            return [common, *(await self._each(common) if usable else [])]
        return [common, *await self._only(usable)]

    async def _only(self, usable: bool) -> list[Chart]:
        token = self.settings.slack_bot_token.get_secret_value()
        if not token:
            return []
        found, workspace = await connection.check(self.slack, self.installations, token, refused=COPY)
        team = workspace.identity.team if workspace else ""
        wanted: str = self.options.workspace or team
        if workspace and wanted != team:
            told = f"SLACK_BOT_TOKEN is for {workspace.identity.name} ({team}), not for {wanted}"
            return [Chart([bad(told, "Leave --workspace out, or set that workspace's token.")], wanted)]
        lost = canary.astray(self.settings, [team]) if workspace else []
        return [Chart(found + lost + await self._inside(workspace, usable=usable), team)]

    async def _each(self, common: Chart) -> list[Chart]:
        async with self.db.snapshot() as session:
            known = await installed(session, self.options.workspace)
        if not known:
            common.findings.append(bad("the bot isn't installed in any workspace", INSTALL))
        if self.options.workspace is None:
            common.findings += canary.astray(self.settings, known)
        if self.options.channel and len(known) > 1:
            raise Stopped("Name the workspace that the channel is in with --workspace.", 2)
        return [Chart(await self._installed(team), team, f"{name} ({team})") for team, name in known.items()]

    async def _installed(self, team: str) -> list[Finding]:
        try:
            token = await token_of(self.settings, team)
        except NotInstalled as why:
            return [bad(str(why), KEY)]
        found, workspace = await connection.check(self.slack, self.installations, token, team=team, refused=RENEW)
        return found + await self._inside(workspace, usable=True)

    async def _inside(self, workspace: Workspace | None, *, usable: bool) -> list[Finding]:
        """The organisation and a test message, where the token is good."""
        if workspace is None:
            return []
        found: list[Finding] = []
        channel: str = self.options.channel
        if usable:
            found, org = await people.check(self.db, workspace)
            channel = channel or (org.departments[0].desk if org is not None else "")
        found += await canary.check(self.settings, workspace)
        if self.options.no_post or not (usable or channel):  # which desks there are can't be read
            return found
        if not channel:
            return [
                *found,
                bad("nothing was posted, since there is no desk yet", "Name a channel's id with --channel."),
            ]
        return found + await Probe(self.slack, workspace.identity.team, channel).run()


def _json(charts: Sequence[Chart]) -> str:
    rows = [
        {
            "workspace": chart.workspace,
            "ok": each.level is not Level.BAD,
            "level": each.level,
            "checked": each.checked,
            "mend": each.mend,
        }
        for chart in charts
        for each in chart.findings
    ]
    return json.dumps(rows, indent=1, ensure_ascii=False)


def _shown(chart: Chart) -> str:
    lines = [
        f"{SIGNS[each.level]} {each.checked}" + (f"\n     {each.mend}" if each.mend else "") for each in chart.findings
    ]
    return "\n".join([chart.heading, *lines] if chart.heading else lines)
