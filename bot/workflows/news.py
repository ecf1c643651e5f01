"""What follows from a message's delivery: a clock starts, a reply is placed, or somebody hears that it failed."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db import organisations
from bot.db.models import Due, Outbox, Question
from bot.lifecycle import CLOSED, SIGNED, Stage
from bot.slack import outbox
from bot.slack.errors import Outcome
from bot.slack.outbox import Lane
from bot.views import trouble as views
from bot.views.blocks import has_buttons
from bot.views.card import below, gone_on
from bot.views.drafting import signed
from bot.workflows import asking_about_twins, asking_to_review, cards, contributing, ladder, signing_lists, summoning
from bot.workflows.moving import around, count_anew
from bot.workflows.people import names, names_around, organisation

KNOWN_FOR = timedelta(hours=1)  # what one person heard of a question and a place
LISTS = {  # by how their keys begin
    "list": signing_lists.go_on,
    "reviews": asking_to_review.go_on,
    "twins": asking_about_twins.go_on,
}


async def delivered(session: AsyncSession, question: Question, due: Due) -> datetime | None:
    """The holder was asked: from now on their time counts, and replies that came first count, too."""
    if due.args["outcome"] == Outcome.DEAD:
        return await undeliverable(session, question, due)
    current = due.args["key"] in (question.request_key, question.draft_key)
    if current and question.stage is Stage.AWAITING_ACKNOWLEDGEMENT:
        await count_anew(session, question)
    await contributing.place(session, question, due.args["key"])
    return None


async def invited(session: AsyncSession, question: Question, due: Due) -> datetime | None:
    """The holder came into the desk, or couldn't: they are asked there, or directly; once, however often they were
    invited meanwhile."""
    user = due.args["user"]
    came = due.args["outcome"] == Outcome.DONE
    if came:
        await organisations.set_member(session, question.workspace, question.desk, user, there=True)
    waits = question.stage not in CLOSED and question.holder == user
    asked = await summoning.asks_directly(session, question) or await summoning.asks_since(
        session, question, key=due.args["key"]
    )
    if waits and not asked:
        await summoning.summon(session, question, after=due.args.get("after", ""), direct=not came)
    return None


async def card_posted(session: AsyncSession, question: Question, due: Due) -> datetime | None:
    """The card stands: replies that came first find it, and the forwarder gets the link."""
    if due.args["outcome"] == Outcome.DEAD:
        return await undeliverable(session, question, due)
    await contributing.place(session, question, due.args["key"])
    if not due.args.get("again") and question.stage not in CLOSED:
        await _send_link(session, question)
    return None


async def _send_link(session: AsyncSession, question: Question) -> None:
    org = await organisation(session, question.workspace)
    people = await names(session, question.workspace, question.holder, question.forwarder)
    said = views.where_it_stands(
        question,
        people,
        link=await cards.link(session, question),
        by=ladder.deadline(question, org),
    )
    key = f"question:{question.id}:link:{question.moves}"
    summoning.say(session, question, key=key, message=said, user=question.forwarder, lane=Lane.ACKNOWLEDGEMENT)


async def whispered(session: AsyncSession, due: Due) -> None:
    """Where nobody can whisper (not in the channel any more), the words go to the person directly."""
    lost = await outbox.posted(session, due.workspace, due.args["key"])
    if lost is None or due.args["outcome"] != Outcome.DEAD:
        return
    said = {name: value for name, value in lost.args.items() if name not in ("channel", "user", "thread_ts")}
    outbox.post(
        session,
        key=f"{lost.key}:direct",
        workspace=lost.workspace,
        channel=lost.args["user"],
        message=said,
        lane=Lane.ACKNOWLEDGEMENT,
        question_id=lost.question_id,
    )


async def undeliverable(session: AsyncSession, question: Question, due: Due) -> datetime | None:
    """A message of ours will never arrive: the holder is told once, elsewhere, and asked there if it was for them."""
    dead = await outbox.posted(session, question.workspace, due.args["key"])
    if dead is None:
        return None
    if dead.method in ("chat.update", "chat.delete"):
        if dead.method == "chat.update" and question.stage is not Stage.CHOOSING:
            await _replace(session, question, dead, error=due.args["error"])
        return None
    lost_request = dead.key in (question.request_key, question.draft_key, question.reminder_key)
    asked = await summoning.asks_directly(session, question)
    if dead.key == question.card_key:
        lost_request, question.card_key, question.reminder_key = True, "", ""
        if not asked:
            question.request_key = question.draft_key = ""
    org = await organisation(session, question.workspace)
    to_holder = dead.channel == question.holder
    closed = question.stage in CLOSED
    if lost_request and not (asked or to_holder or closed) and question.stage is not Stage.CHOOSING:
        question.moves += 1
        await summoning.summon(session, question, direct=True)
    told = org.duty if to_holder or lost_request or closed else question.holder
    key = f"question:{question.id}:undeliverable:"
    if dead.key.startswith(key):  # word of that doesn't arrive either: the lead hears so once, and nobody after them
        told, name = org.lead or org.duty, "unheard"
    else:
        name = str(dead.id)
    known = await outbox.posted(session, question.workspace, f"{key}{name}")
    if known is None and dead.channel != told:
        people = await names(session, question.workspace, question.holder, dead.channel)
        why = {"error": due.args["error"], "unknown": dead.unsure}
        begins = views.could_not(question, people, told=told, channel=dead.channel, **why)
        before = await outbox.begun(session, question.workspace, question.id, beginning=key)
        if any(row.args.get("text", "").startswith(begins) and row.due_at > clock.now() - KNOWN_FOR for row in before):
            return None  # what comes next is tried there again, in case somebody mended it
        said = views.undeliverable(question, people, told=told, channel=dead.channel, begins=begins)
        summoning.say(session, question, key=f"{key}{name}", message=said, user=told, lane=Lane.ESCALATION)
    return None


async def _replace(session: AsyncSession, question: Question, dead: Outbox, *, error: str) -> None:
    """Slack lets nobody change this message any more: what the question needs of it is said below."""
    of = dead.update_of or ""
    is_gone = error in views.REASONS  # it or its channel, which is told elsewhere
    if (of == question.card_key or of.startswith(_stands(question))) and not is_gone:
        await _say_below(session, question, instead_of=of)
    elif summoning.is_pressed(question, of):
        direct = await summoning.asks_directly(session, question)
        question.moves += 1
        await summoning.summon(session, question, after=views.NOT_CHANGED, direct=direct)
    elif of == question.draft_key and question.stage in SIGNED and not is_gone:
        await _show_signed(session, question)
    elif of.startswith(("unreached:", f"question:{question.id}:late:")) and not is_gone:
        await _say_anew(session, dead)


async def _say_anew(session: AsyncSession, dead: Outbox) -> None:
    """What the message was to say, in a new one."""
    first = await outbox.posted(session, dead.workspace, dead.update_of or "")
    outbox.post(
        session,
        key=f"{dead.key}:anew",
        workspace=dead.workspace,
        channel=dead.channel,
        message=views.anew(dead.args),
        question_id=dead.question_id,
        reply_to=first.reply_to if first is not None else None,
    )


async def _show_signed(session: AsyncSession, question: Question) -> None:
    """Who stands by the text, below the draft message: until it is public, the signature can be taken back there."""
    row = await outbox.posted(session, question.workspace, question.draft_key)
    said = views.anew(signed(question, await names_around(session, question), public=False))
    question.moves += 1
    question.draft_key = f"question:{question.id}:signed:{question.moves}"
    user = row.channel if row is not None and row.reply_to is None else ""
    summoning.say(session, question, key=question.draft_key, message=said, user=user)


async def said_below(session: AsyncSession, question: Question, due: Due) -> datetime | None:
    """Where the question stands was said in its card's thread: it may have gone on since."""
    if due.args["outcome"] == Outcome.DEAD:
        return await undeliverable(session, question, due)
    await _say_below(session, question)
    return None


