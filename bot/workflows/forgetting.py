"""A question is forgotten: what the public wrote and what was written about it goes, that it was answered stays."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, events, trimming
from bot.db import entries, forgetting, fulltext, organisations, questions
from bot.db.engine import Database
from bot.db.models import Audit, Due, Question
from bot.db.retrying import retried
from bot.lifecycle import CLOSED, Forgotten, Refused
from bot.slack import forgetting as calls
from bot.slack import outbox
from bot.slack.errors import Outcome
from bot.views import forgetting as views
from bot.views.blocks import place_of
from bot.views.trouble import REASONS
from bot.workflows import unlearning
from bot.workflows.moving import redraw

BLANKED = "card_blanked"
SHORTEST = 12  # a shorter reply may be anybody's
AT_ONCE = 10  # every few minutes: Slack deletes some fifty messages a minute


@dataclass
class Done:
    """What went, what stays, and what only people can see to."""

    question: int
    before: bool  # it was forgotten earlier
    forgotten_at: str = ""
    replies: int = 0
    drafts: int = 0
    messages: int = 0  # of the bot's own, taken back in Slack
    quoted: int = 0  # rows of other questions, lists and refusals that held its words
    wordings: int = 0
    answer: int | None = None  # the kept answer that came of it, which stays
    removed: list[int] = field(default_factory=list)
    published: list[str] = field(default_factory=list)  # where removed answers were posted
    thread: str = ""  # where the card stands, or stood
    typed: list[str] = field(default_factory=list)  # what people typed in Slack: only they or an administrator can
    waiting: int = 0  # messages of the bot's that are still to be taken back …
    refused: list[str] = field(default_factory=list)  # … and those that Slack lets nobody take back
    beside: list[int] = field(default_factory=list)  # asked together with it or to follow it up: other questions


async def forget(session: AsyncSession, workspace: str, question_id: int, *, with_answer: bool = False) -> Done:
    """Everything that was written goes; with the answer, where one came of it, the kept answer too.

    Again for one that was forgotten before, it says what is left to do.
    """
    lead = await _lead(session, workspace, question_id)
    try:
        question = await questions.lock(session, workspace, question_id, even_forgotten=True)
    except Refused:
        raise Refused(f"There is no question {question_id} here; `export questions` has their numbers.") from None
    if question.stage not in CLOSED:
        raise Refused(
            f"Question {question.id} is open: it is {question.stage}. Have it withdrawn on its card first, or answered "
            "and posted; then nobody waits for it any more, and it can be forgotten."
        )
    done = Done(question.id, question.forgotten_at is not None)
    following = await forgetting.following(session, question)
    asked, personal = await _asked(session, question), [text for text in (question.asker, question.link) if text]
    remarks = await forgetting.remarks(session, question)
    if with_answer:
        removed = await unlearning.remove(session, question)
        done.removed, done.published, remarks = removed.entries, removed.published, [*remarks, *removed.texts]
    if asked:
        remarks += await unlearning.keep_signed(session, question)
        done.wordings = await unlearning.unlearn(session, question, asked)
    theirs = map(trimming.plain, await forgetting.shared(session, question))
    known = [*await unlearning.kept_texts(session, question), *theirs]
    remarks = [text for text in map(trimming.plain, remarks) if not any(text in each for each in known)]
    if question.forgotten_at is None:
        done.replies, done.drafts, done.messages = await _empty(session, question)
        for each in filter(None, (lead, *following)):
            await redraw(session, each)
    if not await forgetting.is_asked_for(session, question):
        _note(session, question, forgetting.ASKED_FOR)
    texts = [*asked, *(text for text in remarks if len(text) >= SHORTEST)]
    done.quoted = await _blot(session, question, texts, personal)
    await fulltext.purge(session)
    await _left(session, question, done)
    return done


async def _asked(session: AsyncSession, question: Question) -> list[str]:
    """How it was asked, as far as that is known still: where its time was over, by the answer that came of it."""
    if question.forgotten_at is None:
        return [question.text, *await forgetting.earlier(session, question)]
    if await forgetting.is_asked_for(session, question):
        return []
    kept = await entries.of_question(session, question.workspace, question.id)
    return [kept.question] if kept is not None else []


async def forget_ended(db: Database, *, before: datetime) -> None:
    """Questions whose time is over, some at once, each for itself; how a kept answer is asked for stays known."""
    async with db.snapshot() as session:
        found = await forgetting.ended(session, before=before, limit=AT_ONCE)
    for workspace, question_id in found:
        await retried(partial(_forget_ended, db, workspace, question_id))
    async with db.transaction(wake=False) as session:
        await forgetting.empty_refusals(session, before=before)


async def _forget_ended(db: Database, workspace: str, question_id: int) -> None:
    async with db.transaction() as session:
        try:
            question = await questions.lock(session, workspace, question_id)
        except Forgotten:  # by another process
            return
        if question.stage in CLOSED:
            await _empty(session, question)
            _note(session, question, forgetting.EXPIRED)


async def _empty(session: AsyncSession, question: Question) -> tuple[int, int, int]:
    """Without words from now on; how many replies, drafts and messages of the bot's had some."""
    replies, drafts = await forgetting.empty(session, question)
    said = views.forgotten(question.forgotten_at or clock.now())
    messages = await calls.take_back(session, question, said, then={"kind": BLANKED})
    events.once_committed(session, "forgotten", workspace=question.workspace, question=question.id)
    return replies, drafts, messages


