"""Which revision of a workspace's knowledge a wording belongs to: replicas read only what changed.

Whatever changes a wording, or whether its entry may be found, counts the workspace's revision up first. The row is held
until the transaction ends, so revisions are committed in their order: who has read one has seen all before it.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import delete, event, inspect, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from bot.db.models import Entry, Knowledge, Wording
from bot.db.waking import Noting

COUNTED = "revision counted"  # in a session's info: it has changed what can be found, and nothing is committed yet


class Current(NamedTuple):
    """The newest revision, and how often wordings were taken away."""

    revision: int
    removals: int


async def current(session: AsyncSession, workspace: str) -> Current | None:
    """None where nothing was ever kept."""
    query = select(Knowledge.revision, Knowledge.removals).where(Knowledge.workspace == workspace)
    row = (await session.execute(query)).one_or_none()
    return Current(*row) if row is not None else None


async def advance(session: AsyncSession, workspace: str) -> int:
    """The next revision, for wordings that are written past the ORM."""
    return await session.run_sync(_next, workspace)


async def remove(session: AsyncSession, workspace: str, wordings: Sequence[int]) -> None:
    """These wordings are no more: each process reads what it remembers anew."""
    await advance(session, workspace)
    known = update(Knowledge).where(Knowledge.workspace == workspace)
    await session.execute(known.values(removals=Knowledge.removals + 1))
    await session.execute(delete(Wording).where(Wording.workspace == workspace, Wording.id.in_(wordings)))


@event.listens_for(Noting, "before_flush")
def _count(session: Session, *_: Any) -> None:
    """Give what changed its revision."""
    wordings: dict[str, list[Wording]] = defaultdict(list)
    entries: dict[str, list[int]] = defaultdict(list)
    for row in (*session.new, *session.dirty):
        if isinstance(row, Wording) and session.is_modified(row):
            wordings[row.workspace].append(row)
        elif isinstance(row, Entry) and row.id is not None and inspect(row).attrs.status.history.has_changes():
            entries[row.workspace].append(row.id)
    for workspace in sorted(wordings.keys() | entries.keys()):
        revision = _next(session, workspace)
        for wording in wordings[workspace]:
            wording.revision = revision
        if entries[workspace]:
            of_entries = update(Wording).where(Wording.workspace == workspace, Wording.entry_id.in_(entries[workspace]))
            session.execute(of_entries.values(revision=revision), execution_options={"synchronize_session": False})


def _next(session: Session, workspace: str) -> int:
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    first = insert(Knowledge).values(workspace=workspace, revision=1)
    counted = first.on_conflict_do_update(
        index_elements=[Knowledge.workspace], set_={"revision": Knowledge.revision + 1}
    ).returning(Knowledge.revision)
    revision: int = session.execute(counted).scalar_one()
    session.info[COUNTED] = True
    return revision
