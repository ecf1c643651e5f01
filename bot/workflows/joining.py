"""The same question while the first is still open: it waits for that answer, until it is published or split off."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db import joined, organisations, questions, similar
from bot.db.models import Question
from bot.lifecycle import LEADING, SIGNED, WITH_EXPERT, Move, Refused, Stage
from bot.slack import outbox
from bot.slack.outbox import Lane
from bot.views import joining as views
from bot.views.blocks import View, at, line, message
from bot.workflows import drafting, ladder, pinging, summoning, wordings
from bot.workflows.askers import together
from bot.workflows.moving import hasten, is_repeated, move, promise_sooner, redraw
from bot.workflows.people import Actor, bot_of, here, names, organisation, require_comms
from bot.workflows.permits import may, require_stage

IN_WINDOW = 1000
DRAFTED = ("draft", "trimmed", "source", "draft_by", "left_out", "warnings", "others", "omissions", "over")
ENDED = (
    "That question was answered or withdrawn a moment ago, so there is no answer to wait for. Please send yours again: "
    "its answer is offered then."
)


# -- a question comes in


async def join_same(session: AsyncSession, actor: Actor, question: Question) -> bool:
    """Asked in the very same words as an open one: it waits for that answer, and nobody is asked twice.

    The question is locked before its lead: nothing waits for it yet, so nobody can come the other way round.
    """
    if question.stage is not Stage.CHOOSING or question.draft or question.parent:
        return False
    await similar.take_turn(session, question)
    found = await similar.same(session, question)
    if found is None:
        return False
    lead = await questions.lock(session, question.workspace, found)
    if not _leads(lead):
        return False
    await _join(session, question, lead, Move.JOIN, actor)
    return True


async def waiting(
    session: AsyncSession, lead: Question, differences: tuple[str, ...] = (), *, proposed: bool = False
) -> views.Waiting:
    org = await organisation(session, lead.workspace)
    ago = clock.now() - lead.created_at
    return views.Waiting(lead, differences, by=ladder.deadline(lead, org), ago=ago, proposed=proposed)


async def join(session: AsyncSession, actor: Actor, *, question_id: int, lead_id: int) -> Question:
    """Whoever forwarded it saw the open one and says that it is the same."""
    lead = await _lock_lead(session, actor.workspace, lead_id)
    question = await questions.lock(session, actor.workspace, question_id)
    if not await may(session, "join", question, actor):
        require_comms(await organisation(session, actor.workspace), actor, "choose how it is answered")
    if await is_repeated(session, question, Move.JOIN, actor, detail=f"question {lead.id}"):
        return question
    require_stage(question, "join")
    if not _leads(lead):
        raise Refused(ENDED)
    await _join(session, question, lead, Move.JOIN, actor)
    return question


def _leads(question: Question) -> bool:
    """Whether others can wait for it: a change of a kept answer is nobody's question."""
    return question.stage in LEADING and not question.change


async def _lock_lead(session: AsyncSession, workspace: str, question_id: int) -> Question:
    """Whoever waits for a question that waits itself waits for its lead."""
    lead_id = await joined.lead_of(session, workspace, question_id)
    return await questions.lock(session, workspace, lead_id or question_id)


async def _join(session: AsyncSession, question: Question, lead: Question, what: Move, actor: Actor) -> None:
    question.joined = lead.id
    await move(session, question, what, actor, detail=f"question {lead.id}")
    if question.urgent and not lead.urgent:
        await _becomes_urgent(session, lead)
    if question.promise_at and lead.promise_at and question.promise_at < lead.promise_at:
        await promise_sooner(session, lead, question.promise_at)
    await summoning.summon(session, question, direct=True)
    await show_askers(session, lead)


async def _becomes_urgent(session: AsyncSession, lead: Question) -> None:
    lead.urgent = True
    lead.moves += 1
    await hasten(session, lead)
    by = ladder.deadline(lead, await organisation(session, lead.workspace))
    why = "somebody asked it who could come to harm"
    said = message(f"<@{lead.holder}>, {line(lead.text, 200)} is urgent now: {why}. Please see to it by {at(by)}.")
    await summoning.tell(session, lead, lead.holder, name=f"urgent:{lead.moves}", message=said, lane=Lane.ESCALATION)


