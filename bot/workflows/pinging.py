"""Finding somebody who answers: the card, the ping, and passing it on until somebody does."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db import organisations, questions
from bot.db.models import Asked, Question
from bot.lifecycle import WITH_EXPERT, Move, Refused, Stage
from bot.organisation import Organisation
from bot.slack import outbox
from bot.slack.outbox import Lane
from bot.views import pinging as views
from bot.views.blocks import View, at, line, message, quote, section
from bot.views.card import card
from bot.views.trouble import where_it_stands
from bot.workflows import ladder, summoning
from bot.workflows.moving import around, is_repeated, keep_revision, move
from bot.workflows.people import (
    NO_COLLEAGUE,
    Actor,
    available_experts,
    bot_of,
    names,
    names_around,
    next_expert,
    organisation,
    require_colleague,
    require_comms,
)
from bot.workflows.permits import may, require_stage

ADOPTED = "took the draft so far"


async def post_card(session: AsyncSession, question: Question, *, again: bool = False) -> None:
    """The question's root message in its desk, once; `again` where it was deleted. The forwarder gets the link."""
    if not question.desk or question.is_listed or (question.card_key and not again):
        return
    question.card_key = f"question:{question.id}:card:{question.moves}"
    outbox.post(
        session,
        key=question.card_key,
        workspace=question.workspace,
        channel=question.desk,
        message=card(question, await around(session, question)),
        lane=Lane.NEW,
        question_id=question.id,
        then={"kind": "card_posted", "again": again},
    )


async def ask_first(session: AsyncSession, question: Question, actor: Actor) -> None:
    """From CHOOSING: the first expert in the list, a suggested text to sign, or the duty person."""
    if question.draft:
        await ask_to_sign(session, question, actor, Move.SUGGEST)
        return
    org = await organisation(session, question.workspace)
    expert = await first_to_ask(session, org, question)
    if expert is None:
        await run_out(session, question, actor, why="No expert is named for it.")
        return
    note_asked(session, question, expert, await questions.asked(session, question))
    await move(session, question, Move.ASK, actor)
    await post_card(session, question)
    await summoning.summon(session, question)


async def first_to_ask(session: AsyncSession, org: Organisation, question: Question) -> str | None:
    """The expert of the question it follows up, else the first in the list."""
    candidates = await available_experts(session, org, question) if question.department else []
    parent = await questions.find(session, question.workspace, question.parent) if question.parent else None
    if (
        parent is not None
        and parent.expert
        and parent.expert not in await organisations.gone(session, question.workspace)
    ):
        return parent.expert
    return candidates[0] if candidates else None


async def ask_to_sign(session: AsyncSession, question: Question, actor: Actor, what: Move, *, first: str = "") -> None:
    """A text exists already; an expert is asked to stand by it. `first` is asked where they are still here."""
    org = await organisation(session, question.workspace)
    candidates = await available_experts(session, org, question) if question.department else []
    absent = await organisations.gone(session, question.workspace)
    expert = first if first and first not in absent else next(iter(candidates), None)
    question.revision += 1
    keep_revision(session, question, author=question.draft_by)
    if expert is None:
        await run_out(session, question, actor, why="No expert is named for it.")
        return
    note_asked(session, question, expert, await questions.asked(session, question))
    await move(session, question, what, actor)
    await post_card(session, question)
    await summoning.summon(session, question)


def note_asked(session: AsyncSession, question: Question, user: str, asked: dict[str, Asked]) -> None:
    """This person is the expert now, and was asked."""
    question.expert = user
    row = asked.get(user)
    if row is None:
        session.add(Asked(question_id=question.id, user=user, asked_at=clock.now()))
    else:
        row.asked_at, row.passed_at, row.offered_at = clock.now(), None, None


async def run_out(session: AsyncSession, question: Question, actor: Actor, *, why: str) -> None:
    """Nobody is left to ask: the duty person names somebody."""
    await summoning.settle_request(session, question, why)
    await move(session, question, Move.RUN_OUT, actor, detail=why)
    await post_card(session, question)
    if not question.card_key and not question.is_listed:
        org, people = await organisation(session, question.workspace), await names_around(session, question)
        said = where_it_stands(question, people, link="", by=ladder.deadline(question, org))
        key = f"question:{question.id}:link:{question.moves}"
        summoning.say(session, question, key=key, message=said, user=question.forwarder)


