"""A question on which others wait ends: its answer is theirs too, or one of them takes its place."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, retrieval
from bot.db import entries, joined, merging, questions
from bot.db.models import Due, Question
from bot.lifecycle import Move, Stage
from bot.slack import outbox
from bot.slack.outbox import Lane
from bot.views import joining as views
from bot.views.blocks import line, message
from bot.workflows import cards, choosing, joining, keeping, offering, recalling, summoning
from bot.workflows.moving import keep_revision, move, sign
from bot.workflows.people import Actor, bot_of

PUBLIC = (
    *("draft", "trimmed", "source", "draft_by", "left_out", "warnings", "omissions", "right_by", "entry"),
    *("expert", "approver", "published_at", "published_by"),
)
MOST_TOLD = 1000
WITH_ANOTHER = "is answered with another"


async def answered(session: AsyncSession, lead: Question) -> None:
    """It is posted: each that waits is dealt with in a transaction of its own, however many there are.

    For another account one of them goes to approval there, and the others of that account wait for that one.
    """
    accounts = set()
    for question in await joined.lock_waiting(session, lead):
        if question.account != lead.account and question.account in accounts:
            continue
        accounts.add(question.account)
        session.add(
            Due(
                key=f"question:{question.id}:answered:{lead.id}:{lead.moves}",
                workspace=question.workspace,
                question_id=question.id,
                kind="answered",
                args={"lead": lead.id},
                due_at=clock.now(),
            )
        )


async def take_answer(session: AsyncSession, question: Question, due: Due) -> datetime | None:
    """The answer to the other question is public: it is this one's, or the earlier answer for this account."""
    lead = await questions.find(session, question.workspace, due.args["lead"])
    if lead is None or question.stage is not Stage.JOINED or question.joined != lead.id:
        return None
    if lead.stage is not Stage.PUBLISHED:
        return None  # reopened meanwhile: it goes on waiting
    if question.account == lead.account:
        await _publish(session, question, lead)
    else:
        await _reuse(session, question, lead)
    return None


async def _publish(session: AsyncSession, question: Question, lead: Question) -> None:
    before = question.entry
    for name in PUBLIC:
        setattr(question, name, getattr(lead, name))
    question.revision += 1
    keep_revision(session, question, author=lead.draft_by)
    for role, signature in (await questions.signatures(session, lead)).items():
        sign(session, question, role=role, user=signature.user)
    by = Actor(question.workspace, lead.published_by)
    await move(session, question, Move.PUBLISH, by, detail=f"question {lead.id}")
    await keeping.let_go(session, question, by, before, why=WITH_ANOTHER)
    entry = await entries.lock(session, question.workspace, lead.entry) if lead.entry else None
    if entry is not None:
        await merging.count_use(session, entry, on=entry.used_on)
        await keeping.note_use(session, question)
        if await _asks_the_same(session, question, lead):
            await entries.add_wording(session, await merging.standing(session, entry), question.text)
        if entry.status == entries.RECALLED:  # between the post and now
            await recalling.tell_who_posted(session, question, name="together", by=entry.ended_by, why=entry.ended_why)
    said = f":white_check_mark: Published: the answer to {line(question.text)}"
    await summoning.settle_request(session, question, said, lane=Lane.CARD)  # behind what somebody waits for
    await _tell_forwarder(session, question, lead)


async def _asks_the_same(session: AsyncSession, question: Question, lead: Question) -> bool:
    """In the same words, or as it was put together; where the lead was corrected to others since, nobody knows."""
    return retrieval.same(question.text, lead.text) or await joined.stands(session, question)


async def _tell_forwarder(session: AsyncSession, question: Question, lead: Question) -> None:
    """Once for all that this person forwarded."""
    key = f"question:{lead.id}:published-for:{question.forwarder}:{lead.moves}"
    if await outbox.posted(session, question.workspace, key) is not None:
        return
    others, _ = await joined.together(session, lead, limit=MOST_TOLD)
    mine = [each for each in others if each.forwarder == question.forwarder and each.account == lead.account]
    said = views.published(lead, mine or [question], link=await cards.link(session, lead))
    summoning.say(session, question, key=key, message=said, user=question.forwarder, lane=Lane.ACKNOWLEDGEMENT)


