"""The time: the only place that asks for it, so that tests move it and the sandbox runs it faster.

Between two heartbeats it passes at the pace of the machine's steady counter, so that setting the machine's clock moves
nothing by itself. Each heartbeat holds it against the truth: the database's clock, which all replicas share, or the
machine's own where SQLite serves one process.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

SLOWEST = 0.5  # seconds; a reading that took longer says too little
SMALL = 0.25  # seconds; so much is set right without a word
STAYS = 10.0  # seconds; a jump is followed only after it has stayed so long


def _steady() -> float:
    """Seconds that nobody sets; where the system can tell, those it slept count too."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


def _machine() -> float:
    return time.time()


@dataclass
class Clock:
    """`rate` lets time run faster from `anchor` on, `offset` moves it; both are for tests and the sandbox."""

    machine: Callable[[], float] = _machine
    steady: Callable[[], float] = _steady
    anchor: float = 0.0
    rate: float = 1.0
    offset: timedelta = timedelta()
    _lead: float = field(init=False)  # of the true time over the steady counter
    _agreed: bool = False  # whether it was held against the database once
    _doubt: tuple[float, float] | None = None  # a jump that was seen: how far, and when

    def __post_init__(self) -> None:
        self._lead = self.machine() - self.steady()

    def now(self) -> datetime:
        seconds = self.anchor + (self.steady() + self._lead - self.anchor) * self.rate
        return datetime.fromtimestamp(seconds, UTC) + self.offset

    def compare(self, truth: datetime | None, *, asked: float) -> float:
        """How many seconds to jump, 0 nearly always. `truth` is the database's time, `asked` the steady second at
        which it was asked for; None stands for the machine's clock."""
        told = truth.timestamp() if truth else self.machine()
        heard = self.steady()
        if heard - asked > SLOWEST:
            return 0.0
        ours, took = heard + self._lead, heard - asked
        off = 0.0 if told <= ours <= told + took else told - ours  # rather late by the answer's way here than early
        if abs(off) <= SMALL or (truth is not None and not self._agreed):
            self._lead += off
            self._agreed, self._doubt = True, None
            return 0.0
        if self._doubt is None or abs(self._doubt[0] - off) > SLOWEST:
            self._doubt = off, heard
        return off if heard - self._doubt[1] >= STAYS else 0.0

    def jump(self, seconds: float) -> None:
        """Follow the truth at once."""
        self._lead += seconds
        self._doubt = None


_clock = Clock()


def now() -> datetime:
    """The present instant, always in UTC."""
    return _clock.now()


def steady() -> float:
    """Seconds that only grow, from an arbitrary start."""
    return _clock.steady()


def compare(truth: datetime | None, *, asked: float) -> timedelta:
    """By how much to jump, in the time that `now` tells; see Clock.compare."""
    return timedelta(seconds=_clock.compare(truth, asked=asked) * _clock.rate)


def jump(by: timedelta) -> None:
    """Follow a jump that stayed."""
    _clock.jump(by.total_seconds() / _clock.rate)


def use(clock: Clock) -> None:
    """Tell the time by this clock."""
    global _clock
    _clock = clock


def run(*, anchor: float, rate: float) -> None:
    """Let time pass `rate` times as fast since `anchor` (seconds since 1970)."""
    _clock.anchor, _clock.rate = anchor, rate


def correct(offset: timedelta) -> None:
    """Shift the clock, for the sandbox and for tests."""
    _clock.offset = offset


def rate() -> float:
    return _clock.rate
