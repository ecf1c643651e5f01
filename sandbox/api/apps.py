"""auth.*, oauth.v2.access and apps.connections.open: the app itself."""

import secrets

from sandbox import events
from sandbox.api.call import Call
from sandbox.errors import SlackError
from sandbox.wire import Json


def auth_test(call: Call) -> Json:
    """auth.test."""
    team, bot = call.workspace.team, call.workspace.bot
    answer = {
        "url": team["url"],
        "team": team["name"],
        "user": bot["name"],
        "team_id": team["id"],
        "user_id": bot["user"],
        "bot_id": bot["bot_id"],
        "is_enterprise_install": False,
    }
    enterprise = call.workspace.enterprise
    if enterprise is None or not call.core.org_wide:
        return answer
    whole = {"team": enterprise["name"], "team_id": enterprise["id"], "enterprise_id": enterprise["id"]}
    return answer | whole | {"is_enterprise_install": True}


def auth_revoke(call: Call) -> Json:
    """auth.revoke: the bot gives its token back."""
    if call.get("test"):
        return {"revoked": False}
    call.workspace.happened(events.tokens_revoked(call.workspace), None)
    call.core.revoke()
    return {"revoked": True}


def oauth_access(call: Call) -> Json:
    """oauth.v2.access: a token for a code, or the next one for a refresh token."""
    known = call.core.credentials
    if call.get("client_id") != known.client_id:
        raise SlackError("invalid_client_id")
    if call.get("client_secret") != known.client_secret:
        raise SlackError("bad_client_secret")
    team, bot, enterprise = call.workspace.team, call.workspace.bot, call.workspace.enterprise
    installer = next(person.id for person in call.workspace.people.values() if not person.bot)
    if call.get("grant_type") == "refresh_token":
        tokens = call.core.refresh(str(call.get("refresh_token", "")))
    elif call.get("grant_type", "authorization_code") != "authorization_code":
        raise SlackError("invalid_grant_type")
    else:
        code = call.core.redeem(str(call.get("code", "")))
        tokens, installer = call.core.new_tokens(org_wide=code.org_wide), code.installer or installer
    org_wide = call.core.grants[tokens["access_token"]].org_wide
    return {
        **tokens,
        "token_type": "bot",
        "scope": ",".join(sorted(call.core.manifest.scopes or ())),
        "bot_user_id": bot["user"],
        "app_id": bot["app_id"],
        "team": None if org_wide else {"id": team["id"], "name": team["name"]},
        "enterprise": enterprise,
        "authed_user": {"id": installer},
        "is_enterprise_install": org_wide,
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
