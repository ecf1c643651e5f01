"""The expert needs to know more: whoever forwarded the question is asked, and tells them."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot import trimming
from bot.db import adding, questions
from bot.db.models import Contribution, Question
from bot.lifecycle import SIGNED, WITH_EXPERT, Move, Refused, Stage
from bot.slack import outbox
from bot.views import pinging as views
from bot.views.blocks import View, message
from bot.workflows import summoning
from bot.workflows.moving import is_repeated, move
from bot.workflows.people import Actor, names_around, organisation, require_comms
from bot.workflows.permits import may, require_stage
from bot.workflows.pinging import require_asked, tell_apart, tell_expert, tell_taken
from bot.workflows.written import Written, ask_writer, keep, kept, note

WORDLESS = "I can only read words, so the expert was told nothing of this. Please write here what it says."


async def ask_back_window(session: AsyncSession, actor: Actor, *, question_id: int) -> View:
    """What do you need to know?"""
    question = await questions.lock(session, actor.workspace, question_id)
    await require_asked(session, question, actor, "ask_back")
    require_stage(question, "ask_back")
    return views.ask_back_window(question)


async def ask_back(session: AsyncSession, actor: Actor, *, question_id: int, words: str) -> None:
    """The expert needs to know more: whoever forwarded it is asked, and the promise pauses."""
    question = await questions.lock(session, actor.workspace, question_id)
    if await is_repeated(session, question, Move.ASK_BACK, actor, detail=words):
        return
    await require_asked(session, question, actor, "ask_back")
    if not words.strip():
        raise Refused("Please write what you need to know.")
    before, question.expert, question.asked_back = question.expert, actor.user, words.strip()
    await summoning.set_draft_aside(session, question)
    await move(session, question, Move.ASK_BACK, actor, detail=words)
    await tell_taken(session, question, before, by=actor)
    people = await names_around(session, question)
    await summoning.settle_request(
        session, question, f"{people.bold(actor.user)} asked <@{question.holder}> for more. The clocks wait."
    )
    await summoning.summon(session, question)


async def inform_window(
    session: AsyncSession, actor: Actor, *, question_id: int, channel: str = "", ts: str = ""
) -> View:
    """Tell the expert more; what they wrote there already stands in the window."""
    question = await questions.lock(session, actor.workspace, question_id)
    await _may_inform(session, question, actor)
    require_stage(question, "inform")
    found = await kept(session, actor, channel, ts)
    return views.inform_window(question, words=trimming.plain(found.event["text"]) if found else "")


def informs(question: Question, actor: Actor) -> bool:
    """Whether this person was asked for what the expert needs to know."""
    return question.stage is Stage.AWAITING_ASKER and actor.user in (question.holder, question.forwarder)


async def hear(session: AsyncSession, question: Question, actor: Actor, written: Written) -> None:
    """Whoever was asked for more wrote in the thread: the expert is told, unless it only says that they are looking
    into it; of what may be a yes they are asked."""
    if written.says_nothing and trimming.agrees(written.text):
        keep(session, actor, written, about=[question.id])
        await ask_whether_it_informs(session, question, actor, written)
        return
    await note(session, question, actor, written, used=False)
    if written.is_wordless:
        ask_writer(session, question, actor, written, name=f"wordless:{written.ts}", message=message(WORDLESS))
    elif not written.says_nothing:
        await inform(session, actor, question_id=question.id, words=written.words, ts=written.ts)


async def hear_otherwise(session: AsyncSession, question: Question, row: Contribution) -> None:
    """What somebody wrote that isn't in the answer was edited or deleted: whether it is what the expert was told, or
    tells them something now."""
    actor, written = Actor(row.workspace, row.author), Written(row.channel, row.ts, row.text)
    told = f"question:{question.id}:{_told(row.ts)}:"
    if await outbox.begun(session, question.workspace, question.id, beginning=told):
        await _tell_otherwise(session, question, actor, row)
    elif informs(question, actor) and not row.deleted and not written.says_nothing:
        await inform(session, actor, question_id=question.id, words=written.words, ts=row.ts)


def _told(ts: str) -> str:
    return f"informed:{ts}" if ts else "informed"


async def _tell_otherwise(session: AsyncSession, question: Question, actor: Actor, row: Contribution) -> None:
    words = trimming.plain(row.text)
    of = {"workspace": question.workspace, "question_id": question.id, "actor": actor.user}
    stages = {"from_stage": question.stage, "to_stage": question.stage}
    detail = f"(deleted) {words}" if row.deleted else words
    await adding.audit(session, **of, **stages, move=questions.TOLD_OTHERWISE, detail=detail)
    question.moves += 1
    said, ask = views.told_otherwise(question, words, actor.user, deleted=row.deleted)
    if question.stage in WITH_EXPERT:
        await tell_expert(session, question, said, ask=ask, name="told-otherwise", draft=question.draft)
    elif question.stage in (Stage.AWAITING_ASKER, *SIGNED, Stage.PUBLISHED):
        await summoning.refresh_request(session, question)
        await tell_apart(session, question, f"{said} {ask}".strip(), name="told-otherwise")


async def ask_whether_it_informs(session: AsyncSession, question: Question, actor: Actor, written: Written) -> None:
    """Perhaps it is what the expert needs to know: its writer is asked, the words are kept meanwhile by the caller."""
    people = await names_around(session, question)
    said = views.is_this_for_the_expert(question, people, written.words, written.channel, written.ts)
    ask_writer(session, question, actor, written, name=f"informs:{written.channel}:{written.ts}", message=said)


async def _may_inform(session: AsyncSession, question: Question, actor: Actor) -> None:
    if not await may(session, "inform", question, actor):
        require_comms(await organisation(session, question.workspace), actor, "answer for the forwarder")


async def inform(session: AsyncSession, actor: Actor, *, question_id: int, words: str, ts: str = "") -> None:
    """The forwarder tells the expert more: the expert's time starts anew, unless it runs already. `ts`: of the message
    in which they wrote it."""
    question = await questions.lock(session, actor.workspace, question_id)
    await _may_inform(session, question, actor)
    if await is_repeated(session, question, Move.INFORM, actor, detail=words):
        return
    if not words.strip():
        raise Refused("Please write what the expert should know.")
    require_stage(question, "inform")
    if question.stage is Stage.AWAITING_ASKER:
        await move(session, question, Move.INFORM, actor, detail=words)
        people = await names_around(session, question, actor.user)
        await summoning.settle_request(session, question, views.both(question, people, words, actor.user))
    else:
        question.moves += 1
    said, ask = views.informed(question, words, actor.user)
    await tell_expert(session, question, said, ask=ask, name=_told(ts), draft=question.draft)
