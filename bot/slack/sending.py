"""The outbox's way to Slack: claim, look where an earlier attempt is unsure, call, settle."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, cast

from slack_sdk.errors import SlackApiError

from bot import clock, events
from bot.db import organisations, queue
from bot.db.engine import Database
from bot.db.models import Outbox
from bot.db.queue import Busy, Claimed
from bot.db.retrying import retried
from bot.slack import reconcile
from bot.slack.client import NETWORK, TIMEOUT, Slack
from bot.slack.errors import Outcome, UnknownWorkspace, Verdict, of_answer, of_failure
from bot.slack.pace import Pace
from bot.slack.settling import Settled, settle

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=TIMEOUT + 10)
MOST_AT_ONCE = 20


class Sender:
    """Sends what is due. Several processes may each have one: a row is claimed by one of them at a time."""

    def __init__(self, db: Database, slack: Slack, *, landed: Callable[[Outcome], None]) -> None:
        self.db = db
        self.slack = slack
        self.pace = Pace()
        self.landed = landed
        self._flying: dict[asyncio.Task[None], str] = {}  # to which channel; "" where only its outcome is written down
        self._unwritten: list[tuple[Outbox, Settled]] = []
        self._writing = asyncio.Lock()

    async def send_due(self) -> int:
        """Start every call that may be made now; returns how many were started."""
        room = MOST_AT_ONCE - len(self._flying)
        if room <= 0:
            return 0
        async with self.db.transaction(wake=False) as session:
            claimed = await queue.claim_outbox(session, now=clock.now(), lease=self.lease, limit=room, busy=self.held())
        for one in claimed:
            self.pace.note(one.row.method, workspace=one.row.workspace, channel=one.row.channel)
            task = asyncio.create_task(self._deliver(one))
            self._flying[task] = one.row.channel or one.row.key
            task.add_done_callback(self._flying.pop)
        return len(claimed)

    def held(self) -> Busy:
        """What has to wait now."""
        return self.pace.busy([channel for channel in self._flying.values() if channel])

    @property
    def lease(self) -> timedelta:
        """In our clock's time, which the sandbox may let run faster than the network's."""
        return LEASE * max(clock.rate(), 1.0)

    @property
    def busy(self) -> bool:
        """Whether a call is under way."""
        return bool(self._flying)

    async def finish(self, seconds: float) -> None:
        """Wait for the calls under way."""
        if self._flying:
            await asyncio.wait(list(self._flying), timeout=seconds)

    async def _deliver(self, claimed: Claimed) -> None:
        row, me = claimed.row, cast("asyncio.Task[None]", asyncio.current_task())
        events.about(workspace=row.workspace, question=row.question_id, key=row.key)
        try:
            settled = await self._attempt(claimed)
            verdict = settled.verdict
            held = verdict.wait and verdict.outcome is not Outcome.PARKED  # that ends when the workspace goes on
            if held and not settled.looked:  # of looking only this one has to wait
                wait = verdict.wait.total_seconds()
                self.pace.wait(row.method, wait, workspace=row.workspace, channel=row.channel)
            self._flying[me] = ""
            if verdict.outcome is not Outcome.DONE:
                events.tell(
                    "settled", level=logging.WARNING, method=row.method, outcome=verdict.outcome, error=verdict.error
                )
            await self._settle(row, settled)
            self.landed(verdict.outcome)
        except Exception:
            log.exception("%s %s could not be settled; its lease will run out", row.method, row.key)

    async def _settle(self, row: Outbox, settled: Settled) -> None:
        """Written down together with whatever lands while another commit is under way."""
        self._unwritten.append((row, settled))
        async with self._writing:
            landed, self._unwritten = self._unwritten, []
            try:
                await retried(partial(self._write, landed))
            except Exception:
                if len(landed) == 1:
                    raise
                for each in landed:  # one that can't be written must not keep back the others
                    with contextlib.suppress(Exception):
                        await self._write([each])
                log.exception("%d calls could not be settled together, so each was alone", len(landed))

    async def _write(self, landed: list[tuple[Outbox, Settled]]) -> None:
        """In the order of their ids, as whoever else locks several calls does."""
        if landed:
            async with self.db.transaction() as session:
                for row, settled in sorted(landed, key=lambda one: one[0].id):
                    await settle(session, row, settled)

    async def _bot_user(self, workspace: str) -> str:
        """The bot's own user there; empty where it isn't known."""
        async with self.db.snapshot() as session:
            known = await organisations.workspace(session, workspace)
        return known.bot_user if known is not None else ""

    async def _attempt(self, claimed: Claimed) -> Settled:
        row, looking = claimed.row, claimed.unsure and claimed.row.method == "chat.postMessage"
        try:
            if claimed.unsure and row.method == "chat.postEphemeral":
                # Slack keeps no trace of a whisper, so a second one would be a guess.
                return Settled(Verdict(Outcome.DONE, "outcome unknown, not repeated"))
            if looking:
                channel, copies = await reconcile.find_copies(
                    self.slack, claimed, ours=await self._bot_user(row.workspace)
                )
                if copies:
                    return Settled(Verdict(Outcome.DONE), channel, copies[0], tuple(copies[1:]))
            looking = False
            answer = await self.slack.call(row.workspace, row.method, _arguments(claimed))
        except SlackApiError as error:
            return Settled(of_answer(row.method, error), looked=looking)
        except UnknownWorkspace:
            parked = Verdict(Outcome.PARKED, "no token for this workspace", timedelta(minutes=1))
            return Settled(parked, looked=looking)
        except NETWORK as error:
            return Settled(of_failure(error), looked=looking)
        where = answer.get("channel")  # an invitation's answer describes it
        return Settled(Verdict(Outcome.DONE), where if isinstance(where, str) else "", str(answer.get("ts") or ""))


def _arguments(claimed: Claimed) -> dict[str, Any]:
    """The call's arguments with the place of its parent, known only now, and the key that names it."""
    row: Outbox = claimed.row
    args = dict(row.args)
    if claimed.parent is not None:
        channel, ts = claimed.parent
        args["channel"] = channel
        args["thread_ts" if row.reply_to else "ts"] = ts
    if row.method == "chat.postMessage":
        args["metadata"] = reconcile.metadata(row)
    else:
        args = {name: value for name, value in args.items() if not name.startswith("unfurl_")}
    return args
