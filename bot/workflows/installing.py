"""The bot itself comes and goes: its tokens are forgotten, and what waited for them waits, or goes on."""

import logging
from collections.abc import Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot import events
from bot.db import installations


async def uninstalled(session: AsyncSession, *, team: str, enterprise: str, org_wide: bool, at: datetime) -> None:
    """The token is worth nothing any more: it is deleted, and everything waits until the bot is installed again.

    Slack may tell late, when it was installed again already: a newer installation stays.
    """
    known = None if org_wide else await installations.lock(session, team)
    if known is None and enterprise:
        known = await installations.lock(session, enterprise)
    if known is not None and not await installations.remove(session, known.id, before=at):
        return
    await installations.park(session, known.id if known is not None else team or enterprise, why="uninstalled")
    if known is not None:
        _told(session, known.id)


async def granted(session: AsyncSession, *, enterprise: str, teams: Collection[str]) -> None:
    """An organisation that has the bot lets it into these workspaces too."""
    for team in teams if enterprise else ():
        await installations.resume(session, team, why="access")
        await installations.belongs(session, team, enterprise)


async def taken_out(session: AsyncSession, *, enterprise: str, teams: Collection[str]) -> None:
    """An organisation takes the bot out of these workspaces; what waits for them waits on."""
    for team in teams:
        if await installations.lent(session, team, enterprise):
            await installations.park(session, team, why="access")
            _told(session, team)


def _told(session: AsyncSession, whose: str) -> None:
    events.once_committed(session, "uninstalled", workspace=whose, level=logging.WARNING)
