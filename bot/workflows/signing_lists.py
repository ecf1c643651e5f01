"""Sixty answers that change at once aren't sixty pings: each person gets one message that lists what waits for them.

Each text is still signed and approved by itself. The list is redrawn with each click; a new one is posted only where
something came up since, at most once in ten minutes.
"""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db import organisations, signing_lists, variables
from bot.db.models import Due, Question, SigningList
from bot.slack import outbox
from bot.slack.outbox import Lane
from bot.views import signing_lists as views
from bot.workflows import ladder
from bot.workflows.people import names, organisation

KIND = "signing_list"
GATHER = timedelta(seconds=5)  # what changes together comes in one message
PAUSE = timedelta(minutes=10)


def stir(session: AsyncSession, question: Question, *, before: str) -> None:
    """It changed: the list it was in is redrawn at once, the one it is in now in a moment."""
    now = clock.now()
    for user in dict.fromkeys((before, question.holder)):
        if user:
            _draw_at(session, question, user, now if user == before else now + GATHER, name=str(question.moves))


def _draw_at(
    session: AsyncSession, question: Question, user: str, at: datetime, *, name: str, again: bool = False
) -> None:
    key = f"list:{question.workspace}:{user}:{question.id}:{name}"
    args = {"user": user, "again": again}
    session.add(Due(key=key, workspace=question.workspace, kind=KIND, args=args, due_at=at))


async def draw(session: AsyncSession, due: Due) -> datetime | None:
    """One person's list: brought up to date, or posted anew where it has something they haven't been told of."""
    user, now = str(due.args["user"]), clock.now()
    await organisations.lock(session, due.workspace)  # two first lists at once
    standing = await signing_lists.lock(session, due.workspace, user)
    waiting = await signing_lists.waiting(session, due.workspace, user)
    if standing is None and not waiting:
        return None
    unseen = [q for q, _ in waiting if standing is None or q.stage_since > standing.posted_at]
    wanted = bool(unseen or (waiting and due.args.get("again")))
    if wanted and (standing is None or now >= standing.posted_at + PAUSE):
        await _post(session, due.workspace, user, standing, now)
        return None
    if standing is not None:
        message = await _message(session, standing)
        await outbox.update(session, of=standing.key, workspace=due.workspace, message=message)
        return standing.posted_at + PAUSE if unseen else None
    return None


async def _post(session: AsyncSession, workspace: str, user: str, standing: SigningList | None, now: datetime) -> None:
    if standing is None:
        standing = SigningList(workspace=workspace, user=user, key="", number=0, posted_at=now)
        session.add(standing)
    else:
        await outbox.update(session, of=standing.key, workspace=workspace, message=views.newer_below())
    standing.number += 1
    standing.key, standing.posted_at = f"list:{workspace}:{user}:{standing.number}", now
    await session.flush()
    message = await _message(session, standing)
    outbox.post(session, key=standing.key, workspace=workspace, channel=user, message=message, lane=Lane.NEW)


async def _message(session: AsyncSession, standing: SigningList) -> outbox.Message:
    org = await organisation(session, standing.workspace)
    waiting = await signing_lists.waiting(session, standing.workspace, standing.user)
    done = await signing_lists.dealt_with(session, standing.workspace, standing.user, since=standing.posted_at)
    people = {user for question, _ in waiting for user in (question.expert, question.draft_by)}
    links = await variables.links_of(session, standing.workspace, [entry.id for _, entry in waiting])
    shown = [
        views.Item(
            question,
            entry,
            style=org.style_for(question.account),
            by=ladder.deadline(question, org),
            changes={link.value: variable.value for link, variable in links.get(entry.id, ())},
        )
        for question, entry in waiting
    ]
    called = await names(session, standing.workspace, *people)
    return views.signing_list(standing.user, shown, called, done=done)


async def remind(session: AsyncSession, question: Question) -> None:
    """Its holder's list comes anew, once for all that is in it."""
    question.moves += 1
    _draw_at(session, question, question.holder, clock.now(), name=str(question.moves), again=True)


async def tell_duty(session: AsyncSession, question: Question) -> None:
    """The duty person hears once an hour for whom how many wait; what they hold themselves they are reminded of."""
    org = await organisation(session, question.workspace)
    if question.holder == org.duty:
        await remind(session, question)
        return
    key = f"list:{question.workspace}:{question.holder}:late:{clock.now():%Y-%m-%d-%H}"
    if await outbox.posted(session, question.workspace, key) is None:
        number = len(await signing_lists.waiting(session, question.workspace, question.holder))
        said = views.late(org.duty, question, await names(session, question.workspace, question.holder), number=number)
        outbox.post(
            session, key=key, workspace=question.workspace, channel=org.duty, message=said, lane=Lane.ESCALATION
        )
