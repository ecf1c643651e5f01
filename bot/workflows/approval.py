"""Comms releases the exact text the expert signed, or sends it back."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import organisations, questions
from bot.db.models import Question
from bot.lifecycle import SIGNED, Move, Refused, Stage
from bot.views import approval as views
from bot.views.blocks import View
from bot.workflows import changing, falling, pinging, styling, summoning
from bot.workflows.moving import is_repeated, move, sign, text_hash
from bot.workflows.people import Actor, bot_of, names_around, organisation, possible_approvers, signer_of
from bot.workflows.permits import may, may_approve

NOBODY = "Nobody else who may approve for this account is here. Please add an approver to the organisation file. "


async def request(session: AsyncSession, question: Question) -> None:
    """Ask the named approver; where nobody may approve but the signer, say so at once."""
    org = await organisation(session, question.workspace)
    nobody = not await possible_approvers(session, org, question)
    await summoning.summon(session, question, after=NOBODY if nobody else "")


async def request_reuse(session: AsyncSession, question: Question, actor: Actor, *, signer: str) -> None:
    """An earlier answer is used again: the old signature carries, the forwarder may approve it."""
    sign(session, question, role="expert", user=signer)
    await session.flush()
    org = await organisation(session, question.workspace)
    approvers = await possible_approvers(session, org, question)
    question.approver = actor.user if actor.user in approvers else next(iter(approvers), org.duty)
    await move(session, question, Move.USE_ENTRY, actor)
    await pinging.post_card(session, question)
    await request(session, question)


async def approve(session: AsyncSession, actor: Actor, *, question_id: int, revision: int) -> None:
    """Comms releases this exact text."""
    question = await questions.lock(session, actor.workspace, question_id)
    if await is_repeated(session, question, Move.PUBLISH if question.change else Move.APPROVE, actor):
        return
    if question.stage is Stage.AWAITING_APPROVAL:
        await _require_approver(session, question, actor)
        if revision != question.revision:
            raise Refused("The text has changed since. Please look at the newest request in the thread.")
        signature = (await questions.signatures(session, question)).get("expert")
        if signature is None or signature.text_hash != text_hash(question.draft):
            raise Refused("Nobody has signed exactly this text. It has to go back to the expert first.")
        await styling.require_allowed(session, question, then="Please edit the text, or send it back.")
    question.approver = actor.user
    await move(session, question, Move.APPROVE, actor)
    sign(session, question, role="comms", user=actor.user)
    if question.change:
        await changing.finish(session, question, actor)
        return
    people = await names_around(session, question)
    await summoning.settle_request(
        session, question, f":white_check_mark: {people.bold(actor.user)} approved the text."
    )
    await summoning.summon(session, question)


async def _require_approver(session: AsyncSession, question: Question, actor: Actor) -> None:
    """Never whoever signed it; otherwise whoever the organisation names."""
    org = await organisation(session, question.workspace)
    if actor.user == await signer_of(session, question):
        named = next(iter(await possible_approvers(session, org, question)), org.duty)
        ask = f"Please ask <@{named}>." if named != actor.user else NOBODY.strip()
        raise Refused(f"You signed this text yourself, so somebody else has to approve it. {ask}")
    if not await may(session, "approve", question, actor):
        named = next(iter(await possible_approvers(session, org, question)), org.duty)
        asked = question.approver if question.approver != actor.user else named
        raise Refused(f"Only comms can approve this. Please ask <@{asked}>.")


async def send_back_window(session: AsyncSession, actor: Actor, *, question_id: int) -> View:
    """What should change?"""
    question = await questions.lock(session, actor.workspace, question_id)
    await _may_send_back(session, question, actor)
    return views.send_back_window(question)


async def _may_send_back(session: AsyncSession, question: Question, actor: Actor) -> None:
    if not await may(session, "send_back", question, actor):
        org = await organisation(session, question.workspace)
        raise Refused(f"Only an approver of this account or <@{org.duty}> can send this back.")
    if question.stage not in SIGNED:
        raise Refused(f"This question is {question.stage}, so there is no signed text to send back.")


async def send_back(session: AsyncSession, actor: Actor, *, question_id: int, revision: int, words: str) -> View | None:
    """Comms wants it changed; the expert is told why. Where the words met a newer text, the window again, with that."""
    question = await questions.lock(session, actor.workspace, question_id)
    if await is_repeated(session, question, Move.SEND_BACK, actor, detail=words):
        return None
    await _may_send_back(session, question, actor)
    if not words.strip():
        raise Refused("Please write what should change, so that the expert needn't guess.")
    if revision != question.revision:
        return views.send_back_window(question, mine=words)
    await bring_back(session, question, actor, words=words, aware=actor.user)
    return None


async def bring_back(session: AsyncSession, question: Question, actor: Actor, *, words: str, aware: str = "") -> None:
    """Both signatures fall; the expert hears what to change, and whoever was to press a button that it waits.

    `aware`: who knows that already."""
    before = question.holder
    await move(session, question, Move.SEND_BACK, actor, detail=words)
    await falling.fell(
        session, question, f"<@{actor.user}> sent the text back.", holder=before, aware=aware, words=words
    )
    said, ask = views.sent_back(question, actor.user, words)
    await pinging.tell_expert(session, question, said, ask=ask, name="sent-back")
    await summoning.show_draft(session, question)


async def next_approver(session: AsyncSession, question: Question) -> bool:
    """The approver's time is up, or they have left: the next one is asked, or the duty person where nobody is left.

    False where everybody who may approve was asked already.
    """
    org = await organisation(session, question.workspace)
    before, possible = question.approver, await possible_approvers(session, org, question)
    left = before in await organisations.gone(session, question.workspace)
    order = org.approvers_for(question.account or None, question.department)
    place = order.index(before) + 1 if before in order else 0
    others = [user for user in (*order[place:], *order[:place]) if user in possible and user != before]
    if (left or not may_approve(org, question, before)) and not others and before != org.duty:
        others = [org.duty]
    if not others or (not left and await questions.escalations(session, question) >= len(others)):
        return False
    question.approver = others[0]
    people = await names_around(session, question, before)
    reason = questions.LEFT if left else "could not approve it in time"
    why = f"{people.bold(before)} {reason}, so I asked {people.bold(question.approver)}."
    await summoning.settle_request(session, question, why)
    await move(session, question, Move.ESCALATE, bot_of(question.workspace), detail=questions.LEFT if left else "")
    await request(session, question)
    return True
