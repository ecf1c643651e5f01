"""move(): the only way a question changes."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, events
from bot.db import adding, merging, organisations, questions
from bot.db.models import Draft, Due, Question, Signature
from bot.lifecycle import CLOSED, SIGNED, Move, Stage, advance
from bot.organisation import Organisation
from bot.slack import outbox
from bot.views.card import Around, card, no_choice
from bot.workflows import ladder, signing_lists
from bot.workflows.askers import together
from bot.workflows.people import Actor, names_around, organisation

HOLDERS = {
    Stage.CHOOSING: lambda question, org: question.forwarder,
    Stage.JOINED: lambda question, org: question.forwarder,
    Stage.AWAITING_EXPERT: lambda question, org: org.duty,
    Stage.AWAITING_ACKNOWLEDGEMENT: lambda question, org: question.expert,
    Stage.AWAITING_ANSWER: lambda question, org: question.expert,
    Stage.AWAITING_ASKER: lambda question, org: question.forwarder,
    Stage.AWAITING_SIGN_OFF: lambda question, org: question.expert,
    Stage.AWAITING_APPROVAL: lambda question, org: question.approver,
    Stage.AWAITING_PUBLICATION: lambda question, org: question.approver,
}
# What the duty person is asked for where whoever it waits for has left, and no other follows them.
STANDS_IN = {Stage.AWAITING_ASKER: "for more instead", Stage.AWAITING_PUBLICATION: "to post it instead"}
NEWS = ("link", "taken", "urgent", "at-risk", "overdue")  # of a question that goes on, by the names of its messages
A_MOMENT = timedelta(minutes=1)  # nobody can see to anything sooner
TOGETHER = (Stage.JOINED, Stage.PUBLISHED)  # only there a question belongs to another
STOPPED = (  # built once: each move asks it
    update(Due)
    .where(Due.question_id == bindparam("question"), Due.kind == bindparam("stopped"), Due.done_at.is_(None))
    .values(done_at=bindparam("now"))
    .execution_options(synchronize_session=False)
)


async def holder_of(session: AsyncSession, question: Question, org: Organisation) -> str:
    """The one person an open question waits for; where somebody has left whom no other follows, the duty person."""
    holder: str = HOLDERS[question.stage](question, org)
    if question.stage in STANDS_IN and holder in await organisations.gone(session, question.workspace):
        return org.duty
    return holder


async def move(session: AsyncSession, question: Question, what: Move, actor: Actor, *, detail: str = "") -> None:
    """Check, advance, audit, void what no longer holds, set the clocks, and redraw the card.

    The caller has locked the question and said whom it concerns (`expert`, `approver`); the holder follows from that.
    """
    org = await organisation(session, question.workspace)
    before, holder = question.stage, question.holder
    question.stage = advance(before, what)
    question.holder = await holder_of(session, question, org) if question.stage not in CLOSED else ""
    if question.stage not in TOGETHER:
        question.joined = None
    question.moves += 1
    question.stage_since = clock.now()
    await adding.audit(
        session,
        workspace=question.workspace,
        question_id=question.id,
        actor=actor.user,
        move=what,
        from_stage=before,
        to_stage=question.stage,
        detail=detail,
    )
    moved = {"workspace": question.workspace, "question": question.id, "move": what, "stage": question.stage}
    events.once_committed(session, "move", **moved, before=before)
    if question.stage not in SIGNED and question.stage is not Stage.PUBLISHED:
        await void_signatures(session, question)
    await stop_clock(session, question, "clock")
    await _take_reminder_away(session, question)
    resumed = await _pause_or_resume(session, question)
    if question.stage in CLOSED or question.stage is Stage.JOINED:
        await stop_clock(session, question, "promise")
        await stop_clock(session, question, "draft")
    elif resumed or before is Stage.JOINED:
        await start_promise(session, question, org)
    if question.stage not in CLOSED:
        await start_clock(session, question, org)
    else:
        await outbox.drop(session, question.id, NEWS, why=f"the question is {question.stage}")
    if question.is_listed:
        await signing_lists.stir(session, question, before=holder)
    await redraw(session, question)
    if before is Stage.CHOOSING:
        await _take_offers_away(session, question)


def offers_key(question: Question) -> str:
    """The key of the message that shows what is offered where no window could."""
    return f"question:{question.id}:offers"


async def _take_offers_away(session: AsyncSession, question: Question) -> None:
    key = offers_key(question)
    if await outbox.posted(session, question.workspace, key) is not None:
        message = no_choice(question, await around(session, question))
        await outbox.update(session, of=key, workspace=question.workspace, message=message)


def keep_revision(session: AsyncSession, question: Question, *, author: str) -> None:
    """Every revision is kept: nobody's wording is lost."""
    session.add(Draft(question_id=question.id, revision=question.revision, text=question.draft, author=author))


def text_hash(text: str) -> str:
    """What a signature is bound to: the exact text."""
    return sha256(text.encode()).hexdigest()


def sign(session: AsyncSession, question: Question, *, role: str, user: str) -> None:
    session.add(
        Signature(
            workspace=question.workspace,
            question_id=question.id,
            role=role,
            user=user,
            revision=question.revision,
            text_hash=text_hash(question.draft),
        )
    )


async def void_signatures(session: AsyncSession, question: Question) -> None:
    """The text changed, or somebody took it back: nobody stands by it any more."""
    await session.execute(
        update(Signature)
        .where(
            Signature.workspace == question.workspace,
            Signature.question_id == question.id,
            Signature.voided_at.is_(None),
        )
        .values(voided_at=clock.now())
    )


