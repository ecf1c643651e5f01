"""The sandbox's time: it may run faster than the world's and can be moved by hand."""

import time
from collections.abc import Callable


class Clock:
    """now = anchor + (real - anchor) * rate + offset."""

    def __init__(
        self, *, anchor: float | None = None, rate: float = 1.0, real: Callable[[], float] = time.time
    ) -> None:
        self.real = real
        self.anchor = real() if anchor is None else anchor
        self.rate = rate
        self.offset = 0.0
        self.on_move: list[Callable[[], None]] = []
        self._last_stamp = 0

    def now(self) -> float:
        """Seconds since 1970, in the sandbox."""
        return self.anchor + (self.real() - self.anchor) * self.rate + self.offset

    def move(self, seconds: float) -> None:
        """Jump ahead (or back) and let whoever waits for an instant look again."""
        self.offset += seconds
        for look_again in self.on_move:
            look_again()

    def real_seconds(self, until: float) -> float:
        """How long the world waits until the sandbox reaches an instant."""
        return max(0.0, (until - self.now()) / self.rate)

    def patience(self, seconds: float) -> float:
        """A human's or Slack's patience, in sandbox seconds: it doesn't shrink because time runs faster."""
        return seconds * max(1.0, self.rate)

    def stamp(self) -> str:
        """A message's `ts`: now, and never the same twice."""
        self._last_stamp = max(int(self.now() * 1_000_000), self._last_stamp + 1)
        return stamp_of(self._last_stamp / 1_000_000, micros=self._last_stamp)


def stamp_of(seconds: float, *, micros: int | None = None) -> str:
    """An instant the way Slack writes message timestamps."""
    whole, fraction = divmod(int(seconds * 1_000_000) if micros is None else micros, 1_000_000)
    return f"{whole:010d}.{fraction:06d}"
