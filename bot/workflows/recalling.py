"""A kept answer is wrong: it is taken back for all at once, and whatever uses it hears so."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import entries, organisations, versions
from bot.db.models import Due, Entry, Question
from bot.lifecycle import CLOSED, SIGNED, Refused, Stage
from bot.slack import outbox
from bot.slack.outbox import Lane
from bot.views import reviewing as views
from bot.views.blocks import View
from bot.workflows import approval, entry_life, linking, summoning, wordings
from bot.workflows.people import Actor, names, organisation

SHOWN = 20
LONGEST = 1200  # of the reason, so that every message holds all of it
DRAFTED = (Stage.AWAITING_SIGN_OFF, *SIGNED)


async def window(session: AsyncSession, actor: Actor, *, entry_id: int) -> View:
    """Why, and what follows."""
    entry = await _recallable(session, actor, entry_id)
    number = (await versions.extent(session, entry)).uses
    return views.recall_window(entry, number=number, waiting=len(await versions.open_uses(session, entry)))


async def _recallable(session: AsyncSession, actor: Actor, entry_id: int) -> Entry:
    entry = await entry_life.locked(session, actor, entry_id, "entry_recall")
    if entry.status == entries.RECALLED and entry.ended_by != actor.user:
        raise Refused(f"<@{entry.ended_by}> recalled this answer already, so nobody is offered it any more.")
    return entry


async def recall(session: AsyncSession, actor: Actor, *, entry_id: int, words: str) -> None:
    """Nobody is offered it any more; what uses it goes back, and everybody who published it hears where it stands."""
    entry = await _recallable(session, actor, entry_id)
    words = words.strip()
    if not words:
        raise Refused("Please write what is wrong with it, so that others know what to correct.")
    if len(words) > LONGEST:
        raise Refused(f"At most {LONGEST:,} characters, please: this has {len(words):,}.")
    if entry.status == entries.RECALLED:
        return
    entry_life.end(entry, actor, entries.RECALLED, why=words)
    await entry_life.decide(session, entry, actor, views.RECALLED, detail=words)
    await linking.ended_or_back(session, entry)
    waiting = await entry_life.reach_soon(session, entry, actor, what="recalled", name=str(entry.moves), why=words)
    await _tell(session, entry, waiting=waiting)


async def _tell(session: AsyncSession, entry: Entry, *, waiting: int) -> None:
    """Everybody who had a hand in it, once each, with the places."""
    org = await organisation(session, entry.workspace)
    used = await versions.uses(session, entry, limit=SHOWN)
    number = (await versions.extent(session, entry)).uses
    concerned = {entry.owner, entry.expert, entry.approver, org.duty, *await versions.people_of(session, entry)}
    called = await names(session, entry.workspace, entry.ended_by, *(use.by for use in used))
    for user in sorted(concerned - {""} - await organisations.gone(session, entry.workspace)):
        said = views.recalled(entry, user, used, called, number=number, waiting=waiting)
        key = f"entry:{entry.id}:recalled:{entry.moves}:{user}"
        outbox.post(session, key=key, workspace=entry.workspace, channel=user, message=said, lane=Lane.ESCALATION)


async def reach(session: AsyncSession, question: Question, due: Due) -> datetime | None:
    """A question that was open then: its signatures fall, or its expert hears why to look again."""
    actor, why, what = Actor(question.workspace, due.args["by"]), due.args["why"], due.args.get("what", "recalled")
    if not await _concerns(session, question, what):
        return None
    if question.stage in SIGNED:
        await approval.bring_back(session, question, actor, words=f"The earlier answer was {what}. {why}".strip())
    elif question.stage is Stage.PUBLISHED:
        await tell_who_posted(session, question, name=str(due.id), what=what, by=actor.user, why=why)
    elif question.stage is not Stage.JOINED and question.stage not in CLOSED and question.expert:
        said = views.ended_draft(question.text, question.expert, what, actor.user, why)
        await summoning.tell(session, question, question.expert, name=f"{what}:{due.id}", message=said)
        if what == entry_life.CHANGED:
            await summoning.show_draft(session, question)
    return None


async def _concerns(session: AsyncSession, question: Question, what: str) -> bool:
    """Whether its text may be wrong now. What was retired isn't: only nobody posts it as it stood without a look."""
    if what == entry_life.CHANGED:
        return await _take_newer(session, question)
    if what == entries.RETIRED:
        entry = await entries.find(session, question.workspace, question.entry or 0)
        as_it_stood = entry is not None and question.draft == entry.short and not question.change
        return as_it_stood and question.stage in DRAFTED
    return what != entry_life.REPLACED or not question.change


async def _take_newer(session: AsyncSession, question: Question) -> bool:
    """The earlier answer has another text now, which takes the place of a draft that nobody edited; False where the
    draft says that already."""
    entry = await entries.find(session, question.workspace, question.entry or 0)
    if entry is None or question.draft == entry.short:
        return False
    if question.stage in DRAFTED and await versions.with_text(session, entry, question.draft):
        newer = await wordings.adapted(session, question, entry)
        question.trimmed = newer if question.trimmed == question.draft else question.trimmed
        question.draft, question.draft_by = newer, entry.expert
        wordings.renew(session, question)
    return True


async def tell_who_posted(
    session: AsyncSession, question: Question, *, name: str, by: str, why: str, what: str = "recalled"
) -> None:
    """It was posted in the very moment, so that its place was in no list."""
    said = views.ended_too_late(question.published_by, what, by, why, question.draft)
    key = f"question:{question.id}:{what}:{name}"
    summoning.say(session, question, key=key, message=said, user=question.published_by, lane=Lane.ESCALATION)
