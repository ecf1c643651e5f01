"""Which workspaces and organisations gave us a token, and which workspaces an organisation's token serves."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db import organisations
from bot.db.adding import unless_there
from bot.db.models import Installation, Workspace
from bot.db.parking import go_on

add_installation = unless_there(Installation)


async def revisions(session: AsyncSession) -> dict[str, int]:
    """Every installation and the number of its token, which changes whenever the token does."""
    rows = (await session.execute(select(Installation.id, Installation.revision))).all()
    return {row.id: row.revision for row in rows}


async def some(session: AsyncSession, ids: Collection[str]) -> Sequence[Installation]:
    return (await session.scalars(select(Installation).where(Installation.id.in_(ids)))).all()


async def served(session: AsyncSession) -> Sequence[Row[str, str | None, str, datetime | None]]:
    """Every workspace: the organisation that serves it, and why it is parked."""
    query = select(Workspace.id, Workspace.enterprise, Workspace.parked_why, Workspace.parked_at)
    return (await session.execute(query)).all()


async def lock(session: AsyncSession, of: str) -> Installation | None:
    return await session.scalar(select(Installation).where(Installation.id == of).with_for_update())


async def keep(session: AsyncSession, of: str, values: dict[str, Any]) -> None:
    """A new installation, or a new token for one that was there."""
    if await add_installation(session, {"id": of, **values}):
        return
    known = await session.get_one(Installation, of, with_for_update=True)
    for name, value in {**values, "renewing_until": None, "revision": known.revision + 1}.items():
        setattr(known, name, value)


async def remove(session: AsyncSession, of: str, *, before: datetime) -> bool:
    """Forget the tokens, unless they are newer than the news; False where there is nothing to forget."""
    mine = delete(Installation).where(Installation.id == of, Installation.installed_at <= before)
    return bool((await session.execute(mine)).rowcount)  # type: ignore[attr-defined]


async def expiring(session: AsyncSession, *, before: datetime) -> Sequence[str]:
    """Tokens that end soon and that nobody is renewing."""
    query = select(Installation.id).where(
        Installation.expires_at < before, Installation.refresh_token.is_not(None), _free()
    )
    return (await session.scalars(query)).all()


async def claim_renewal(session: AsyncSession, of: str, *, revision: int, until: datetime) -> Installation | None:
    """The installation, where its token is still this one and nobody else is renewing it."""
    mine = update(Installation).where(Installation.id == of, Installation.revision == revision, _free())
    claimed = await session.execute(mine.values(renewing_until=until).execution_options(synchronize_session=False))
    if not claimed.rowcount:  # type: ignore[attr-defined]
        return None
    return await session.scalar(select(Installation).where(Installation.id == of))


async def renewed(session: AsyncSession, of: str, values: dict[str, Any], *, revision: int) -> bool:
    """The token after this one; False where it was removed or installed anew meanwhile, which counts for more."""
    mine = update(Installation).where(Installation.id == of, Installation.revision == revision)
    done = await session.execute(mine.values(**values, renewing_until=None, revision=revision + 1))
    return bool(done.rowcount)  # type: ignore[attr-defined]


def _free() -> Any:
    return or_(Installation.renewing_until.is_(None), Installation.renewing_until <= clock.now())


# -- the workspaces


async def names(session: AsyncSession) -> dict[str, str]:
    """Every workspace we have a token for, by id, and what it is called; its organisation's name where it has none."""
    own = select(Installation.id, Installation.name).where(~Installation.org_wide)
    lent = (
        select(Workspace.id, func.coalesce(func.nullif(Workspace.name, ""), Installation.name))
        .join(Installation, Installation.id == Workspace.enterprise)
        .where(Workspace.parked_why != "access")
    )
    rows = [*(await session.execute(lent)).all(), *(await session.execute(own)).all()]
    return dict(sorted((team, name) for team, name in rows))


async def belongs(session: AsyncSession, workspace: str, enterprise: str) -> bool:
    """This workspace is served by its organisation from now on; False where it was taken out of that."""
    await organisations.add_workspace(session, {"id": workspace})
    known = await session.get_one(Workspace, workspace, with_for_update=True)
    if known.parked_why == "access":
        return False
    known.enterprise = enterprise
    return True


async def lent(session: AsyncSession, workspace: str, enterprise: str) -> bool:
    """Whether this workspace lives from this organisation's installation, and has none of its own."""
    mine = select(Workspace.id).where(Workspace.id == workspace, Workspace.enterprise == enterprise, _of(enterprise))
    return await session.scalar(mine) is not None


async def park(session: AsyncSession, of: str, *, why: str) -> None:
    """Everything for this workspace, or for all of this organisation's, waits; a graver reason isn't overwritten."""
    free = Workspace.parked_at.is_(None) if why in ("key", "expired") else Workspace.parked_why != "access"
    mine = update(Workspace).where(_of(of), free)
    await session.execute(mine.values(parked_at=clock.now(), parked_why=why))


async def resume(session: AsyncSession, of: str, *, why: str | None = None) -> None:
    """It goes on; with `why` only where that was the reason, else unless it was taken out of its organisation."""
    reason = Workspace.parked_why == why if why is not None else Workspace.parked_why != "access"
    await go_on(session, and_(_of(of), reason))


def _of(of: str) -> Any:
    """The workspace itself, or those that live from this organisation's installation and have none of their own."""
    own = select(Installation.id).where(Installation.id == Workspace.id).exists()
    return or_(Workspace.id == of, (Workspace.enterprise == of) & ~own)
