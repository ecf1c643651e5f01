"""From what the expert wrote to a short text they sign."""

from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, trimming
from bot.db import questions
from bot.db.models import Due, Question
from bot.lifecycle import SIGNED, Move, Refused, Stage
from bot.workflows import approval, falling, ladder, learning, proposing, styling, summoning, wordings
from bot.workflows.moving import is_repeated, move, sign, stop_clock
from bot.workflows.people import Actor, names_around, organisation, possible_approvers
from bot.workflows.permits import may

WRITTEN_SINCE = "More was written in the thread after this wording. Is it still right?"
STALE = "The draft has changed since. Please look at the newest one, at the bottom of the thread."


async def recompute(session: AsyncSession, question: Question) -> bool:
    """Trim what stands in the thread; True where the draft or what it leaves out changed: no signature holds now."""
    result = await wordings.shortened(session, question)
    best = result.candidates[0] if result.candidates else None
    text, source = (best.text if best else ""), "\n".join(result.sentences)
    if source == question.source:
        return False  # nothing was said that matters: thanks, a greeting
    question.source, question.proposal = source, {}
    if question.draft_by and text == question.trimmed:
        # Somebody's own wording stays, but whoever signed it had not read these words.
        review = await reviewed(session, question, question.draft)
        question.warnings, question.omissions = [*review.warnings, WRITTEN_SINCE], list(review.omissions)
        question.left_out, question.others = [], []
    elif best and text == question.trimmed:
        known = set(question.omissions)
        wordings.take(question, result, best)
        if known.issuperset(question.omissions):
            return False
    else:
        before = question.draft if question.draft_by else ""
        question.trimmed, question.draft_by = text, ""
        wordings.take(question, result, best)
        if before and best:
            question.warnings = [f"This takes the place of an earlier wording: “{before}”", *question.warnings]
        elif before:
            question.warnings = [*question.warnings, f"The wording before was “{before}”"]
    wordings.renew(session, question)
    return True


async def show_soon(session: AsyncSession, question: Question) -> None:
    """Rebuild the draft message when the expert pauses; each new word restarts the wait."""
    org = await organisation(session, question.workspace)
    await stop_clock(session, question, "draft")
    session.add(
        Due(
            key=f"question:{question.id}:draft-due:{question.moves}:{clock.now().timestamp()}",
            workspace=question.workspace,
            question_id=question.id,
            kind="draft",
            due_at=clock.now() + ladder.clocks_of(question, org).draft_pause,
        )
    )


async def sign_off(session: AsyncSession, actor: Actor, *, question_id: int, revision: int) -> None:
    """The expert stands by this wording; comms is asked to approve it."""
    question = await questions.lock(session, actor.workspace, question_id)
    if await is_repeated(session, question, Move.SIGN_OFF, actor):
        return
    if question.stage is Stage.AWAITING_SIGN_OFF and not await may(session, "sign_off", question, actor):
        people = await names_around(session, question)
        raise Refused(
            f"Only {people.bold(question.holder)} can sign this off. If it isn't right, please write why in the thread."
        )
    if question.stage is Stage.AWAITING_SIGN_OFF and revision != question.revision:
        raise Refused(STALE)
    if question.stage is Stage.AWAITING_SIGN_OFF and not question.draft:
        raise Refused("There is no text to sign yet. Please write a short answer in the thread.")
    if question.stage is Stage.AWAITING_SIGN_OFF and question.may_mislead:
        raise Refused("What is left out may mislead. Please press “Still right without it” first, or edit the text.")
    if not trimming.fits(question.draft, question.limit, question.network):
        raise Refused(f"The text is longer than the {question.limit} characters this account takes. Please shorten it.")
    if question.stage is Stage.AWAITING_SIGN_OFF:
        await styling.require_allowed(session, question, then="Please edit the text, then sign.")

    sign(session, question, role="expert", user=actor.user)
    await session.flush()
    await learning.note(session, question)
    org = await organisation(session, question.workspace)
    approvers = await possible_approvers(session, org, question)
    question.approver = next(iter(approvers), org.duty)
    await move(session, question, Move.SIGN_OFF, actor)
    await summoning.show_signed(session, question)
    await approval.request(session, question)


