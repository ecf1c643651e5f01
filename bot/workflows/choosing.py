"""Look first: an earlier answer is used or adapted, or an expert is asked."""

import asyncio
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db import entries, questions
from bot.db.engine import beside
from bot.db.models import Due, Entry, Question
from bot.lifecycle import Move, Refused, Stage
from bot.slack import outbox
from bot.views import intake as views
from bot.views.blocks import View
from bot.workflows import approval, joining, judging, ladder, offering, pinging, summoning, wordings
from bot.workflows.moving import is_repeated, keep_revision, offers_key
from bot.workflows.people import Actor, names_around, organisation, require_comms
from bot.workflows.permits import may


async def after_storing(session: AsyncSession, actor: Actor, question: Question) -> View:
    """The next window: earlier answers to choose from, or what happens now that an expert is asked."""
    unread = False
    if not question.draft:
        if await joining.join_same(session, actor, question):
            return await said(session, question)
        try:
            shown = await _earlier(session, question)
        except TimeoutError:
            return await _look_later(session, question)
        if shown is not None:
            return shown
        unread = await judging.is_unread(session, question.text)
    await ask(session, actor, question_id=question.id)
    return await said(session, question, unread=unread)


async def shown_again(session: AsyncSession, actor: Actor, *, question_id: int) -> View:
    """The window that came after storing or choosing, as it would be now: whoever was to see it never did."""
    question = await questions.lock(session, actor.workspace, question_id)
    await _may_choose(session, question, actor)
    if question.stage is not Stage.CHOOSING:
        return await said(session, question)
    try:
        shown = await _earlier(session, question)
    except TimeoutError:
        shown = None
    return shown or await _looking(session, question)


async def _earlier(session: AsyncSession, question: Question) -> View | None:
    """The window with what was answered before and what is being answered; raises TimeoutError."""
    org = await organisation(session, question.workspace)
    async with asyncio.timeout(org.clocks.offer_within.total_seconds()), beside(session) as reading:
        close = await offering.find(reading, question)
    return views.choosing_window(await offering.offer(session, question, close)) if close else None


async def _look_later(session: AsyncSession, question: Question) -> View:
    """No window can wait that long: the offers follow by direct message, while the clock of choosing runs."""
    session.add(
        Due(
            key=f"question:{question.id}:offers-due",
            workspace=question.workspace,
            question_id=question.id,
            kind="offers",
            due_at=clock.now(),
        )
    )
    return await _looking(session, question)


async def _looking(session: AsyncSession, question: Question) -> View:
    expert, by = await offering.otherwise(session, question)
    return views.looking_window(question, expert=expert, by=by)


async def offer_late(session: AsyncSession, question: Question, due: Due) -> datetime | None:
    """The look-up that took too long for the window, now with all the time it needs."""
    if question.stage is not Stage.CHOOSING:
        return None
    close = await offering.find(session, question)
    if close is None:
        if await judging.is_unread(session, question.text):
            key, message = f"question:{question.id}:unread", views.missed_message(question)
            summoning.say(session, question, key=key, message=message, user=question.forwarder)
        await ask(session, Actor(question.workspace, question.forwarder), question_id=question.id)
        return None
    message = views.offers_message(await offering.offer(session, question, close))
    summoning.say(session, question, key=offers_key(question), message=message, user=question.forwarder)
    return None


async def choose(
    session: AsyncSession, actor: Actor, *, question_id: int, chosen: str, entry: int | None = None
) -> View:
    """Use it, adapt it, wait for the same answer, or ask; the window that says what happens next."""
    if chosen in ("use", "adapt"):
        pick = use_entry if chosen == "use" else adapt_entry
        question = await pick(session, actor, question_id=question_id, entry_id=entry or 0)
    elif chosen == "join":
        question = await joining.join(session, actor, question_id=question_id, lead_id=entry or 0)
    else:
        question = await ask(session, actor, question_id=question_id)
    return await said(session, question)


async def said(session: AsyncSession, question: Question, *, unread: bool = False) -> View:
    """The last window: who was asked, and until when; `unread`: that an earlier answer may have been missed."""
    if question.stage is Stage.JOINED:
        return await joining.said(session, question)
    org = await organisation(session, question.workspace)
    people = await names_around(session, question)
    return views.stored_window(question, people, by=ladder.deadline(question, org), unread=unread)


async def ask(session: AsyncSession, actor: Actor, *, question_id: int) -> Question:
    """No earlier answer fits (or nobody chose): the card goes to the desk and the expert is asked."""
    question = await questions.lock(session, actor.workspace, question_id)
    await _may_choose(session, question, actor)
    chosen = question.stage is not Stage.CHOOSING  # or the two minutes passed first
    if not chosen and not await joining.join_same(session, actor, question):
        await pinging.ask_first(session, question, actor)
    return question