async def acknowledge(session: AsyncSession, actor: Actor, *, question_id: int) -> None:
    """The expert has it."""
    question = await questions.lock(session, actor.workspace, question_id)
    if await is_repeated(session, question, Move.ACKNOWLEDGE, actor):
        return
    await require_asked(session, question, actor, "acknowledge")
    if question.stage is Stage.AWAITING_EXPERT:
        await _take_alone(session, question, actor)
        return
    before, question.expert = question.expert, actor.user
    await move(session, question, Move.ACKNOWLEDGE, actor)
    await tell_taken(session, question, before, by=actor)
    if before != actor.user and await summoning.asks_directly(session, question):
        await summoning.settle_request(session, question, f"<@{actor.user}> has this one.")
        await summoning.summon(session, question)
    else:
        await summoning.refresh_request(session, question, lane=Lane.ACKNOWLEDGEMENT)


async def take_on(session: AsyncSession, question: Question, actor: Actor) -> None:
    """They write that they have it: as if they had pressed the button, or where nobody is on it, had been named."""
    if question.stage is Stage.AWAITING_ACKNOWLEDGEMENT:
        await acknowledge(session, actor, question_id=question.id)
    elif question.stage is Stage.AWAITING_EXPERT:
        await _take_alone(session, question, actor)


async def _take_alone(session: AsyncSession, question: Question, actor: Actor) -> None:
    """Nobody was left to ask: it is theirs, as if they had been named."""
    note_asked(session, question, actor.user, await questions.asked(session, question))
    await summoning.settle_request(session, question, f"<@{actor.user}> has this one.")
    await move(session, question, Move.ASSIGN, actor)
    await move(session, question, Move.ACKNOWLEDGE, actor)
    await summoning.summon(session, question)


async def tell_taken(session: AsyncSession, question: Question, before: str, *, by: Actor) -> None:
    """Whoever had it needn't do anything any more, and hears so, unless they did that themselves or have left."""
    if before in ("", by.user, question.expert, *await organisations.gone(session, question.workspace)):
        return
    people = await names_around(session, question, before)
    said = message(f"<@{before}>, {people.bold(question.expert)} has this one, so you needn't any more. Thank you.")
    await summoning.tell(session, question, before, name=f"taken:{question.moves}", message=said)


async def require_asked(session: AsyncSession, question: Question, actor: Actor, what: str) -> None:
    """Only its expert, and who was asked and did not pass it on, may take it."""
    if not await may(session, what, question, actor):
        people = await names_around(session, question)
        raise Refused(
            f"This one is with {people.bold(question.holder)}. If you know the answer, just write it in the thread: "
            "I'll ask whether you can stand by it."
        )


async def pass_on_window(session: AsyncSession, actor: Actor, *, question_id: int) -> View:
    """Choose who knows better."""
    question = await questions.lock(session, actor.workspace, question_id)
    await _may_pass_on(session, question, actor)
    return views.pass_on_window(question, await others(session, question, actor.user))


async def others(session: AsyncSession, question: Question, but: str) -> list[tuple[str, str]]:
    """Everybody in the organisation who answers questions, likely ones first, as (user, name)."""
    org = await organisation(session, question.workspace)
    likely = await available_experts(session, org, question)
    everybody = [user for department in org.departments for user in department.experts]
    absent = await organisations.gone(session, question.workspace)
    users = [user for user in dict.fromkeys([*likely, *everybody]) if user != but and user not in absent]
    people = await names(session, question.workspace, *users)
    return [(user, people.plain(user)) for user in users[:99]]


async def _may_pass_on(session: AsyncSession, question: Question, actor: Actor) -> None:
    if not await may(session, "pass_on", question, actor):
        org = await organisation(session, question.workspace)
        people = await names_around(session, question)
        require_comms(org, actor, f"pass on what is with {people.bold(question.holder)}")
    if question.stage not in WITH_EXPERT:
        raise Refused(f"This question is {question.stage}, so it can't be passed on now.")


