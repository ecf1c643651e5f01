"""Spans of a story: what was done for whom and how long it took, without a word that anybody wrote."""

import json
import sys
from collections.abc import Iterator
from threading import Event
from typing import Any

import pytest

from bot import events, tracing
from tests.flows.leaking import leaked, listening
from tests.flows.playing import World

pytestmark = pytest.mark.lived

trace = pytest.importorskip("opentelemetry.sdk.trace", reason="opentelemetry-sdk isn't installed")


@pytest.fixture
def exporter() -> Iterator[Any]:
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    exporter = InMemorySpanExporter()
    provider = trace.TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    events.trace_with(provider.get_tracer("test"))
    yield exporter
    events.trace_with(None)
    provider.shutdown()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_deliveries_transactions_calls_and_due_acts_are_spans_without_words(world: World, exporter: Any) -> None:
    await world.signed("Can I visit the ward if I had a cold last week?")
    await world.maya.types("/ask")

    spans = exporter.get_finished_spans()
    assert {span.name for span in spans} == {"delivery", "transaction", "slack_call", "due"}
    by_id = {span.context.span_id: span for span in spans}
    parents = {
        (span.name, by_id[span.parent.span_id].name) for span in spans if span.parent and span.parent.span_id in by_id
    }
    assert {("transaction", "delivery"), ("transaction", "due"), ("slack_call", "delivery")} <= parents
    assert all(not span.events for span in spans)
    assert any(span.attributes.get("expertline.question") == 1 for span in spans if span.name == "due")
    assert leaked(world.sandbox, json.dumps([dict(span.attributes) for span in spans], ensure_ascii=False)) == []


def test_a_failure_is_told_by_its_type_only(exporter: Any) -> None:
    with pytest.raises(ValueError), events.timed("due"):
        raise ValueError("the patient in bed 7")

    [span] = exporter.get_finished_spans()
    assert span.attributes["expertline.error"] == "ValueError"
    assert "bed 7" not in span.to_json()


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}, True),
        ({"OTEL_TRACES_EXPORTER": "console"}, True),
        ({"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318", "OTEL_SDK_DISABLED": "true"}, False),
    ],
)
def test_only_opentelemetrys_own_variables_switch_it_on(environment: dict[str, str], wanted: bool) -> None:
    assert tracing.is_wanted(environment) is wanted


def test_unasked_it_loads_nothing() -> None:
    import subprocess

    program = "import sys, bot.app, bot.tracing; bot.tracing.start({}); print('opentelemetry' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"


def test_asked_for_it_traces_until_it_is_ended() -> None:
    end = tracing.start({"OTEL_TRACES_EXPORTER": "console"})
    assert events._tracer is not None

    end()
    assert events._tracer is None


@pytest.mark.parametrize("named", ["zipkin", "otlp,console"])
def test_an_exporter_that_it_does_not_know_is_told_and_no_other_takes_its_place(named: str) -> None:
    with listening() as log:
        tracing.start({"OTEL_TRACES_EXPORTER": named})()

    [line] = map(json.loads, log.getvalue().splitlines())
    assert (line["event"], line["level"], line["exporter"]) == ("tracing_unknown", "warning", named)
    assert line["known"] == "otlp, console"


def test_a_collector_that_never_answers_keeps_nobody_who_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

    answered, given_up = Event(), Event()

    class Stuck(SpanExporter):
        def export(self, spans: Any) -> SpanExportResult:
            answered.wait()
            return SpanExportResult.FAILURE

        def shutdown(self) -> None:
            given_up.set()

    pytest.importorskip(tracing.OTLP)
    monkeypatch.setattr(f"{tracing.OTLP}.OTLPSpanExporter", Stuck)
    end = tracing.start({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"})
    with events.spanned("transaction"):
        pass

    end()

    assert not given_up.is_set()
    answered.set()
    assert given_up.wait(10)


def test_where_what_sends_spans_is_not_installed_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, tracing.OTLP, None)

    with listening() as log:
        tracing.start({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"})()

    assert "opentelemetry-exporter-otlp-proto-http" in log.getvalue()
    assert events._tracer is None
