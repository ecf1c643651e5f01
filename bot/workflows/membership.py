"""People come and go, channels too: what is known of them is kept current, and what waited for them goes on."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db import organisations, questions
from bot.slack import outbox
from bot.slack.outbox import Lane
from bot.views import membership as views
from bot.workflows import leaving, owners, summoning

TOGETHER = timedelta(minutes=1)  # Slack may tell in two ways that the bot was removed
MOST_AT_ONCE = 100  # the clocks of all others reach whoever they wait for


async def is_us(session: AsyncSession, workspace: str, user: str) -> bool:
    """Whether this is the bot's own user: other apps may write our key into their messages."""
    known = await organisations.workspace(session, workspace)
    return known is None or known.bot_user in ("", user)


async def joined(session: AsyncSession, workspace: str, *, channel: str, user: str) -> None:
    await organisations.set_member(session, workspace, channel, user, there=True)


async def left(session: AsyncSession, workspace: str, *, channel: str, user: str) -> None:
    """Somebody left a channel; where it was the bot that left a desk, the duty person hears it."""
    await organisations.set_member(session, workspace, channel, user, there=False)
    known = await organisations.workspace(session, workspace)
    if known is not None and user == known.bot_user:
        await lost_channel(session, workspace, channel=channel, why="removed")


async def changed(session: AsyncSession, workspace: str, *, user: str, name: str, gone: bool, guest: bool) -> None:
    """Another name, a guest's account, or an account that was switched off or on again."""
    people = await organisations.people(session, workspace, [user])
    if user not in people:
        return
    left_now = gone and not people[user].gone
    await organisations.set_person(session, workspace, user, name=name or people[user].name, gone=gone, guest=guest)
    if left_now:
        await leaving.gone(session, workspace, user)
        await owners.after_leaving(session, workspace, user)
        await _miss_duty(session, workspace, user)


async def _miss_duty(session: AsyncSession, workspace: str, user: str) -> None:
    """Without a duty person nobody hears what nobody else is left for: another one has to be named."""
    org = await organisations.load(session, workspace)
    if org is None or org.duty != user:
        return
    names = await organisations.names(session, workspace, [user])
    absent = await organisations.gone(session, workspace)
    told = next((each for each in (org.lead, *org.comms) if each and each not in absent), "")
    if told:
        key = f"duty-left:{workspace}:{user}:{int(clock.now().timestamp())}"
        said = views.duty_left(told, names.get(user, user))
        outbox.post(session, key=key, workspace=workspace, channel=told, message=said, lane=Lane.ESCALATION)


async def lost_channel(session: AsyncSession, workspace: str, *, channel: str, why: str) -> None:
    """A desk was archived, deleted, or left without the bot: somebody has to mend it, and whoever was asked there is
    asked directly meanwhile."""
    org = await organisations.load(session, workspace)
    desks = {org.desk: org.name} | {one.desk: one.name for one in org.departments} if org else {}
    if org is None or channel not in desks:
        return
    await organisations.lock(session, workspace)
    key = f"desk:{workspace}:{channel}:{why}:{int(clock.now().timestamp() / TOGETHER.total_seconds())}"
    if await outbox.posted(session, workspace, key) is not None:
        return
    said = views.desk_lost(org.duty, desks[channel], channel, why)
    outbox.post(session, key=key, workspace=workspace, channel=org.duty, message=said, lane=Lane.ESCALATION)
    for waiting in await questions.at_desk(session, workspace, channel, limit=MOST_AT_ONCE):
        question = await questions.lock(session, workspace, waiting.id)
        if not await summoning.asks_directly(session, question):
            question.moves += 1
            await summoning.summon(session, question, after=views.ASKED_HERE, direct=True)
