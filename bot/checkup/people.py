"""The organisation file beside the workspace as it is: people who left, experts outside their desk, closed desks."""

from bot.checkup.finding import Finding, bad, ok, warning
from bot.checkup.mending import mend
from bot.db import organisations
from bot.db.engine import Database
from bot.organisation import Organisation, import_command
from bot.organisation.directory import Channel
from bot.organisation.findings import INVITED, no_duty, outside, wrong
from bot.slack.client import FAILURES, Slack
from bot.slack.directory import Unreadable, Workspace
from bot.slack.errors import of_error
from bot.slack.installations import Identity

HINT = (
    "Change it in Slack, or in the organisation file (`python -m bot export organisation -o org.yaml`, then `import`)."
)


async def check(db: Database, workspace: Workspace) -> tuple[list[Finding], Organisation | None]:
    """What was found, and the organisation where one is loaded."""
    identity = workspace.identity
    async with db.snapshot() as session:
        org = await organisations.load(session, identity.team)
    if org is None:
        return [bad("no organisation file was loaded", f"Run: {import_command(identity.team)}")], None
    loaded = ok(f"the organisation {org.name} is loaded")
    desks = list(dict.fromkeys(filter(None, [org.desk, *(each.desk for each in org.departments)])))
    try:
        people = await workspace.people()
        channels = await workspace.with_members(await workspace.channels(), desks)
    except Unreadable as why:
        return [loaded, bad("who and what there is in the workspace can't be read", str(why))], org
    lines = [line for line in (no_duty(org, people),) if line] + wrong(org, people, channels, identity.bot_user)
    found = [bad(line, HINT) for line in lines]
    rooms = {each.id: each for each in channels}
    for desk in desks:
        found += await _desk(workspace.slack, identity, desk, rooms.get(desk), own=desk == org.desk)
    away = [warning(line, f"{INVITED} You can also invite them now.") for line in outside(org, people, channels)]
    return [loaded, *(found or [ok("everybody and every desk in it can be reached")]), *away], org


async def _desk(slack: Slack, identity: Identity, desk: str, room: Channel | None, *, own: bool) -> list[Finding]:
    """What the organisation's findings don't say: that a desk is archived; and all of the comms team's own."""
    if room is not None:
        if own and identity.bot_user not in room.members:
            return [bad(f"the bot isn't in #{room.name}", mend("not_in_channel"))]
        return []
    try:
        said = (await slack.ask(identity.team, "conversations.info", {"channel": desk}))["channel"]
    except FAILURES as error:
        word = of_error("conversations.info", error).error
        return [bad(f"the desk {desk} can't be seen ({word})", mend(word))] if own else []
    if said.get("is_archived"):
        return [bad(f"#{said['name']} is archived", "Unarchive it, or name another desk in the organisation file.")]
    return []
