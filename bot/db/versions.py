"""What was ever said in an entry's name: its texts, and where each was published."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db.merging import family
from bot.db.models import IS_OPEN, Entry, Question, Use, Version, Wording
from bot.lifecycle import Stage


async def of(session: AsyncSession, entry: Entry, *, limit: int) -> Sequence[Version]:
    """The newest first."""
    query = select(Version).where(Version.workspace == entry.workspace, Version.entry_id == entry.id)
    return (await session.scalars(query.order_by(Version.number.desc()).limit(limit))).all()


async def find(session: AsyncSession, entry: Entry, number: int) -> Version | None:
    query = select(Version).where(Version.workspace == entry.workspace, Version.entry_id == entry.id)
    return await session.scalar(query.where(Version.number == number))


async def with_text(session: AsyncSession, entry: Entry, short: str) -> Version | None:
    """The newest that said it in these words."""
    query = select(Version).where(Version.workspace == entry.workspace, Version.entry_id == entry.id)
    return await session.scalar(query.where(Version.short == short).order_by(Version.number.desc()).limit(1))


async def add_version(session: AsyncSession, entry: Entry, *, why: str, question_id: int | None) -> None:
    """The entry's text as it is now, under the next number; none where it is the one that is kept already."""
    newest = next(iter(await of(session, entry, limit=1)), None)
    if newest is not None and (newest.short, newest.full) == (entry.short, entry.full):
        return
    entry.version = newest.number + 1 if newest is not None else 1
    session.add(
        Version(
            workspace=entry.workspace,
            entry_id=entry.id,
            number=entry.version,
            short=entry.short,
            full=entry.full,
            question_id=question_id,
            expert=entry.expert,
            approver=entry.approver,
            why=why,
            at=entry.made_at,
        )
    )
    await session.flush()


async def sign(session: AsyncSession, entry: Entry, *, expert: str, approver: str) -> None:
    """The text in force came from a file; these two have signed it now."""
    version = await find(session, entry, entry.version)
    if version is not None:
        version.expert, version.approver, version.at, version.why = expert, approver, clock.now(), "signed"


async def uses(session: AsyncSession, entry: Entry, *, limit: int, before: int | None = None) -> Sequence[Use]:
    """Where it, or what was merged into it, was published, the newest first; `before`: where the last page ended."""
    query = select(Use).where(Use.workspace == entry.workspace, Use.entry_id.in_(family(entry)))
    query = query.where(Use.id < before) if before else query
    return (await session.scalars(query.order_by(Use.id.desc()).limit(limit))).all()


async def last_use(session: AsyncSession, question: Question) -> Use | None:
    """The newest publication of this question."""
    query = select(Use).where(Use.workspace == question.workspace, Use.question_id == question.id)
    return await session.scalar(query.order_by(Use.id.desc()).limit(1))


@dataclass(frozen=True)
class Extent:
    """How many wordings and publications an entry has."""

    wordings: int
    uses: int


async def extent(session: AsyncSession, entry: Entry) -> Extent:
    asked = select(func.count()).where(Wording.workspace == entry.workspace, Wording.entry_id == entry.id)
    used = select(func.count()).where(Use.workspace == entry.workspace, Use.entry_id.in_(family(entry)))
    return Extent(await session.scalar(asked) or 0, await session.scalar(used) or 0)


async def first_wordings(session: AsyncSession, entry: Entry, *, limit: int) -> Sequence[str]:
    """The ways it was asked, in the order in which they came."""
    query = select(Wording.text).where(Wording.workspace == entry.workspace, Wording.entry_id == entry.id)
    return (await session.scalars(query.order_by(Wording.id).limit(limit))).all()


async def people_of(session: AsyncSession, entry: Entry) -> set[str]:
    """Everybody who had a hand in a publication of it: who forwarded, approved, posted; from a file, who posted."""
    asked = and_(Question.id == Use.question_id, Question.workspace == Use.workspace)
    query = (
        select(Use.by, Question.forwarder, Question.approver)
        .join_from(Use, Question, asked, isouter=True)
        .where(Use.workspace == entry.workspace, Use.entry_id.in_(family(entry)))
        .distinct()
    )
    return {user for row in (await session.execute(query)).all() for user in row if user}


async def open_change(session: AsyncSession, entry: Entry) -> Question | None:
    """The question in which a new text of it waits for signatures."""
    query = select(Question).where(
        Question.workspace == entry.workspace, IS_OPEN, Question.entry == entry.id, Question.change != ""
    )
    return await session.scalar(query.order_by(Question.id.desc()).limit(1))


async def public_elsewhere(session: AsyncSession, entry: Entry, question: Question) -> bool:
    """Whether another question that is published was answered with it."""
    query = select(Question.id).join(Use, Use.question_id == Question.id)
    query = query.where(Use.workspace == entry.workspace, Use.entry_id.in_(family(entry)))
    query = query.where(Question.workspace == entry.workspace, Question.stage == Stage.PUBLISHED)
    query = query.where(Question.id != question.id, Question.entry == Use.entry_id)
    return await session.scalar(query.limit(1)) is not None


async def open_uses(session: AsyncSession, entry: Entry) -> Sequence[int]:
    """The open questions that use it, adapt it or change it; also where it was chosen as what was merged into it."""
    query = select(Question.id).where(Question.workspace == entry.workspace, IS_OPEN)
    query = query.where(Question.entry.in_(family(entry)))
    return (await session.scalars(query.order_by(Question.id))).all()
