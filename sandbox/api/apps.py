"""auth.*, oauth.v2.access and apps.connections.open: the app itself."""

import secrets

from sandbox import events
from sandbox.api.call import Call
from sandbox.errors import SlackError
from sandbox.wire import Json


def auth_test(call: Call) -> Json:
    """auth.test."""
    team, bot = call.workspace.team, call.workspace.bot
    return {
        "url": team["url"],
        "team": team["name"],
        "user": bot["name"],
        "team_id": team["id"],
        "user_id": bot["user"],
        "bot_id": bot["bot_id"],
        "is_enterprise_install": False,
    }


def auth_revoke(call: Call) -> Json:
    """auth.revoke: the bot gives its token back."""
    if call.get("test"):
        return {"revoked": False}
    call.workspace.happened(events.tokens_revoked(call.workspace), None)
    call.core.revoke()
    return {"revoked": True}


def oauth_access(call: Call) -> Json:
    """oauth.v2.access: a token for a code."""
    known = call.core.credentials
    if call.get("client_id") != known.client_id:
        raise SlackError("invalid_client_id")
    if call.get("client_secret") != known.client_secret:
        raise SlackError("bad_client_secret")
    token = call.core.install(str(call.get("code", "")))
    team, bot = call.workspace.team, call.workspace.bot
    installer = next(person.id for person in call.workspace.people.values() if not person.bot)
    return {
        "access_token": token,
        "token_type": "bot",
        "scope": ",".join(sorted(call.core.manifest.scopes or ())),
        "bot_user_id": bot["user"],
        "app_id": bot["app_id"],
        "team": {"id": team["id"], "name": team["name"]},
        "enterprise": None,
        "authed_user": {"id": installer},
        "is_enterprise_install": False,
    }


def open_connection(call: Call) -> Json:
    """apps.connections.open: where Socket Mode connects, with a ticket for one connection."""
    if not call.core.socket_url:
        raise SlackError("internal_error")
    ticket = secrets.token_urlsafe(12)
    call.core.tickets.add(ticket)
    return {"url": f"{call.core.socket_url}/link/?ticket={ticket}&app_id={call.workspace.bot['app_id']}"}


METHODS = {
    "apps.connections.open": open_connection,
    "auth.test": auth_test,
    "auth.revoke": auth_revoke,
    "oauth.v2.access": oauth_access,
}
