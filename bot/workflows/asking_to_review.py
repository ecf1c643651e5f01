"""Each working day the owners of what is kept are asked whether it is still right, a few answers at a time."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db import organisations, reviews, versions
from bot.db.models import Due, Entry, Review
from bot.db.reviews import Waiting
from bot.organisation import Organisation
from bot.slack import outbox
from bot.slack.outbox import Lane
from bot.views import reviewing as views
from bot.views.blocks import Names, on
from bot.workflows.people import names

AT_ONCE = 10
AGAIN = timedelta(days=2, hours=12)  # the look on the third day
POSTS = 3  # shown of each


async def look(session: AsyncSession, due: Due) -> datetime:
    """Everybody of whom something is due gets one message; what doesn't fit into it comes with the next look.

    However long nobody looked, it is one message a person and a day."""
    now = clock.now()
    org = await organisations.load(session, due.workspace)
    if org is not None:
        absent = await organisations.gone(session, due.workspace)
        whom: dict[str, list[Waiting]] = defaultdict(list)
        for one in await reviews.waiting(session, due.workspace, today=now.date(), asked_before=now - AGAIN):
            whom[person_for(one, org, absent)].append(one)
        for user, theirs in whom.items():
            await _ask(session, due.workspace, user, theirs, now)
    return reviews.next_look(now)


def ladder(one: Waiting | Entry, org: Organisation, absent: Collection[str]) -> list[str]:
    """Whom to ask, one after the other: its owner twice, the other experts, the department's lead, the duty person."""
    department = org.department(one.department)
    experts = org.experts_for(one.topic or None, one.department) if department else ()
    lead = [department.lead] if department and department.lead else []
    others = dict.fromkeys(user for user in [*experts, *lead, org.duty] if user != one.owner and user not in absent)
    own = [one.owner] * 2 if one.owner and one.owner not in absent else []
    return [*own, *others] or [org.duty]


def person_for(one: Waiting | Entry, org: Organisation, absent: Collection[str]) -> str:
    """Whose turn it is; the last one's again and again."""
    rungs = ladder(one, org, absent)
    return rungs[min(one.asked, len(rungs) - 1)]


async def _ask(session: AsyncSession, workspace: str, user: str, theirs: Sequence[Waiting], now: datetime) -> None:
    key = _name(workspace, user, now.date())
    if await outbox.posted(session, workspace, key) is not None:
        return  # the look of before came late, and what is left waits for the next day's
    ids = [one.id for one in theirs[:AT_ONCE]]
    found = await reviews.lock_waiting(session, workspace, today=now.date(), asked_before=now - AGAIN, entry_ids=ids)
    if not found:
        return
    older: dict[str, None] = {}
    for entry in found:
        for review in await reviews.undecided(session, entry):
            review.outcome = views.AGAIN
            older[review.key] = None
        asked = {"entry_id": entry.id, "user": user, "key": key, "due": len(theirs), "asked_at": now}
        session.add(Review(workspace=workspace, **asked))
        entry.asked, entry.asked_at = entry.asked + 1, now
    await session.flush()
    message = await _message(session, workspace, key)
    outbox.post(session, key=key, workspace=workspace, channel=user, message=message, lane=Lane.DIGEST)
    for one in older:
        await redraw(session, workspace, one)


def _name(workspace: str, user: str, day: date) -> str:
    """Two looks on one day can't ask the same person twice."""
    return f"reviews:{workspace}:{user}:{day}"


async def redraw(session: AsyncSession, workspace: str, key: str) -> None:
    """Bring a message up to date with what was decided."""
    message = await _message(session, workspace, key)
    await outbox.update(session, of=key, workspace=workspace, message=message)


async def go_on(session: AsyncSession, workspace: str, key: str, to: str) -> outbox.Message | None:
    """What a message says now, which goes on under another key; None where a newer one asks."""
    rows = await reviews.in_message(session, workspace, key)
    if not rows or any(review.outcome == views.AGAIN for review, _ in rows):
        return None
    for review, _ in rows:
        review.key = to
    await session.flush()
    return await _message(session, workspace, to)


async def _message(session: AsyncSession, workspace: str, key: str) -> outbox.Message:
    rows = await reviews.in_message(session, workspace, key)
    people = {user for review, entry in rows for user in (review.decided_by, entry.expert, entry.owner)}
    called = await names(session, workspace, *people)
    asked = []
    for review, entry in rows:
        uses = [] if review.outcome else await versions.uses(session, entry, limit=POSTS)
        asked.append(views.Asked(review, entry, uses, _earlier(review, entry, called)))
    return views.review_request(rows[0][0].user, asked, called)


def _earlier(review: Review, entry: Entry, called: Names) -> str:
    """Why it comes to this person, where it isn't for the first time."""
    if entry.asked < 2:
        return ""
    if review.user == entry.owner:
        return f"I asked you before. If you can't say, I ask somebody else {on(review.asked_at + timedelta(days=3))}."
    return f"{called.bold(entry.owner)}, whose answer it is, hasn't said, so I ask you."
