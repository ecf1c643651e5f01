"""How log lines look: one JSON object (or one plain line) each, without a value that a person or a secret may be in."""

import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import Any, TextIO

OWN = "bot"
QUIET = {"slack_bolt": logging.CRITICAL}  # what it says of a failed listener, we say ourselves
FRAMES = 6
TOP = f"{Path(__file__).parents[1]}/"


def configure(level: str, form: str, stream: TextIO) -> None:
    """All logging of this process. Libraries only warn, at whatever level we are: what they debug are whole bodies."""
    handler = logging.StreamHandler(stream)
    as_json = form == "json" or (form == "auto" and not stream.isatty())
    handler.setFormatter(JsonLines() if as_json else PlainLines())
    handler.addFilter(_is_wanted)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(OWN).setLevel(level.upper())
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # else a line that can't be written shows its arguments
    sys.excepthook = _crashed


def _is_wanted(record: logging.LogRecord) -> bool:
    """Asked here, since Bolt gives its loggers levels of their own."""
    return record.levelno >= QUIET.get(record.name.partition(".")[0], logging.NOTSET)


def described(record: logging.LogRecord) -> dict[str, Any]:
    """A record as the fields of a line."""
    at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    line: dict[str, Any] = {"at": at, "level": record.levelname.lower()}
    if record.name == OWN or record.name.startswith(f"{OWN}."):
        event = getattr(record, "event", "")
        line |= {"event": event or "note", **getattr(record, "fields", {})}
        if not event:
            line["message"] = record.getMessage()
    else:
        # Their texts may quote what they failed on. A template with its holes unfilled can't.
        line |= {"event": "library", "library": record.name, "place": f"{record.module}:{record.lineno}"}
        line |= {"message": record.msg} if record.args and isinstance(record.msg, str) else {}
    if record.exc_info and record.exc_info[1] is not None:
        line |= failure(record.exc_info[1])
    return {name: value for name, value in line.items() if value is not None and value != ""}


def failure(error: BaseException) -> dict[str, Any]:
    """What was raised, and where: types and places, since messages hold values."""
    chain, seen = [], {id(error)}
    one: BaseException | None = error
    while one is not None:
        chain.append(type(one).__name__)
        one = one.__cause__ or one.__context__
        if one is None or id(one) in seen:
            break
        seen.add(id(one))
    return {"error": " from ".join(chain), "stack": _stack(error.__traceback__)}


def _stack(traceback: TracebackType | None) -> list[str]:
    """The innermost places, ours and the libraries', outermost first."""
    frames = [(frame.f_code, line) for frame, line in walk_tb(traceback)]
    ours = [(code, line) for code, line in frames if code.co_filename.startswith(f"{TOP}{OWN}/")]
    shown = dict.fromkeys([*ours[-FRAMES:], *frames[-1:]])
    return [f"{_short(code.co_filename)}:{line} {code.co_name}" for code, line in shown]


def _short(path: str) -> str:
    return path.rpartition("site-packages/")[2].removeprefix(TOP)


def _name_of(value: object) -> str:
    return type(value).__name__


ENCODER = json.JSONEncoder(ensure_ascii=False, default=_name_of)  # made once: each line would make its own


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        return ENCODER.encode(described(record))


class PlainLines(logging.Formatter):
    """The same for people: instant, level, event, then `name=value`."""

    def format(self, record: logging.LogRecord) -> str:
        line = described(record)
        head = f"{line.pop('at')} {line.pop('level').upper():<7} {line.pop('event')}"
        said, stack = line.pop("message", ""), line.pop("stack", [])
        fields = " ".join(f"{name}={value}" for name, value in line.items())
        return "\n    ".join([" ".join(filter(None, [head, said, fields])), *stack])


def _crashed(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    """The last word of a process that nobody caught."""
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger(OWN).critical("crashed", exc_info=(kind, error, traceback), extra={"event": "crashed"})
