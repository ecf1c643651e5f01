"""The few pages an installer sees. Whatever comes from outside is escaped; nothing is loaded from elsewhere."""

from collections.abc import Mapping
from html import escape

from starlette.responses import HTMLResponse

from bot.organisation import import_command

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
LOOKS = """
body { font: 1.05rem/1.55 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; color: #1d2b30; }
a.button { display: inline-block; padding: .7rem 1.2rem; border-radius: .4rem; background: #1f4e5a; color: #fff; }
dt { font-family: ui-monospace, monospace; margin-top: .6rem; } dd { margin: 0 0 0 1rem; }
"""


def invitation(link: str, scopes: Mapping[str, str]) -> HTMLResponse:
    """Add to Slack, and what for."""
    listed = "\n".join(f"<dt>{escape(scope)}</dt><dd>{escape(what)}</dd>" for scope, what in scopes.items())
    return _page(
        "Add Expertline to Slack",
        f'<p><a class="button" href="{escape(link)}">Add to Slack</a></p>\n'
        "<p>Slack asks you to confirm. This link is good for ten minutes, in this browser.</p>\n"
        f"<h2>What it may do, and why</h2>\n<dl>\n{listed}\n</dl>",
    )


def installed(name: str, of: str) -> HTMLResponse:
    """Done, and what comes next: a whole organisation has a file for each of its workspaces."""
    org_wide = of.startswith("E")
    files = "the organisation file of each workspace, named by its own id" if org_wide else "your organisation file"
    whose = "T…" if org_wide else of
    return _page(
        f"Expertline is in {name or of}",
        f"<p>Next, whoever runs the bot loads {files}: "
        f"<code>{escape(import_command(whose))}</code>. "
        "Then invite the bot into your desks. You can close this page.</p>",
    )


def failed(title: str, why: str, status: int) -> HTMLResponse:
    """It didn't work, and how to go on."""
    return _page(title, f'<p>{escape(why)}</p>\n<p><a class="button" href="install">Start again</a></p>', status)


def _page(title: str, inner: str, status: int = 200) -> HTMLResponse:
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    body = f"<main>\n<h1>{escape(title)}</h1>\n{inner}\n</main>"
    whole = f'<html lang="en">\n<head>{head}<style>{LOOKS}</style></head>\n<body>\n{body}\n</body>\n</html>\n'
    return HTMLResponse(f"<!doctype html>\n{whole}", status, headers=HEADERS)
