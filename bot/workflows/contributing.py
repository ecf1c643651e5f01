"""What people write in a question's thread, edit and delete; it counts until the answer is public."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, trimming
from bot.db import joined, questions
from bot.db.models import Asked, Question, Unplaced
from bot.lifecycle import CLOSED, SIGNED, Forgotten, Move, Refused, Stage
from bot.slack import outbox
from bot.views import approval as approval_views
from bot.views import pinging as views
from bot.views.blocks import line, message
from bot.workflows import asking_back, drafting, falling, pinging, quoting, summoning
from bot.workflows.moving import move
from bot.workflows.people import Actor, here, manages, names_around, organisation
from bot.workflows.permits import COLLECTING, may
from bot.workflows.written import Written, ask_writer, keep, note

TAKEN_ON = (Stage.AWAITING_ANSWER, Stage.AWAITING_ASKER)  # somebody is at work on it
PRESS = "Thank you! Nothing was added to the draft. To sign it, please press *Sign off* on it."
WORDLESS = "I can only read words, so nothing of this is in the answer. Please write here what it says."
UNANSWERED = (Stage.AWAITING_EXPERT, Stage.AWAITING_ACKNOWLEDGEMENT, *TAKEN_ON)  # whoever answers first has it


async def hear(session: AsyncSession, actor: Actor, written: Written, event: dict[str, Any]) -> bool:
    """A message arrived: find its question, or keep it until it is known to what it replies; False where it may belong
    to none."""
    question_id = await _question_of(session, actor, written)
    channels = [written.channel, *([actor.user] if written.direct else [])]
    if question_id is not None:
        await contribute(session, actor, question_id=question_id, written=written)
    elif written.thread_ts and await questions.posting_into(session, actor.workspace, channels):
        session.add(
            Unplaced(workspace=actor.workspace, channel=written.channel, thread_ts=written.thread_ts, event=event)
        )
    return question_id is not None or bool(written.thread_ts)


async def _question_of(session: AsyncSession, actor: Actor, written: Written) -> int | None:
    if written.thread_ts:
        return await questions.find_by_message(session, actor.workspace, written.channel, written.thread_ts)
    if written.direct:
        held = await answering(session, actor, desk=None)
        return held[0].id if len(held) == 1 and await _is_certain(session, held[0], actor, written) else None
    return None


async def answering(session: AsyncSession, actor: Actor, *, desk: str | None) -> Sequence[Question]:
    """The questions a word of this person, written beside the threads, may belong to; without a `desk` it is a direct
    one, and may also tell an expert more."""
    since = clock.now() - timedelta(hours=24)
    mine = await questions.of_expert(session, actor.workspace, actor.user, desk=desk, published_since=since)
    held = await questions.waiting_on(session, actor.workspace, actor.user, limit=100) if desk is None else []
    return [
        *(one for one in held if asking_back.informs(one, actor)),
        *(one for one in mine if not asking_back.informs(one, actor)),
    ]


async def _is_certain(session: AsyncSession, question: Question, actor: Actor, written: Written) -> bool:
    """Whether a direct word can only be meant for this question, the one that it may belong to."""
    if asking_back.informs(question, actor):
        return await summoning.asks_directly(session, question) and not written.says_nothing
    return question.expert == actor.user and question.stage not in CLOSED


async def goes_on(session: AsyncSession, question: Question) -> int | None:
    """The question for which counts what is written to this one: what it waits for, or what took its place."""
    return question.joined if question.stage is Stage.JOINED else await joined.successor_of(session, question)


async def contribute(
    session: AsyncSession, actor: Actor, *, question_id: int, written: Written, vouched: bool = False
) -> None:
    """Somebody wrote in the thread, or `vouched` that what they wrote beside it answers the question.

    What is written to a question that waits for another one counts there; to a withdrawn one, where that goes on.
    """
    question_id = await joined.lead_of(session, actor.workspace, question_id) or question_id
    question = await questions.lock(session, actor.workspace, question_id)
    follows = await goes_on(session, question)
    if follows is not None:
        await contribute(session, actor, question_id=follows, written=written, vouched=vouched)
        return
    counting = await questions.counting(session, actor.workspace, written.channel, written.ts)
    if any(row.question_id == question.id for row in counting):
        return
    early = await questions.find_unplaced(session, actor.workspace, written.channel, written.ts, early=True)
    if early is not None:
        await session.delete(early)
        if early.event["text"] is None:
            return
        written = replace(written, text=early.event["text"], edited=early.event["at"])
    counts = vouched or actor.user == question.expert or question.stage not in TAKEN_ON
    if counts and await may(session, "is_answer", question, actor):
        await _take(session, question, actor, written)
    elif asking_back.informs(question, actor):
        await asking_back.hear(session, question, actor, written)
    elif question.stage is Stage.AWAITING_ASKER and await may(session, "inform", question, actor):
        if not written.says_nothing:
            keep(session, actor, written, about=[question.id])
            await asking_back.ask_whether_it_informs(session, question, actor, written)
    else:
        await _colleague(session, question, actor, written)


async def _take(session: AsyncSession, question: Question, actor: Actor, written: Written) -> None:
    """It counts: the newest word wins until the answer is public."""
    agrees = _agrees(question, actor, written)
    await note(session, question, actor, written, used=not agrees)
    if question.stage in CLOSED:
        if not agrees and not written.says_nothing:
            await _too_late(session, question, actor, written)
        return
    if agrees or written.says_nothing:
        if written.is_wordless:
            ask_writer(session, question, actor, written, name=f"wordless:{written.ts}", message=message(WORDLESS))
        elif question.stage in SIGNED:
            await summoning.refresh_request(session, question)
        elif agrees:
            ask_writer(session, question, actor, written, name=f"agrees:{written.ts}", message=message(PRESS))
        elif trimming.takes_it_on(written.text):
            await pinging.take_on(session, question, actor)
        return
    if question.stage in UNANSWERED and actor.user != question.expert:
        await _changes_hands(session, question, actor)
    await recount(session, question, actor, written.words)


def _agrees(question: Question, actor: Actor, written: Written) -> bool:
    """Whether its expert only says that the text they were shown is right: nothing is added to it."""
    shown = question.stage in (*SIGNED, Stage.PUBLISHED) or (
        question.stage is Stage.AWAITING_SIGN_OFF and bool(question.draft_key)
    )
    return shown and bool(question.draft) and actor.user == question.expert and trimming.agrees(written.text)


async def _too_late(session: AsyncSession, question: Question, actor: Actor, written: Written) -> None:
    """It counts once the question is reopened."""
    if question.stage is Stage.PUBLISHED:
        await after_publishing(session, question, actor, written.words, written.ts)
        return
    said = message("This question was withdrawn, so nothing more is needed. If it is reopened, your words count.")
    ask_writer(session, question, actor, written, name=f"withdrawn:{written.ts}", message=said)


async def _changes_hands(session: AsyncSession, question: Question, actor: Actor) -> None:
    """Whoever answers first is the expert now; the other is told kindly."""
    before, question.expert = question.expert, actor.user
    row = (await questions.asked(session, question)).get(actor.user)
    if row is None:
        session.add(Asked(question_id=question.id, user=actor.user, asked_at=clock.now()))
    else:
        row.passed_at = row.offered_at = None
    question.moves += 1
    await pinging.tell_taken(session, question, before, by=actor)


async def recount(
    session: AsyncSession, question: Question, actor: Actor, words: str, *, did: str = "wrote more"
) -> None:
    """Trim again; where the draft changes, the signatures fall and people are told what the person `did`."""
    before, holder = question.stage, question.holder
    changed = await drafting.recompute(session, question)
    if before in SIGNED and not changed:
        await summoning.refresh_request(session, question)
        return
    if before is Stage.AWAITING_SIGN_OFF and not changed and question.holder == question.expert:
        await drafting.show_soon(session, question)
        return
    await move(session, question, Move.CONTRIBUTE, actor)
    if before in SIGNED:
        why = f"<@{actor.user}> {did}, so the draft changed and has to be signed again."
        await falling.fell(session, question, why, holder=holder, aware=actor.user, words=words)
    else:
        needless = (
            f", so {line(question.asked_back)} needs no answer any more" if before is Stage.AWAITING_ASKER else ""
        )
        await summoning.settle_request(session, question, f"<@{question.expert}> is answering below{needless}.")
    await drafting.show_soon(session, question)


async def after_publishing(session: AsyncSession, question: Question, actor: Actor, words: str, name: str) -> None:
    """Too late to change the text: comms decides whether to reopen."""
    key = f"late:{name}"
    if await outbox.posted(session, question.workspace, f"question:{question.id}:{key}") is not None:
        return
    org = await organisation(session, question.workspace)
    comms = await here(session, org, question.workspace, question.approver, question.forwarder)
    said = approval_views.written_after_publishing(question, comms, actor.user, words, name)
    await summoning.tell(session, question, comms, name=key, message=said)


async def _colleague(session: AsyncSession, question: Question, actor: Actor, written: Written) -> None:
    """A colleague's reply is never used silently: once they are asked whether they can stand by it."""
    org = await organisation(session, question.workspace)
    is_expert = any(actor.user in (*d.experts, d.lead) for d in org.departments)
    row = (await questions.asked(session, question)).get(actor.user)
    if (row is None and manages(org, actor.user) and not is_expert) or question.stage not in (*COLLECTING, *SIGNED):
        return
    await note(session, question, actor, written, used=False)
    if question.stage in SIGNED:
        if not written.says_nothing:
            await _tell_of_remark(session, question, actor, written)
        return
    if written.says_nothing or (row is not None and row.offered_at is not None):
        return
    now = clock.now()
    if row is None:
        row = Asked(question_id=question.id, user=actor.user, asked_at=now, passed_at=now)
        session.add(row)
    row.offered_at = now
    name = f"colleague:{actor.user}:{written.ts}"
    ask_writer(session, question, actor, written, name=name, message=views.colleague(question, written.words))


