"""The bot looks at itself: whether clocks ring, messages leave, Slack answers and the database takes writes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from bot import clock, events
from bot.db import canaries, figures, inbox, organisations
from bot.db.engine import Database
from bot.slack.client import FAILURES, Slack
from bot.slack.errors import TEMPORARY, is_refused, of_error
from bot.slack.outbox import Lane, Message
from bot.views import trouble as views

log = logging.getLogger(__name__)

FIRST_SECONDS = 2.0  # what has just started needs a moment
EVERY_SECONDS = 20.0  # what is seen twice in a row is an alarm: within two minutes, Prometheus's own looks included
LATE = timedelta(minutes=1)
GRACE = timedelta(seconds=30)  # from when the canary should have set out until it has come round
LATER = timedelta(minutes=10)  # Slack's own pace may hold cards and digests up for so long
URGENT, OTHERS = range(Lane.ESCALATION, Lane.NEW), range(Lane.NEW, Lane.DIGEST + 1)
TOLD_AGAIN = timedelta(hours=1)
TOLD_ANEW = timedelta(minutes=10)  # where it had gone on meanwhile; so what comes and goes isn't told all the time
TOLD_TO_DUTY = {"sweep", "outbox", "failing"}  # people are waited for, and don't know it
REACHED = {"done", "dead"}  # outcomes of a call which show that Slack is there


class Alarm(NamedTuple):
    """What has stopped, and for whom (empty: for everybody)."""

    what: str
    workspace: str = ""


class Told(NamedTuple):
    """When duty was told last, by this process or another, and under which name."""

    at: datetime
    name: str
    over: bool = False  # and has heard that it goes on


class Auditor:
    """Looks three times a minute, from a task of its own: the heartbeat may be what has stopped."""

    def __init__(
        self,
        db: Database,
        slack: Slack,
        *,
        why_not_ready: Callable[[], Awaitable[str]],
        show: Callable[[str, bool], None],
    ) -> None:
        self.db = db
        self.slack = slack
        self.why_not_ready = why_not_ready
        self.show = show
        self.raised: set[Alarm] = set()
        self._seen: set[Alarm] = set()
        self._told: dict[Alarm, Told] = {}
        self._failing_since: datetime | None = None
        self._why_not = "not looked yet"

    async def run(self) -> None:
        """For as long as the bot runs."""
        await asyncio.sleep(FIRST_SECONDS)
        while True:
            try:
                await self.look()
            except Exception:
                log.exception("the auditor could not look; it tries again")
            await asyncio.sleep(EVERY_SECONDS)

    def called(self, outcome: str) -> None:
        """A call to Slack ended so."""
        self._failing_since = None if outcome in REACHED else self._failing_since or clock.now()

    async def look(self) -> None:
        """Tell what has stopped since the last look, and what goes on again."""
        await self._tell_readiness()
        found = await self._found()
        sure = {alarm: since for alarm, since in found.items() if alarm in self._seen}
        began, self._seen = sure.keys() - self.raised, set(found)
        over, self.raised = self.raised - sure.keys(), set(sure)
        for alarm in sorted(over):
            events.tell("alarm_over", **alarm._asdict())
        for what in WORDS:
            self.show(what, any(alarm.what == what for alarm in self.raised))
        for alarm in sorted(began):
            late = clock.now() - sure[alarm]
            events.tell("alarm", level=logging.ERROR, late_seconds=round(late.total_seconds()), **alarm._asdict())
        for alarm in sorted(self.raised):
            if alarm.what in TOLD_TO_DUTY and not self._is_told(alarm):
                await self._tell_duty(alarm, clock.now() - sure[alarm])
        for alarm in sorted(over & self._told.keys()):
            await self._tell_over(alarm)

    def _is_told(self, alarm: Alarm) -> bool:
        told = self._told.get(alarm)
        return told is not None and clock.now() - told.at < (TOLD_ANEW if told.over else TOLD_AGAIN)

    async def _tell_readiness(self) -> None:
        why = await self.why_not_ready()
        if why != self._why_not:
            events.tell("not_ready" if why else "ready", level=logging.WARNING if why else logging.INFO, why=why)
        self._why_not = why

    async def _found(self) -> dict[Alarm, datetime]:
        """What is wrong now, and since when."""
        now, patience = clock.now(), self.patience()
        late, later = patience.late, patience.later
        if self.db.writing.trouble:
            return {Alarm("database"): now}
        async with self.db.snapshot() as session:
            sweep = await figures.late_dues(session, before=late)
            urgent = await figures.late_calls(session, before=late, lanes=URGENT)
            others = await figures.late_calls(session, before=later, lanes=OTHERS)
            parked = await figures.parked(session, now=now)
            canary = await canaries.state(session)
            failing, failing_calls = await figures.failing(session, patience)
        found = {Alarm("sweep", team): since for team, since in sweep.items()}
        found |= {Alarm("outbox", team): since for team, since in {**others, **urgent}.items()}
        found |= {Alarm("token", team): since for team, since in parked.items()}
        if canary is not None and (seen := max(canary.since, canary.last or canary.since)) < now - canary.every - GRACE:
            found[Alarm("canary", canary.workspace)] = seen
        if self._failing_since and self._failing_since < late:
            found[Alarm("slack")] = self._failing_since
        else:
            failing = {**failing_calls, **failing}  # while no call goes well, it isn't these rows
        return found | {Alarm("failing", team): since for team, since in failing.items()}

    @staticmethod
    def patience() -> figures.Patience:
        """How long something may take by now; the sandbox may let our clock run faster than the network."""
        now, bent = clock.now(), max(clock.rate(), 1.0)
        return figures.Patience(late=now - LATE * bent, later=now - LATER * bent, waiting=TEMPORARY)

    async def _tell_duty(self, alarm: Alarm, late: timedelta) -> None:
        """To whoever looks after questions there: directly, since the outbox may be what has stopped; once an hour,
        whichever replica sees it first. Where Slack doesn't take it now, the next look tries again."""
        name = f"alarm:{':'.join(alarm)}:{clock.now():%Y-%m-%dT%H}"
        try:
            async with self.db.transaction(wake=False) as session:
                org = await organisations.load(session, alarm.workspace)
                first = org is not None and await inbox.first_time(session, name)
            self._told[alarm] = Told(clock.now(), name)
            if org is not None and first:
                await self._say(alarm, org.duty, views.stopped(WORDS[alarm.what], late), name)
        except (SQLAlchemyError, *FAILURES) as error:
            _tell_that_duty_is_not(alarm, error)

    async def _tell_over(self, alarm: Alarm) -> None:
        """Whoever was told hears that it goes on, from whichever replica sees it first; and of the next time, too."""
        told = self._told[alarm]
        try:
            async with self.db.transaction(wake=False) as session:
                org = await organisations.load(session, alarm.workspace)
                first = await inbox.let_go(session, told.name)
            self._told[alarm] = told._replace(over=True)
            if org is not None and first:
                said = views.goes_on(WORDS[alarm.what])
                await self.slack.call(alarm.workspace, "chat.postMessage", {"channel": org.duty, **said})
        except (SQLAlchemyError, *FAILURES) as error:
            _tell_that_duty_is_not(alarm, error)

    async def _say(self, alarm: Alarm, duty: str, said: Message, name: str) -> None:
        try:
            await self.slack.call(alarm.workspace, "chat.postMessage", {"channel": duty, **said})
        except FAILURES as error:
            if not is_refused(of_error("chat.postMessage", error)):
                del self._told[alarm]
                async with self.db.transaction(wake=False) as session:
                    await inbox.let_go(session, name)
            raise


def _tell_that_duty_is_not(alarm: Alarm, error: Exception) -> None:
    events.tell("duty_not_told", level=logging.ERROR, error=type(error).__name__, **alarm._asdict())


WORDS = {
    "sweep": "Reminders and escalations",
    "outbox": "My messages",
    "failing": "Some reminders or messages",
    "slack": "Calls to Slack",
    "canary": "The canary",
    "database": "The database",
    "token": "The token",
}
