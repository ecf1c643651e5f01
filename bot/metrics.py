"""What Prometheus reads at /metrics. docs/operating.md names each of these."""

import math
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

from bot import VERSION, clock
from bot.auditor import WORDS
from bot.db.figures import Figures
from bot.lifecycle import Stage
from bot.slack.door import Delivery
from bot.slack.errors import Outcome
from bot.slack.outbox import Lane
from bot.writer.outcomes import Came

disable_created_metrics()  # type: ignore[no-untyped-call] # a series each, and of no use to anybody

STATES = ("pending", "sending", "unsure", "dead")
ANSWERS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3)
LAGS = (0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 600)


class Metrics:
    """Counters of one process, and gauges that are read from the database when somebody asks."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._count()
        self._measure()
        self._begin_at_zero()

    def _count(self) -> None:
        r = self.registry
        self.deliveries = Counter(
            "expertline_deliveries", "Deliveries from Slack, by kind and outcome.", ["kind", "outcome"], registry=r
        )
        self.refused = Counter(
            "expertline_turned_away", "Requests the door turned away, by reason.", ["reason"], registry=r
        )
        self.calls = Counter(
            "expertline_slack_calls", "Calls to Slack, by method and outcome.", ["method", "outcome"], registry=r
        )
        self.settled = Counter(
            "expertline_outbox_attempts", "Attempts at rows of the outbox, by outcome.", ["outcome"], registry=r
        )
        self.proposals = Counter(
            "expertline_proposals", "What came of asking the writer, by outcome.", ["outcome"], registry=r
        )
        self.seconds = Histogram(
            "expertline_answer_seconds", "How long Slack waited for our answer.", registry=r, buckets=ANSWERS
        )
        self.lag = Histogram(
            "expertline_delivery_lag_seconds",
            "From the instant Slack gives an event to our commit, retries included.",
            registry=r,
            buckets=LAGS,
        )

    def _measure(self) -> None:
        def gauge(name: str, what: str, *labels: str) -> Gauge:
            return Gauge(f"expertline_{name}", what, labels, registry=self.registry)

        self.build = gauge("build_info", "Always 1; the labels say what runs.", "version", "python")
        self.build.labels(VERSION, platform.python_version()).set(1)
        self.questions = gauge("questions", "Questions by stage.", "stage")
        self.overdue = gauge("questions_overdue", "Open questions past their promise (an hour unless set otherwise).")
        self.oldest_due = gauge("oldest_due_seconds", "How long the oldest due row has been due.")
        self.oldest_call = gauge("oldest_call_seconds", "How long the oldest call that nothing holds up has waited.")
        self.outbox = gauge("outbox_rows", "Rows of the outbox that aren't done, by lane and state.", "lane", "state")
        self.failing = gauge("failing_rows", "Rows that have been tried in vain for a minute, by what they are.", "of")
        self.canary = gauge(
            "canary_last_success_timestamp_seconds",
            "When the canary last came round; 0 before, NaN where it is off.",
        )
        self.canary.set(math.nan)
        self.inbox = gauge("inbox_rows", "Deliveries that are remembered, so that a second copy counts once.")
        self.unplaced = gauge("unplaced_replies", "Replies that wait until their card is known.")
        self.parked = gauge(
            "parked_workspaces", "Workspaces whose token Slack refuses, or that took the bot out within a day."
        )
        self.beat = gauge("heartbeat_age_seconds", "Since the heartbeat last looked for work.")
        self.database = gauge("database_up", "1 where the database could be read for this page.")
        self.ready = gauge("ready", "1 where /readyz says so.")
        self.alarms = gauge("alarm", "1 while the bot's own auditor sees this to have stopped.", "what")
        for what in WORDS:
            self.alarms.labels(what).set(0)

    def _begin_at_zero(self) -> None:
        """What alerts look for: Prometheus sees no increase in a series that begins with its first count."""
        for outcome in Outcome:
            self.settled.labels(outcome.value)
        for came in Came:
            self.proposals.labels(came.value)
        for kind in (*KINDS, "other"):
            self.deliveries.labels(kind, "failed")

    def took(self, delivery: Delivery, outcome: str) -> None:
        """A delivery was answered."""
        self.deliveries.labels(delivery.kind if delivery.kind in KINDS else "other", outcome).inc()
        sent = delivery.body.get("event_time")
        if delivery.kind == "event" and outcome == "done" and isinstance(sent, int):
            self.lag.observe(max(clock.now().timestamp() - sent, 0.0))

    def alarming(self, what: str, on: bool) -> None:
        """The auditor sees this to have stopped, or to go on."""
        self.alarms.labels(what).set(on)

    def turned_away(self, reason: str) -> None:
        self.refused.labels(reason).inc()

    def called(self, method: str, outcome: str) -> None:
        """A call to Slack ended."""
        self.calls.labels(method, outcome).inc()

    def landed(self, outcome: Outcome) -> None:
        self.settled.labels(outcome.value).inc()

    def proposed(self, outcome: Came) -> None:
        """The writer was asked, or needn't be."""
        self.proposals.labels(outcome.value).inc()

    @contextmanager
    def timed(self) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds.observe(time.perf_counter() - started)

    def text(self, figures: Figures | None, *, last_beat: datetime | None, ready: bool) -> bytes:
        """The page, with the gauges as they are now; as they were where the database can't be read."""
        self.database.set(figures is not None)
        self.ready.set(ready)
        self.beat.set(_since(last_beat) if last_beat else float("inf"))
        if figures is not None:
            self._show(figures)
        return generate_latest(self.registry)

    def _show(self, figures: Figures) -> None:
        for stage in Stage:
            self.questions.labels(stage.value).set(figures.stages.get(stage, 0))
        for lane in Lane:
            for state in STATES:
                self.outbox.labels(lane.name.lower(), state).set(figures.outbox.get((lane, state), 0))
        self.overdue.set(figures.overdue)
        self.oldest_due.set(_since(figures.due_since))
        self.oldest_call.set(_since(figures.call_since))
        for of, number in figures.failing.items():
            self.failing.labels(of).set(number)
        last = figures.canary.last if figures.canary else None
        self.canary.set(last.timestamp() if last else 0.0 if figures.canary else math.nan)
        self.inbox.set(figures.inbox)
        self.unplaced.set(figures.unplaced)
        self.parked.set(figures.parked)


def _since(instant: datetime | None) -> float:
    return max((clock.now() - instant) / timedelta(seconds=1), 0.0) if instant else 0.0


KINDS = frozenset(
    {
        "command",
        "event",
        "block_actions",
        "block_suggestion",
        "view_submission",
        "view_closed",
        "message_action",
        "shortcut",
        "url_verification",
        "ssl_check",
    }
)
