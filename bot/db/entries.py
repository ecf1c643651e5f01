"""The knowledge base: published answers and the ways people asked for them."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import retrieval
from bot.db import fulltext
from bot.db.knowing import KNOWING, Knowing
from bot.db.models import Entry, Offer, Question, Wording

LIVE, REOPENED, RETIRED, RECALLED, MERGED = "live", "reopened", "retired", "recalled", "merged"
BY_WORDS = 5  # so many entries that share words are looked at beside the closest ones
FIRST_WORDINGS = 2


async def find(session: AsyncSession, workspace: str, entry_id: int) -> Entry | None:
    return await session.scalar(select(Entry).where(Entry.workspace == workspace, Entry.id == entry_id))


async def lock(session: AsyncSession, workspace: str, entry_id: int) -> Entry | None:
    """The entry, held until this transaction ends. Whoever needs its question too locks that first."""
    query = select(Entry).where(Entry.workspace == workspace, Entry.id == entry_id).with_for_update()
    return await session.scalar(query.execution_options(populate_existing=True))


async def of_question(session: AsyncSession, workspace: str, question_id: int) -> Entry | None:
    query = select(Entry).where(Entry.workspace == workspace, Entry.question_id == question_id)
    return await session.scalar(query.order_by(Entry.id.desc()).limit(1))


async def search(
    session: AsyncSession, workspace: str, text: str, *, limit: int
) -> list[tuple[Entry, retrieval.Match]]:
    """Live entries for this question, the likeliest first: by meaning and by words, where this process has an encoder;
    by words alone otherwise, and then nothing is said of how sure it is."""
    knowing: Knowing | None = session.info.get(KNOWING)
    ids = await fulltext.candidates(session, workspace, retrieval.expanded(retrieval.terms(text)))
    if knowing is None:
        found, wordings = await _with_wordings(session, workspace, ids)
        candidates = [
            retrieval.Candidate(entry.id, tuple(wordings.get(entry.id, {0: entry.question}).values()), entry.full)
            for entry in found.values()
        ]
        return [(found[match.entry], match) for match in retrieval.rank(text, candidates, limit=limit)]
    asked = (await knowing.encoded([text]))[text]
    near = await knowing.nearest(session, workspace, asked, retrieval.CLOSEST)
    found, wordings = await _with_wordings(session, workspace, [*near, *ids[:BY_WORDS]])
    candidates = [
        retrieval.Candidate(entry.id, _closest(wordings.get(entry.id, {}), near.get(entry.id, ())), entry.full)
        for entry in found.values()
    ]
    encoded = await knowing.encoded(wording for candidate in candidates for wording in candidate.wordings)
    matches = retrieval.match(text, asked, candidates, encoded, knowing.encoder.learned)
    return [(found[match.entry], match) for match in matches[:limit]]


async def _with_wordings(
    session: AsyncSession, workspace: str, ids: Sequence[int]
) -> tuple[dict[int, Entry], dict[int, dict[int, str]]]:
    """Those of the entries that are live, and the text of each of their wordings by its id."""
    if not ids:
        return {}, {}
    query = select(Entry).where(Entry.workspace == workspace, Entry.id.in_(ids), Entry.status == LIVE)
    found = {entry.id: entry for entry in await session.scalars(query)}
    asked = select(Wording.entry_id, Wording.id, Wording.text).where(
        Wording.workspace == workspace, Wording.entry_id.in_(found)
    )
    wordings: dict[int, dict[int, str]] = {}
    for entry, number, text in await session.execute(asked.order_by(Wording.id)):
        wordings.setdefault(entry, {})[number] = text
    return found, wordings


def _closest(wordings: Mapping[int, str], near: Sequence[int]) -> tuple[str, ...]:
    """The texts of the closest wordings; of an entry that was found by its words, the first ones."""
    numbers = [number for number in near if number in wordings] or list(wordings)[:FIRST_WORDINGS]
    return tuple(wordings[number] for number in numbers)


async def used_last(session: AsyncSession, workspace: str, *, limit: int) -> Sequence[Entry]:
    """Live entries, those that were published last first."""
    query = select(Entry).where(Entry.workspace == workspace, Entry.status == LIVE)
    return (await session.scalars(query.order_by(Entry.used_at.desc(), Entry.id.desc()).limit(limit))).all()


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
    session.add(Wording(workspace=entry.workspace, entry_id=entry.id, text=text, terms=" ".join(retrieval.terms(text))))


async def offers(session: AsyncSession, question: Question) -> Sequence[Offer]:
    """What was offered for this question, in the order it was shown."""
    return (await session.scalars(select(Offer).where(Offer.question_id == question.id).order_by(Offer.place))).all()
