"""A question that was forwarded is corrected: its words, its account, its topic."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import joined, questions
from bot.db.models import Question
from bot.lifecycle import SIGNED, Move, Stage
from bot.organisation import Organisation
from bot.views import intake as views
from bot.views.blocks import View
from bot.workflows import approval, drafting, pinging, styling, summoning, wordings
from bot.workflows.intake import Asking, check, labelled, place
from bot.workflows.moving import move, redraw
from bot.workflows.people import Actor, organisation, require_comms
from bot.workflows.permits import require_stage


async def window(session: AsyncSession, actor: Actor, *, question_id: int) -> View:
    """What was forwarded, to correct it."""
    question = await questions.lock(session, actor.workspace, question_id)
    org = await organisation(session, actor.workspace)
    require_comms(org, actor, "correct a question")
    require_stage(question, "amend")
    return views.amend_window(question, _correctable(org, question.text, question.account, question.topic))


def _correctable(org: Organisation, text: str, account: str, topic: str) -> views.Correctable:
    known = org.topic(topic) if topic else None
    labels = labelled(org.account(account) if account else None), (known.name, known.key) if known else None
    return views.Correctable(text, *labels)


async def amend(
    session: AsyncSession, actor: Actor, *, question_id: int, shown: str, text: str, account: str, topic: str
) -> View | None:
    """Correct the question, its account or its topic; a signed text has to be signed again.

    `shown`: what the window showed. Where somebody else corrected it meanwhile, the window again, with theirs above.
    """
    lead_id = await joined.lead_of(session, actor.workspace, question_id)
    lead = await questions.lock(session, actor.workspace, lead_id) if lead_id else None
    question = await questions.lock(session, actor.workspace, question_id)
    org = await organisation(session, actor.workspace)
    require_comms(org, actor, "correct a question")
    check(org, Asking(text=text, account=account, topic=topic))
    require_stage(question, "amend")
    if shown != views.mark(question):
        newer = _correctable(org, question.text, question.account, question.topic)
        mine = _correctable(org, text.strip(), account, topic)
        return None if mine == newer else views.amend_window(question, mine, newer=newer)
    await _amend(session, actor, question, org, Asking(text=text, account=account, topic=topic))
    if lead is not None:
        await redraw(session, lead)
    return None


async def _amend(session: AsyncSession, actor: Actor, question: Question, org: Organisation, asking: Asking) -> None:
    was_signed = question.stage in SIGNED
    before = f"{question.text} · {question.account} · {question.topic}"
    department, desk, style = question.department, question.desk, org.style_for(question.account)
    question.text = asking.text.strip()
    place(question, org, account=asking.account, topic=asking.topic)
    question.desk = desk or question.desk  # the card stays where it was posted
    question.department = question.department or department
    await move(session, question, Move.AMEND, actor, detail=before)
    await drafting.recompute(session, question)
    if styling.restyle(question, style, org.style_for(question.account)):
        wordings.renew(session, question)
    if was_signed:
        why = f"<@{actor.user}> corrected the question, so the text has to be signed again."
        await approval.fell(session, question, why)
    await pinging.pass_over(session, question)
    if question.draft and question.stage is Stage.AWAITING_SIGN_OFF:
        await summoning.show_draft(session, question)
    await redraw(session, question)
