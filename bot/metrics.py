"""What Prometheus reads at /metrics."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.lifecycle import Stage
from bot.slack.door import Delivery
from bot.slack.errors import Outcome


class Metrics:
    """Counters of one process, and gauges that are read from the database when somebody asks."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        r = self.registry
        self.deliveries = Counter(
            "expertline_deliveries", "Deliveries from Slack, by kind and status.", ["kind", "status"], registry=r
        )
        self.refused = Counter(
            "expertline_turned_away", "Requests the door turned away, by reason.", ["reason"], registry=r
        )
        self.calls = Counter("expertline_slack_calls", "Calls of the outbox, by outcome.", ["outcome"], registry=r)
        self.seconds = Histogram(
            "expertline_answer_seconds",
            "How long Slack waited for our answer.",
            registry=r,
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3),
        )
        self.questions = Gauge("expertline_questions", "Questions by stage.", ["stage"], registry=r)
        self.oldest = Gauge("expertline_oldest_due_seconds", "How long the oldest due row has been due.", registry=r)

    def took(self, delivery: Delivery, status: int) -> None:
        self.deliveries.labels(delivery.kind if delivery.kind in KINDS else "other", status).inc()

    def turned_away(self, reason: str) -> None:
        self.refused.labels(reason).inc()

    def landed(self, outcome: Outcome) -> None:
        self.calls.labels(outcome.value).inc()

    @contextmanager
    def timed(self) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds.observe(time.perf_counter() - started)

    def text(self, stages: dict[Stage, int], oldest_seconds: float) -> bytes:
        """The page, with the gauges as they are now."""
        for stage in Stage:
            self.questions.labels(stage.value).set(stages.get(stage, 0))
        self.oldest.set(oldest_seconds)
        return generate_latest(self.registry)


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
