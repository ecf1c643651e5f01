"""The time: the only place that asks for it, so that tests move it and the sandbox runs it faster."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass
class Clock:
    """Reads the machine's clock; `rate` lets time run faster from `anchor` on, `offset` corrects or moves it."""

    anchor: float = 0.0
    rate: float = 1.0
    offset: timedelta = timedelta()

    def now(self) -> datetime:
        seconds = self.anchor + (time.time() - self.anchor) * self.rate
        return datetime.fromtimestamp(seconds, UTC) + self.offset


_clock = Clock()


def now() -> datetime:
    """The present instant, always in UTC."""
    return _clock.now()


def run(*, anchor: float, rate: float) -> None:
    """Let time pass `rate` times as fast since `anchor` (seconds since 1970)."""
    _clock.anchor, _clock.rate = anchor, rate


def correct(offset: timedelta) -> None:
    """Shift the clock: to the database's time at each heartbeat, or anywhere in a test."""
    _clock.offset = offset


def rate() -> float:
    return _clock.rate
