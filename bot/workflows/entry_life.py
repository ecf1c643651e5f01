"""What becomes of a kept answer: it is looked at, found right, retired, or brought back."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db import entries, merging, organisations, reviews, twins, versions
from bot.db.models import Due, Entry, Review, Twin
from bot.lifecycle import Refused
from bot.slack import outbox
from bot.views import entry as views
from bot.views import reviewing as review_views
from bot.views.blocks import View, at, on
from bot.workflows import asking_about_twins, asking_to_review, cards, finding_twins, keeping, linking, variables
from bot.workflows.noting import NOT_HERE as NOT_HERE
from bot.workflows.noting import note as note
from bot.workflows.people import Actor, names, organisation
from bot.workflows.permits import may_with_entry, what_one_may

DECISIONS = ("entry_right", "entry_update", "entry_version", "entry_retire", "entry_restore", "entry_recall")
MERGED_SHOWN = 5
REACH = "recalled"  # the kind of due by which open questions are told
CHANGED, REPLACED = "changed", "replaced"  # it has a new text; another one that contradicts it is kept
NOT_OFFERED = {
    entries.RETIRED: "was retired, so there is nothing to look at again. Restore brings it back.",
    entries.RECALLED: "was recalled. Update gives it a text that is right, which two people sign.",
    entries.MERGED: "was merged into another one. Look closer opens that; Restore, on what it said, parts them.",
    entries.REOPENED: "was reopened: it is answered and signed again in the thread of its question.",
}


async def locked(session: AsyncSession, actor: Actor, entry_id: int, what: str) -> Entry:
    """The entry, held until this transaction ends, where this person may do that with it."""
    entry = await entries.lock(session, actor.workspace, entry_id)
    if entry is None:
        raise Refused(NOT_HERE)
    await require_may(session, actor, entry, what)
    if entry.status == entries.MERGED and what != "entry_restore":
        raise Refused(f"This answer {NOT_OFFERED[entry.status]}")
    return entry


async def require_may(session: AsyncSession, actor: Actor, entry: Entry, what: str) -> None:
    if not await may_with_entry(session, what, entry, actor):
        owner = f"<@{entry.owner}>, whose answer this is," if entry.owner else "its owner"
        comms = "" if what == "entry_right" else " and comms"
        raise Refused(f"Only {owner}{comms} can decide that. Please ask them.")


async def window(session: AsyncSession, actor: Actor, *, entry_id: int, own: bool = False) -> View:
    """All there is to know of an entry; where it was merged into another one, of that, unless its `own` is wanted."""
    found = await entries.find(session, actor.workspace, entry_id)
    if found is None:
        raise Refused(NOT_HERE)
    standing = await merging.standing(session, found)
    entry = found if own else standing
    merged, number = await merging.merged_into(session, entry, limit=MERGED_SHOWN)
    org = await organisation(session, actor.workspace)
    extent = await versions.extent(session, entry)
    wordings = await versions.first_wordings(session, entry, limit=views.WORDINGS)
    used = await versions.uses(session, entry, limit=views.USES)
    texts = await versions.of(session, entry, limit=views.VERSIONS + 1)
    last = await reviews.last_decided(session, entry)
    department, topic = org.department(entry.department), org.topic(entry.topic)
    account = org.account(entry.account)
    may = await what_one_may(session, (*DECISIONS, "entry_link", "entry_unlink"), entry, actor)
    people = [entry.owner, entry.expert, entry.approver, entry.ended_by, *(use.by for use in used)]
    people += [one.ended_by for one in merged]
    people += [user for text in texts for user in (text.expert, text.approver)] + ([last.decided_by] if last else [])
    called = await names(session, actor.workspace, *people)
    kept = views.Kept(
        entry=entry,
        names=called,
        today=clock.now(),
        limit=account.limit if account else 140,
        may=may.intersection(DECISIONS),
        department=department.name if department else "",
        topic=topic.name if topic else "",
        wordings=wordings,
        more_wordings=extent.wordings - len(wordings),
        uses=used,
        more_uses=extent.uses - len(used),
        versions=texts,
        reviewed=f"{called.bold(last.decided_by)} looked at it {on(last.decided_at)}: still right."
        if last and last.decided_at and last.outcome == review_views.RIGHT
        else "",
        change=await _waiting_change(session, entry),
        against=await twins.contradicting(session, entry) if entry.status == entries.LIVE else None,
        merged=merged,
        more_merged=number - len(merged),
        into=standing if standing is not entry else None,
        steps=await variables.steps(session, entry, may),
    )
    return views.entry_window(kept)


async def _waiting_change(session: AsyncSession, entry: Entry) -> str:
    question = await versions.open_change(session, entry)
    if question is None:
        return ""
    link = await cards.link(session, question)
    card = f" <{link}|Its card>" if link else ""
    people = await names(session, entry.workspace, question.holder)
    return f"A new text waits for {people.bold(question.holder)} since {at(question.stage_since)}.{card}"


async def uses_window(session: AsyncSession, actor: Actor, *, entry_id: int, before: int) -> View:
    """Every place where it was published, from this one on."""
    entry = await entries.find(session, actor.workspace, entry_id)
    if entry is None:
        raise Refused(NOT_HERE)
    found = await versions.uses(session, entry, limit=views.USES_A_PAGE + 1, before=before or None)
    page, more = found[: views.USES_A_PAGE], len(found) > views.USES_A_PAGE
    people = await names(session, actor.workspace, *(use.by for use in page))
    number = (await versions.extent(session, entry)).uses
    return views.uses_window(entry, page, people, number=number, more=more)


async def still_right(session: AsyncSession, actor: Actor, *, entry_id: int) -> None:
    """Whoever is asked stands by it: a new review date."""
    entry = await locked(session, actor, entry_id, "entry_right")
    if entry.status != entries.LIVE:
        raise Refused(f"This answer {NOT_OFFERED[entry.status]}")
    last = await reviews.last_decided(session, entry)
    again = last is not None and (last.decided_by, last.outcome) == (actor.user, review_views.RIGHT)
    review_on = keeping.review_date(await organisation(session, actor.workspace), entry)
    if again and entry.review_on == review_on:
        return
    before, entry.review_on = entry.review_on, review_on
    await decide(session, entry, actor, review_views.RIGHT, detail=f"review {before} -> {review_on}")


async def retire(session: AsyncSession, actor: Actor, *, entry_id: int) -> None:
    """It isn't offered any more; where somebody else owns it, they hear of it."""
    entry = await locked(session, actor, entry_id, "entry_retire")
    if entry.status == entries.RETIRED:
        return
    if entry.status != entries.LIVE:
        raise Refused(f"This answer {NOT_OFFERED[entry.status]}")
    end(entry, actor, entries.RETIRED)
    await decide(session, entry, actor, review_views.RETIRED)
    await linking.ended_or_back(session, entry)
    await reach_soon(session, entry, actor, what=entries.RETIRED, name=str(entry.moves), why="")
    absent = await organisations.gone(session, entry.workspace)
    if entry.owner != actor.user and entry.owner not in absent:
        key = f"entry:{entry.id}:retired:{entry.moves}"
        said = review_views.retired(entry, entry.owner, actor.user)
        outbox.post(session, key=key, workspace=entry.workspace, channel=entry.owner, message=said)


