"""How fast Slack lets us speak: a message a second into a channel, of other methods fifty a minute in a workspace."""

from collections import defaultdict, deque
from datetime import UTC, datetime

from bot import clock
from bot.db.queue import POSTING, Busy, of_minute

MESSAGES = (5, 6.0)  # so many into one channel, in so many seconds
ORDINARY = (2, 3.0)  # … of which the lanes below escalation take no more than these, so that it need not queue
MINUTE = 60.5  # seconds
A_MINUTE = {"views.publish": 90}  # in a workspace; Slack allows a tenth more
OTHERS_A_MINUTE = 45  # of each method that changes or removes something


class Pace:
    """Remembers what was sent lately; says who has to wait. Times are seconds of our clock."""

    def __init__(self) -> None:
        self._messages = _Window(*MESSAGES)
        self._ordinary = _Window(*ORDINARY)
        self._methods: dict[str, _Window] = {}  # of those that write no message, by workspace

    def busy(self, flying: list[str]) -> Busy:
        """What has to wait now; `flying` are the channels with a call under way."""
        full, crowded = self._messages.full(), self._ordinary.full()
        tired: dict[str, float] = {}
        left: dict[str, int] = {}
        for method, window in self._methods.items():
            tired |= {of_minute(method, workspace): until for workspace, until in window.full().items()}
            left |= {of_minute(method, workspace): number for workspace, number in window.left().items()}
        free_at = min((*full.values(), *crowded.values(), *tired.values()), default=None)
        until = None if free_at is None else datetime.fromtimestamp(free_at, UTC)
        return Busy(flying, list(full), list(crowded), list(tired), left, until)

    def note(self, method: str, *, workspace: str, channel: str) -> None:
        """A call is made."""
        if method in POSTING:
            self._messages.note(channel)
            self._ordinary.note(channel)
        else:
            self._of(method).note(workspace)

    def wait(self, method: str, seconds: float, *, workspace: str, channel: str) -> None:
        """Slack said how long."""
        if method in POSTING:
            self._messages.wait(channel, seconds)
        else:
            self._of(method).wait(workspace, seconds)

    def _of(self, method: str) -> "_Window":
        return self._methods.setdefault(method, _Window(A_MINUTE.get(method, OTHERS_A_MINUTE), MINUTE))


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

    def left(self) -> dict[str, int]:
        """Who has how many more for now, of those that spoke lately."""
        return {name: max(self.most - len(sent), 0) for name, sent in self._by_name.items()}

    def _forget(self, now: float) -> None:
        while self._sent and not now - self.seconds < self._sent[0][0] <= now:  # the clock may have been set back
            _, name = self._sent.popleft()
            self._by_name[name].popleft()
            if not self._by_name[name]:
                del self._by_name[name]
