"""The way into a new workspace: a page with a link to Slack, and the way back with Slack's answer."""

import hashlib
import hmac
import logging
import re
import secrets
from collections.abc import Mapping

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot import clock
from bot.db import inbox
from bot.slack import pages
from bot.slack.client import NETWORK
from bot.slack.oauth import NotGranted, OAuth
from bot.slack.register import Register

log = logging.getLogger(__name__)

COOKIE = "expertline_install"
SECONDS = 600
_BROWSER = re.compile(r"[0-9a-f]{32}")
_STATE = re.compile(r"([0-9]{1,11})\.([0-9a-f]{32})\.([0-9a-f]{64})")
_WORD = re.compile(r"[a-z_]{1,60}")

LOST = (
    "This link wasn't opened in this browser, or it is older than ten minutes, or it was used before. "
    "Nothing was installed; please start again."
)
DENIED = "You, or somebody for you, said no. Nothing was installed and nothing was kept."


class State:
    """Ties the way back to the browser that set out. It is signed, not stored: asking for the page costs no row."""

    def __init__(self, secret: str) -> None:
        self._key = hmac.digest(secret.encode(), b"expertline: the state of an installation", "sha256")

    def issue(self, browser: str) -> str:
        stem = f"{int(clock.now().timestamp())}.{secrets.token_hex(16)}"
        return f"{stem}.{self._signature(stem, browser)}"

    def holds(self, state: str, browser: str) -> bool:
        """Ours, for this browser, and young enough; whether it was used before, the database knows."""
        found = _STATE.fullmatch(state)
        if found is None or not _BROWSER.fullmatch(browser):
            return False
        issued, nonce, signature = found.groups()
        if not hmac.compare_digest(signature, self._signature(f"{issued}.{nonce}", browser)):
            return False
        return 0 <= clock.now().timestamp() - int(issued) <= SECONDS

    def _signature(self, stem: str, browser: str) -> str:
        return hmac.new(self._key, f"{stem}.{browser}".encode(), hashlib.sha256).hexdigest()


class Installing:
    """Two pages."""

    def __init__(self, register: Register, oauth: OAuth, *, state_secret: str, scopes: Mapping[str, str]) -> None:
        self.register, self.oauth, self.scopes = register, oauth, scopes
        self.state = State(state_secret)

    def routes(self) -> list[Route]:
        return [Route("/slack/install", self.invite), Route("/slack/oauth_redirect", self.come_back)]

    async def invite(self, request: Request) -> Response:
        """A link to Slack, good in this browser."""
        browser = request.cookies.get(COOKIE, "")
        if not _BROWSER.fullmatch(browser):
            browser = secrets.token_hex(16)
        page = pages.invitation(self.oauth.link(self.state.issue(browser)), self.scopes)
        page.set_cookie(COOKIE, browser, max_age=SECONDS, path="/slack", secure=True, httponly=True, samesite="lax")
        return page

    async def come_back(self, request: Request) -> Response:
        """Slack sends the installer here, with a code or with why not."""
        asked = request.query_params
        if asked.get("error"):
            return self._refused(asked["error"])
        state, browser = asked.get("state", ""), request.cookies.get(COOKIE, "")
        if not self.state.holds(state, browser) or not asked.get("code"):
            return pages.failed("Please start again", LOST, 400)
        try:
            return await self._install(state, asked["code"])
        except NotGranted as refused:
            return self._refused(str(refused))
        except (*NETWORK, SQLAlchemyError) as error:
            log.error("an installation failed (%s)", type(error).__name__)
            why = "Slack or our database can't be reached right now. Please try again in a minute."
            return pages.failed("That didn't work", why, 503)

    async def _install(self, state: str, code: str) -> Response:
        used = hashlib.sha256(state.encode()).hexdigest()
        async with self.register.db.transaction(wake=False) as session:
            first = await inbox.first_time(session, f"install:{used}")
        if not first:
            return pages.failed("Please start again", LOST, 400)
        identity = await self.register.install(await self.oauth.exchange(code))
        page = pages.installed(identity.name, identity.team)
        page.delete_cookie(COOKIE, path="/slack", secure=True, httponly=True, samesite="lax")
        return page

    def _refused(self, word: str) -> Response:
        if word == "access_denied":
            return pages.failed("Nothing was installed", DENIED, 200)
        said = word if _WORD.fullmatch(word) else "something unreadable"
        log.warning("an installation was refused (%s)", said)
        why = f"Slack refused it with “{said}”. Nothing was installed; if it happens again, tell whoever runs the bot."
        return pages.failed("That didn't work", why, 400)