async def restore(session: AsyncSession, actor: Actor, *, entry_id: int) -> None:
    """A retired answer is offered again as it was: both signatures stand on its text. Who was asked is asked again."""
    known = await entries.find(session, actor.workspace, entry_id)
    if known is not None and known.merged_into is not None:
        await merging.lock_both(session, actor.workspace, entry_id, known.merged_into)
    entry = await locked(session, actor, entry_id, "entry_restore")
    if entry.status == entries.LIVE:
        return
    if entry.status == entries.MERGED:
        await _part(session, actor, entry)
        return
    if entry.status != entries.RETIRED:
        raise Refused(f"This answer {NOT_OFFERED[entry.status]}")
    entry.status, entry.ended_by, entry.ended_at, entry.ended_why = entries.LIVE, "", None, ""
    entry.moves += 1
    asked = await reviews.last_retired(session, entry)
    if asked is not None:
        asked.outcome = asked.decided_by = ""
        entry.asked, entry.asked_at = 1, asked.asked_at
        await session.flush()
        await asking_to_review.redraw(session, entry.workspace, asked.key)
    note(session, entry, actor, "restore", before=entries.RETIRED)
    await linking.ended_or_back(session, entry)
    await finding_twins.soon(session, entry, name=f"restored:{entry.moves}")


