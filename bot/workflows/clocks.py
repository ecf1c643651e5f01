"""What happens when a clock rings: somebody is called, always by name."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db import organisations
from bot.db.models import Due, Question
from bot.lifecycle import CLOSED, SIGNED, Stage
from bot.organisation import Organisation
from bot.slack import outbox
from bot.slack.outbox import Lane, Message
from bot.views.blocks import actions, at, button, line, message, section, when
from bot.views.card import WAITING
from bot.views.pinging import reminder
from bot.workflows import (
    approval,
    cards,
    joining,
    ladder,
    leaving,
    pinging,
    proposing,
    signing_lists,
    summoning,
    unreached,
)
from bot.workflows.ladder import Call
from bot.workflows.moving import redraw
from bot.workflows.people import bot_of, here, names_around, next_expert, organisation


async def ring(session: AsyncSession, question: Question, due: Due) -> datetime | None:
    """The stage's clock: call whom the ladder names; returns when it rings next, or None where the stage changed."""
    org = await organisation(session, question.workspace)
    rungs = ladder.rungs(question, org, delivered=bool(due.args.get("delivered")))
    since = clock.now() - question.stage_since
    reached = max((n for n, rung in enumerate(rungs) if rung.after <= since), default=0)
    number = max(int(due.args.get("rung", 0)), reached)
    before = (question.stage, question.stage_since)
    if await _is_missing(session, question, org) and await leaving.go_on_without(session, question):
        return None
    calls = LISTED if question.is_listed else CALLS
    await calls[rungs[min(number, len(rungs) - 1)].call](session, question)
    if (question.stage, question.stage_since) != before:
        return None
    due.args = {**due.args, "rung": number + 1}
    if number + 1 < len(rungs):
        return max(question.stage_since + rungs[number + 1].after, clock.now())
    return clock.now() + ladder.repeat(question, org)


async def _is_missing(session: AsyncSession, question: Question, org: Organisation) -> bool:
    """Whether whoever it waits for has left, or somebody else is on duty now."""
    off_duty = question.stage is Stage.AWAITING_EXPERT and question.holder != org.duty
    return off_duty or question.holder in await organisations.gone(session, question.workspace)


async def _ask(session: AsyncSession, question: Question) -> None:
    nobody = bot_of(question.workspace)
    if not await joining.join_same(session, nobody, question):
        await pinging.ask_first(session, question, nobody)


async def _remind(session: AsyncSession, question: Question) -> None:
    """One line to the holder, in the place of the one before it."""
    org = await organisation(session, question.workspace)
    by = ladder.deadline(question, org) or clock.now()
    what = WANTED[question.stage]
    left = by - clock.now()
    time = when(by) if question.stage is Stage.AWAITING_ASKER else at(by)
    until = f"until {time}" if left > timedelta() else f"since {time}"
    colleague = await next_expert(session, org, question) if question.holder == question.expert else None
    people = await names_around(session, question, colleague or "")
    busy = " Busy?" if colleague else ""
    text = f"<@{question.holder}>, {what} {line(question.text, 200)} ({until}).{busy}"
    name = people.plain(colleague) if colleague else ""
    said = reminder(question, text, colleague=colleague or "", colleague_name=name)
    await _say_once(session, question, question.holder, said, "reminder")


async def _say_once(session: AsyncSession, question: Question, user: str, said: Message, name: str) -> None:
    if question.reminder_key:
        await outbox.delete(session, of=question.reminder_key, workspace=question.workspace, question_id=question.id)
    question.moves += 1
    question.reminder_key = await summoning.tell(
        session, question, user, name=f"{name}:{question.moves}", message=said, lane=Lane.ESCALATION
    )