def _note(session: AsyncSession, question: Question, move: str) -> None:
    of = {"workspace": question.workspace, "question_id": question.id, "actor": ""}
    session.add(Audit(**of, move=move, from_stage=question.stage, to_stage=question.stage))


async def _lead(session: AsyncSession, workspace: str, question_id: int) -> Question | None:
    """The question that it was answered together with, locked first."""
    question = await questions.find(session, workspace, question_id)
    if question is None or question.joined is None:
        return None
    with contextlib.suppress(Forgotten):
        return await questions.lock(session, workspace, question.joined)
    return None


async def _blot(session: AsyncSession, question: Question, texts: Sequence[str], personal: Sequence[str]) -> int:
    """Where else its words stand: in messages about others, in lists, in refusals; how many rows that were. `personal`
    is looked for only where others asked with it."""
    near = {each.id: {each.asker, each.link} for each in await forgetting.together(session, question)}
    others = await forgetting.asked_by_others(session, question, texts)
    texts = [text for text in texts if text not in others and views.part(text)]
    parts = set(map(views.part, texts))
    rows = [
        *(await forgetting.calls_with(session, question.workspace, parts) if parts else ()),
        *await forgetting.calls_of(session, question.workspace, near),
    ]
    found = 0
    for row in {row.id: row for row in rows}.values():
        theirs = near.get(row.question_id or 0, personal)  # of another question nothing that it has itself
        args = views.without(row.args, [*texts, *(text for text in personal if text not in theirs)])
        if args != row.args:
            found += 1
            await calls.reword(session, row, args)
    for note in await forgetting.notes_with(session, question.workspace, parts) if parts else ():
        detail = views.blotted(note.detail, texts)
        found += detail != note.detail
        note.detail = detail
    return found


async def _left(session: AsyncSession, question: Question, done: Done) -> None:
    """What only people can see to."""
    known = await organisations.workspace(session, question.workspace)
    url = known.url if known else ""
    written = await forgetting.written(session, question)
    done.typed = [_link(url, row.channel, row.ts) for row in written if not row.deleted]
    card = await outbox.posted(session, question.workspace, question.card_key)
    done.thread = _link(url, card.channel, card.ts) if card is not None and card.ts else ""
    for row in await forgetting.not_taken_back(session, question):
        first = await outbox.posted(session, question.workspace, row.update_of or "")
        done.waiting += row.open
        if first is not None and first.ts and not row.open:
            done.refused.append(f"{_link(url, first.channel, first.ts)} ({row.error})")
    kept = await entries.of_question(session, question.workspace, question.id)
    done.answer = kept.id if kept is not None else None
    done.beside = await forgetting.beside(session, question)
    done.forgotten_at = question.forgotten_at.isoformat() if question.forgotten_at else ""


def _link(url: str, channel: str, ts: str) -> str:
    return place_of(url, channel, ts) if url else f"{channel} {ts}"


async def card_blanked(session: AsyncSession, due: Due) -> datetime | None:
    """Where Slack lets nobody change the card any more, it is deleted."""
    args: dict[str, Any] = due.args
    row = await outbox.posted(session, due.workspace, args["key"])
    if row is not None and row.update_of and args["outcome"] == Outcome.DEAD and args["error"] not in REASONS:
        await outbox.delete(session, of=row.update_of, workspace=row.workspace, question_id=row.question_id)
    return None