async def _part(session: AsyncSession, actor: Actor, entry: Entry) -> None:
    """It is an answer of its own again, with the wordings it came with."""
    kept = await entries.find(session, entry.workspace, entry.merged_into or 0)
    if kept is None:
        raise Refused(NOT_HERE)
    standing = await merging.standing(session, kept)
    if standing.status == entries.RECALLED:
        raise Refused("It was merged into an answer that was recalled. Update that one with a text that is right.")
    if standing.status == entries.REOPENED and standing.short == entry.short:
        raise Refused("It was merged into an answer that says the same and was reopened. Wait until that is answered.")
    decision = await twins.merge_of(session, entry)
    await merging.part(session, entry, kept, decision.moved if decision is not None else [])
    entry.ended_by, entry.ended_at, entry.moves = "", None, entry.moves + 1
    if decision is not None:
        await _undo(session, actor, decision)
    else:  # it came from a file as merged: its other wordings can't be told from those of the kept one
        await entries.add_wording(session, entry, entry.question)
    note(session, entry, actor, "restore", before=entries.MERGED, detail=f"parted from {kept.id}")
    await linking.ended_or_back(session, entry)
    await finding_twins.soon(session, entry, name=f"restored:{entry.moves}")


async def _undo(session: AsyncSession, actor: Actor, decision: Twin) -> None:
    """Who parts what was kept twice says that they aren't the same; what contradicts is asked anew."""
    decision.moved, decision.kept_id = [], None
    if decision.kind == twins.DUPLICATE:
        decision.how, decision.settled_by, decision.settled_at = twins.TWO, actor.user, clock.now()
    else:
        decision.how = twins.GONE
    await asking_about_twins.redraw(session, decision)


def end(entry: Entry, actor: Actor, status: str, *, why: str = "") -> None:
    """From now on it isn't offered."""
    entry.status, entry.ended_by, entry.ended_at, entry.ended_why = status, actor.user, clock.now(), why
    entry.moves += 1


async def decide(session: AsyncSession, entry: Entry, actor: Actor, outcome: str, *, detail: str = "") -> None:
    """Somebody looked at it: whoever was asked needn't any more, and their messages say so."""
    entry.asked, entry.asked_at = 0, None
    waiting = list(await reviews.undecided(session, entry))
    if not waiting:
        asked = {"user": actor.user, "key": "", "due": 1}
        waiting = [Review(workspace=entry.workspace, entry_id=entry.id, **asked, asked_at=clock.now())]
        session.add_all(waiting)
    for review in waiting:
        review.outcome, review.decided_by, review.decided_at = outcome, actor.user, clock.now()
    await session.flush()
    for key in dict.fromkeys(review.key for review in waiting if review.key):
        await asking_to_review.redraw(session, entry.workspace, key)
    note(session, entry, actor, outcome, before="", detail=detail)


async def reach_soon(session: AsyncSession, entry: Entry, actor: Actor, *, what: str, name: str, why: str) -> int:
    """Every open question that uses it is told a moment later; how many they are. `what`: recalled, say.

    A row for each, so that nobody waits for a question here: each is locked by itself."""
    waiting = await versions.open_uses(session, entry)
    for question_id in waiting:
        key = f"entry:{entry.id}:{what}:{name}:question:{question_id}"
        args = {"by": actor.user, "why": why, "what": what}
        session.add(Due(key=key, workspace=entry.workspace, question_id=question_id, kind=REACH, args=args))
    return len(waiting)