async def reviewed(session: AsyncSession, question: Question, text: str) -> trimming.Review:
    """What this wording changes against the expert's own words, or leaves out of them, in plain sentences."""
    written = await wordings.used(session, question) or [question.trimmed]
    style = await styling.style_of(session, question)
    review = partial(trimming.review_in_style, written, question=question.text, text=text, style=style)
    return await wordings.aside(written, review)


async def use_other(session: AsyncSession, actor: Actor, *, question_id: int, revision: int, place: int) -> None:
    """The expert takes another of the texts that fit."""
    question = await _for_signing(session, actor, question_id, revision, "use_other")
    result, proposal = await wordings.shortened(session, question), await wordings.proposed(session, question)
    wanted = question.others[place] if place < len(question.others) else None
    one = next((each for each in (*result.candidates, proposal) if each and each.text == wanted), None)
    if one is None:
        raise Refused(STALE)
    question.draft_by = actor.user
    wordings.take(question, result, one, proposal=proposal)
    wordings.renew(session, question)
    await move(session, question, Move.EDIT, actor, detail="another wording")
    await summoning.refresh_draft(session, question)


async def right_without(session: AsyncSession, actor: Actor, *, question_id: int, revision: int) -> None:
    """The expert says that the text is right without what it leaves out; whoever approves it sees that."""
    question = await _for_signing(session, actor, question_id, revision, "right_without")
    if question.may_mislead:
        question.right_by = actor.user
        await move(session, question, Move.EDIT, actor, detail="right without what is left out")
        await summoning.refresh_draft(session, question)


async def _for_signing(session: AsyncSession, actor: Actor, question_id: int, revision: int, what: str) -> Question:
    """The question, where this person may still do that to this revision."""
    question = await questions.lock(session, actor.workspace, question_id)
    if question.stage is not Stage.AWAITING_SIGN_OFF or not await may(session, what, question, actor):
        raise Refused("Only the person who is to sign can do that, and only before signing.")
    if revision != question.revision:
        raise Refused(STALE)
    return question


async def use_last(session: AsyncSession, actor: Actor, *, question_id: int) -> None:
    """Only the expert's own last message counts; where they wrote none, the last one."""
    question = await questions.lock(session, actor.workspace, question_id)
    if question.stage is not Stage.AWAITING_SIGN_OFF or not await may(session, "use_last", question, actor):
        raise Refused("Only the person who is to sign can do that, and only before signing.")
    used = [row for row in await questions.contributions(session, question) if row.used]
    if len(used) < 2:
        return
    own = [row for row in used if row.author == actor.user] or used
    for row in used:
        row.used = row is own[-1]
    await session.flush()
    question.source = question.trimmed = question.draft = question.draft_by = ""
    await recompute(session, question)
    await move(session, question, Move.CONTRIBUTE, actor, detail="use only the last message")
    await summoning.show_draft(session, question)
    await proposing.ask(session, question)


async def take_back(session: AsyncSession, actor: Actor, *, question_id: int) -> None:
    """The expert takes the signature back before the text is public."""
    question = await questions.lock(session, actor.workspace, question_id)
    if await is_repeated(session, question, Move.TAKE_BACK, actor):
        return
    if question.stage not in SIGNED:
        why = f"This question is {question.stage}, so the signature can't be taken back now."
        raise Refused(f"{why} If the text is wrong, please write why in the thread.")
    if not await may(session, "take_back", question, actor):
        raise Refused(
            f"Only <@{question.expert or question.holder}> can take this signature back. "
            "Comms can send the text back instead."
        )
    holder, why = question.holder, f"<@{actor.user}> took the signature back."
    await move(session, question, Move.TAKE_BACK, actor)
    await falling.fell(session, question, why, holder=holder, aware=actor.user)
    await summoning.show_draft(session, question)
