"""Which workspace a command is about: the only one, the one that was named, or each that gave us a token."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.readiness import UNUSABLE, Stopped, require_database, unusable
from bot.cli.telling import is_unsaid, refuse
from bot.cli.tokens import INSTALL
from bot.db import installations, organisations
from bot.db.engine import WORKING, Database, may_rest
from bot.organisation import import_command
from bot.settings import Settings
from bot.understanding import Understanding

Opening = Callable[[Database], AbstractAsyncContextManager[AsyncSession]]


async def within(
    settings: Settings,
    wanted: str | None,
    act: Callable[[AsyncSession, str], Awaitable[int]],
    *,
    opening: Opening = Database.snapshot,
    understands: bool = False,
    as_json: bool = False,
) -> int:
    """Do this in the workspace a command is about; its exit status. What is in the way is told in plain words.

    `understands`: with the encoder, so that answers are found by their meaning. `as_json`: for programs.
    """
    try:
        async with opened(settings, wanted, opening=opening, understands=understands) as (session, team):
            return await act(session, team)
    except Stopped as stopped:
        why = stopped
    except UNUSABLE as error:
        if is_unsaid(error):
            raise
        why = unusable(error, settings)
    refuse(why, as_json=as_json)
    return why.status


@asynccontextmanager
async def opened(
    settings: Settings, wanted: str | None, *, opening: Opening, understands: bool = False
) -> AsyncIterator[tuple[AsyncSession, str]]:
    """A session, and the workspace that a command is about. Raises Stopped where there is none."""
    await require_database(settings)
    db = Database(settings.database)
    if understands:
        db.tell(**Understanding(db, settings).told)
    try:
        async with opening(db) as session:
            if opening is Database.transaction:
                await may_rest(session, WORKING)
            yield session, await chosen(session, wanted, settings)
    finally:
        await db.close()


async def chosen(session: AsyncSession, wanted: str | None, settings: Settings) -> str:
    """Its id; raises Stopped where there is none, or more than one and none was named."""
    known = {one.id: one.name for one in await organisations.workspaces(session)}
    if wanted in known or (wanted is None and len(known) == 1):
        return wanted or next(iter(known))
    if not known:
        many = settings.many_workspaces
        then = f"{INSTALL} Then run: {import_command('T0123ABCD')}" if many else f"Please run: {import_command()}"
        raise Stopped(f"No workspace is known yet. {then}", 1)
    raise Stopped(f"Name one of the known workspaces with --workspace: {_listed(known)}.", 2)


async def installed(session: AsyncSession, wanted: str | None) -> dict[str, str]:
    """Those that gave us a token, by id, with their names: all, or the one that is wanted. Raises Stopped."""
    known = await installations.names(session)
    if wanted is None:
        return known
    if wanted not in known:
        there = f"Name one of these with --workspace: {_listed(known)}." if known else INSTALL
        raise Stopped(f"The bot isn't installed in {wanted}. {there}", 2)
    return {wanted: known[wanted]}


def _listed(known: dict[str, str]) -> str:
    return ", ".join(f"{team} ({name})" if name else team for team, name in known.items())
