"""People and channels come and go; so may the bot itself."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.handlers.unpacking import Answer, InstallationNews
from bot.slack.directory import is_guest
from bot.slack.shapes import Body
from bot.workflows import installing, membership
from bot.workflows.people import Actor, served_by


async def on_joined(session: AsyncSession, event: Body, actor: Actor) -> Answer:
    await membership.joined(session, actor.workspace, channel=event["channel"], user=event["user"])
    return None


async def on_left(session: AsyncSession, event: Body, actor: Actor) -> Answer:
    await membership.left(session, actor.workspace, channel=event["channel"], user=event["user"])
    return None


async def on_user_change(session: AsyncSession, event: Body, actor: Actor) -> Answer:
    user = event["user"]
    profile = user.get("profile") or {}
    name = user.get("real_name") or profile.get("real_name") or user.get("name") or ""
    enterprise = await served_by(session, actor.workspace)
    guest = bool(user.get("is_bot")) or is_guest(user, team=actor.workspace, enterprise=enterprise)
    gone = bool(user.get("deleted"))
    await membership.changed(session, actor.workspace, user=user["id"], name=name, gone=gone, guest=guest)
    return None


async def on_archived(session: AsyncSession, event: Body, actor: Actor) -> Answer:
    await membership.lost_channel(session, actor.workspace, channel=event["channel"], why="archived")
    return None


async def on_deleted(session: AsyncSession, event: Body, actor: Actor) -> Answer:
    await membership.lost_channel(session, actor.workspace, channel=event["channel"], why="deleted")
    return None


async def on_removed(session: AsyncSession, event: Body, actor: Actor) -> Answer:
    """Slack tells who left a channel to those in it, and whoever left it that they did: here, the bot itself."""
    await membership.lost_channel(session, actor.workspace, channel=event["channel"], why="removed")
    return None


async def on_uninstalled(session: AsyncSession, news: InstallationNews, actor: Actor) -> Answer:
    await installing.uninstalled(
        session, team=news.team, enterprise=news.enterprise, org_wide=news.org_wide, at=news.at
    )
    return None


async def on_tokens_revoked(session: AsyncSession, news: InstallationNews, actor: Actor) -> Answer:
    """Only the bot's own token matters; we have none of a person's."""
    return await on_uninstalled(session, news, actor) if (news.event.get("tokens") or {}).get("bot") else None


async def on_access_granted(session: AsyncSession, news: InstallationNews, actor: Actor) -> Answer:
    await installing.granted(session, enterprise=news.enterprise, teams=news.event["team_ids"])
    return None


async def on_access_revoked(session: AsyncSession, news: InstallationNews, actor: Actor) -> Answer:
    await installing.taken_out(session, enterprise=news.enterprise, teams=news.event["team_ids"])
    return None


EVENTS = {
    "member_joined_channel": on_joined,
    "member_left_channel": on_left,
    "user_change": on_user_change,
    "channel_archive": on_archived,
    "channel_deleted": on_deleted,
    "channel_left": on_removed,
    "group_archive": on_archived,
    "group_deleted": on_deleted,
    "group_left": on_removed,
    "tokens_revoked": on_tokens_revoked,
    "app_uninstalled": on_uninstalled,
    "team_access_granted": on_access_granted,
    "team_access_revoked": on_access_revoked,
}