async def show_askers(session: AsyncSession, lead: Question) -> None:
    """Who asks is shown on the card and in what the holder was asked, in place: nobody is pinged again."""
    await redraw(session, lead)
    if lead.stage in SIGNED:
        await summoning.refresh_request(session, lead)
    elif lead.request_key and lead.stage in LEADING:
        said = await outbox.words_of(session, lead.workspace, lead.request_key)
        if said:
            shown = views.with_askers(said, await together(session, lead))
            await outbox.update(session, of=lead.request_key, workspace=lead.workspace, message=shown)


async def said(session: AsyncSession, question: Question) -> View:
    """The last window of a question that waits."""
    lead = await questions.find(session, question.workspace, question.joined or 0)
    if lead is None:
        raise Refused(ENDED)
    people = await names(session, question.workspace, lead.forwarder, lead.holder)
    return views.stored_window(question, await waiting(session, lead), people)


# -- put together and apart by hand


async def merge_window(session: AsyncSession, actor: Actor, *, question_id: int) -> View:
    """Which one is the same?"""
    question = await questions.lock(session, actor.workspace, question_id)
    require_comms(await organisation(session, actor.workspace), actor, "merge questions")
    require_stage(question, "merge")
    _require_no_change(question)
    return views.merge_window(question)


def _require_no_change(question: Question) -> None:
    if question.change:
        raise Refused("This is a new text for a kept answer, and nobody asked it. It can't be merged with a question.")


async def merge(session: AsyncSession, actor: Actor, *, question_id: int, with_id: int) -> None:
    """It waits for the other one from now on, and so does whatever waited for it."""
    org = await organisation(session, actor.workspace)
    require_comms(org, actor, "merge questions")
    lead_id = await joined.lead_of(session, actor.workspace, with_id) or with_id
    locked = {each: await questions.lock(session, actor.workspace, each) for each in sorted({question_id, lead_id})}
    question, lead = locked[question_id], locked[lead_id]
    if question.stage is Stage.JOINED and question.joined == lead.id:
        return
    require_stage(question, "merge")
    _require_no_change(question)
    _require_no_change(lead)
    if lead is question:
        raise Refused("These two are answered together already. Please choose another question, or close the window.")
    if lead.stage not in LEADING:
        raise Refused(ENDED if lead.stage is not Stage.CHOOSING else "Nobody was asked that one yet. Please try again.")
    before = question.expert if question.stage in (*WITH_EXPERT, Stage.AWAITING_ASKER) else ""
    approver = question.holder if question.stage in SIGNED else ""
    await summoning.settle_request(session, question, f"<@{actor.user}> merged this question with another.")
    await summoning.set_draft_aside(session, question)
    await joined.hand_over(session, question, to=lead)
    await _join(session, question, lead, Move.MERGE, actor)
    if approver not in ("", actor.user):
        text = f"<@{approver}>, please wait with {line(question.text, 200)}: <@{actor.user}> merged it with"
        said = message(f"{text} {line(lead.text, 200)}, so the answer to that one is posted for both.")
        lane = Lane.ESCALATION
        await summoning.tell(session, question, approver, name=f"merged:{question.moves}", message=said, lane=lane)
    if before and before != lead.holder:
        text = f"<@{before}>, {line(question.text, 200)} is answered together with {line(lead.text, 200)}"
        said = message(f"{text}, so you needn't do anything more. What you wrote stays here. Thank you.")
        await summoning.tell(session, question, before, name=f"merged:{question.moves}", message=said)


async def split_window(session: AsyncSession, actor: Actor, *, question_id: int) -> View:
    """Which of those that wait is another question?"""
    lead = await questions.lock(session, actor.workspace, question_id)
    require_comms(await organisation(session, actor.workspace), actor, "split questions")
    require_stage(lead, "split_off")
    return views.split_window(lead)


async def split_from(session: AsyncSession, actor: Actor, *, lead_id: int, question_id: int) -> None:
    """One of those that wait for this question is another one."""
    lead = await questions.lock(session, actor.workspace, lead_id)
    require_comms(await organisation(session, actor.workspace), actor, "split questions")
    require_stage(lead, "split_off")
    if await joined.lead_of(session, actor.workspace, question_id) not in (lead.id, None):
        raise Refused("That question waits for another one than this. Please look at its own card.")
    await _split(session, actor, question_id, lead)