async def _may_choose(session: AsyncSession, question: Question, actor: Actor) -> None:
    if not await may(session, "choosing", question, actor):
        require_comms(await organisation(session, actor.workspace), actor, "choose how it is answered")


async def not_the_same(session: AsyncSession, actor: Actor, *, question_id: int, entry_id: int) -> View:
    """An offer answers another question: remember that, and show the others; without any, ask an expert."""
    question = await questions.lock(session, actor.workspace, question_id)
    await _may_choose(session, question, actor)
    if question.stage is not Stage.CHOOSING:
        raise Refused(f"This question is {question.stage} already, so an earlier answer isn't needed.")
    await judging.refuse_offer(session, actor, question, entry_id=entry_id)
    await session.flush()
    of = offers_key(question)
    close = await offering.find(session, question)
    if close is None:
        await ask(session, actor, question_id=question.id)
        none = views.none_left(question, await names_around(session, question))
        await outbox.update(session, of=of, workspace=question.workspace, message=none)
        return await said(session, question)
    left = await offering.offer(session, question, close)
    await outbox.update(session, of=of, workspace=question.workspace, message=views.offers_message(left))
    return views.choosing_window(left)


async def use_entry(session: AsyncSession, actor: Actor, *, question_id: int, entry_id: int) -> Question:
    """The earlier answer, unchanged: its signature carries and comms approves the reuse."""
    question, entry = await _chosen(session, actor, question_id, entry_id)
    if question.entry == entry_id and await is_repeated(session, question, Move.USE_ENTRY, actor):
        return question
    why_not = await offering.why_not_as_it_stands(session, question, entry)
    if why_not:
        raise Refused(f"This answer can't be used as it stands. {why_not} Please choose Adapt.")
    if question.stage is not Stage.CHOOSING:
        raise Refused(f"This question is {question.stage} already, so an earlier answer isn't needed.")
    await _use(session, question, entry, actor)
    return question


async def take(session: AsyncSession, question: Question, entry: Entry, actor: Actor) -> None:
    """As it stands where it may stand so, else adapted and signed again; nobody need choose."""
    if await offering.why_not_as_it_stands(session, question, entry):
        await _adapt(session, question, entry, actor)
    else:
        await _use(session, question, entry, actor)


async def _use(session: AsyncSession, question: Question, entry: Entry, actor: Actor) -> None:
    question.entry, question.draft, question.revision = entry.id, entry.short, question.revision + 1
    question.trimmed, question.draft_by, question.expert = entry.short, "", entry.expert
    keep_revision(session, question, author=entry.expert)
    await _place_with(session, question, entry)
    await judging.accept_offer(session, actor, question, entry_id=entry.id)
    await approval.request_reuse(session, question, actor, signer=entry.expert)


async def _place_with(session: AsyncSession, question: Question, entry: Entry) -> None:
    """A question whose topic nobody could guess goes to the desk that answered it before."""
    org = await organisation(session, question.workspace)
    department = org.department(entry.department)
    if not question.desk and department is not None:
        question.department, question.desk, question.topic = department.key, department.desk, entry.topic


async def adapt_entry(session: AsyncSession, actor: Actor, *, question_id: int, entry_id: int) -> Question:
    """The earlier answer as a draft: an expert changes it as needed and signs it afresh."""
    question, entry = await _chosen(session, actor, question_id, entry_id)
    if question.entry == entry_id and await is_repeated(session, question, Move.ADAPT_ENTRY, actor):
        return question
    if question.stage is not Stage.CHOOSING:
        raise Refused(f"This question is {question.stage} already, so an earlier answer isn't needed.")
    await _adapt(session, question, entry, actor)
    return question


async def _adapt(session: AsyncSession, question: Question, entry: Entry, actor: Actor) -> None:
    question.entry, question.draft_by = entry.id, entry.expert
    question.draft = await wordings.adapted(session, question, entry)
    await _place_with(session, question, entry)
    await pinging.ask_to_sign(session, question, actor, Move.ADAPT_ENTRY, first=entry.expert)


async def _chosen(session: AsyncSession, actor: Actor, question_id: int, entry_id: int) -> tuple[Question, Entry]:
    question = await questions.lock(session, actor.workspace, question_id)
    await _may_choose(session, question, actor)
    entry = await entries.lock(session, actor.workspace, entry_id)
    if entry is None or entry.status != entries.LIVE:
        raise Refused(
            "That answer isn't offered any more: it was reopened, retired, recalled or merged into another one. Please "
            "choose another, or ask."
        )
    return question, entry
