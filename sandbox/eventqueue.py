"""Events on their way: in order within a channel, tried again as Slack does, or late and twice when asked."""

import asyncio
import heapq
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from sandbox import payloads, rendering
from sandbox.core import Core
from sandbox.delivery import Answer, Delivery
from sandbox.troubles import Troubles
from sandbox.wire import Json
from sandbox.workspace import Channel

RETRY_DELAYS = (0.0, 60.0, 300.0)
MESSAGES = {"channel": "message.channels", "group": "message.groups", "im": "message.im", "mpim": "message.mpim"}


@dataclass
class Try:
    """One event and how often it was tried already."""

    body: Json
    lane: str
    number: int = 0
    reason: str = ""


class EventQueue:
    """What happened in the workspace becomes deliveries, if the bot subscribed to it and may see it."""

    def __init__(
        self, core: Core, delivery: Delivery, troubles: Troubles, *, retry_delays: Sequence[float] = RETRY_DELAYS
    ) -> None:
        self.core = core
        self.delivery = delivery
        self.troubles = troubles
        self.retry_delays = retry_delays
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._later: list[tuple[float, int, Try]] = []
        self._order = itertools.count()
        self._alarm: asyncio.TimerHandle | None = None
        core.clock.on_move.append(self.launch_due)

    def happened(self, event: Json, where: Channel | None) -> None:
        """Something a bot may want to hear of."""
        kind = MESSAGES[where.type] if event["type"] == "message" and where else event["type"]
        member = where is None or self.core.workspace.bot["user"] in where.members
        if not member or not self.core.installed or not self.core.manifest.wants(kind):
            return
        if not self.core.manifest.grants("metadata.message:read"):
            event = rendering.without_payload(event)
        attempt = Try(payloads.event_callback(self.core, event, where), where.id if where else "")
        if self.troubles.delay_events:
            self._postpone(attempt, self.troubles.delay_events)
        else:
            self._launch(attempt)
        if self.troubles.take("repeat_events"):
            self._launch(Try(attempt.body, attempt.lane, 1, "http_timeout"))

    @property
    def waiting(self) -> int:
        """How many tries wait for a later instant."""
        return len(self._later)

    def launch_due(self) -> None:
        """Send what is due now."""
        while self._later and self._later[0][0] <= self.core.clock.now():
            self._launch(heapq.heappop(self._later)[2])
        self._set_alarm()

    def clear(self) -> None:
        """Forget everything that is still to be sent."""
        self._later.clear()
        if self._alarm is not None:
            self._alarm.cancel()
        for task in self._tasks:
            task.cancel()
        self._lanes.clear()

    def _launch(self, attempt: Try) -> None:
        self.delivery.took_off()
        task = asyncio.create_task(self._deliver(attempt, self._lanes.get(attempt.lane)))
        self._lanes[attempt.lane] = task
        self._tasks.add(task)
        # A callback, because a task that is cancelled before its first step runs no `finally`.
        task.add_done_callback(lambda _: self._landed(task, attempt.lane))

    def _landed(self, task: asyncio.Task[None], lane: str) -> None:
        self._tasks.discard(task)
        if self._lanes.get(lane) is task:
            del self._lanes[lane]
        self.delivery.landed()

    async def _deliver(self, attempt: Try, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        answer = await self._try(attempt)
        if not answer.ok and not answer.no_retry and attempt.number < len(self.retry_delays):
            again = Try(attempt.body, attempt.lane, attempt.number + 1, answer.reason)
            self._postpone(again, self.retry_delays[attempt.number])

    async def _try(self, attempt: Try) -> Answer:
        if attempt.number == 0 and self.troubles.take("drop_first_try"):
            lost = Answer(0, error="dropped")
            self.delivery.note("event", attempt.body, lost, t=self.core.clock.now())
            return lost
        return await self.delivery.send("event", attempt.body, retry=attempt.number, reason=attempt.reason)

    def _postpone(self, attempt: Try, seconds: float) -> None:
        if seconds <= 0:
            self._launch(attempt)
            return
        heapq.heappush(self._later, (self.core.clock.now() + seconds, next(self._order), attempt))
        self._set_alarm()

    def _set_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if self._later:
            wait = self.core.clock.real_seconds(self._later[0][0])
            self._alarm = asyncio.get_running_loop().call_later(wait, self.launch_due)
