"""How fast Slack lets us speak: about a message a second into a channel, fifty updates a minute a workspace."""

from collections import defaultdict, deque
from datetime import UTC, datetime

from bot import clock
from bot.db.queue import POSTING, Busy

MESSAGES = (5, 6.0)  # so many into one channel, in so many seconds
ORDINARY = (2, 3.0)  # … of which the lanes below escalation take no more than these, so that it need not queue
UPDATES = (45, 60.5)


class Pace:
    """Remembers what was sent lately; says who has to wait. Times are seconds of our clock."""

    def __init__(self) -> None:
        self._messages = _Window(*MESSAGES)
        self._ordinary = _Window(*ORDINARY)
        self._updates = _Window(*UPDATES)

    def busy(self, flying: list[str]) -> Busy:
        """What has to wait now; `flying` are the channels with a call under way."""
        full, crowded, tired = self._messages.full(), self._ordinary.full(), self._updates.full()
        free_at = min((*full.values(), *crowded.values(), *tired.values()), default=None)
        until = None if free_at is None else datetime.fromtimestamp(free_at, UTC)
        return Busy(flying, list(full), list(crowded), list(tired), until)

    def note(self, method: str, *, workspace: str, channel: str) -> None:
        """A call is made."""
        if method in POSTING:
            self._messages.note(channel)
            self._ordinary.note(channel)
        elif method == "chat.update":
            self._updates.note(workspace)

    def wait(self, method: str, seconds: float, *, workspace: str, channel: str) -> None:
        """Slack said how long."""
        if method in POSTING:
            self._messages.wait(channel, seconds)
        elif method == "chat.update":
            self._updates.wait(workspace, seconds)


class _Window:
    """At most `most` in any `seconds`, by name."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most, self.seconds = most, seconds
        self._sent: deque[tuple[float, str]] = deque()
        self._by_name: dict[str, deque[float]] = defaultdict(deque)
        self._until: dict[str, float] = {}

    def note(self, name: str) -> None:
        now = clock.now().timestamp()
        self._sent.append((now, name))
        self._by_name[name].append(now)

    def wait(self, name: str, seconds: float) -> None:
        self._until[name] = clock.now().timestamp() + seconds

    def full(self) -> dict[str, float]:
        """Who has to wait, and until when."""
        now = clock.now().timestamp()
        self._forget(now)
        self._until = {name: until for name, until in self._until.items() if until > now}
        waits = {
            name: sent[-self.most] + self.seconds for name, sent in self._by_name.items() if len(sent) >= self.most
        }
        return waits | {name: max(until, waits.get(name, 0.0)) for name, until in self._until.items()}

    def _forget(self, now: float) -> None:
        while self._sent and not now - self.seconds < self._sent[0][0] <= now:  # the clock may have been set back
            _, name = self._sent.popleft()
            self._by_name[name].popleft()
            if not self._by_name[name]:
                del self._by_name[name]
