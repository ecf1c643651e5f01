"""Slack's page of permissions: what the app asks for, in which workspaces it may be installed, yes or no."""

from html import escape
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from sandbox.core import Core

SEPARATORS = str.maketrans(" ", ",")


async def page(core: Core, request: Request) -> Response:
    """GET shows it; POST with `team` and `decision` (allow or deny) leads back to the app."""
    asked = request.query_params
    if asked.get("client_id") != core.credentials.client_id:
        return PlainTextResponse("invalid_client_id", 400)
    scopes = {scope for scope in asked.get("scope", "").translate(SEPARATORS).split(",") if scope}
    if not scopes or (core.manifest.scopes is not None and not scopes <= core.manifest.scopes):
        return PlainTextResponse("invalid_scope", 400)
    redirects = core.manifest.redirects
    back = asked.get("redirect_uri") or next(iter(redirects), "")
    if not any(back.startswith(one) for one in redirects):
        return PlainTextResponse("bad_redirect_uri", 400)
    if request.method == "POST":
        form = dict(parse_qsl((await request.body()).decode(errors="replace")))
        decided = _decided(core, form.get("team", ""), form.get("decision", ""))
        if decided is None:
            return PlainTextResponse("invalid_team", 400)
        return RedirectResponse(f"{back}?{urlencode(decided | {'state': asked.get('state', '')})}", 302)
    return HTMLResponse(_drawn(core, sorted(scopes)))


def _decided(core: Core, team: str, decision: str) -> dict[str, str] | None:
    """What the app is told: a code, or that somebody said no."""
    if decision != "allow":
        return {"error": "access_denied"}
    for each in core.peers:
        enterprise = each.workspace.enterprise
        admin = next((who.id for who in each.workspace.people.values() if who.admin), "")
        if each.workspace.team["id"] == team:
            return {"code": each.new_code(admin)}
        if enterprise is not None and enterprise["id"] == team:
            return {"code": each.new_code(admin, org_wide=True)}
    return None


def _drawn(core: Core, scopes: list[str]) -> str:
    places = [each.workspace.team for each in core.peers]
    places += [each.workspace.enterprise for each in core.peers if each.workspace.enterprise is not None]
    options = "".join(f'<option value="{escape(one["id"])}">{escape(one["name"])}</option>' for one in places)
    asked = "".join(f"<li>{escape(scope)}</li>" for scope in scopes)
    buttons = "".join(
        f'<button name="decision" value="{value}">{label}</button>'
        for value, label in (("allow", "Allow"), ("deny", "Cancel"))
    )
    return (
        f"<!doctype html><title>Install the app?</title><h1>Install the app?</h1><ul>{asked}</ul>"
        f'<form method="post"><select name="team">{options}</select>{buttons}</form>'
    )
