"""What is offered to whoever forwards a question: earlier answers, and open questions that ask the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, retrieval, trimming
from bot.db import entries, organisations, similar, twins, variables, versions
from bot.db.knowing import knowing_of
from bot.db.models import Entry, Offer, Question
from bot.organisation import Organisation
from bot.views import intake as views
from bot.views.blocks import line, quote
from bot.views.in_step import became
from bot.workflows import joining, judging, ladder, styling
from bot.workflows.people import names, organisation

ANSWERS, QUESTIONS = 3, 2  # at most


@dataclass(frozen=True)
class Close:
    """What is close enough to a question to be shown, closest first."""

    answers: Sequence[tuple[Entry, retrieval.Match]]
    questions: Sequence[tuple[Question, retrieval.Match]]


async def find(session: AsyncSession, question: Question) -> Close | None:
    """Up to three earlier answers, and what is open; None where nothing is close."""
    found = await entries.search(session, question.workspace, question.text, limit=2 * ANSWERS)
    near = [(entry, match) for entry, match in found if match.worth_showing]
    answers = (await judging.without_vetoed(session, question, near))[:ANSWERS]
    asked = await _open_ones(session, question)
    return Close(answers, asked) if answers or asked else None


async def _open_ones(session: AsyncSession, question: Question) -> list[tuple[Question, retrieval.Match]]:
    """Open questions that ask something close; follow-ups ask for something else on purpose."""
    if question.parent:
        return []
    return await similar.open_questions(session, question.workspace, question.text, limit=QUESTIONS)


async def offer(session: AsyncSession, question: Question, close: Close) -> views.Offers:
    """What was found, kept as offers of this question, and as it is shown."""
    await _keep(session, question, close.answers)
    org = await organisation(session, question.workspace)
    at_least = await judging.threshold(session, question.workspace)
    answers = [await _offered(session, org, question, entry, match, at_least) for entry, match in close.answers]
    waiting = []
    for lead, match in close.questions:
        elsewhere = (*_elsewhere(org, question, lead.department), *_another_day(question, match, lead.created_at))
        differences = (*retrieval.differences(question.text, match.wording), *elsewhere)
        sure = not differences and (match.confidence or 0.0) >= at_least
        waiting.append(await joining.waiting(session, lead, differences, proposed=sure))
    on_it = [user for one in waiting for user in (one.lead.forwarder, one.lead.holder)]
    people = await names(session, question.workspace, *on_it, *(answer.entry.expert for answer in answers))
    expert, by = await otherwise(session, question)
    return views.Offers(question, answers, waiting, people, expert=expert, by=by)


async def _keep(session: AsyncSession, question: Question, found: Sequence[tuple[Entry, retrieval.Match]]) -> None:
    known = {offer.entry_id for offer in await entries.offers(session, question)}
    knowing = knowing_of(session)
    scorer = knowing.encoder.scorer if knowing is not None else ""
    for position, (entry, match) in enumerate(found):
        if entry.id not in known:
            kept = Offer(question_id=question.id, entry_id=entry.id, place=position, score=match.score)
            kept.confidence, kept.scorer, kept.wording = match.confidence or 0.0, scorer, match.wording
            session.add(kept)


async def _offered(
    session: AsyncSession, org: Organisation, question: Question, entry: Entry, match: retrieval.Match, at_least: float
) -> views.Offered:
    why_not = await why_not_as_it_stands(session, question, entry)
    elsewhere = (*_elsewhere(org, question, entry.department), *_another_day(question, match, entry.used_at))
    return views.Offered(
        entry=entry,
        differences=(*retrieval.differences(question.text, match.wording or entry.question), *elsewhere),
        usable=not why_not,
        why_not=why_not,
        sure=await judging.in_words(session, question.text, match, at_least=at_least),
        proposed=not why_not and not elsewhere and (match.confidence or 0.0) >= at_least,
    )


def _elsewhere(org: Organisation, question: Question, other: str) -> tuple[str, ...]:
    """That it is another department's, if it is: the same words may mean another house."""
    here, there = (org.department(key) if key else None for key in (question.department, other))
    return (f"{here.name} here, {there.name} there",) if here and there and here.key != there.key else ()


def _another_day(question: Question, match: retrieval.Match, said_at: datetime) -> tuple[str, ...]:
    """That “today” was another day when it was asked before."""
    passing = retrieval.passing(question.text)
    is_old = clock.now() - said_at > similar.SAME_DAY
    return (f"“{passing}” was another day there",) if passing and is_old and retrieval.passing(match.wording) else ()


async def why_not_as_it_stands(session: AsyncSession, question: Question, entry: Entry) -> str:
    """Why this answer has to be signed again before it answers this question, in words that are safe in a message; ""
    where it hasn't."""
    if not entry.signed:
        return "It came from a file and nobody has signed it here yet, so it is signed before it is used."
    if entry.review_on < clock.now().date():
        return "It is expired: its review date has passed, so it has to be signed again."
    behind = await variables.behind(session, entry)
    if behind:
        what = " ".join(became(variable.label, link.value, variable.value) for link, variable in behind)
        return f"{quote(what, 700)} So it has to be signed again."
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
    return quote(styling.why_not(await organisation(session, question.workspace), question, entry), 700)


async def otherwise(session: AsyncSession, question: Question) -> tuple[str, datetime]:
    """Who is asked if nothing is chosen, in plain words, and when."""
    org = await organisation(session, question.workspace)
    by = ladder.deadline(question, org) or clock.now()
    experts = org.experts_for(question.topic or None, question.department) if question.department else ()
    if not experts:
        return "an expert", by
    return (await names(session, question.workspace, experts[0])).plain(experts[0]), by
