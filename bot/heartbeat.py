"""What happens without anybody asking: due rows are acted on, the outbox is sent, and things are kept tidy."""

import asyncio
import contextlib
import logging
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import clock
from bot.db import inbox, questions, queue, timers
from bot.db.engine import Database
from bot.slack import outbox
from bot.slack.sending import Sender
from bot.workflows import forgetting
from bot.workflows.dues import act_on_due
from bot.writer.asking import Asking

log = logging.getLogger(__name__)

TIDY = timedelta(minutes=5)
INBOX_KEPT = timedelta(days=2)  # Slack's last retry comes after minutes
SHOWN_KEPT = timedelta(days=2)
UNPLACED_KEPT = timedelta(days=1)
DRAIN_SECONDS = 4.0
BLOCKED_SECONDS = 0.1  # something is due, but another process has it, or all calls that may be under way are


class Heartbeat:
    """Wakes when a commit left something to do, when the next row is due, and at every beat; replicas are equal, none
    leads."""

    def __init__(
        self, db: Database, sender: Sender, *, seconds: float, asking: Asking | None = None, forget_after: int = 0
    ) -> None:
        self.db = db
        self.sender = sender
        self.asking = asking  # the writer, where there is one
        self.seconds = seconds
        self.forget_after = timedelta(days=forget_after)  # none: never
        self.last_beat: datetime | None = None
        self.next_at: datetime | None = None  # when the next row is due, as the last beat saw it
        self.resting = False
        self._awake = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        self.db.committed = self.hear
        once = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        self._scheduler.add_job(self.beat, "interval", seconds=self.seconds, **once)
        self._scheduler.add_job(self.tidy, "interval", seconds=TIDY.total_seconds(), **once)
        self._scheduler.start()
        self._awake.set()
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Finish what is under way; what is left waits in the database."""
        self._stopping = True
        self._awake.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        until = clock.steady() + DRAIN_SECONDS
        if self._task is not None:
            await asyncio.wait([self._task], timeout=DRAIN_SECONDS)
            self._task.cancel()
        if self.asking is not None:
            await self.asking.stop()
        await self.sender.finish(max(until - clock.steady(), 0.0))

    @property
    def calm(self) -> bool:
        """Whether it waits for something to do, and nobody has called it."""
        return self.resting and not self._awake.is_set()

    def hear(self, due_at: datetime) -> None:
        """Something is due from then on: look at once, unless the look that is planned comes early enough."""
        planned = self.next_at if self.resting else None
        if planned is None or due_at < planned or due_at <= clock.now():
            self._awake.set()

    async def beat(self) -> None:
        """Look now."""
        self._awake.set()

    async def _run(self) -> None:
        while not self._stopping:
            self._awake.clear()
            try:
                await self._beat_once()
            except Exception:
                log.exception("a beat failed; the next one tries again")
                await asyncio.sleep(min(self.seconds, 1.0))

    async def _beat_once(self) -> None:
        """Do what is due, or wait until something is."""
        worked, next_at = await self.work()
        if not worked:
            await self._rest(next_at)

    async def work(self) -> tuple[int, datetime | None]:
        """Act on what is due and start the calls that may be made; how many that were, and when the next is due."""
        asked, held = clock.steady(), self.sender.held()
        async with self.db.snapshot() as session:
            beat = await queue.beat(session, held)
        await self._set_clock(beat.now, asked)
        now, worked = clock.now(), 0
        self.last_beat = now
        if beat.due_at is not None and beat.due_at <= now:
            worked += await act_on_due(self.db, self.asking.start if self.asking else None)
        if beat.call_at is not None and beat.call_at <= now:
            worked += await self.sender.send_due()
        next_at = min((instant for instant in (beat.due_at, beat.call_at, held.until) if instant), default=None)
        if not worked:
            self.next_at = next_at
        return worked, next_at

    async def _set_clock(self, truth: datetime | None, asked: float) -> None:
        """Hold the clock against the database's. On SQLite what is due moves along where the machine's clock jumped."""
        asked = clock.steady() if truth is None else asked
        jump = clock.compare(truth, asked=asked)
        if not jump:
            return
        log.warning(
            "the %s clock jumped by %.1f s", "machine's" if truth is None else "database's", jump.total_seconds()
        )
        if self.db.is_sqlite:
            async with self.db.transaction(wake=False) as session:
                await timers.move(session, jump)
        clock.jump(jump)

    async def _rest(self, next_at: datetime | None) -> None:
        """Until somebody commits, the next row is due, or the next beat."""
        wait = self.seconds
        if next_at is not None:
            until = (next_at - clock.now()).total_seconds() / max(clock.rate(), 0.001)
            wait = min(wait, until if until > 0 else BLOCKED_SECONDS)
        self.resting = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await self._awake.wait()
        self.resting = False

    async def tidy(self) -> None:
        """Forget deliveries that can't come again, what was shown for the moment, and replies whose card never came."""
        now = clock.now()
        async with self.db.transaction(wake=False) as session:
            await inbox.forget(session, before=now - INBOX_KEPT)
            await outbox.forget(session, before=now - SHOWN_KEPT)
            expired = await questions.expire_unplaced(session, before=now - UNPLACED_KEPT)
        if expired:
            log.warning("%d kept messages never found their question and were let go after a day", expired)
        if self.forget_after:
            await forgetting.forget_ended(self.db, before=now - self.forget_after)
