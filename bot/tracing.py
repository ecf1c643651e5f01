"""OpenTelemetry, where its own environment variables ask for it and the extra `otel` is installed; else nothing."""

import logging
import os
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from threading import Thread

from bot import VERSION, events

WANTED_BY = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_TRACES_EXPORTER")
SERVICE = "expertline"
KNOWN = ("otlp", "console")  # exporters
END_SECONDS = 1.0  # for the last spans: where nobody takes them, the process ends without
SDK, OTLP = "opentelemetry.sdk.trace", "opentelemetry.exporter.otlp.proto.http.trace_exporter"


def start(environment: Mapping[str, str] = os.environ) -> Callable[[], None]:
    """Begin to trace where that is wanted; what is returned ends it and sends what is left."""
    if not is_wanted(environment):
        return _nothing
    exporter = environment.get("OTEL_TRACES_EXPORTER") or "otlp"
    if exporter not in KNOWN:
        events.tell("tracing_unknown", level=logging.WARNING, exporter=exporter, known=", ".join(KNOWN))
        return _nothing
    if not (_is_installed(SDK) and (exporter == "console" or _is_installed(OTLP))):
        needed = "opentelemetry-sdk opentelemetry-exporter-otlp-proto-http"
        events.tell("tracing_missing", level=logging.WARNING, install=needed)
        return _nothing
    return _start(exporter)


def _is_installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # nor is what it is in
        return False


def is_wanted(environment: Mapping[str, str]) -> bool:
    """Whether one of OpenTelemetry's variables says where spans should go."""
    if environment.get("OTEL_SDK_DISABLED", "").lower() == "true" or environment.get("OTEL_TRACES_EXPORTER") == "none":
        return False
    return any(environment.get(name) for name in WANTED_BY)


def _start(exporter: str) -> Callable[[], None]:
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter, SpanExporter

    sender: SpanExporter
    if exporter == "console":
        sender = ConsoleSpanExporter()
    else:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        sender = OTLPSpanExporter()
    name = os.environ.get("OTEL_SERVICE_NAME") or SERVICE
    resource = Resource.create({"service.name": name, "service.version": VERSION})
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(sender))
    events.trace_with(provider.get_tracer(SERVICE, VERSION))
    events.tell("tracing", exporter=exporter)

    def end() -> None:
        events.trace_with(None)
        ending = Thread(target=provider.shutdown, daemon=True)  # by itself it would wait for half a minute
        ending.start()
        ending.join(END_SECONDS)

    return end


def _nothing() -> None:
    """Nothing was begun."""