async def _duty(session: AsyncSession, question: Question) -> None:
    """Tell the duty person; where they hold it themselves, ask them again."""
    org = await organisation(session, question.workspace)
    if question.stage is Stage.AWAITING_EXPERT and not question.request_key:
        question.moves += 1
        await summoning.summon(session, question)
        return
    people = await names_around(session, question)
    what = f"{WANTED[question.stage]} {line(question.text, 300)}"
    if question.holder != org.duty:
        what = f"{line(question.text, 300)} still waits for {people.bold(question.holder)}."
    value = f"{question.id}:{question.revision}"
    buttons = [button("assign", "Name an expert", value)] if question.stage not in SIGNED else []
    if question.stage is Stage.AWAITING_ASKER:
        what += f" The expert asks: {line(question.asked_back, 500)}"
        buttons = [button("inform", "Tell them more", value), button("withdraw", "Withdraw", value)]
    elif question.holder != org.duty:
        what += f" Please call them{', or name somebody else' if buttons else ''}."
    link = await cards.link(session, question)
    card = f" <{link}|Open the card>" if link else ""
    text = f"<@{org.duty}>, {what}{card}"
    said = message(text, [section(text), *([actions(*buttons)] if buttons else [])])
    await _say_once(session, question, org.duty, said, "duty")


async def _next_approver(session: AsyncSession, question: Question) -> None:
    """The next approver, or the duty person where everybody was asked."""
    if not await approval.next_approver(session, question):
        await _duty(session, question)


CALLS: dict[Call, Callable[[AsyncSession, Question], Awaitable[None]]] = {
    Call.ASK: _ask,
    Call.STILL_WAITING: joining.still_waiting,
    Call.REMIND: _remind,
    Call.NEXT_EXPERT: pinging.escalate,
    Call.NEXT_APPROVER: _next_approver,
    Call.DUTY: _duty,
    Call.UNDELIVERED: unreached.tell,
}


async def _next_approver_of_list(session: AsyncSession, question: Question) -> None:
    if not await approval.next_approver(session, question):
        await signing_lists.tell_duty(session, question)


LISTED = CALLS | {
    Call.REMIND: signing_lists.remind,
    Call.NEXT_APPROVER: _next_approver_of_list,
    Call.DUTY: signing_lists.tell_duty,
}

WANTED = {
    Stage.AWAITING_EXPERT: "please name an expert for",
    Stage.AWAITING_ACKNOWLEDGEMENT: "please say whether you have",
    Stage.AWAITING_ANSWER: "please answer",
    Stage.AWAITING_ASKER: "the expert waits for more from you on",
    Stage.AWAITING_SIGN_OFF: "please sign off the short text for",
    Stage.AWAITING_APPROVAL: "please approve the answer to",
    Stage.AWAITING_PUBLICATION: "please post the answer to",
}

INTERIM = "“Thank you for asking. We are checking this with our experts and will answer here today.”"

READY = "The text is approved and stands in the thread, ready to post."


async def promise(session: AsyncSession, question: Question, due: Due) -> datetime | None:
    """The promise to the public is at risk: comms gets words to post meanwhile; overdue, and the lead hears it."""
    if question.stage in CLOSED or question.stage is Stage.JOINED or question.promise_at is None:
        return None
    org = await organisation(session, question.workspace)
    people = await names_around(session, question)
    link = await cards.link(session, question)
    card = f" <{link}|Open the card>" if link else ""
    waits = f"{WAITING[question.stage].format(holder=people.bold(question.holder))}."
    if clock.now() < question.promise_at:
        promised = f"is promised by {at(question.promise_at)}"
        user = await here(session, org, question.workspace, question.forwarder)
        text = f"<@{user}>, at risk: {line(question.text, 300)} {promised}. {waits}{card}"
        interim = f"You can post meanwhile: {INTERIM}" if question.stage is not Stage.AWAITING_PUBLICATION else READY
        name, next_at = "at-risk", question.promise_at
        said = message(f"{text} {interim}", [section(text), section(interim)])
    else:
        user = await here(session, org, question.workspace, org.lead or org.duty)
        late = f"{line(question.text, 300)} was promised for {when(question.promise_at)}."
        text = f"<@{user}>, overdue: {late} {waits}{card}"
        name, said = "overdue", message(text)
        await redraw(session, question)
        next_at = clock.now() + ladder.clocks_of(question, org).repeat * 3
    question.moves += 1
    summoning.say(
        session,
        question,
        key=f"question:{question.id}:{name}:{question.moves}",
        message=said,
        user=user,
        lane=Lane.ESCALATION,
    )
    return next_at


async def draft(session: AsyncSession, question: Question, due: Due) -> datetime | None:
    """The expert paused: the draft is shown."""
    await pinging.pass_over(session, question)
    await summoning.show_draft(session, question)
    await proposing.ask(session, question)
    return None