def _stands(question: Question) -> str:
    """How the keys begin of what says below where the question stands."""
    return f"question:{question.id}:stands:"


async def _say_below(session: AsyncSession, question: Question, *, instead_of: str = "") -> None:
    """The card's thread says where the question stands, once for each change, and nothing older after newer; what else
    changes is changed there, or said `instead_of` it where nobody can."""
    here = f":{question.stage.name}:{question.holder}"
    told = await outbox.begun(session, question.workspace, question.id, beginning=_stands(question))
    last = told[-1] if told else None
    said = below(question, await around(session, question))
    if last is not None and last.key.endswith(here) and last.key != instead_of:
        if await outbox.words_of(session, question.workspace, last.key) != said:
            await outbox.update(session, of=last.key, workspace=question.workspace, message=said)
        return
    if last is not None and last.key == instead_of:
        question.moves += 1
    key = f"{_stands(question)}{question.moves}{here}"
    if last is not None and last.open:
        await outbox.reword(session, last, key=key, message=said)
    else:
        summoning.say(session, question, key=key, message=said, lane=Lane.CARD, then={"kind": "said_below"})
        if last is not None and has_buttons(await outbox.words_of(session, question.workspace, last.key)):
            await outbox.update(session, of=last.key, workspace=question.workspace, message=gone_on())


async def refused(session: AsyncSession, due: Due) -> None:
    """A list that Slack lets nobody change any more goes on in a new message, with what it says now."""
    dead = await outbox.posted(session, due.workspace, due.args["key"])
    if dead is None or dead.method != "chat.update" or due.args["error"] in views.REASONS:
        return
    of, key = dead.update_of or "", f"{dead.key}:anew"
    go_on = LISTS.get(of.partition(":")[0])
    said = await go_on(session, due.workspace, of, key) if go_on else None
    if said is not None:
        message = views.anew(said)
        outbox.post(session, key=key, workspace=due.workspace, channel=dead.channel, message=message)
