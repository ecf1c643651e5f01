"""Somebody decides about two answers to one question: one is kept, both become one, or they are two questions."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db import entries, merging, organisations, twins, versions
from bot.db.models import Entry, Twin
from bot.lifecycle import Refused
from bot.slack import outbox
from bot.views import reviewing as review_views
from bot.views import twins as views
from bot.views.blocks import View, line
from bot.workflows import asking_about_twins, changing, entry_life, finding_twins, linking
from bot.workflows.people import Actor
from bot.workflows.permits import those_one_may

NOT_HERE = "I can't find these two answers any more. Please look for them with Find an answer."
CHANGED = (
    "One of the two has got another text since you were asked. I have looked at them anew: please open the newest."
)


@dataclass(frozen=True)
class Seen:
    """The pair a button is about, and the versions of both texts that its reader saw."""

    twin: int
    first: int
    second: int


@dataclass(frozen=True)
class _Pair:
    twin: Twin
    first: Entry
    second: Entry

    def split(self, place: int) -> tuple[Entry, Entry]:
        """The one that stays, and the other."""
        return (self.first, self.second) if place == 1 else (self.second, self.first)


async def keep_one(session: AsyncSession, actor: Actor, seen: Seen, *, place: int) -> None:
    """One text is right; the other answer is retired."""
    pair = await _locked(session, actor, seen, f"twins_keep_{place}")
    kept, gone = pair.split(place)
    if _is_repeated(pair.twin, actor, twins.KEPT, kept):
        return
    _require_open(pair, seen)
    await _require_no_change(session, gone)
    entry_life.end(gone, actor, entries.RETIRED, why=f"Another answer to the same question was kept: {kept.short}")
    await entry_life.decide(session, gone, actor, review_views.RETIRED)
    await linking.ended_or_back(session, gone)
    await _reach(session, pair, actor, kept, gone)
    await _settle(session, pair, actor, twins.KEPT, kept=kept)
    await _tell_owner(session, pair, actor, gone, f"I don't offer yours any more; {line(kept.short, 600)} is kept.")


async def merge_window(session: AsyncSession, actor: Actor, seen: Seen) -> View:
    """Which text stays, and what follows."""
    pair = await _locked(session, actor, seen, "twins_merge")
    _require_open(pair, seen)
    return views.merge_window(pair.twin, pair.first, pair.second)


async def merge(session: AsyncSession, actor: Actor, seen: Seen, *, place: int) -> View:
    """Both become one: it keeps its text and gets the wordings of the other; what that says. No text is changed, so
    both signatures on it stand."""
    pair = await _locked(session, actor, seen, "twins_merge")
    kept, gone = pair.split(place)
    if not _is_repeated(pair.twin, actor, twins.MERGED, kept):
        _require_open(pair, seen)
        await _require_no_change(session, kept, gone)
        entry_life.end(gone, actor, entries.MERGED)
        pair.twin.moved = await merging.join(session, kept, gone)
        await entry_life.decide(session, gone, actor, review_views.MERGED, detail=f"into {kept.id}")
        await linking.ended_or_back(session, gone)
        await linking.inherit(session, kept, gone, actor)
        await _reach(session, pair, actor, kept, gone)
        await finding_twins.soon(session, kept, name=f"merged:{gone.id}")
        await _settle(session, pair, actor, twins.MERGED, kept=kept)
        await _tell_owner(session, pair, actor, gone, f"It is found under {line(kept.question)} from now on.")
    return views.said_of_merge(kept, gone, len(pair.twin.moved))


async def two_questions(session: AsyncSession, actor: Actor, seen: Seen) -> None:
    """Both stay, and nobody is asked about these two again until a text changes."""
    pair = await _locked(session, actor, seen, "twins_two")
    if pair.twin.settled_at is not None and (pair.twin.how, pair.twin.settled_by) == (twins.TWO, actor.user):
        return
    _require_open(pair, seen)
    pair.twin.texts = twins.hash_of(pair.first, pair.second)
    await _settle(session, pair, actor, twins.TWO)


async def _locked(session: AsyncSession, actor: Actor, seen: Seen, what: str) -> _Pair:
    """Both entries and what is known of them, held until this transaction ends, where this person may decide."""
    found = await twins.find(session, actor.workspace, seen.twin)
    if found is None:
        raise Refused(NOT_HERE)
    both = await merging.lock_both(session, actor.workspace, found.first_id, found.second_id)
    twin = await twins.lock(session, actor.workspace, seen.twin)
    if twin is None or len(both) != 2:
        raise Refused(NOT_HERE)
    pair = _Pair(twin, both[twin.first_id], both[twin.second_id])
    asked = actor.user in {each.user for each in await twins.tellings(session, twin)}
    if not asked and not await those_one_may(session, what, both.values(), actor):
        owners = " or ".join(dict.fromkeys(f"<@{entry.owner}>" for entry in both.values() if entry.owner))
        raise Refused(f"Only {owners or 'their owners'}, whose answers these are, and comms can decide that.")
    return pair


def _is_repeated(twin: Twin, actor: Actor, how: str, kept: Entry) -> bool:
    return twin.settled_at is not None and (twin.how, twin.settled_by, twin.kept_id) == (how, actor.user, kept.id)


def _require_open(pair: _Pair, seen: Seen) -> None:
    twin = pair.twin
    if twin.settled_at is not None and twin.settled_by:
        raise Refused(f"<@{twin.settled_by}> has decided this already: {views.HOW[twin.how]}.")
    for entry in (pair.first, pair.second):
        if entry.status != entries.LIVE:
            raise Refused(
                f"{line(entry.question)} {views.NO_MORE[entry.status]} meanwhile: nothing to decide any more."
            )
    if twin.settled_at is not None or (pair.first.version, pair.second.version) != (seen.first, seen.second):
        raise Refused(CHANGED)


async def _require_no_change(session: AsyncSession, *both: Entry) -> None:
    for entry in both:
        other = await versions.open_change(session, entry)
        if other is not None:
            where = await changing.where_it_waits(session, other)
            raise Refused(
                f"A new text of {line(entry.question)} waits for <@{other.holder}> {where}. "
                "Please decide about these two when that is done."
            )


async def _settle(session: AsyncSession, pair: _Pair, actor: Actor, how: str, *, kept: Entry | None = None) -> None:
    twin = pair.twin
    twin.how, twin.settled_by, twin.settled_at = how, actor.user, clock.now()
    twin.kept_id = kept.id if kept is not None else None
    await asking_about_twins.redraw(session, twin)
    noted, other = (pair.first, pair.second) if kept is None or kept is pair.first else (pair.second, pair.first)
    entry_life.note(session, noted, actor, how, before=noted.status, detail=f"with answer {other.id}")


async def _reach(session: AsyncSession, pair: _Pair, actor: Actor, kept: Entry, gone: Entry) -> None:
    """What is about to be posted with the one that contradicts what is kept goes back."""
    if pair.twin.kind == twins.CONTRADICTION:
        why = f"Another answer to the same question is kept: {kept.short}"
        await entry_life.reach_soon(session, gone, actor, what=entry_life.REPLACED, name=str(gone.moves), why=why)


async def _tell_owner(session: AsyncSession, pair: _Pair, actor: Actor, gone: Entry, what: str) -> None:
    """Whose answer it was hears of it, unless they did it or their own message of the pair says so."""
    told = {each.user for each in await twins.tellings(session, pair.twin)}
    if gone.owner and gone.owner not in {actor.user, *told, *await organisations.gone(session, gone.workspace)}:
        said = views.told_owner(gone, gone.owner, actor.user, what)
        key = f"twins:{pair.twin.id}:{gone.id}:{gone.moves}:owner"
        outbox.post(session, key=key, workspace=gone.workspace, channel=gone.owner, message=said)
