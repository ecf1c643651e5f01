"""Slack's rate limits: one message a second in a channel, and a tier a minute for each method."""

import math
from collections import defaultdict, deque

from sandbox.clock import Clock
from sandbox.contract import known
from sandbox.wire import Json

BURST = 5
POSTING = {"chat.postMessage", "chat.postEphemeral"}


class Rates:
    """Counts calls in the sandbox's time; `enforced` is the switch."""

    def __init__(self, clock: Clock, *, enforced: bool) -> None:
        self.clock = clock
        self.enforced = enforced
        self.buckets: dict[str, tuple[float, float]] = {}
        self.minutes: dict[str, deque[float]] = defaultdict(deque)

    def wait(self, method: str, arguments: Json) -> int:
        """Seconds the caller has to wait; 0 when the call is allowed, which counts it."""
        if not self.enforced:
            return 0
        if method in POSTING:
            return self._channel(str(arguments.get("channel")))
        limit = known(method)["per_minute"]
        return self._minute(method, limit) if limit else 0

    def clear(self) -> None:
        """Nobody has called yet."""
        self.buckets.clear()
        self.minutes.clear()

    def _channel(self, channel: str) -> int:
        now = self.clock.now()
        left, since = self.buckets.get(channel, (float(BURST), now))
        left = min(float(BURST), left + now - since)
        if left < 1:
            self.buckets[channel] = (left, now)
            return math.ceil(1 - left)
        self.buckets[channel] = (left - 1, now)
        return 0

    def _minute(self, method: str, limit: int) -> int:
        now, calls = self.clock.now(), self.minutes[method]
        while calls and calls[0] <= now - 60:
            calls.popleft()
        if len(calls) >= limit:
            return max(1, math.ceil(calls[0] + 60 - now))
        calls.append(now)
        return 0
