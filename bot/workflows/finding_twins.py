"""Answers to one question are found: as one is kept, and each week among all that are."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, retrieval, trimming
from bot.db import entries, merging, twins
from bot.db.knowing import knowing_of
from bot.db.models import Due, Entry, Twin, Wording
from bot.retrieval.index import Alike
from bot.workflows import asking_about_twins

FIGURES = re.compile(r"\d+")
Pair = tuple[int, int]  # the lesser id first
SLICE = 10  # entries that one run of the weekly look compares with all …
BREATH = timedelta(seconds=0.5)  # … before others have their turn with the database
A_WHILE, PATIENCE = timedelta(seconds=30), 60
MOST = 5  # others that are looked at closely for each
GLANCED_AT, READ_CLOSELY = 50, 8  # pairs in one run: a millisecond each, and ten; SQLite is held so long


async def soon(session: AsyncSession, entry: Entry, *, name: str) -> None:
    """Compare this entry with all others, once this transaction is committed. `name` says what became of it."""
    await twins.begin(session, entry.workspace)
    key = f"{twins.FOUND}:{entry.id}:{name}"
    if await session.scalar(select(Due.id).where(Due.key == key)) is None:
        session.add(Due(key=key, workspace=entry.workspace, kind=twins.FOUND, args={"entry": entry.id}))


async def look(session: AsyncSession, due: Due) -> None:
    """An entry is new, or changed: its twins are found, and those of before looked at again."""
    entry_id = int(due.args["entry"])
    found, _ = await _alike(session, due.workspace, [entry_id], READ_CLOSELY)
    before = {pair for pair, twin in (await twins.known(session, due.workspace, [entry_id])).items() if _is_open(twin)}
    changed = [await _put(session, due.workspace, pair) for pair in sorted(found | before)]
    contradictions = [twin for twin in changed if twin is not None and twin.kind == twins.CONTRADICTION]
    await asking_about_twins.ask(session, due.workspace, twins.CONTRADICTION, only=contradictions)


async def sweep(session: AsyncSession, due: Due) -> datetime:
    """All that is kept is compared, a slice at a time; at the end whoever has to decide is asked."""
    after, waited = int(due.args.get("after", 0)), int(due.args.get("waited", 0))
    knowing = knowing_of(session)
    if not after and knowing and waited < PATIENCE and await knowing.lacks(session, due.workspace):
        due.args = {"waited": waited + 1}  # much came at once, and is being read
        return clock.now() + A_WHILE
    query = select(Entry.id).where(Entry.workspace == due.workspace, Entry.status == entries.LIVE, Entry.id > after)
    ids = list(await session.scalars(query.order_by(Entry.id).limit(SLICE)))
    if ids:
        found, done = await _alike(session, due.workspace, ids, READ_CLOSELY)
        before = {pair for pair, twin in (await twins.known(session, due.workspace, ids)).items() if _is_open(twin)}
        for pair in sorted(found | {pair for pair in before if pair[0] in ids}):
            await _put(session, due.workspace, pair)
        due.args = {"after": done}
        return clock.now() + (BREATH if len(ids) == SLICE else timedelta())
    due.args = {}
    for kind in (twins.CONTRADICTION, twins.DUPLICATE):
        await asking_about_twins.ask(session, due.workspace, kind)
    return twins.next_week(clock.now())


def _is_open(twin: Twin) -> bool:
    return twin.settled_at is None


async def _alike(session: AsyncSession, workspace: str, ids: Sequence[int], most: int) -> tuple[set[Pair], int]:
    """Pairs that ask the same, and up to which of these entries they were looked for: not more than `most` are read
    closely. Without an encoder nothing is known of meaning, so there are none."""
    knowing = knowing_of(session)
    if knowing is None:
        return set(), ids[-1]
    near = await knowing.alike(session, workspace, ids, above=retrieval.CLOSE, most=MOST)
    if len(ids) > 1:
        near = [each for each in near if each.other > each.group]  # the other way round it is found from there
    texts = await _texts(session, workspace, {number for each in near for number in (each.number, each.other_number)})
    near = [each for each in near if not _number_differently(*_both(each, texts))]
    near, done = _first(near, GLANCED_AT, last=ids[-1])
    near, done = _first([each for each in near if not retrieval.differences(*_both(each, texts))], most, last=done)
    encoded = await knowing.encoded(text for each in near for text in _both(each, texts))
    found = set()
    for each in near:
        one, other = _both(each, texts)
        sure = retrieval.sameness(one, other, encoded[one], encoded[other], knowing.encoder.learned)
        if sure >= knowing.encoder.learned.same_from:
            found.add((min(each.group, each.other), max(each.group, each.other)))
    return found, done


def _number_differently(one: str, other: str) -> bool:
    """Seen in no time, where many questions are alike but for a number."""
    mine, theirs = set(FIGURES.findall(one)), set(FIGURES.findall(other))
    return bool(mine and theirs) and mine != theirs


def _first(near: Sequence[Alike], most: int, *, last: int) -> tuple[list[Alike], int]:
    """As many as may be read closely, of whole entries; and the last of these."""
    if len(near) <= most:
        return list(near), last
    beyond = near[most].group
    kept = [each for each in near if each.group < beyond] or [each for each in near if each.group == beyond]
    return kept, kept[-1].group


async def _texts(session: AsyncSession, workspace: str, numbers: Iterable[int]) -> dict[int, str]:
    query = select(Wording.id, Wording.text).where(Wording.workspace == workspace, Wording.id.in_(list(numbers)))
    return {row.id: row.text for row in await session.execute(query)}


def _both(each: Alike, texts: dict[int, str]) -> tuple[str, str]:
    return texts.get(each.number, ""), texts.get(each.other_number, "")


async def _put(session: AsyncSession, workspace: str, pair: Pair) -> Twin | None:
    """What there is to say of these two is kept; the pair, where somebody has to decide it now and hadn't before."""
    both = await merging.lock_both(session, workspace, *pair)
    twin = (await twins.known(session, workspace, pair[:1])).get(pair)
    kind = judged(both[pair[0]], both[pair[1]]) if len(both) == len(pair) else None
    if kind is None:
        if twin is not None and _is_open(twin):
            twin.settled_at, twin.how = clock.now(), twins.GONE
            await asking_about_twins.redraw(session, twin)
        return None
    texts = twins.hash_of(both[pair[0]], both[pair[1]])
    if twin is None:
        twin = Twin(workspace=workspace, first_id=pair[0], second_id=pair[1], kind=kind, texts=texts)
        session.add(twin)
    elif twin.texts == texts and (_is_open(twin) or twin.how == twins.TWO):
        return None
    elif _is_open(twin) and twin.kind == kind:
        twin.texts = texts
        await asking_about_twins.redraw(session, twin)
        return None
    else:
        await asking_about_twins.put_aside(session, twin)
        twin.kind, twin.texts, twin.found_at, twin.told_at, twin.asked = kind, texts, clock.now(), None, 0
        twin.settled_by, twin.settled_at, twin.how, twin.kept_id, twin.moved = "", None, "", None, []
    await session.flush()
    return twin


def judged(first: Entry, second: Entry) -> str | None:
    """What two answers to one question are; nothing to tell where different accounts say different things."""
    if {first.status, second.status} != {entries.LIVE}:
        return None
    if not trimming.conflicts(first.short, second.short):
        return twins.DUPLICATE
    return twins.CONTRADICTION if "" in (first.account, second.account) or first.account == second.account else None