async def _tell_of_remark(session: AsyncSession, question: Question, actor: Actor, written: Written) -> None:
    """Whoever is about to approve or to post the text decides whether it matters."""
    people = await names_around(session, question, actor.user)
    said = views.remark(question, people, actor.user, written.words)
    await summoning.tell(session, question, question.holder, name=f"remark:{written.ts}", message=said)


async def can_answer(session: AsyncSession, actor: Actor, *, question_id: int) -> None:
    """The colleague stands by what they wrote: it counts, and the question is theirs."""
    question = await questions.lock(session, actor.workspace, question_id)
    if question.expert == actor.user:
        return
    mine = [row for row in await questions.contributions(session, question) if row.author == actor.user]
    if not mine:
        raise Refused("I can't find your reply any more. Please write it once more in the thread.")
    if question.stage not in COLLECTING:
        raise Refused(f"Thank you! This question is {question.stage} already, so your reply isn't needed now.")
    for row in mine:
        row.used = True
    await session.flush()
    await _changes_hands(session, question, actor)
    await recount(session, question, actor, trimming.plain(mine[-1].text))


async def place(session: AsyncSession, question: Question, key: str) -> None:
    """Replies that arrived before the place of this message of ours was known find their question now."""
    root = await outbox.posted(session, question.workspace, key)
    if root is None or root.ts is None:
        return
    for row in await questions.unplaced(session, question.workspace, root.channel, root.ts):
        event = row.event
        await session.delete(row)
        written = Written(
            channel=root.channel,
            ts=event["ts"],
            text=quoting.own_words(event),
            thread_ts=root.ts,
            direct=root.channel.startswith("D"),
            edited=event.get("at", ""),
        )
        await contribute(session, Actor(question.workspace, event["user"]), question_id=question.id, written=written)


async def message_deleted(session: AsyncSession, workspace: str, *, channel: str, ts: str) -> None:
    """Somebody deleted a message of ours that an open question still needs: it is posted again; the card of a closed
    one when it is reopened."""
    found = await questions.find_by_message(session, workspace, channel, ts)
    if found is None:
        return
    try:
        question = await questions.lock(session, workspace, found)
    except Forgotten:
        return
    gone = await outbox.standing_at(session, workspace, channel=channel, ts=ts)
    if gone is None:
        return
    is_card = gone.key == question.card_key
    if is_card:
        question.card_key = question.request_key = question.draft_key = question.reminder_key = ""
    if question.stage in CLOSED:
        return
    question.moves += 1
    if is_card:
        await pinging.post_card(session, question, again=True)
        why = "The card was deleted while this question is still open, so here it is again."
        summoning.say(session, question, key=f"question:{question.id}:again:{question.moves}", message=message(why))
        await summoning.summon(session, question)
    elif gone.key == question.request_key or (gone.key == question.draft_key and question.stage not in SIGNED):
        await summoning.summon(session, question)
