"""Who works where, as the organisation file said, and what Slack says about these people."""

from collections.abc import Collection
from functools import lru_cache

from sqlalchemy import and_, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db.adding import unless_there
from bot.db.models import Member, Person, Workspace
from bot.db.parking import go_on
from bot.organisation import Organisation

READ, CALLED = "organisations", "names"  # where a session keeps what it read

# Built once: they are asked with nearly every delivery.
COLLEAGUE = (
    select(Workspace.organisation, Person)
    .outerjoin(Person, and_(Person.workspace == Workspace.id, Person.user == bindparam("user")))
    .where(Workspace.id == bindparam("team"))
)
DOCUMENT = select(Workspace.organisation).where(Workspace.id == bindparam("team"))
GONE = select(Person.user).where(Person.workspace == bindparam("team"), Person.gone)
NAMES = select(Person.user, Person.name).where(
    Person.workspace == bindparam("team"), Person.user.in_(bindparam("users", expanding=True)), Person.name != ""
)
add_workspace, add_member, add_person = unless_there(Workspace), unless_there(Member), unless_there(Person)


@lru_cache(maxsize=64)
def _parsed(document: str) -> Organisation:
    return Organisation.model_validate_json(document)


async def load(session: AsyncSession, workspace: str) -> Organisation | None:
    """The organisation of this workspace; None before a file was imported. Read once in a transaction."""
    known = _read_before(session)
    if workspace not in known:
        document = await session.scalar(DOCUMENT, {"team": workspace})
        known[workspace] = _parsed(document) if document else None
    return known[workspace]


def _read_before(session: AsyncSession) -> dict[str, Organisation | None]:
    found: dict[str, Organisation | None] = session.info.setdefault(READ, {})
    return found


async def store(session: AsyncSession, team: str, organisation: Organisation) -> None:
    """Keep the organisation of this workspace."""
    known = await session.get(Workspace, team)
    if known is None:
        known = Workspace(id=team)
        session.add(known)
    known.organisation, known.organisation_at = organisation.model_dump_json(), clock.now()
    session.info.pop(READ, None)


async def workspace(session: AsyncSession, team: str) -> Workspace | None:
    return await session.get(Workspace, team)


async def lock(session: AsyncSession, team: str) -> None:
    """Whoever does the same for this workspace waits until this transaction ends."""
    await session.execute(select(Workspace.id).where(Workspace.id == team).with_for_update())


async def identify(session: AsyncSession, team: str, *, name: str, url: str, bot_user: str) -> None:
    """A workspace whose token works: known from now on, and sent to again."""
    await add_workspace(session, {"id": team})
    known = await session.get_one(Workspace, team)
    known.name, known.url = name or known.name, url or known.url
    known.bot_user = bot_user or known.bot_user
    await session.flush()
    await go_on(session, Workspace.id == team)


async def workspaces(session: AsyncSession) -> list[Workspace]:
    return list((await session.scalars(select(Workspace).order_by(Workspace.id))).all())


async def names(session: AsyncSession, team: str, users: Collection[str]) -> dict[str, str]:
    """What these people are called, as far as it is known. Each is read once in a transaction."""
    known: dict[tuple[str, str], str] = session.info.setdefault(CALLED, {})
    unread = [user for user in set(users) if (team, user) not in known]
    if unread:
        found = {row.user: row.name for row in await session.execute(NAMES, {"team": team, "users": unread})}
        known |= {(team, user): found.get(user, "") for user in unread}
    return {user: name for user in users if (name := known[team, user])}


async def people(session: AsyncSession, team: str, users: Collection[str]) -> dict[str, Person]:
    """What is known of these people, by user id."""
    query = select(Person).where(Person.workspace == team, Person.user.in_(set(users)))
    return {person.user: person for person in await session.scalars(query)}


async def person(session: AsyncSession, team: str, user: str) -> Person | None:
    """What is known of this person; the organisation, which is always wanted with it, is read along."""
    found = (await session.execute(COLLEAGUE, {"team": team, "user": user})).one_or_none()
    document = found.organisation if found else None
    _read_before(session)[team] = _parsed(document) if document else None
    return found.Person if found else None


async def gone(session: AsyncSession, team: str) -> set[str]:
    """People whose Slack account was switched off."""
    return set(await session.scalars(GONE, {"team": team}))


async def is_member(session: AsyncSession, team: str, channel: str, user: str) -> bool:
    return await session.get(Member, (team, channel, user)) is not None


async def set_members(session: AsyncSession, team: str, channel: str, users: Collection[str]) -> None:
    """Replace what is known of a channel's members."""
    await session.execute(delete(Member).where(Member.workspace == team, Member.channel == channel))
    if rows := [{"workspace": team, "channel": channel, "user": user} for user in sorted(set(users))]:
        await add_member(session, rows)


async def set_member(session: AsyncSession, team: str, channel: str, user: str, *, there: bool) -> None:
    row = {"workspace": team, "channel": channel, "user": user}
    if there:  # that they were invited and that they came is told at the same time
        await add_member(session, row)
    else:
        await session.execute(delete(Member).filter_by(**row))


async def set_person(
    session: AsyncSession, team: str, user: str, *, name: str, gone: bool, guest: bool | None = None
) -> None:
    """Keep what Slack says of a person; whether they are a guest only where it is given."""
    session.info.pop(CALLED, None)
    row = await session.get(Person, (team, user))
    if row is None:
        await add_person(session, {"workspace": team, "user": user, "name": name, "gone": gone, "guest": bool(guest)})
        return
    row.name, row.gone = name, gone
    row.guest = row.guest if guest is None else guest
