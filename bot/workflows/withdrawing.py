"""A question is withdrawn, or opened again because the answer was wrong."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db import entries, joined, merging, organisations, questions
from bot.db.models import Entry, Question
from bot.lifecycle import CLOSED, Move, Refused, Stage
from bot.slack import outbox
from bot.slack.outbox import Lane
from bot.views import approval as views
from bot.views.blocks import View, has_buttons, line, message
from bot.workflows import (
    cards,
    drafting,
    entry_life,
    joining,
    keeping,
    ladder,
    linking,
    pinging,
    publication,
    summoning,
    together,
    wordings,
)
from bot.workflows.moving import is_repeated, move, promise, redraw, start_promise
from bot.workflows.people import Actor, names, organisation, require_comms
from bot.workflows.permits import may, require_stage


async def reopen_window(session: AsyncSession, actor: Actor, *, question_id: int) -> View:
    """What needs to change?"""
    question = await questions.lock(session, actor.workspace, question_id)
    require_comms(await organisation(session, actor.workspace), actor, "reopen a question")
    if question.stage not in CLOSED:
        raise Refused(f"This question is open already: it is {question.stage}.")
    return views.reopen_window(question)


async def reopen(session: AsyncSession, actor: Actor, *, question_id: int, words: str = "") -> None:
    """Something is wrong with the public answer: it isn't offered any more until it is signed again, and
    what was about to be posted with it goes back."""
    question = await questions.lock(session, actor.workspace, question_id)
    if await is_repeated(session, question, Move.REOPEN, actor, detail=words):
        return
    org = await organisation(session, actor.workspace)
    require_comms(org, actor, "reopen a question")
    entry = await _what_is_wrong(session, question)
    if entry is not None and entry.status == entries.LIVE:
        entry.status = entries.REOPENED
        await linking.ended_or_back(session, entry)
    if entry is not None:
        name = f"{question.id}:{question.moves}"
        await entry_life.reach_soon(session, entry, actor, what="reopened", name=name, why=words.strip())
    was_public = question.stage is Stage.PUBLISHED
    if not question.expert:
        pinging.note_asked(session, question, org.duty, await questions.asked(session, question))
    question.created_at, question.published_at, question.published_link = clock.now(), None, ""
    question.reopened, question.withdrawn_why = True, ""
    await move(session, question, Move.REOPEN, actor, detail=words)
    promise(question, org)
    await start_promise(session, question, org)
    await pinging.post_card(session, question)
    await redraw(session, question)
    await together.reopened(session, question, actor)
    await _decide(session, question, actor, "reopened the question")
    if question.stage is Stage.AWAITING_EXPERT and await wordings.used(session, question):
        await drafting.recompute(session, question)  # whoever is named next sees what was written since
    if question.stage is Stage.AWAITING_ANSWER:
        why = f" {line(words, 1000)}" if words else ""
        was = f" The public answer was: {line(question.draft, 1000)}" if question.draft else ""
        said = f"<@{actor.user}> reopened this question.{why}{was}"
        late = await drafting.recompute(session, question)  # of what was written since
        draft, ask = question.draft if late else "", "Please answer here again"
        await pinging.tell_expert(session, question, said, ask=ask, name="reopened", draft=draft)
    until = ladder.deadline(question, org)
    await _tell_who_waits(session, question, actor, words, was_public=was_public, until=until)


async def _tell_who_waits(
    session: AsyncSession, question: Question, actor: Actor, words: str, *, was_public: bool, until: datetime | None
) -> None:
    """Whoever forwarded it has told the public something else; whoever posted the answer looks at it."""
    if question.change:
        return
    why = f": {line(words, 500)}" if words else "."
    link, absent = await cards.link(session, question), await organisations.gone(session, question.workspace)
    said = message(views.reopened(question, actor.user, why, was_public=was_public, until=until, link=link))
    for user in dict.fromkeys((question.forwarder, question.published_by if was_public else question.forwarder)):
        if user not in ("", actor.user, question.holder, *absent):
            key = f"question:{question.id}:reopened:{question.moves}:{user}"
            summoning.say(session, question, key=key, message=said, user=user, lane=Lane.ACKNOWLEDGEMENT)


async def _what_is_wrong(session: AsyncSession, question: Question) -> Entry | None:
    """What is kept of its answer, held until this transaction ends; what that was merged into, if it says the same."""
    entry = await entries.find(session, question.workspace, question.entry) if question.entry else None
    if entry is None or (question.stage is Stage.WITHDRAWN and entry.question_id != question.id):
        return None  # it was only to be used: nothing is wrong with it
    standing = await merging.standing(session, entry)
    if standing.short == question.draft:
        question.entry = standing.id
    return await entries.lock(session, question.workspace, question.entry or entry.id)


async def withdraw_window(session: AsyncSession, actor: Actor, *, question_id: int) -> View:
    """Is it already posted?"""
    question = await questions.lock(session, actor.workspace, question_id)
    await _may_withdraw(session, question, actor)
    return views.withdraw_window(question)


async def _may_withdraw(session: AsyncSession, question: Question, actor: Actor) -> None:
    if not await may(session, "withdraw", question, actor):
        require_comms(await organisation(session, question.workspace), actor, "withdraw a question")
    if question.stage in CLOSED:
        raise Refused(f"This question is {question.stage} already, so there is nothing to withdraw.")


async def withdraw(
    session: AsyncSession, actor: Actor, *, question_id: int, revision: int, already_posted: bool, words: str
) -> None:
    """No answer is needed any more; where one is public already, that is kept instead."""
    lead = await joining.lead_before(session, actor.workspace, question_id)
    question = await questions.lock(session, actor.workspace, question_id)
    if not already_posted and await is_repeated(session, question, Move.WITHDRAW, actor, detail=words):
        return
    await _may_withdraw(session, question, actor)
    if already_posted and question.stage is Stage.AWAITING_PUBLICATION:
        await publication.posted(session, actor, question_id=question.id, revision=revision, words=words)
        return
    concerned = publication.concerned(question, actor)
    before, question.withdrawn_why = question.holder, words.strip()
    await move(session, question, Move.WITHDRAW, actor, detail=words)
    if not already_posted:
        await summoning.settle_request(session, question, f"<@{actor.user}> withdrew this question.")
    await summoning.set_draft_aside(session, question)
    successor = await together.pass_on(session, question, actor, posted=already_posted)
    if lead is not None:
        await joining.show_askers(session, lead)
    if already_posted:
        await publication.posted(session, actor, question_id=question.id, words=words)
        await publication.tell_concerned(session, question, actor, concerned, publication.wrote(actor, words))
        return
    await keeping.let_go(session, question, actor, question.entry)
    why = f" Reason: {line(words, 500)}" if words else ""
    if successor is not None:
        to = f"<@{before}>, " if before != actor.user else ""
        text = f"{to}<@{actor.user}> withdrew this question.{why} Somebody else asks {line(successor.text)} and waits."
        outbox.post(
            session,
            key=joined.goes_on(question),
            workspace=question.workspace,
            channel=question.desk if question.card_key else before,
            message=message(f"{text} That has a card of its own now; what is written here counts there."),
            question_id=successor.id,
            reply_to=question.card_key or None,
        )
    else:
        for user in concerned:
            said = message(f"<@{user}>, <@{actor.user}> withdrew this question: nothing more to do.{why}")
            await summoning.tell(session, question, user, name=f"withdrawn:{question.moves}:{user}", message=said)
    if question.forwarder not in (actor.user, before, *await organisations.gone(session, question.workspace)):
        key = f"question:{question.id}:not-answered:{question.moves}"
        said = message(views.withdrawn(question, actor.user, why, link=await cards.link(session, question)))
        summoning.say(session, question, key=key, message=said, user=question.forwarder, lane=Lane.ACKNOWLEDGEMENT)


async def still_right(session: AsyncSession, actor: Actor, *, question_id: int, about: str = "") -> None:
    """The expert wrote after publishing, and comms found that the public answer holds. `about`: which words; all that
    were written so far where it isn't said."""
    question = await questions.lock(session, actor.workspace, question_id)
    require_comms(await organisation(session, actor.workspace), actor, "decide that")
    require_stage(question, "still_right")
    await _decide(session, question, actor, "found that it still holds", about=about)


async def _decide(session: AsyncSession, question: Question, actor: Actor, what: str, *, about: str = "") -> None:
    """What was written after publishing is dealt with, all of it or what it is `about`: the messages that ask say so
    instead of their buttons."""
    people = await names(session, question.workspace, actor.user)
    late = f"question:{question.id}:late:"
    for row in await outbox.begun(session, question.workspace, question.id, beginning=late):
        said = await outbox.words_of(session, question.workspace, row.key)
        if has_buttons(said) and about in ("", row.key.removeprefix(late)):
            shown = views.decided(said, f"{people.bold(actor.user)} {what}.")
            await outbox.update(session, of=row.key, workspace=question.workspace, message=shown)
