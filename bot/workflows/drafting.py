"""From what the expert wrote to a short text they sign."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, trimming
from bot.db import questions
from bot.db.models import Due, Question
from bot.lifecycle import Move, Refused, Stage
from bot.workflows import approval, ladder, summoning
from bot.workflows.moving import is_repeated, keep_revision, move, sign, stop_clock
from bot.workflows.people import Actor, names_around, organisation, possible_approvers
from bot.workflows.permits import may

WRITTEN_SINCE = "More was written in the thread after this wording. Is it still right?"
STALE = "The draft has changed since. Please look at the newest one, at the bottom of the thread."


async def recompute(session: AsyncSession, question: Question) -> bool:
    """Trim what stands in the thread; True where the draft changed with it, so that nobody's signature holds."""
    used = [row for row in await questions.contributions(session, question) if row.used]
    result = trimming.shorten(
        [row.text for row in used], question=question.text, limit=question.limit, network=question.network
    )
    best = result.candidates[0] if result.candidates else None
    text, source = (best.text if best else ""), "\n".join(result.sentences)
    if source == question.source:
        return False  # nothing was said that matters: thanks, a greeting
    question.source = source
    if question.draft_by and text == question.trimmed:
        # Somebody's own wording stays, but whoever signed it had not read these words.
        question.warnings = [*await guarded(session, question, question.draft), WRITTEN_SINCE]
    elif best and text == question.trimmed:
        question.left_out, question.warnings = list(best.left_out), list(best.warnings)
        return False
    else:
        question.trimmed, question.draft, question.draft_by = text, text, ""
        question.left_out = list(best.left_out if best else result.sentences)
        question.warnings = list(best.warnings) if best else [result.refused_because] * bool(result.refused_because)
        question.over = result.over
    question.revision += 1
    keep_revision(session, question, author=question.draft_by)
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
        raise Refused(f"Only {people.bold(question.holder)} can sign this off.")
    if question.stage is Stage.AWAITING_SIGN_OFF and revision != question.revision:
        raise Refused(STALE)
    if question.stage is Stage.AWAITING_SIGN_OFF and not question.draft:
        raise Refused("There is no text to sign yet. Please write a short answer in the thread.")
    if not trimming.fits(question.draft, question.limit, question.network):
        raise Refused(f"The text is longer than the {question.limit} characters this account takes. Please shorten it.")

    sign(session, question, role="expert", user=actor.user)
    await session.flush()
    org = await organisation(session, question.workspace)
    approvers = await possible_approvers(session, org, question)
    question.approver = next(iter(approvers), org.duty)
    await move(session, question, Move.SIGN_OFF, actor)
    await summoning.show_signed(session, question)
    await approval.request(session, question)


async def guarded(session: AsyncSession, question: Question, text: str) -> tuple[str, ...]:
    """What this wording changes against the expert's own words, in plain sentences."""
    used = [row.text for row in await questions.contributions(session, question) if row.used]
    source = "\n".join(trimming.plain(words) for words in used) or question.trimmed
    return trimming.guard(source, text) if source else ()


async def use_last(session: AsyncSession, actor: Actor, *, question_id: int) -> None:
    """Only the expert's last message counts."""
    question = await questions.lock(session, actor.workspace, question_id)
    if question.stage is not Stage.AWAITING_SIGN_OFF or not await may(session, "use_last", question, actor):
        raise Refused("Only the person who is to sign can do that, and only before signing.")
    used = [row for row in await questions.contributions(session, question) if row.used]
    if len(used) < 2:
        return
    for row in used[:-1]:
        row.used = False
    await session.flush()
    question.source = question.trimmed = question.draft = question.draft_by = ""
    await recompute(session, question)
    await move(session, question, Move.CONTRIBUTE, actor, detail="use only the last message")
    await summoning.show_draft(session, question)


async def take_back(session: AsyncSession, actor: Actor, *, question_id: int) -> None:
    """The expert takes the signature back before the text is public."""
    question = await questions.lock(session, actor.workspace, question_id)
    if await is_repeated(session, question, Move.TAKE_BACK, actor):
        return
    if not await may(session, "take_back", question, actor):
        raise Refused(
            f"Only <@{question.expert or question.holder}> can take this signature back. "
            "Comms can send the text back instead."
        )
    await move(session, question, Move.TAKE_BACK, actor)
    await approval.fell(session, question, f"<@{actor.user}> took the signature back.")
    await summoning.show_draft(session, question)
