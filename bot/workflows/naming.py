"""Comms names the expert: because nobody was left, or because somebody else knows better."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import questions
from bot.db.models import Question
from bot.lifecycle import CLOSED, SIGNED, Move, Refused, Stage
from bot.organisation import Organisation
from bot.slack import outbox
from bot.views import pinging as views
from bot.views.blocks import View, line, message, section
from bot.views.card import standing
from bot.workflows import falling, pinging, summoning
from bot.workflows.moving import around, is_repeated, move
from bot.workflows.people import NO_COLLEAGUE, Actor, names_around, organisation, require_colleague, require_comms
from bot.workflows.permits import require_stage


async def window(session: AsyncSession, actor: Actor, *, question_id: int) -> View:
    """Name an expert."""
    question = await questions.lock(session, actor.workspace, question_id)
    require_comms(await organisation(session, actor.workspace), actor, "name an expert")
    if question.stage in CLOSED:
        raise Refused(f"This question is {question.stage} already. You can reopen it on its card.")
    require_stage(question, "assign")
    return views.person_window(question, await _choices(session, question))


async def _choices(session: AsyncSession, question: Question) -> list[tuple[str, str]]:
    """Whom it may go to: not whoever has it, but whoever had it before nobody did."""
    has_it = question.expert if question.stage is not Stage.AWAITING_EXPERT else ""
    return await pinging.others(session, question, has_it)


async def assign(
    session: AsyncSession, actor: Actor, *, question_id: int, to: str, shown: tuple[str, int]
) -> View | None:
    """Comms names the expert: because nobody was left, or because somebody else knows better.

    `shown`: stage and revision when the window opened. Where it went on meanwhile, the window again, saying how.
    """
    question = await questions.lock(session, actor.workspace, question_id)
    org = await organisation(session, actor.workspace)
    what = Move.ASSIGN if question.stage is Stage.AWAITING_EXPERT else Move.REASSIGN
    if await is_repeated(session, question, what, actor) and question.expert == to:
        return None
    require_comms(org, actor, "name an expert")
    require_stage(question, "assign")
    if not to:
        raise Refused("Please choose somebody.")
    await require_colleague(session, question.workspace, to, refusal=NO_COLLEAGUE)
    if shown != (question.stage, question.revision):
        now = standing(question, await around(session, question))
        return views.person_window(question, await _choices(session, question), chosen=to, now=now)
    before, holder, was_signed = question.expert, question.holder, question.stage in SIGNED
    pinging.note_asked(session, question, to, await questions.asked(session, question))
    people = await names_around(session, question, before, to, actor.user)
    anew = ", so the text has to be signed again" if was_signed else ""
    await summoning.settle_request(session, question, f"{people.bold(actor.user)} asked {people.bold(to)}{anew}.")
    await summoning.set_draft_aside(session, question)
    await _place_with(session, question, org, to)
    await move(session, question, what, actor)
    await pinging.post_card(session, question)
    if was_signed and holder != actor.user:
        why = f"{people.bold(actor.user)} asked {people.bold(to)} instead, so nobody has signed it now."
        await falling.tell_wait(session, question, holder, why)
    if what is Move.REASSIGN:
        await pinging.tell_taken(session, question, before, by=actor)
    await summoning.summon(session, question, after=f"{people.bold(actor.user)} thinks you know this. ")
    return None


async def _place_with(session: AsyncSession, question: Question, org: Organisation, expert: str) -> None:
    """A question without a department goes to the desk of whoever answers it; its card moves there."""
    own = [d for d in org.departments if expert in d.experts or expert == d.lead]
    if question.department or not (own or not question.desk):
        return
    department = own[0] if own else org.departments[0]
    question.department, question.desk = department.key, department.desk
    if question.card_key:
        text = f"{line(question.text)} went to <#{department.desk}>, where it is answered."
        moved = message(text, [section(text)])
        workspace, card_key = question.workspace, question.card_key
        await outbox.update(session, of=card_key, workspace=workspace, message=moved)
        question.card_key = question.request_key = ""
