"""Which workspace a command is about: the only one there is, or the one that was named."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.importing import Stopped
from bot.db import organisations


async def chosen(session: AsyncSession, wanted: str | None) -> str:
    """Its id; raises Stopped where there is none, or more than one and none was named."""
    known = {one.id: one.name for one in await organisations.workspaces(session)}
    if wanted in known or (wanted is None and len(known) == 1):
        return wanted or next(iter(known))
    if not known:
        raise Stopped("No workspace is known yet. Please run: python -m bot import org.yaml", 1)
    listed = ", ".join(f"{team} ({name})" if name else team for team, name in known.items())
    raise Stopped(f"Name one of the known workspaces with --workspace: {listed}.", 2)
