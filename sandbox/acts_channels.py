"""What people do with channels, accounts and the app itself."""

from sandbox import events, talking
from sandbox.acting import Act
from sandbox.errors import ActError
from sandbox.wire import Json
from sandbox.workspace import Channel


async def join(act: Act) -> Json:
    """Come into a channel, or bring somebody along (the bot too)."""
    where, user = _channel(act), act.body.get("user") or act.user
    if user not in act.core.workspace.people:
        raise ActError(f"there is nobody called {user}")
    if user not in where.members:
        talking.join(act.core.workspace, where, user, inviter=act.user if user != act.user else "")
    return {"ok": True}


async def leave(act: Act) -> Json:
    """Leave a channel, or remove somebody (the bot too)."""
    where, user = _channel(act), act.body.get("user") or act.user
    if user in where.members:
        talking.leave(act.core.workspace, where, user)
    return {"ok": True}


async def deactivate(act: Act) -> Json:
    """Close an account."""
    return _set_active(act, active=False)


async def activate(act: Act) -> Json:
    """Open an account again."""
    return _set_active(act, active=True)


async def archive(act: Act) -> Json:
    """Archive a channel."""
    talking.archive(act.core.workspace, _channel(act), by=act.user)
    return {"ok": True}


async def unarchive(act: Act) -> Json:
    """Open an archived channel again."""
    talking.archive(act.core.workspace, _channel(act), by=act.user, archived=False)
    return {"ok": True}


async def rename(act: Act) -> Json:
    """Give a channel another name."""
    talking.rename(act.core.workspace, _channel(act), str(act.need("name")), by=act.user)
    return {"ok": True}


async def delete_channel(act: Act) -> Json:
    """Delete a channel with all its messages."""
    talking.remove_channel(act.core.workspace, _channel(act), by=act.user)
    return {"ok": True}


async def uninstall(act: Act) -> Json:
    """Remove the app: its token is worth nothing any more, an organisation's nowhere in it."""
    workspace = act.core.workspace
    workspace.happened(events.tokens_revoked(workspace), None)
    workspace.happened(events.app_uninstalled(workspace), None)
    act.core.revoke()
    return {"ok": True}


async def take_out(act: Act) -> Json:
    """The organisation takes the app out of this workspace, and keeps it in the others."""
    core = act.core
    lent = {token: grant for token, grant in core.grants.items() if grant.org_wide and not grant.revoked}
    if not lent:
        raise ActError("the app isn't here for a whole organisation")
    core.workspace.happened(events.team_access(core.workspace, granted=False), None)
    for token in lent:
        del core.grants[token]
    return {"ok": True}


async def let_in(act: Act) -> Json:
    """The organisation lets the app into this workspace too."""
    core = act.core
    of = core.workspace.enterprise
    for peer in core.peers:
        if of is not None and peer.workspace.enterprise == of:
            core.grants |= {token: grant for token, grant in peer.grants.items() if grant.org_wide}
    core.workspace.happened(events.team_access(core.workspace, granted=True), None)
    return {"ok": True}


def _channel(act: Act) -> Channel:
    where = act.core.workspace.channels.get(str(act.need("channel")))
    if where is None or where.kind != "channel":
        raise ActError(f"there is no channel {act.body['channel']}")
    return where


def _set_active(act: Act, *, active: bool) -> Json:
    who = act.core.workspace.people.get(str(act.need("user")))
    if who is None or who.bot:
        raise ActError(f"there is nobody called {act.body['user']}")
    talking.set_active(act.core.workspace, who, active=active)
    return {"ok": True}


ACTS = {
    "join": join,
    "leave": leave,
    "deactivate": deactivate,
    "activate": activate,
    "archive": archive,
    "unarchive": unarchive,
    "rename": rename,
    "delete_channel": delete_channel,
    "uninstall": uninstall,
    "take_out": take_out,
    "let_in": let_in,
}
