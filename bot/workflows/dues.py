"""Due rows and what is done when their time comes: each claimed by one process, acted on in its own transaction."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, events
from bot.db import questions, queue, reviews, twins
from bot.db import signing_lists as lists
from bot.db.adding import DUES
from bot.db.engine import Database
from bot.db.models import Due, Question
from bot.db.retrying import retried
from bot.lifecycle import Forgotten
from bot.workflows import (
    asking_about_twins,
    asking_to_review,
    canary,
    choosing,
    clocks,
    entry_life,
    finding_twins,
    forgetting,
    in_step,
    linking,
    news,
    proposing,
    recalling,
    signing_lists,
    together,
)

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
AT_ONCE = 50

ACTS: dict[str, Callable[[AsyncSession, Question, Due], Awaitable[datetime | None]]] = {
    "clock": clocks.ring,
    "promise": clocks.promise,
    "draft": clocks.draft,
    "offers": choosing.offer_late,
    "answered": together.take_answer,
    "delivered": news.delivered,
    "invited": news.invited,
    "card_posted": news.card_posted,
    "said_below": news.said_below,
    "undeliverable": news.undeliverable,
    entry_life.REACH: recalling.reach,
    in_step.USED: in_step.reach,
    proposing.KIND: proposing.unasked,
}

WITHOUT_QUESTION: dict[str, Callable[[AsyncSession, Due], Awaitable[datetime | None]]] = {
    "whispered": news.whispered,
    "refused": news.refused,
    reviews.KIND: asking_to_review.look,
    twins.FOUND: finding_twins.look,
    twins.SWEEP: finding_twins.sweep,
    twins.ASK: asking_about_twins.again,
    linking.LOOK: in_step.look,
    linking.DONE: in_step.tell_done,
    lists.KIND: signing_lists.draw,
    forgetting.BLANKED: forgetting.card_blanked,
    "canary": canary.fly,
    "canary_posted": canary.posted,
    "canary_read": canary.read,
    "canary_gone": canary.gone,
}

# Built once: each due row asks them. What is written are the parameters that it doesn't ask for.
STANDING = select(Due).where(Due.id == bindparam("row"), Due.attempts == bindparam("attempt"), Due.done_at.is_(None))
WRITTEN = update(DUES).where(
    DUES.c.id == bindparam("row"), DUES.c.attempts == bindparam("attempt"), DUES.c.done_at.is_(None)
)


async def act_on_due(db: Database, ask_writer: Callable[[int, int], None] | None = None) -> int:
    """Act on everything whose time has come; returns how many rows were claimed. `ask_writer` takes over those that
    are for the writer: nobody else waits for its answer."""
    async with db.transaction(wake=False) as session:
        lease = LEASE * max(clock.rate(), 1.0)
        claimed = await queue.claim_dues(session, now=clock.now(), lease=lease, limit=AT_ONCE)
    for due in claimed:
        if due.kind == proposing.KIND and ask_writer is not None:
            ask_writer(due.id, due.attempts)
            continue
        try:
            with events.timed("due", workspace=due.workspace, due=due.id, kind=due.kind):
                await retried(partial(_act_on, db, due))
        except Exception:
            log.exception("due %s could not be acted on; it comes back", due.id)
    return len(claimed)


async def _act_on(db: Database, claimed: Due) -> None:
    async with db.transaction() as session:
        await _act(session, claimed)


async def _act(session: AsyncSession, claimed: Due) -> None:
    """Lock the question first, then look whether the row still stands: a move may have cancelled it meanwhile."""
    mine = {"row": claimed.id, "attempt": claimed.attempts}
    without_question, question = WITHOUT_QUESTION.get(claimed.kind), None
    if without_question is None and claimed.question_id is not None:
        try:
            question = await questions.lock(session, claimed.workspace, claimed.question_id)
        except Forgotten:  # a call that was under way then has come to its end: nothing follows
            await session.execute(delete(Due).where(Due.id == claimed.id))
            return
    due = await session.scalar(STANDING, mine)
    if due is None:
        return
    next_at = None
    if without_question is not None:
        next_at = await without_question(session, due)
    elif question is not None:
        next_at = await ACTS[due.kind](session, question, due)
    await session.flush()
    done = {"done_at": clock.now()} if next_at is None else {"due_at": next_at}
    await session.execute(WRITTEN, {**mine, "first_tried_at": None, **done})