async def _reuse(session: AsyncSession, question: Question, lead: Question) -> None:
    """For another account the answer is an earlier one: it stands as it is, or is adapted and signed again."""
    await joined.hand_over(session, lead, to=question, account=question.account)
    entry = await entries.lock(session, question.workspace, lead.entry) if lead.entry else None
    if entry is None or entry.status != entries.LIVE or not await _asks_the_same(session, question, lead):
        said = f"The other question has its answer; {line(question.text)} is asked alone now."
        await summoning.settle_request(session, question, said, lane=Lane.CARD)
        await joining.ask_alone(session, question, bot_of(question.workspace))
        return
    first = "signed again" if await offering.why_not_as_it_stands(session, question, entry) else "approved"
    said = f"{line(question.text)} has its answer. For this account it is {first} first."
    await summoning.settle_request(session, question, said, lane=Lane.CARD)
    by, before = Actor(question.workspace, lead.published_by), question.entry
    await choosing.take(session, question, entry, by)
    await keeping.let_go(session, question, by, before, why=WITH_ANOTHER)


async def pass_on(session: AsyncSession, lead: Question, actor: Actor, *, posted: bool = False) -> Question | None:
    """It was withdrawn, or `posted` with a text that isn't signed: whoever asked next is asked for, the others wait for
    that one, and everybody hears so."""
    waiting = await joined.lock_waiting(session, lead)
    if not waiting:
        return None
    what = "answered with a text that isn't signed" if posted else "withdrawn"
    why = f"<@{actor.user}> withdrew {line(lead.text, 200)}, for which yours waited."
    if posted:
        why = (
            f"<@{actor.user}> posted an answer to {line(lead.text, 200)} that isn't signed, so it isn't for yours too."
        )
    await _take_place(session, lead, waiting, what=what, why=why)
    return waiting[0]


async def part(
    session: AsyncSession, lead: Question, waiting: Sequence[Question], actor: Actor, *, before: str
) -> None:
    """It asks something else now, and keeps its own way; these are asked for as one, with the draft so far."""
    why = f"<@{actor.user}> corrected {line(before, 200)}, for which yours waited, to {line(lead.text, 200)}"
    await _take_place(session, lead, waiting, what="corrected to something else", why=why, goes_on=True)


async def _take_place(
    session: AsyncSession, lead: Question, waiting: Sequence[Question], *, what: str, why: str, goes_on: bool = False
) -> None:
    """The first of them is asked for, the others wait for that one, and everybody hears so."""
    first, *others = waiting
    for each in others:
        each.joined = first.id
    await session.flush()
    await summoning.settle_request(session, first, f"The other question was {what}, so I ask for {line(first.text)}")
    await joining.ask_alone(session, first, bot_of(lead.workspace), after=lead, goes_on=goes_on)
    await joining.show_askers(session, lead)
    for user in dict.fromkeys(each.forwarder for each in waiting):
        theirs = [each for each in others if each.forwarder == user]
        on = f"I ask for {line(first.text, 200)} instead" if user == first.forwarder else ""
        for_others = (
            f"{line(theirs[0].text, 200)} waits for the answer to {line(first.text, 200)} now" if theirs else ""
        )
        more = f" ({len(theirs) - 1} more of yours too)" if len(theirs) > 1 else ""
        text = f"{why} Nothing is lost: {'; '.join(part for part in (on, for_others) if part)}{more}."
        key = f"question:{first.id}:next-lead:{user}:{lead.id}:{lead.moves}"
        summoning.say(session, first, key=key, message=message(text), user=user, lane=Lane.ACKNOWLEDGEMENT)


async def reopened(session: AsyncSession, lead: Question, actor: Actor) -> None:
    """What was published with it stays so; whoever forwarded that hears that the answer may be wrong."""
    others, _ = await joined.together(session, lead, limit=MOST_TOLD)
    published = [each for each in others if each.stage is Stage.PUBLISHED]
    for user in dict.fromkeys(each.forwarder for each in published):
        theirs = [each for each in published if each.forwarder == user]
        more = f" and {len(theirs) - 1} more of yours" if len(theirs) > 1 else ""
        what = f"<@{actor.user}> reopened {line(lead.text, 200)}: the answer may be wrong."
        also = f"{line(theirs[0].text, 200)}{more} got the same: please look at what you posted."
        key = f"question:{lead.id}:reopened-for:{user}:{lead.moves}"
        summoning.say(session, lead, key=key, message=message(f"{what} {also}"), user=user, lane=Lane.ACKNOWLEDGEMENT)