async def split(session: AsyncSession, actor: Actor, *, question_id: int) -> None:
    """It isn't the same question: an expert is asked for it alone."""
    await _split(session, actor, question_id, await lead_before(session, actor.workspace, question_id))


async def _split(session: AsyncSession, actor: Actor, question_id: int, lead: Question | None) -> None:
    question = await questions.lock(session, actor.workspace, question_id)
    if await is_repeated(session, question, Move.SPLIT, actor):
        return
    if not await may(session, "split", question, actor):
        require_comms(await organisation(session, actor.workspace), actor, "split questions")
    require_stage(question, "split")
    await summoning.settle_request(
        session, question, f"<@{actor.user}> split off {line(question.text)} It is answered alone."
    )
    await ask_alone(session, question, actor)
    if lead is not None:
        await show_askers(session, lead)


async def ask_alone(
    session: AsyncSession, question: Question, actor: Actor, *, after: Question | None = None, goes_on: bool = False
) -> None:
    """It waits for no other any more: its expert is asked; with the draft so far, where it takes the place of another,
    which has ended or `goes_on` as a question of its own."""
    org = await organisation(session, question.workspace)
    if after is not None:
        await _take_draft(session, question, after, goes_on=goes_on)
    absent = await organisations.gone(session, question.workspace)
    known = after.expert if after is not None else question.expert
    expert = known if known and known not in absent else await pinging.first_to_ask(session, org, question)
    if expert is None:
        await pinging.run_out(session, question, actor, why="No expert is named for it.")
        return
    pinging.note_asked(session, question, expert, await questions.asked(session, question))
    await move(session, question, Move.SPLIT, actor)
    await pinging.post_card(session, question)
    await summoning.summon(session, question)


async def _take_draft(session: AsyncSession, question: Question, before: Question, *, goes_on: bool) -> None:
    """The draft so far, and the words behind it: whatever becomes of those counts here from now on, and where the other
    `goes_on`, there as well."""
    if before.draft and before.account == question.account:
        for name in DRAFTED:
            setattr(question, name, getattr(before, name))
        question.entry = question.entry or before.entry  # which is recalled, say, wherever its text goes
        wordings.renew(session, question)
    carry = questions.share_contributions if goes_on else questions.take_contributions
    if await carry(session, before, to=question):
        before.source = before.source if goes_on else ""
        question.source = question.source if question.draft_by else ""
        await drafting.recompute(session, question)


async def lead_before(session: AsyncSession, workspace: str, question_id: int) -> Question | None:
    """The lead of a question that is about to leave it, locked before that one is."""
    lead_id = await joined.lead_of(session, workspace, question_id)
    return await questions.lock(session, workspace, lead_id) if lead_id else None


# -- looking


async def askers_window(session: AsyncSession, actor: Actor, *, question_id: int) -> View:
    """Everybody who asked, with their posts."""
    question = await questions.lock(session, actor.workspace, question_id)
    if not await may(session, "askers", question, actor):
        require_comms(await organisation(session, actor.workspace), actor, "see everybody who asked")
    return views.askers_window(await together(session, question, limit=IN_WINDOW))


# -- the clock


async def still_waiting(session: AsyncSession, question: Question) -> None:
    """The other isn't answered yet: whoever forwarded it hears so once for all of theirs. Where the other has ended
    and nobody took this one along, it is asked alone."""
    lead = await questions.find(session, question.workspace, question.joined or 0)
    if lead is None or lead.stage not in LEADING:
        await ask_alone(session, question, bot_of(question.workspace))
        return
    mine = await joined.of_forwarder(session, lead, forwarder=question.forwarder)
    if mine and mine[0].id != question.id:
        return
    org = await organisation(session, question.workspace)
    user = await here(session, org, question.workspace, question.forwarder)
    people = await names(session, question.workspace, lead.holder)
    told = views.still_waiting(mine or [question], lead, people, to=user, by=ladder.deadline(lead, org))
    if question.reminder_key:
        await outbox.delete(session, of=question.reminder_key, workspace=question.workspace, question_id=question.id)
    question.moves += 1
    question.reminder_key = f"question:{question.id}:still-waiting:{question.moves}"
    summoning.say(session, question, key=question.reminder_key, message=told, user=user, lane=Lane.ACKNOWLEDGEMENT)
