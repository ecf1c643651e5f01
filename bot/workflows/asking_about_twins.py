"""Owners are asked what to do with two answers to one question: at once where they contradict, else once a week."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db import organisations, reviews, twins, versions
from bot.db.models import Due, Entry, Telling, Twin
from bot.organisation import Organisation
from bot.slack import outbox
from bot.slack.outbox import Lane
from bot.views import twins as views
from bot.workflows import asking_to_review
from bot.workflows.people import names

AT_ONCE = 10
AGAIN = {twins.CONTRADICTION: asking_to_review.AGAIN, twins.DUPLICATE: timedelta(days=6)}
LANES = {twins.CONTRADICTION: Lane.NEW, twins.DUPLICATE: Lane.DIGEST}
Found = tuple[Twin, Entry, Entry]


async def again(session: AsyncSession, due: Due) -> datetime:
    """Each working day: contradictions that nobody has decided for three days."""
    await ask(session, due.workspace, twins.CONTRADICTION)
    return reviews.next_look(clock.now())


async def ask(session: AsyncSession, workspace: str, kind: str, *, only: Sequence[Twin] | None = None) -> None:
    """Everybody whose turn it is gets one message about at most ten pairs; the others come with the next look."""
    org = await organisations.load(session, workspace)
    if org is None or only == []:
        return
    now, wanted = clock.now(), None if only is None else {twin.id for twin in only}
    absent = await organisations.gone(session, workspace)
    whom: dict[str, list[Found]] = defaultdict(list)
    for found in await twins.waiting(session, workspace, kind, asked_before=now - AGAIN[kind]):
        if wanted is None or found[0].id in wanted:
            for user in people_for(*found, org, absent):
                whom[user].append(found)
    told: dict[int, Twin] = {}
    older: dict[str, None] = {}
    for theirs in whom.values():
        for twin, *_ in theirs[:AT_ONCE]:
            if twin.id not in told:
                told[twin.id] = twin
                older |= dict.fromkeys([each.key for each in await _set_aside(session, twin)])
                twin.asked, twin.told_at, twin.moves = twin.asked + 1, now, twin.moves + 1
    for user, theirs in whom.items():
        await _ask(session, workspace, user, [each for each in theirs if each[0].id in told][:AT_ONCE], len(theirs))
    for key in older:
        await _draw(session, workspace, key)


def people_for(twin: Twin, first: Entry, second: Entry, org: Organisation, absent: Collection[str]) -> list[str]:
    """Whose turn it is: both owners twice, then whoever else would be asked to review them, one by one; the last one
    again and again."""
    rungs = [asking_to_review.ladder(entry, org, absent) for entry in (first, second)]
    owners = [user for user in dict.fromkeys((first.owner, second.owner)) if user and user not in absent]
    others = [user for user in dict.fromkeys(user for each in rungs for user in each) if user not in owners]
    others.sort(key=lambda user: user == org.duty)
    turns = [owners, owners] * bool(owners) + [[user] for user in others]
    return turns[min(twin.asked, len(turns) - 1)]


async def _ask(session: AsyncSession, workspace: str, user: str, theirs: Sequence[Found], due: int) -> None:
    if not theirs:
        return
    first = theirs[0][0]
    key = f"twins:{first.id}:{first.moves}:{user}"
    told = {"workspace": workspace, "user": user, "key": key, "due": due, "at": clock.now()}
    session.add_all([Telling(twin_id=twin.id, **told) for twin, *_ in theirs])
    await session.flush()
    said, lane = await _message(session, workspace, key), LANES[first.kind]
    outbox.post(session, key=key, workspace=workspace, channel=user, message=said, lane=lane)


async def _set_aside(session: AsyncSession, twin: Twin) -> Sequence[Telling]:
    older = await twins.tellings(session, twin)
    for each in older:
        each.newest = False
    await session.flush()
    return older


async def put_aside(session: AsyncSession, twin: Twin) -> None:
    """What was asked about this pair so far is over: its texts are others now."""
    for each in await _set_aside(session, twin):
        await _draw(session, twin.workspace, each.key)


async def redraw(session: AsyncSession, twin: Twin) -> None:
    """Whoever was asked sees what became of the pair."""
    await session.flush()
    for each in await twins.tellings(session, twin):
        await _draw(session, twin.workspace, each.key)


async def _draw(session: AsyncSession, workspace: str, key: str) -> None:
    await outbox.update(session, of=key, workspace=workspace, message=await _message(session, workspace, key))


async def go_on(session: AsyncSession, workspace: str, key: str, to: str) -> outbox.Message | None:
    """What a message says now, which goes on under another key; None where a newer one asks."""
    rows = await twins.in_message(session, workspace, key)
    if not rows or not all(told.newest for told, *_ in rows):
        return None
    for told, *_ in rows:
        told.key = to
    await session.flush()
    return await _message(session, workspace, to)


async def _message(session: AsyncSession, workspace: str, key: str) -> outbox.Message:
    rows = await twins.in_message(session, workspace, key)
    people = {user for _, twin, *both in rows for user in (twin.settled_by, *(e.owner for e in both))}
    called = await names(session, workspace, *people, *(e.expert for *_, one, other in rows for e in (one, other)))
    asked = []
    for told, twin, one, other in rows:
        uses = [await versions.uses(session, entry, limit=1) if told.newest else [] for entry in (one, other)]
        asked.append(views.Asked(told, twin, (one, other), tuple(next(iter(each), None) for each in uses)))
    return views.request(rows[0][0].user, asked, called)
