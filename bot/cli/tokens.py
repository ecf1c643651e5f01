"""A workspace's token for a command, where workspaces install the bot themselves."""

from sqlalchemy import select

from bot.db import installations
from bot.db.engine import Database
from bot.db.models import Workspace
from bot.settings import Settings
from bot.slack.register import Held, opened
from bot.slack.sealing import BadKeys, Keys, Locked


class NotInstalled(Exception):
    """There is no token to be had; the text says why and what to do."""


async def token_of(settings: Settings, workspace: str) -> str:
    """The token this workspace is spoken to with: its own, else its organisation's. Raises NotInstalled."""
    return (await installed(settings, workspace)).token


async def installed(settings: Settings, workspace: str) -> Held:
    """The installation that serves this workspace: its own, else its organisation's. Raises NotInstalled."""
    db = Database(settings.database)
    try:
        async with db.snapshot() as session:
            there = await installations.revisions(session)
            query = select(Workspace.enterprise).where(Workspace.id == workspace, Workspace.parked_why != "access")
            lender = await session.scalar(query)
            rows = {row.id: row for row in await installations.some(session, [workspace, lender or ""])}
    finally:
        await db.close()
    row = rows.get(workspace) or rows.get(lender or "")
    if row is None:
        known = ", ".join(sorted(there)) or "none yet"
        raise NotInstalled(f"Name the workspace with --workspace. The bot is installed in: {known}.")
    try:
        return opened(row, Keys.read(settings.token_keys.get_secret_value()))
    except (Locked, BadKeys) as why:
        raise NotInstalled(f"The token of {workspace} can't be opened: {why}.") from None
