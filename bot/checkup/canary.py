"""The canary's channel, where one is set: there, open, and the bot in it."""

from collections.abc import Collection

from bot.checkup.finding import Finding, bad, ok
from bot.checkup.mending import mend
from bot.settings import Settings
from bot.slack.client import FAILURES
from bot.slack.directory import Workspace
from bot.slack.errors import of_error

OTHER = "name another in CANARY_CHANNEL"


async def check(settings: Settings, workspace: Workspace) -> list[Finding]:
    """What was found, where it flies in this workspace; nothing is posted."""
    team, channel = settings.canary_place
    if not channel or team not in ("", workspace.identity.team):
        return []
    try:
        said = await workspace.slack.ask(workspace.identity.team, "conversations.info", {"channel": channel})
    except FAILURES as error:
        word = of_error("conversations.info", error).error
        return [bad(f"the canary's channel {channel} can't be seen ({word})", mend(word))]
    room = said["channel"]
    if room.get("is_archived"):
        return [bad(f"the canary's channel #{room['name']} is archived", f"Unarchive it, or {OTHER}.")]
    if not room.get("is_member"):
        return [bad(f"the bot isn't in the canary's channel #{room['name']}", mend("not_in_channel"))]
    return [ok(f"the canary's channel #{room['name']} is open, and the bot is in it")]


def astray(settings: Settings, installed: Collection[str]) -> list[Finding]:
    """It is to fly in a workspace where the bot isn't."""
    team, _ = settings.canary_place
    if not team or team in installed:
        return []
    return [bad(f"CANARY_CHANNEL is in {team}, where the bot isn't installed", f"Install it there, or {OTHER}.")]
