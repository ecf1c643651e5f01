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

GATHER = timedelta(seconds=5)  # what changes together comes in one message
PAUSE = timedelta(minutes=10)


async def stir(session: AsyncSession, question: Question, *, before: str) -> None:
    """It changed: the list it was in is redrawn at once, the one it is in now in a moment."""
    now = clock.now()
    for user in sorted({before, question.holder} - {""}):
        at = now if user == before else now + GATHER
        await signing_lists.wake(session, question.workspace, user, at=at)


async def draw(session: AsyncSession, due: Due) -> datetime | None:
    """One person's list: brought up to date, or posted anew where it has something they haven't been told of."""
    user, again, now = str(due.args["user"]), bool(due.args["again"]), clock.now()
    due.args = {"user": user, "again": False}
    await organisations.lock(session, due.workspace)  # two first lists at once
    standing = await signing_lists.lock(session, due.workspace, user)
    held = await signing_lists.held(session, due.workspace, user)
    if standing is None and not held:
        return None
    unseen = any(standing is None or one.newest > standing.posted_at for one in held.values())
    if (unseen or (held and again)) and (standing is None or now >= standing.posted_at + PAUSE):
        await _post(session, due.workspace, user, standing, now)
    elif standing is not None:
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


async def go_on(session: AsyncSession, workspace: str, key: str, to: str) -> outbox.Message | None:
    """What a list says now, which goes on under another key; None where there is a newer one."""
    standing = await signing_lists.lock(session, workspace, key.split(":")[2])
    if standing is None or standing.key != key:
        return None
    standing.key = to
    await session.flush()
    return await _message(session, standing)


async def _message(session: AsyncSession, standing: SigningList) -> outbox.Message:
    team, user = standing.workspace, standing.user
    org = await organisation(session, team)
    waiting = await signing_lists.waiting(session, team, user, limit=views.AT_ONCE)
    links = await variables.links_of(session, team, [entry.id for _, entry in waiting])
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
    held = {stage: one.number for stage, one in (await signing_lists.held(session, team, user)).items()}
    done = await signing_lists.dealt_with(session, team, user, since=standing.posted_at)
    called = await names(session, team, *(question.expert for question, _ in waiting))
    return views.signing_list(user, shown, called, held=held, done=done)


async def remind(session: AsyncSession, question: Question) -> None:
    """Its holder's list comes anew, once for all that is in it."""
    await signing_lists.wake(session, question.workspace, question.holder, at=clock.now(), again=True)


async def tell_duty(session: AsyncSession, question: Question) -> None:
    """The duty person hears once an hour for whom how many wait; what they hold themselves they are reminded of."""
    org = await organisation(session, question.workspace)
    if question.holder == org.duty:
        await remind(session, question)
        return
    key = f"list:{question.workspace}:{question.holder}:late:{clock.now():%Y-%m-%d-%H}"
    if await outbox.posted(session, question.workspace, key) is None:
        held = await signing_lists.held(session, question.workspace, question.holder)
        number = sum(one.number for one in held.values())
        said = views.late(org.duty, question, await names(session, question.workspace, question.holder), number=number)
        outbox.post(
            session, key=key, workspace=question.workspace, channel=org.duty, message=said, lane=Lane.ESCALATION
        )
