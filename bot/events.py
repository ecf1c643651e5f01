"""What happens, told once: a log line for each event, and a span where tracing is on. Ids and outcomes, never words."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

log = logging.getLogger("bot.events")

SHARED = ("workspace", "question", "key")  # what an event inside another is also about

_around: ContextVar[dict[str, Any] | None] = ContextVar("around", default=None)
_tracer: Any = None  # OpenTelemetry's, where bot/tracing.py found it wanted


def trace_with(tracer: Any) -> None:
    """From now on whatever takes time is a span as well; None ends that."""
    global _tracer
    _tracer = tracer


def tell(event: str, *, level: int = logging.INFO, **fields: Any) -> None:
    """One event, told with what it happens in."""
    _write(event, level, {**_shared(), **fields})


def note(**fields: Any) -> None:
    """What only turns out on the way: it is told with the event that is under way, if any."""
    around = _around.get()
    if around is not None:
        around.update(fields)


def about(**fields: Any) -> None:
    """Everything this task tells from now on is about these."""
    _around.set({**(_around.get() or {}), **fields})


@contextmanager
def timed(event: str, **fields: Any) -> Iterator[dict[str, Any]]:
    """An event that takes time; `outcome` is done unless noted otherwise, failed where something is raised; `level` is
    INFO unless noted otherwise."""
    told: dict[str, Any] = {**_shared(), **fields}
    token = _around.set(told)
    started = time.perf_counter()
    try:
        with _span(event, told), _ending(told):
            yield told
    finally:
        _around.reset(token)
        told["ms"] = round((time.perf_counter() - started) * 1000, 1)
        _write(event, told.pop("level", logging.INFO), told)


@contextmanager
def spanned(name: str) -> Iterator[None]:
    """A step worth seeing in a trace, but no line of its own."""
    told = _shared()
    with _span(name, told), _ending(told):
        yield


def once_committed(session: Any, event: str, **fields: Any) -> None:
    """An event that has happened only when this session's transaction commits."""
    session.info.setdefault("events", []).append((event, fields))


def committed(session: Any) -> None:
    """The transaction stands: tell what waited for that."""
    for event, fields in session.info.pop("events", ()):
        tell(event, **fields)


def _shared() -> dict[str, Any]:
    return {name: value for name, value in (_around.get() or {}).items() if name in SHARED}


@contextmanager
def _ending(told: dict[str, Any]) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        told.setdefault("outcome", "failed")
        told.setdefault("error", type(error).__name__)
        raise
    told.setdefault("outcome", "done")


@contextmanager
def _span(name: str, told: dict[str, Any]) -> Iterator[None]:
    if _tracer is None:
        yield
        return
    # An exception's text may hold what a person wrote, so none is recorded: `error` has its type.
    with _tracer.start_as_current_span(name, record_exception=False, set_status_on_exception=False) as span:
        try:
            yield
        finally:
            for attribute, value in told.items():
                if isinstance(value, str | int | float):
                    span.set_attribute(f"expertline.{attribute}", value)


def _write(event: str, level: int, fields: dict[str, Any]) -> None:
    if log.isEnabledFor(level):
        log.log(level, event, extra={"event": event, "fields": fields})