async def start_clock(session: AsyncSession, question: Question, org: Organisation, *, delivered: bool = False) -> None:
    """The stage's clock, from its first rung on."""
    first = ladder.rungs(question, org, delivered=delivered)[0]
    await _wind(session, question, "clock", clock.now() + first.after, rung=0, delivered=delivered)


async def _wind(session: AsyncSession, question: Question, kind: str, due_at: datetime, **args: Any) -> None:
    await adding.due(
        session,
        key=f"question:{question.id}:{kind}:{question.moves}",
        workspace=question.workspace,
        question_id=question.id,
        kind=kind,
        args=args,
        due_at=due_at,
    )


async def count_anew(session: AsyncSession, question: Question) -> None:
    """The ping was delivered only now, or it waits for somebody else now: their time starts now."""
    org = await organisation(session, question.workspace)
    await stop_clock(session, question, "clock")
    await _take_reminder_away(session, question)
    question.moves += 1
    question.stage_since = clock.now()
    await start_clock(session, question, org, delivered=True)
    await redraw(session, question)


async def hasten(session: AsyncSession, question: Question) -> None:
    """It became urgent: the time that is left passes twice as fast from now on, yet nobody has less than a moment."""
    org = await organisation(session, question.workspace)
    now = clock.now()
    question.stage_since = now - (now - question.stage_since) / 2
    by = ladder.deadline(question, org) or now
    question.stage_since += max(now + A_MOMENT - by, timedelta())
    query = select(Due).where(Due.question_id == question.id, Due.kind == "clock", Due.done_at.is_(None))
    for due in await session.scalars(query):
        rungs = ladder.rungs(question, org, delivered=bool(due.args.get("delivered")))
        number = int(due.args.get("rung", 0))
        if number < len(rungs):
            due.due_at = max(question.stage_since + rungs[number].after, now)


async def promise_sooner(session: AsyncSession, question: Question, by: datetime) -> None:
    """Somebody who asked the same was promised it earlier."""
    question.promise_at = by
    if question.paused_at is None:
        await stop_clock(session, question, "promise")
        question.moves += 1  # the clock's new name
        await start_promise(session, question, await organisation(session, question.workspace))


def promise(question: Question, org: Organisation) -> None:
    """The public hears by then; `start_promise` once the question is stored."""
    if question.change:
        return  # of what is kept: nobody outside waits for it
    question.promise_at = question.created_at + ladder.clocks_of(question, org).overdue


async def start_promise(session: AsyncSession, question: Question, org: Organisation) -> None:
    """The clock of what was promised to the public: at risk first, then overdue."""
    if question.promise_at is None:
        return
    clocks = ladder.clocks_of(question, org)
    at_risk = question.promise_at - (clocks.overdue - clocks.at_risk)
    await _wind(session, question, "promise", at_risk if at_risk > clock.now() else question.promise_at)


async def _pause_or_resume(session: AsyncSession, question: Question) -> bool:
    """The promise waits while the asker has to tell us more; whether it goes on from here."""
    waits = question.stage is Stage.AWAITING_ASKER
    if waits and question.paused_at is None:
        question.paused_at = clock.now()
        await stop_clock(session, question, "promise")
    elif not waits and question.paused_at is not None:
        question.promise_at = question.promise_at and question.promise_at + (clock.now() - question.paused_at)
        question.paused_at = None
        return True
    return False


async def stop_clock(session: AsyncSession, question: Question, kind: str) -> None:
    """What was due for this question isn't any more."""
    await session.execute(STOPPED, {"question": question.id, "stopped": kind, "now": clock.now()})


async def _take_reminder_away(session: AsyncSession, question: Question) -> None:
    if question.reminder_key:
        await outbox.delete(session, of=question.reminder_key, workspace=question.workspace, question_id=question.id)
        question.reminder_key = ""


async def redraw(session: AsyncSession, question: Question) -> None:
    """Bring the card up to date, where it stands already."""
    if question.card_key:
        message = card(question, await around(session, question))
        await outbox.update(session, of=question.card_key, workspace=question.workspace, message=message)


async def around(session: AsyncSession, question: Question) -> Around:
    """What the card says besides the question itself."""
    org = await organisations.load(session, question.workspace)
    account = org.account(question.account) if org and question.account else None
    topic = org.topic(question.topic) if org and question.topic else None
    lead = await questions.find(session, question.workspace, question.joined) if question.joined else None
    parent = question.parent if not question.change else None
    return Around(
        names=await names_around(session, question),
        together=await together(session, question),
        lead=lead.text if lead else "",
        follows=await questions.find(session, question.workspace, parent) if parent else None,
        account=account.handle if account else "",
        topic=topic.name if topic else "",
        by=ladder.deadline(question, org) if org else None,
        overdue=question.promise_at is not None and question.paused_at is None and question.promise_at <= clock.now(),
        is_kept=await is_kept(session, question),
    )


async def is_kept(session: AsyncSession, question: Question) -> bool:
    """Whether its answer, which two people released, is offered to the next who asks."""
    released = question.stage is Stage.PUBLISHED and bool(question.approver)
    return released and await merging.is_offered(session, question.workspace, question.entry)


async def is_repeated(session: AsyncSession, question: Question, what: Move, actor: Actor, *, detail: str = "") -> bool:
    """True where this person's same move, in the same words, was the last thing that happened: a double click.

    Other words, or another person or answer named by it, are another act; whom or what it names the caller compares.
    """
    last = await questions.last_move(session, question)
    return last is not None and (last.move, last.actor, last.detail) == (what, actor.user, detail)
