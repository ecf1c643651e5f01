"""The installations in the database, and this process's memory of them: kept alike, and the tokens kept fresh."""

import asyncio
import contextlib
import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError

from bot import clock
from bot.db import installations, organisations
from bot.db.engine import Database
from bot.db.models import Installation
from bot.slack.client import NETWORK, TIMEOUT, Slack
from bot.slack.errors import NotNow
from bot.slack.installations import Identity, Installations
from bot.slack.oauth import Grant, NotGranted, OAuth, refusal
from bot.slack.sealing import Keys, Locked

log = logging.getLogger(__name__)

AHEAD = timedelta(hours=2)  # of a token's end: Slack gives it twelve hours
RENEWING = timedelta(seconds=3 * TIMEOUT)  # longer than any call takes
REFUSED = timedelta(minutes=1)  # between two looks whether Slack still refuses a token
AGAIN = timedelta(minutes=5)  # until a renewal that failed is tried again
SOON = timedelta(seconds=15)  # the same where the token has ended: people wait
PATIENCE, GLANCE = 5.0, 0.1  # seconds to wait for another process that is renewing, and between two looks
FINISH = 4.0  # seconds for a renewal that is under way at the end


@dataclass(frozen=True, repr=False)
class Held:
    """A token as it is in memory."""

    token: str
    refresh_token: str
    revision: int
    org_wide: bool
    identity: Identity


def opened(row: Installation, keys: Keys) -> Held:
    """An installation with its tokens open; raises Locked."""
    identity = Identity(team=row.id, name=row.name, url=row.url, bot_user=row.bot_user, bot_id=row.bot_id)
    token = keys.open(row.token, key_id=row.key_id, place=f"{row.id}:token")
    sealed, refresh_token = row.refresh_token, ""
    if sealed is not None:
        refresh_token = keys.open(sealed, key_id=row.key_id, place=f"{row.id}:refresh")
    return Held(token, refresh_token, row.revision, row.org_wide, identity)


def sealed(of: str, keys: Keys, *, token: str, refresh_token: str) -> dict[str, Any]:
    """The columns that hold the tokens."""
    return {
        "key_id": keys.first,
        "token": keys.seal(token, place=f"{of}:token"),
        "refresh_token": keys.seal(refresh_token, place=f"{of}:refresh") if refresh_token else None,
    }


