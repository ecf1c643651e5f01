"""A workspace's token for a command, where workspaces install the bot themselves."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import installations, organisations
from bot.db.engine import Database
from bot.db.models import Installation, Workspace
from bot.settings import Settings
from bot.slack.register import Held, opened
from bot.slack.sealing import BadKeys, Keys, Locked

INSTALL = (
    "Open /slack/install at the bot's address. A workspace of an organisation that installed it is known once somebody "
    "typed a command there."
)


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
            known = await organisations.workspace(session, workspace)
            lender = await _lender(session, known)
            rows = {row.id: row for row in await installations.some(session, [workspace, lender])}
    finally:
        await db.close()
    row = rows.get(workspace) or (rows.get(lender) if workspace else None)
    if row is None:
        missing = f"The bot isn't installed in {workspace}." if workspace else "Name the workspace with --workspace."
        elsewhere = (
            f"It is installed in: {', '.join(sorted(there))}." if there else f"Nobody has installed it. {INSTALL}"
        )
        raise NotInstalled(f"{missing} {elsewhere}")
    try:
        return opened(row, Keys.read(settings.token_keys.get_secret_value()))
    except (Locked, BadKeys) as why:
        said = str(why).removesuffix(".")
        raise NotInstalled(f"The token of {workspace} can't be opened: {said}.") from None


async def _lender(session: AsyncSession, workspace: Workspace | None) -> str:
    """The organisation whose installation serves a workspace; where we haven't heard from that yet, the only one there
    is: Slack says whether it is one of its workspaces."""
    if workspace is not None and workspace.parked_why == "access":
        return ""
    if workspace is not None and workspace.enterprise:
        return workspace.enterprise
    whole = (await session.scalars(select(Installation.id).where(Installation.org_wide).limit(2))).all()
    return whole[0] if len(whole) == 1 else ""