async def pass_on(session: AsyncSession, actor: Actor, *, question_id: int, to: str = "", note: str = "") -> None:
    """Not me: to the person named, or to the next in the list."""
    question = await questions.lock(session, actor.workspace, question_id)
    if to == question.expert and await is_repeated(session, question, Move.PASS_ON, actor, detail=note):
        return
    await _may_pass_on(session, question, actor)
    asked = await questions.asked(session, question)
    if to in (actor.user, question.expert):
        raise Refused("Please choose somebody else.")
    org = await organisation(session, question.workspace)
    if to:
        await require_colleague(session, question.workspace, to, refusal=NO_COLLEAGUE)
    before = question.expert
    if before in asked:
        asked[before].passed_at = clock.now()
    target = to or await next_expert(session, org, question)
    word = f" “{quote(note, 500)}”" if note else ""
    await summoning.set_draft_aside(session, question)
    if target is None:
        question.expert = ""  # what they write from now on is a colleague's word
        cannot = "can't answer it" if before == actor.user else f"passed it on for <@{before}>"
        why = f"<@{actor.user}> {cannot}, and nobody else is left in the list.{word}"
        await run_out(session, question, actor, why=why)
        return
    note_asked(session, question, target, asked)
    people = await names_around(session, question, target, actor.user)
    await summoning.settle_request(session, question, f"Passed on to {people.bold(target)}.")
    await move(session, question, Move.PASS_ON, actor, detail=note)
    await tell_taken(session, question, before, by=actor)
    passed = f"{people.bold(actor.user)} passed this on to you.{word}"
    await summoning.summon(session, question, after=f"{passed} ")
    if question.is_listed and note:
        await tell_expert(session, question, passed, ask="Please look at it in your list", name="passed-on")


async def escalate(session: AsyncSession, question: Question) -> None:
    """The expert's time is up, or they have left: the next one is asked, or the duty person where nobody is left."""
    org = await organisation(session, question.workspace)
    before = question.expert
    do = "sign it" if question.stage is Stage.AWAITING_SIGN_OFF else "answer"
    reason = questions.LEFT if await _has_left(session, question) else f"could not {do} in time"
    target = await next_expert(session, org, question)
    people = await names_around(session, question, before, target or "")
    await summoning.set_draft_aside(session, question)
    if target is None:
        why = f"<@{before}> {reason}, and everybody else in the list was asked."
        await run_out(session, question, bot_of(question.workspace), why=why)
        return
    await summoning.settle_request(
        session, question, f"{people.bold(before)} {reason}, so I asked {people.bold(target)}."
    )
    note_asked(session, question, target, await questions.asked(session, question))
    await move(session, question, Move.ESCALATE, bot_of(question.workspace))
    await summoning.summon(session, question, after=f"{people.bold(before)} {reason}. ")


async def _has_left(session: AsyncSession, question: Question) -> bool:
    return question.expert in await organisations.gone(session, question.workspace)


async def pass_over(session: AsyncSession, question: Question) -> None:
    """It came back to its expert: where they have left meanwhile, the next one is asked at once."""
    if question.stage in WITH_EXPERT and await _has_left(session, question):
        await escalate(session, question)


async def tell_expert(
    session: AsyncSession, question: Question, said: str, *, ask: str, name: str, draft: str = ""
) -> None:
    """Words for the expert, what they are asked for, and the `draft` they may go on with; where they have left, whoever
    holds it now hears the words."""
    await pass_over(session, question)
    org = await organisation(session, question.workspace)
    asked = f"\n{ask} by {at(ladder.deadline(question, org))}." if question.stage in WITH_EXPERT else ""
    text = f"<@{question.holder}>, {said}{asked}"
    if not await summoning.reads_thread(session, question, question.holder):
        text += f"\nThe question: {line(question.text, 300)}"
    asks = question.stage is Stage.AWAITING_ANSWER and not question.request_key
    words = message(text, [section(text), *views.ways_on(question, draft=draft)] if asks else None)
    key = await summoning.tell(session, question, question.holder, name=f"{name}:{question.moves}", message=words)
    if asks:
        question.request_key = key


async def tell_apart(session: AsyncSession, question: Question, said: str, *, name: str) -> None:
    """Words for the expert while it waits for somebody else, or for nobody."""
    if question.expert in ("", *await organisations.gone(session, question.workspace)):
        return
    text = f"<@{question.expert}>, {said}"
    if not await summoning.reads_thread(session, question, question.expert):
        text += f"\nThe question: {line(question.text, 300)}"
    await summoning.tell(session, question, question.expert, name=f"{name}:{question.moves}", message=message(text))


async def adopt_draft(session: AsyncSession, actor: Actor, *, question_id: int) -> None:
    """The new expert takes the draft that stands; they sign it next."""
    question = await questions.lock(session, actor.workspace, question_id)
    if await is_repeated(session, question, Move.CONTRIBUTE, actor, detail=ADOPTED):
        return
    await require_asked(session, question, actor, "adopt_draft")
    require_stage(question, "adopt_draft")
    if not question.draft:
        raise Refused("There is no draft yet. Please write your answer in the thread.")
    before, question.expert = question.expert, actor.user
    await move(session, question, Move.CONTRIBUTE, actor, detail=ADOPTED)
    await tell_taken(session, question, before, by=actor)
    await summoning.settle_request(session, question, f"<@{actor.user}> takes the draft so far.")
    await summoning.summon(session, question)