class Register:
    """Every process has one, and none leads: each looks at every beat whether another one learnt something."""

    def __init__(self, db: Database, keys: Keys, memory: Installations, slack: Slack, oauth: OAuth) -> None:
        self.db, self.keys, self.memory, self.slack, self.oauth = db, keys, memory, slack, oauth
        slack.renew, slack.learn = self.renew, self.refresh
        self.loaded = False
        self._held: dict[str, Held] = {}
        self._locked: dict[str, int] = {}  # installations whose tokens we can't open, and which we said so of
        self._try_parked_at = clock.now()
        self._watch: asyncio.Task[None] | None = None
        self._refreshing = asyncio.Lock()
        self._renewals: set[asyncio.Task[bool]] = set()  # under way

    # -- from beat to beat

    async def start(self, seconds: float) -> None:
        """Learn what there is; the database may be out of reach for now."""
        with contextlib.suppress(SQLAlchemyError, OSError):
            await self.refresh()
        self._watch = asyncio.create_task(self._watching(seconds))

    async def stop(self) -> None:
        """A renewal that is under way is finished: Slack gives the next token once."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.wait([self._watch])
        if self._renewals:
            await asyncio.wait(list(self._renewals), timeout=FINISH)

    async def _watching(self, seconds: float) -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                await self.beat()
            except Exception:
                log.exception("the installations could not be looked through; the next beat tries again")

    async def beat(self) -> None:
        """Learn what others changed, and renew what ends soon."""
        await self.refresh()
        async with self.db.snapshot() as session:
            ending = await installations.expiring(session, before=clock.now() + AHEAD)
        for of in ending:
            if of in self._held:
                with contextlib.suppress(NotGranted, NotNow):  # it was told already, and the others mustn't wait
                    await self._renew(of, self._held[of], ended=False)
        if clock.now() >= self._try_parked_at:
            self._try_parked_at = clock.now() + REFUSED
            await self._try_parked()

    async def _try_parked(self) -> None:
        """Slack refused these tokens; perhaps it was a call with an older one, or Slack sees it otherwise by now."""
        async with self.db.snapshot() as session:
            served = await installations.served(session)
        for each in served:
            token = self.memory.tokens.get(each.id)
            if each.parked_at is None or each.parked_why or token is None:
                continue
            with contextlib.suppress(SlackApiError, *NETWORK):
                await self.slack.call_with(token, "auth.test")
                async with self.db.transaction() as session:
                    await installations.resume(session, each.id, why="")

    async def refresh(self) -> None:
        """Make our memory that of the database."""
        async with self._refreshing:
            await self._refresh()

    async def _refresh(self) -> None:
        async with self.db.snapshot() as session:
            there = await installations.revisions(session)
            known = {of: held.revision for of, held in self._held.items()} | self._locked
            changed = await installations.some(session, [of for of in there if known.get(of) != there[of]])
            served = await installations.served(session)
        for of in known.keys() - there.keys():
            self._forget(of)
        for row in changed:
            await self._learn(row)
        self._map({each.id: each.enterprise for each in served if each.enterprise and each.parked_why != "access"})
        if any(each.parked_why == "key" and self.memory.tokens.get(each.id) for each in served):
            await self._unlock()
        self.loaded = True

    async def _learn(self, row: Installation) -> None:
        self._forget(row.id)
        try:
            self._held[row.id] = opened(row, self.keys)
        except Locked as locked:
            self._locked[row.id] = row.revision
            log.error("the token of %s (%s) can't be opened: %s. It is parked until then.", row.name, row.id, locked)
            async with self.db.transaction() as session:
                await installations.park(session, row.id, why="key")

    async def _unlock(self) -> None:
        """Somebody couldn't open these, but we can."""
        async with self.db.transaction() as session:
            for of in self._held:
                await installations.resume(session, of, why="key")

    def _forget(self, of: str) -> None:
        self._locked.pop(of, None)
        if gone := self._held.pop(of, None):
            self.slack.forget(gone.token)

    def _map(self, enterprises: dict[str, str]) -> None:
        """Which token each workspace is spoken to with: its own, else its organisation's."""
        lent = {
            team: (held.token, replace(held.identity, team=team))
            for team, of in enterprises.items()
            if (held := self._held.get(of)) and held.org_wide
        }
        own = {of: (held.token, held.identity) for of, held in self._held.items()}
        both = lent | own
        self.memory.replace({of: token for of, (token, _) in both.items()}, {of: who for of, (_, who) in both.items()})

    # -- whose delivery is this

    async def finds(self, team: str | None, enterprise: str | None, *, shared: bool = False) -> bool:
        """Whether we are installed there, or in the organisation it belongs to; raises NotNow where we can't say.

        What came from a channel `shared` with other companies may name one of their workspaces beside our organisation.
        """
        if (team or enterprise) in self.memory.tokens:
            return True
        await self.refresh()  # another process may have installed it a moment ago
        if (team or enterprise) in self.memory.tokens:
            return True
        if team in self._locked or enterprise in self._locked:
            raise NotNow
        if team is None or enterprise is None or shared:
            return False
        held = self._held.get(enterprise)
        if held is None or not held.org_wide:
            return False
        async with self.db.transaction() as session:
            belongs = await installations.belongs(session, team, enterprise)
        await self.refresh()
        return belongs

    # -- a new installation

    async def install(self, grant: Grant) -> Identity:
        """Keep what Slack granted; everything that waited for this workspace goes on. Raises NotGranted."""
        identity = await self._identify(grant)
        values = sealed(grant.id, self.keys, token=grant.token, refresh_token=grant.refresh_token)
        values |= {
            "org_wide": grant.org_wide,
            "name": identity.name,
            "url": identity.url,
            "bot_user": identity.bot_user,
            "bot_id": identity.bot_id,
            "scopes": grant.scopes,
            "installed_by": grant.installed_by,
            "installed_at": clock.now(),
            "expires_at": _end(grant),
        }
        async with self.db.transaction() as session:
            await installations.keep(session, grant.id, values)
            if grant.org_wide:
                await installations.resume(session, grant.id)
            else:
                await organisations.identify(
                    session, grant.id, name=identity.name, url=identity.url, bot_user=identity.bot_user
                )
        await self.refresh()
        log.info("installed in %s", grant.id)
        return identity

    async def _identify(self, grant: Grant) -> Identity:
        try:
            said = (await self.slack.call_with(grant.token, "auth.test")).data
        except SlackApiError as error:
            raise refusal("auth.test", error) from None
        found = said if isinstance(said, dict) else {}
        return Identity(
            team=grant.id,
            name=grant.name or found.get("team") or "",
            url=found.get("url") or "",
            bot_user=grant.bot_user or found.get("user_id") or "",
            bot_id=found.get("bot_id") or "",
        )

    # -- tokens that end

    async def renew(self, workspace: str, token: str) -> str | None:
        """The token after this one, which Slack calls expired; None where there is none. Raises NotNow."""
        of = next((of for of, held in self._held.items() if held.token == token), None)
        if of is None:  # it was renewed while the call was under way
            return self.memory.tokens.get(workspace)
        for _ in range(int(PATIENCE / GLANCE)):
            await self.refresh()
            held = self._held.get(of)
            if held is None or not held.refresh_token:
                return None
            if held.token != token:
                return held.token
            try:
                renewed = await self._renew(of, held, ended=True)
            except NotGranted:
                return None
            if not renewed:
                await asyncio.sleep(GLANCE)
        raise NotNow

    async def _renew(self, of: str, held: Held, *, ended: bool) -> bool:
        """Ask for the next token; False where another process is at it. Raises NotGranted and NotNow. Whoever waits for
        it may be cancelled, it isn't."""
        renewal = asyncio.create_task(self._renewed(of, held, ended=ended))
        self._renewals.add(renewal)
        renewal.add_done_callback(self._renewals.discard)
        return await asyncio.shield(renewal)

    async def _renewed(self, of: str, held: Held, *, ended: bool) -> bool:
        async with self.db.transaction(wake=False) as session:
            until = clock.now() + RENEWING
            row = await installations.claim_renewal(session, of, revision=held.revision, until=until)
        if row is None:
            return False
        ended = ended or (row.expires_at is not None and row.expires_at <= clock.now())
        try:
            grant = await self.oauth.refresh(held.refresh_token)
        except NotGranted as refused:
            await self._not_renewed(of, str(refused), again=AGAIN, lost=ended)
            raise
        except NETWORK as error:
            why = str(error) if isinstance(error, NotNow) else type(error).__name__
            await self._not_renewed(of, why, again=SOON if ended else AGAIN)
            raise NotNow from None
        async with self.db.transaction() as session:
            values = sealed(of, self.keys, token=grant.token, refresh_token=grant.refresh_token)
            values["expires_at"] = _end(grant)
            if await installations.renewed(session, of, values, revision=held.revision):
                await installations.resume(session, of, why="expired")
        await self.refresh()
        log.info("the token of %s was renewed", of)
        return True

    async def _not_renewed(self, of: str, why: str, *, again: timedelta, lost: bool = False) -> None:
        """The old token may do for a while yet; if not, everything waits."""
        log.error("the token of %s can't be renewed (%s)%s", of, why, ": please install it again" if lost else "")
        async with self.db.transaction() as session:
            row = await installations.lock(session, of)
            if row is not None:
                row.renewing_until = clock.now() + again
            if lost:
                await installations.park(session, of, why="expired")


def _end(grant: Grant) -> datetime | None:
    return clock.now() + grant.lifetime if grant.lifetime else None
