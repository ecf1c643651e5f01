"""The knowledge base: published answers and the ways people asked for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import retrieval
from bot.db import fulltext, revisions
from bot.db.entry import new_ref as new_ref
from bot.db.knowing import knowing_of
from bot.db.models import Entry, Offer, Question, Wording
from bot.db.narrowing import ALL, Narrowing

LIVE, REOPENED, RETIRED, RECALLED, MERGED = STATUSES = ("live", "reopened", "retired", "recalled", "merged")
BY_WORDS = 5  # so many entries that share words are looked at beside the closest ones
BROWSED = 50  # so many of the closest are looked at where somebody pages through them or wants only some
AT_ONCE = 1000  # values in one statement
FAR = 0.2  # a score further off, without a word in common, has nothing to do with it


async def find(session: AsyncSession, workspace: str, entry_id: int) -> Entry | None:
    return await session.scalar(select(Entry).where(Entry.workspace == workspace, Entry.id == entry_id))


async def lock(session: AsyncSession, workspace: str, entry_id: int) -> Entry | None:
    """The entry, held until this transaction ends. Whoever needs its question too locks that first."""
    query = select(Entry).where(Entry.workspace == workspace, Entry.id == entry_id).with_for_update()
    return await session.scalar(query.execution_options(populate_existing=True))


async def lock_all(session: AsyncSession, workspace: str, entry_ids: Sequence[int]) -> list[Entry]:
    """These entries as they are now, in the order of their ids, held until this transaction ends."""
    ids, found = sorted(entry_ids), list[Entry]()
    for start in range(0, len(ids), AT_ONCE):
        query = select(Entry).where(Entry.workspace == workspace, Entry.id.in_(ids[start : start + AT_ONCE]))
        query = query.order_by(Entry.id).with_for_update().execution_options(populate_existing=True)
        found += await session.scalars(query)
    return found


async def of_question(session: AsyncSession, workspace: str, question_id: int) -> Entry | None:
    query = select(Entry).where(Entry.workspace == workspace, Entry.question_id == question_id)
    return await session.scalar(query.order_by(Entry.id.desc()).limit(1))


async def search(
    session: AsyncSession, workspace: str, text: str, *, limit: int, among: Narrowing = ALL
) -> list[tuple[Entry, retrieval.Match]]:
    """Entries for this question, live ones unless others are asked for, the likeliest first: by meaning and by words,
    where this process has an encoder; by words alone otherwise, and then nothing is said of how sure it is."""
    knowing = knowing_of(session)
    ids = await fulltext.candidates(session, workspace, retrieval.expanded(retrieval.terms(text)), among=among)
    if knowing is None or among.status != LIVE:  # what isn't offered is in no index of meanings
        found, wordings = await _with_wordings(session, workspace, ids, among)
        candidates = [
            retrieval.Candidate(entry.id, tuple(wordings.get(entry.id, {0: entry.question}).values()), entry.full)
            for entry in found.values()
        ]
        return [(found[match.entry], match) for match in retrieval.rank(text, candidates, limit=limit)]
    asked = (await knowing.encoded([text]))[text]
    plain = among == ALL and limit <= retrieval.CLOSEST
    near = await knowing.nearest(session, workspace, asked, retrieval.CLOSEST if plain else BROWSED)
    by_words = ids[: BY_WORDS if plain else BROWSED // 2]
    found, wordings = await _with_wordings(session, workspace, [*near, *by_words], among)
    candidates = [
        retrieval.Candidate(entry.id, _closest(text, wordings.get(entry.id, {}), near.get(entry.id, ())), entry.full)
        for entry in found.values()
    ]
    encoded = await knowing.encoded(wording for candidate in candidates for wording in candidate.wordings)
    matches = retrieval.match(text, asked, candidates, encoded, knowing.encoder.learned)
    close = [match for match in matches if match.score >= FAR or match.entry in by_words]
    return [(found[match.entry], match) for match in close[:limit]]


async def _with_wordings(
    session: AsyncSession, workspace: str, ids: Sequence[int], among: Narrowing
) -> tuple[dict[int, Entry], dict[int, dict[int, str]]]:
    """Those of the entries that are wanted, and the text of each of their wordings by its id."""
    if not ids:
        return {}, {}
    query = select(Entry).where(Entry.workspace == workspace, Entry.id.in_(ids), among.clause)
    found = {entry.id: entry for entry in await session.scalars(query)}
    asked = select(Wording.entry_id, Wording.id, Wording.text).where(
        Wording.workspace == workspace, Wording.entry_id.in_(found)
    )
    wordings: dict[int, dict[int, str]] = {}
    for entry, number, text in await session.execute(asked.order_by(Wording.id)):
        wordings.setdefault(entry, {})[number] = text
    return found, wordings


def _closest(text: str, wordings: Mapping[int, str], near: Sequence[int]) -> tuple[str, ...]:
    """The texts of the closest wordings; of an entry that was found by its words, the one with most in common."""
    known = tuple(wordings[number] for number in near if number in wordings)
    if known or not wordings:
        return known
    every = tuple(wordings.values())
    best = retrieval.rank(text, [retrieval.Candidate(0, every, "")], limit=1)
    return (best[0].wording,) if best else every[:1]


async def used_last(
    session: AsyncSession, workspace: str, *, limit: int, skip: int = 0, among: Narrowing = ALL
) -> Sequence[Entry]:
    """Live entries, those that were published last first."""
    last_first = Entry.used_at.desc(), Entry.id.desc()
    narrowed = select(Entry.id).where(Entry.workspace == workspace, among.clause)
    page = narrowed.order_by(*last_first).offset(skip).limit(limit).subquery()  # from the index alone
    return (await session.scalars(select(Entry).join(page, page.c.id == Entry.id).order_by(*last_first))).all()


async def count(session: AsyncSession, workspace: str, *, among: Narrowing = ALL) -> int:
    """How many live entries there are."""
    query = select(func.count()).select_from(Entry).where(Entry.workspace == workspace, among.clause)
    return await session.scalar(query) or 0


async def by_ref(session: AsyncSession, workspace: str) -> dict[str, int]:
    """The id of each entry by its name in files."""
    query = select(Entry.ref, Entry.id).where(Entry.workspace == workspace)
    return {row.ref: row.id for row in await session.execute(query)}


@dataclass(frozen=True)
class Kept:
    """How many live entries there are, how many of them are due for review, and how many were never used again."""

    all: int
    due: int
    unused: int

    def __bool__(self) -> bool:
        return self.all > 0


async def kept(session: AsyncSession, workspace: str, *, today: date) -> Kept:
    """In numbers, counted in the index."""
    due, unused = func.count().filter(Entry.review_on <= today), func.count().filter(Entry.used <= 1)
    query = select(func.count(), due, unused).select_from(Entry).where(Entry.workspace == workspace, ALL.clause)
    return Kept(*(await session.execute(query)).one())


async def owners(session: AsyncSession, workspace: str) -> list[str]:
    """Everybody who answers for a live entry."""
    query = select(Entry.owner).where(Entry.workspace == workspace, ALL.clause).distinct()
    return sorted(await session.scalars(query))


async def wordings_of(session: AsyncSession, workspace: str, entry_ids: Sequence[int]) -> dict[int, list[str]]:
    """Every known wording, by entry; the first is the original question."""
    query = select(Wording).where(Wording.workspace == workspace, Wording.entry_id.in_(entry_ids)).order_by(Wording.id)
    found: dict[int, list[str]] = {}
    for wording in await session.scalars(query):
        found.setdefault(wording.entry_id, []).append(wording.text)
    return found


async def add_wording(session: AsyncSession, entry: Entry, text: str) -> None:
    """Remember that people ask it in these words too."""
    known = (await wordings_of(session, entry.workspace, [entry.id])).get(entry.id, [])
    if any(retrieval.same(text, wording) for wording in known):
        return
    session.add(worded(entry, text))


async def move_wording(session: AsyncSession, entry: Entry, text: str, *, to: Entry) -> None:
    """Whoever asks in these words finds the other one from now on."""
    query = select(Wording).where(Wording.workspace == entry.workspace, Wording.entry_id == entry.id)
    for wording in await session.scalars(query.order_by(Wording.id)):
        if retrieval.same(text, wording.text):
            wording.entry_id = to.id
    await session.flush()


async def drop_wording(session: AsyncSession, entry: Entry, text: str) -> None:
    """Whoever asks in these words doesn't find it any more."""
    query = select(Wording).where(Wording.workspace == entry.workspace, Wording.entry_id == entry.id)
    gone = [each.id for each in await session.scalars(query) if retrieval.same(text, each.text)]
    if gone:
        await revisions.remove(session, entry.workspace, gone)


def worded(entry: Entry, text: str) -> Wording:
    """A way to ask for this entry, as it is kept."""
    return Wording(workspace=entry.workspace, entry_id=entry.id, text=text, terms=" ".join(retrieval.terms(text)))


async def offers(session: AsyncSession, question: Question) -> Sequence[Offer]:
    """What was offered for this question, in the order it was shown."""
    return (await session.scalars(select(Offer).where(Offer.question_id == question.id).order_by(Offer.place))).all()
