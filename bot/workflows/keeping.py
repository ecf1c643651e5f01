"""What is published is kept for the next person who asks."""

from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, retrieval
from bot.db import entries, merging, questions, reviews, versions
from bot.db.models import Entry, Question, Use
from bot.organisation import Organisation
from bot.views import reviewing as views
from bot.workflows import finding_twins, linking, summoning
from bot.workflows.people import Actor, names, organisation, signer_of

REVIEW = timedelta(days=180)


async def keep(session: AsyncSession, question: Question) -> None:
    """The entry of the knowledge base; a reused answer gets this wording instead of a twin."""
    org = await organisation(session, question.workspace)
    await reviews.begin(session, question.workspace)
    reused = await entries.lock(session, question.workspace, question.entry) if question.entry else None
    if reused is not None and question.change:
        await _change(session, org, question, reused)
        await linking.after_keeping(session, reused, name=_name(question))
        await finding_twins.soon(session, reused, name=_name(question))
        return
    if reused is not None and reused.short == question.draft:
        await merging.count_use(session, reused, on=_handle(org, question))
        if await questions.signed_anew(session, question):
            await _stand_by(session, org, question, reused)
        await note_use(session, question)
        standing = await merging.standing(session, reused)
        await entries.add_wording(session, standing, question.text)
        await finding_twins.soon(session, standing, name=_name(question))
        return
    entry = await entries.of_question(session, question.workspace, question.id)
    if entry is not None and entry.status == entries.MERGED and entry is not reused:
        entry = None  # it is part of another one, and stays so
    left, full = None, reused.full if reused is not None else question.draft
    if reused is not None and reused.status == entries.REOPENED and entry in (None, reused):
        full = question.draft if entry is None else full  # what was written for the wrong text may be wrong too
        entry = reused  # the reused answer was wrong: what is public now takes its place
        if await _is_anothers(session, reused, question):
            left, entry, full = reused, None, question.draft
    known = entry is not None
    if entry is None:
        entry = Entry(workspace=question.workspace, question_id=question.id, owner=question.expert)
    corrected_from = entry.question if known and entry.question_id == question.id else ""
    entry.question = question.text
    entry.account, entry.network = question.account, question.network
    entry.topic, entry.department = question.topic, question.department
    entry.used, entry.used_on, entry.used_at = 1, _handle(org, question), clock.now()
    _offer(entry)
    await _put(session, org, question, entry, full=full)
    question.entry = entry.id
    await versions.add_version(session, entry, why="update" if known else "first", question_id=question.id)
    if known:
        await linking.after_keeping(session, entry, name=_name(question))
    elif reused is not None:
        await linking.inherit(session, entry, reused, Actor(question.workspace, question.expert))
    await note_use(session, question)
    if left is not None:
        await _leave(session, left, question, entry)
    if corrected_from and not retrieval.same(corrected_from, question.text):
        await entries.drop_wording(session, entry, corrected_from)  # it asked something else: nobody is answered so
    await entries.add_wording(session, entry, question.text)
    await finding_twins.soon(session, entry, name=_name(question))


async def _is_anothers(session: AsyncSession, entry: Entry, question: Question) -> bool:
    """Whether it answers what others asked in other words: then it isn't this question's alone to replace."""
    return not retrieval.same(entry.question, question.text) and await versions.public_elsewhere(
        session, entry, question
    )


async def _leave(session: AsyncSession, entry: Entry, question: Question, own: Entry) -> None:
    """This question has an answer of its own now; what was reopened stays the others'. Nobody has looked whether it is
    right for them, so it is due for review, and signed again before it is used; unless it is being corrected."""
    if entry.question_id == question.id:
        entry.question_id = None  # and isn't forgotten with it
    await entries.move_wording(session, entry, question.text, to=own)
    if not await versions.open_uses(session, entry):
        await _due_for_review(session, entry, question)


