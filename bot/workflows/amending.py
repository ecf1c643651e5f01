"""A question that was forwarded is corrected: its words, its account, its topic."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot import retrieval
from bot.db import joined, questions
from bot.db.models import Question
from bot.lifecycle import SIGNED, Move, Refused, Stage
from bot.organisation import Organisation
from bot.slack.outbox import Lane
from bot.views import intake as views
from bot.views import joining as joining_views
from bot.views.blocks import View, line
from bot.workflows import drafting, falling, joining, pinging, proposing, styling, summoning, together, wordings
from bot.workflows.intake import Asking, check, labelled, place
from bot.workflows.moving import move, redraw
from bot.workflows.people import Actor, here, names, organisation, require_comms
from bot.workflows.permits import require_stage

LOOK = {
    Stage.AWAITING_ACKNOWLEDGEMENT: "Please say whether you have it",
    Stage.AWAITING_ANSWER: "Please answer that one here",
    Stage.AWAITING_SIGN_OFF: "Please look whether the text still answers it, and sign it",
}


async def window(session: AsyncSession, actor: Actor, *, question_id: int) -> View:
    """What was forwarded, to correct it."""
    question = await questions.lock(session, actor.workspace, question_id)
    org = await organisation(session, actor.workspace)
    require_comms(org, actor, "correct a question")
    _require_correctable(question)
    return views.amend_window(question, _correctable(org, question.text, question.account, question.topic))


def _correctable(org: Organisation, text: str, account: str, topic: str) -> views.Correctable:
    known = org.topic(topic) if topic else None
    labels = labelled(org.account(account) if account else None), (known.name, known.key) if known else None
    return views.Correctable(text, *labels)


def _require_correctable(question: Question) -> None:
    require_stage(question, "amend")
    if question.change:
        raise Refused(
            "This is a new text for a kept answer; the question stays as it is. Withdraw it, or edit the text."
        )


async def amend(
    session: AsyncSession,
    actor: Actor,
    *,
    question_id: int,
    shown: str,
    text: str,
    account: str,
    topic: str,
    still: str = "",
) -> View | None:
    """Correct the question, its account or its topic; a signed text has to be signed again.

    `shown`: what the window showed. Where somebody else corrected it meanwhile, the window again, with theirs above.
    `still`: whether those who wait for its answer still ask the same; where that has to be said, the window asks.
    """
    lead = await joining.lead_before(session, actor.workspace, question_id)
    question = await questions.lock(session, actor.workspace, question_id)
    org = await organisation(session, actor.workspace)
    require_comms(org, actor, "correct a question")
    check(org, Asking(text=text, account=account, topic=topic))
    _require_correctable(question)
    now = _correctable(org, question.text, question.account, question.topic)
    mine = _correctable(org, text.strip(), account, topic)
    if mine == now:
        return None
    if shown != views.mark(question):
        return views.amend_window(question, mine, newer=now)
    before, waiting = question.text, await _waiting(session, question, mine.text)
    if waiting and not still:
        return views.amend_window(question, mine, waiting=waiting)
    await _amend(session, actor, question, org, Asking(text=text, account=account, topic=topic))
    if not retrieval.same(before, question.text):
        if waiting and still == "no":
            await together.part(session, question, waiting, actor, before=before)
        elif waiting:
            await joined.note_other_words(session, waiting, question, by=actor.user)
            await _tell_waiting(session, actor, question, waiting, before)
        elif question.stage is Stage.JOINED and (lead is None or not retrieval.same(question.text, lead.text)):
            await _wait_no_longer(session, actor, question)
    if lead is not None:
        await joining.show_askers(session, lead)
    return None


async def _amend(session: AsyncSession, actor: Actor, question: Question, org: Organisation, asking: Asking) -> None:
    was_signed, holder, asked = question.stage in SIGNED, question.holder, question.text
    before = f"{question.text} · {question.account} · {question.topic}"
    department, desk, style = question.department, question.desk, org.style_for(question.account)
    room = question.network, question.limit
    question.text = asking.text.strip()
    place(question, org, account=asking.account, topic=asking.topic)
    question.desk = desk if question.card_key else question.desk or desk  # the card stays where it was posted
    question.department = question.department or department
    await move(session, question, Move.AMEND, actor, detail=before)
    restyled = styling.restyle(question, style, org.style_for(question.account))
    if room != (question.network, question.limit) and not question.draft_by:
        question.source = ""  # another text may fit
    if not await drafting.recompute(session, question) and restyled:
        wordings.renew(session, question)
    if was_signed:
        why = f"<@{actor.user}> corrected the question, so the text has to be signed again."
        await falling.fell(session, question, why, holder=holder, aware=actor.user)
    await pinging.pass_over(session, question)
    if not retrieval.same(asked, question.text):
        await _tell_expert(session, question, actor)
    if question.stage is Stage.AWAITING_SIGN_OFF:
        await summoning.show_draft(session, question)
        await proposing.ask(session, question)
    await redraw(session, question)


async def _tell_expert(session: AsyncSession, question: Question, actor: Actor) -> None:
    said = f"<@{actor.user}> corrected the question: it is {line(question.text, 600)} now."
    if question.stage in LOOK and question.holder != actor.user:
        await pinging.tell_expert(session, question, said, ask=LOOK[question.stage], name="corrected")
    elif question.stage is Stage.AWAITING_ASKER and question.expert != actor.user:
        asked = f"If you can answer that, please do so here; if not, <@{question.holder}> is asked already."
        await pinging.tell_apart(session, question, f"{said} {asked}", name="corrected")


async def _waiting(session: AsyncSession, lead: Question, text: str) -> Sequence[Question]:
    """Whatever waits for it and doesn't ask word for word what it asks from now on, where that is something else."""
    if retrieval.same(lead.text, text):
        return []
    return [each for each in await joined.lock_waiting(session, lead) if not retrieval.same(each.text, text)]


async def _wait_no_longer(session: AsyncSession, actor: Actor, question: Question) -> None:
    """It doesn't get that answer: it isn't the same question any more."""
    said = f"<@{actor.user}> corrected it to {line(question.text)} It isn't the same any more, so it is asked alone."
    await summoning.settle_request(session, question, said)
    await joining.ask_alone(session, question, actor)


async def _tell_waiting(
    session: AsyncSession, actor: Actor, lead: Question, waiting: Sequence[Question], before: str
) -> None:
    """They go on waiting, and may split off: told once for all that one person forwarded, in the place of what they
    were told first."""
    org = await organisation(session, lead.workspace)
    people = await names(session, lead.workspace, actor.user)
    for forwarder in dict.fromkeys(each.forwarder for each in waiting):
        mine = [each for each in waiting if each.forwarder == forwarder]
        user = await here(session, org, lead.workspace, forwarder)
        said = joining_views.lead_corrected(mine, lead, people, to=user, by=actor.user, before=before)
        await summoning.settle_request(
            session,
            mine[0],
            f"{line(mine[0].text)} waits for a question that {people.bold(actor.user)} corrected: below.",
        )
        key = f"question:{lead.id}:corrected-for:{forwarder}:{lead.moves}"
        summoning.say(session, mine[0], key=key, message=said, user=user, lane=Lane.ACKNOWLEDGEMENT)
        mine[0].request_key = key
