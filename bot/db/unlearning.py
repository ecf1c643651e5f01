"""The knowledge base, as far as it holds the words of a question that is forgotten."""

from collections.abc import Sequence

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import revisions
from bot.db.models import (
    Contribution,
    Entry,
    Link,
    Offer,
    Question,
    Review,
    Telling,
    Twin,
    Use,
    Verdict,
    Version,
    Wording,
)

EVERY = 100_000


async def asked_so(session: AsyncSession, question: Question, asked: Sequence[str]) -> Sequence[Entry]:
    """Entries that may be asked for in these words, held until this transaction ends."""
    worded = select(Wording.entry_id).where(Wording.workspace == question.workspace, Wording.text.in_(asked))
    its = or_(Entry.id == question.entry, Entry.question_id == question.id, Entry.question.in_(asked))
    query = select(Entry).where(Entry.workspace == question.workspace, or_(its, Entry.id.in_(worded)))
    return (await session.scalars(query.order_by(Entry.id).with_for_update())).all()


async def came_of(session: AsyncSession, question: Question) -> Sequence[Entry]:
    """Entries that were kept first when it was published, held until this transaction ends."""
    query = select(Entry).where(Entry.workspace == question.workspace, Entry.question_id == question.id)
    return (await session.scalars(query.order_by(Entry.id).with_for_update())).all()


async def signed_for(session: AsyncSession, question: Question) -> Sequence[tuple[Version, Entry]]:
    """The texts that two people signed for this question, each with its entry."""
    query = select(Version, Entry).join(Entry, Entry.id == Version.entry_id)
    query = query.where(Version.workspace == question.workspace, Version.question_id == question.id)
    return [(version, entry) for version, entry in await session.execute(query.order_by(Version.id))]


# Nothing longer was written for it than its text.
NOTHING_WRITTEN = ~select(Contribution.id).where(Contribution.question_id == Question.id, Contribution.used).exists()


async def carried(session: AsyncSession, version: Version) -> Sequence[tuple[Version, Entry]]:
    """The texts behind which stands what was written for this one: of later changes of its entry, and of what was
    adapted from it."""
    later = and_(Version.entry_id == version.entry_id, Version.number > version.number, Question.change != "")
    query = select(Version, Entry).join(Entry, Entry.id == Version.entry_id)
    query = query.join(Question, Question.id == Version.question_id).where(NOTHING_WRITTEN)
    query = query.where(Version.workspace == version.workspace, Version.id != version.id)
    query = query.where(Version.full != Version.short, or_(later, Version.full == version.full))
    return [(each, entry) for each, entry in await session.execute(query.order_by(Version.id))]


async def take_sources(session: AsyncSession, entry: Entry) -> Sequence[str]:
    """What changes of its text were shortened from, for which nothing was written: they don't say so any more."""
    mine = (
        Question.workspace == entry.workspace,
        Question.entry == entry.id,
        Question.change != "",
        Question.source != "",
    )
    found = (await session.scalars(select(Question.source).where(*mine, NOTHING_WRITTEN))).all()
    if found:
        taken = update(Question).where(*mine, NOTHING_WRITTEN).values(source="")
        await session.execute(taken.execution_options(synchronize_session="fetch"))
    return found


async def wordings(session: AsyncSession, entry: Entry) -> Sequence[Wording]:
    """The ways it is asked for, in the order in which they came."""
    query = select(Wording).where(Wording.workspace == entry.workspace, Wording.entry_id == entry.id)
    return (await session.scalars(query.order_by(Wording.id))).all()


async def others_asked(session: AsyncSession, entry: Entry, *, but: Question) -> Sequence[str]:
    """How the other questions were asked that were published with it and aren't forgotten, the oldest first."""
    query = select(Question.text).join(Use, Use.question_id == Question.id)
    query = query.where(Question.workspace == entry.workspace, Use.entry_id == entry.id)
    query = query.where(Question.id != but.id, Question.forgotten_at.is_(None), Question.change == "")
    return (await session.scalars(query.order_by(Question.id))).all()


async def shown_otherwise(session: AsyncSession, entry: Entry, texts: Sequence[str]) -> None:
    """Where it was shown for other questions as asked in one of these ways; and where a new text of it was signed."""
    offers = update(Offer).where(Offer.entry_id == entry.id, Offer.wording.in_(texts))
    verdicts = update(Verdict).where(Verdict.workspace == entry.workspace, Verdict.entry_id == entry.id)
    changes = update(Question).where(Question.workspace == entry.workspace, Question.entry == entry.id)
    await session.execute(offers.values(wording=""))
    await session.execute(verdicts.where(Verdict.wording.in_(texts)).values(wording=""))
    await session.execute(changes.where(Question.change != "", Question.text.in_(texts)).values(text=entry.question))


async def parts(session: AsyncSession, entry: Entry) -> Sequence[Entry]:
    """What was merged into it."""
    query = select(Entry).where(Entry.workspace == entry.workspace, Entry.merged_into == entry.id)
    return (await session.scalars(query.order_by(Entry.id).with_for_update())).all()


async def remove(session: AsyncSession, entry: Entry) -> None:
    """The entry and all that is told of it; the questions that were published with it say so no longer."""
    pairs = select(Twin.id).where(
        Twin.workspace == entry.workspace, or_(Twin.first_id == entry.id, Twin.second_id == entry.id)
    )
    mine = [each.id for each in await wordings(session, entry)]
    await revisions.remove(session, entry.workspace, mine)
    await session.execute(delete(Telling).where(Telling.workspace == entry.workspace, Telling.twin_id.in_(pairs)))
    await session.execute(delete(Twin).where(Twin.id.in_(pairs)))
    for table in (Link, Version, Use, Review, Verdict):
        await session.execute(delete(table).where(table.workspace == entry.workspace, table.entry_id == entry.id))
    await session.execute(delete(Offer).where(Offer.entry_id == entry.id))
    used = update(Question).where(Question.workspace == entry.workspace, Question.entry == entry.id)
    await session.execute(used.values(entry=None))
    await session.delete(entry)
    await session.flush()