async def let_go(
    session: AsyncSession, question: Question, actor: Actor, entry_id: int | None, *, why: str = "is closed"
) -> None:
    """It ended without a new text for this answer: it `why`. What was reopened with it is due for review, and signed
    again before it is used; unless it is being corrected elsewhere. `actor` hears so."""
    entry = await entries.lock(session, question.workspace, entry_id) if entry_id else None
    if entry is None or entry.status != entries.REOPENED or await versions.open_uses(session, entry):
        return
    await _due_for_review(session, entry, question)
    said = views.offered_again(entry, actor.user, await names(session, question.workspace, entry.owner), why=why)
    await summoning.tell(session, question, actor.user, name=f"offered-again:{question.moves}", message=said)


async def _due_for_review(session: AsyncSession, entry: Entry, question: Question) -> None:
    """Nobody has looked whether it is right."""
    entry.status, entry.asked, entry.asked_at = entries.LIVE, 0, None
    entry.review_on = (clock.now() - timedelta(days=1)).date()
    await linking.ended_or_back(session, entry)
    await finding_twins.soon(session, entry, name=_name(question))


def _name(question: Question) -> str:
    """What became of the entry, for whoever compares it with others."""
    return f"{question.id}:{question.moves}"


async def _put(session: AsyncSession, org: Organisation, question: Question, entry: Entry, *, full: str) -> None:
    """This question's text is the entry's from now on, signed as it was; `full` where nothing longer was written."""
    written = [row.text for row in await questions.contributions(session, question) if row.used]
    entry.short, entry.full = question.draft, "\n".join(written) or full
    await _sign(session, org, question, entry)
    session.add(entry)
    await session.flush()


def _offer(entry: Entry) -> None:
    entry.status, entry.ended_by, entry.ended_at, entry.ended_why, entry.merged_into = entries.LIVE, "", None, "", None


async def _sign(session: AsyncSession, org: Organisation, question: Question, entry: Entry) -> None:
    """Both people stand by its text from today on."""
    entry.expert = await signer_of(session, question) or question.expert
    entry.approver, entry.signed = question.approver, True
    entry.made_at = clock.now()
    entry.review_on, entry.asked, entry.asked_at = review_date(org, entry), 0, None


async def _stand_by(session: AsyncSession, org: Organisation, question: Question, entry: Entry) -> None:
    """Its text was signed once more as it is: because it was expired, say, or reopened, or came from a file."""
    if entry.status == entries.REOPENED:
        entry.status = entries.LIVE
        await linking.ended_or_back(session, entry)
    if not entry.signed:
        await versions.sign(session, entry, expert=question.expert, approver=question.approver)
    await _sign(session, org, question, entry)


async def _change(session: AsyncSession, org: Organisation, question: Question, entry: Entry) -> None:
    """Two people signed another text for what is kept: it is the one that is offered from now on, unless somebody
    retired the answer while that was going on."""
    if not (entry.status == entries.RETIRED and entry.ended_at and entry.ended_at > question.created_at):
        _offer(entry)
    before = await versions.with_text(session, entry, question.draft)
    full = before.full if before else question.draft
    if question.is_listed:
        full = question.source or question.draft
    await _put(session, org, question, entry, full=full)
    await versions.add_version(session, entry, why=question.change, question_id=question.id)


def review_date(org: Organisation, entry: Entry) -> date:
    """When somebody has to look whether it is still right, counted from today."""
    topic = org.topic(entry.topic) if entry.topic else None
    return (clock.now() + (timedelta(days=topic.review_days) if topic else REVIEW)).date()


async def note_use(session: AsyncSession, question: Question) -> None:
    """Who published which answer on which account, and when."""
    if not question.entry:
        return
    org = await organisation(session, question.workspace)
    session.add(
        Use(
            workspace=question.workspace,
            entry_id=question.entry,
            question_id=question.id,
            account=question.account,
            handle=_handle(org, question),
            network=question.network,
            text=question.draft,
            by=question.published_by,
            link=question.published_link,
            at=question.published_at or clock.now(),
        )
    )


def _handle(org: Organisation, question: Question) -> str:
    """The account's name in public."""
    account = org.account(question.account) if question.account else None
    return account.handle if account else ""
