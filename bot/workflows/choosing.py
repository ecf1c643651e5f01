"""Look first: an earlier answer is used or adapted, or an expert is asked."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, retrieval, trimming
from bot.db import entries, organisations, questions, twins, variables, versions
from bot.db.engine import beside
from bot.db.models import Due, Entry, Offer, Question
from bot.lifecycle import Move, Refused, Stage
from bot.slack import outbox
from bot.views import intake as views
from bot.views.blocks import Message, Names, View, line
from bot.views.in_step import became
from bot.views.joining import Waiting
from bot.workflows import approval, joining, judging, ladder, pinging, styling, summoning, wordings
from bot.workflows.moving import is_repeated, keep_revision
from bot.workflows.people import Actor, names, names_around, organisation, require_comms
from bot.workflows.permits import may

OFFERS = 3


async def after_storing(session: AsyncSession, actor: Actor, question: Question) -> View:
    """The next window: earlier answers to choose from, or what happens now that an expert is asked."""
    if not question.draft:
        if await joining.join_same(session, actor, question):
            return await said(session, question)
        try:
            shown = await _earlier(session, question)
        except TimeoutError:
            return await _look_later(session, question)
        if shown is not None:
            return shown
    await ask(session, actor, question_id=question.id)
    return await said(session, question)


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
        found = await _find(reading, question)
        asked = await joining.close_ones(reading, question)
    if not found and not asked:
        return None
    waiting = await joining.offered(session, question, asked)
    return await _choosing_window(session, question, await _offer(session, question, found), waiting)


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
    expert, by = await _who_would_be_asked(session, question), await _until(session, question)
    return views.looking_window(question, expert=expert, by=by)


async def offer_late(session: AsyncSession, question: Question, due: Due) -> datetime | None:
    """The look-up that took too long for the window, now with all the time it needs."""
    if question.stage is not Stage.CHOOSING:
        return None
    found, asked = await _find(session, question), await joining.close_ones(session, question)
    if not found and not asked:
        await ask(session, Actor(question.workspace, question.forwarder), question_id=question.id)
        return None
    offers = await _offer(session, question, found)
    message = await _offers_message(session, question, offers, await joining.offered(session, question, asked))
    summoning.say(session, question, key=f"question:{question.id}:offers", message=message, user=question.forwarder)
    return None


async def _offers_message(
    session: AsyncSession, question: Question, offers: Sequence[views.Offered], waiting: Sequence[Waiting]
) -> Message:
    """The offers as a message, where no window could show them."""
    people = await _people_in(session, question, offers, waiting)
    expert, by = await _who_would_be_asked(session, question), await _until(session, question)
    return views.offers_message(question, offers, people, expert=expert, by=by, waiting=waiting)


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


async def said(session: AsyncSession, question: Question) -> View:
    """The last window: who was asked, and until when."""
    if question.stage is Stage.JOINED:
        return await joining.said(session, question)
    org = await organisation(session, question.workspace)
    people = await names_around(session, question)
    return views.stored_window(question, people, by=ladder.deadline(question, org))


async def _find(session: AsyncSession, question: Question) -> list[tuple[Entry, retrieval.Match]]:
    """Up to three earlier answers that are close enough to be shown."""
    found = await entries.search(session, question.workspace, question.text, limit=2 * OFFERS)
    close = [(entry, match) for entry, match in found if match.worth_showing]
    return (await judging.without_vetoed(session, question, close))[:OFFERS]


async def _offer(
    session: AsyncSession, question: Question, found: Sequence[tuple[Entry, retrieval.Match]]
) -> list[views.Offered]:
    """What was found, kept as offers of this question."""
    known = {offer.entry_id for offer in await entries.offers(session, question)}
    for position, (entry, match) in enumerate(found):
        if entry.id not in known:
            kept = Offer(question_id=question.id, entry_id=entry.id, place=position, score=match.score)
            kept.confidence, kept.wording = match.confidence or 0.0, match.wording
            session.add(kept)
    at_least = await judging.threshold(session, question.workspace)
    return [await _offered(session, question, entry, match, at_least) for entry, match in found]


async def _offered(
    session: AsyncSession, question: Question, entry: Entry, match: retrieval.Match, at_least: float
) -> views.Offered:
    why_not = await _why_not_as_it_stands(session, question, entry)
    return views.Offered(
        entry=entry,
        differences=retrieval.differences(question.text, match.wording or entry.question),
        usable=not why_not,
        why_not=why_not,
        sure=judging.in_words(session, match, at_least=at_least),
        proposed=not why_not and (match.confidence or 0.0) >= at_least,
    )


async def _why_not_as_it_stands(session: AsyncSession, question: Question, entry: Entry) -> str:
    if not entry.signed:
        return "It came from a file and nobody has signed it here yet, so it is signed before it is used."
    if entry.review_on < clock.now().date():
        return "It is expired: its review date has passed, so it has to be signed again."
    behind = await variables.behind(session, entry)
    if behind:
        what = " ".join(became(variable.label, link.value, variable.value) for link, variable in behind)
        return f"{what} So it has to be signed again."
    if await versions.open_change(session, entry):
        return "A new text of it waits for signatures, so this one has to be signed again."
    against = await twins.contradicting(session, entry)
    if against is not None:
        said = f"{line(against.question, 150)} {line(against.short, 300)}"
        return f"Another approved answer says otherwise: {said} Until that is decided, it has to be signed again."
    if entry.expert in await organisations.gone(session, question.workspace):
        return "Whoever signed it has left, so it has to be signed again."
    if not trimming.fits(entry.short, question.limit, question.network):
        over = trimming.length(entry.short, question.network) - question.limit
        return f"It is {over} characters too long for this account, so it has to be shortened and signed again."
    return styling.why_not(await organisation(session, question.workspace), question, entry)


async def _choosing_window(
    session: AsyncSession, question: Question, offers: Sequence[views.Offered], waiting: Sequence[Waiting]
) -> View:
    """The window that shows the earlier answers, and open questions that ask the same."""
    people = await _people_in(session, question, offers, waiting)
    expert, by = await _who_would_be_asked(session, question), await _until(session, question)
    return views.choosing_window(question, offers, people, expert=expert, by=by, waiting=waiting)


async def _people_in(
    session: AsyncSession, question: Question, offers: Sequence[views.Offered], waiting: Sequence[Waiting]
) -> Names:
    on_it = [user for one in waiting for user in (one.lead.forwarder, one.lead.holder)]
    return await names(session, question.workspace, *on_it, *(offered.entry.expert for offered in offers))


async def _who_would_be_asked(session: AsyncSession, question: Question) -> str:
    org = await organisation(session, question.workspace)
    experts = org.experts_for(question.topic or None, question.department) if question.department else ()
    if not experts:
        return "an expert"
    return (await names(session, question.workspace, experts[0])).plain(experts[0])


async def _until(session: AsyncSession, question: Question) -> datetime:
    org = await organisation(session, question.workspace)
    return ladder.deadline(question, org) or clock.now()


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
    key = f"question:{question.id}:offers"
    found, asked = await _find(session, question), await joining.close_ones(session, question)
    if not found and not asked:
        await ask(session, actor, question_id=question.id)
        none = views.none_left(question, await names_around(session, question))
        await outbox.update(session, of=key, workspace=question.workspace, message=none)
        return await said(session, question)
    offers, waiting = await _offer(session, question, found), await joining.offered(session, question, asked)
    left = await _offers_message(session, question, offers, waiting)
    await outbox.update(session, of=key, workspace=question.workspace, message=left)
    return await _choosing_window(session, question, offers, waiting)


async def use_entry(session: AsyncSession, actor: Actor, *, question_id: int, entry_id: int) -> Question:
    """The earlier answer, unchanged: its signature carries and comms approves the reuse."""
    question, entry = await _chosen(session, actor, question_id, entry_id)
    if await is_repeated(session, question, Move.USE_ENTRY, actor):
        return question
    why_not = await _why_not_as_it_stands(session, question, entry)
    if why_not:
        raise Refused(f"This answer can't be used as it stands. {why_not} Please choose Adapt.")
    if question.stage is not Stage.CHOOSING:
        raise Refused(f"This question is {question.stage} already, so an earlier answer isn't needed.")
    await _use(session, question, entry, actor)
    return question


async def take(session: AsyncSession, question: Question, entry: Entry, actor: Actor) -> None:
    """As it stands where it may stand so, else adapted and signed again; nobody need choose."""
    if await _why_not_as_it_stands(session, question, entry):
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
    if await is_repeated(session, question, Move.ADAPT_ENTRY, actor):
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
            "That answer isn't offered any more: it was reopened, retired or recalled. Please choose another, or ask."
        )
    return question, entry
