"""Variables as a file: one object a line, with all that each has been and the answers that are kept in step with it."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from bot.exchange.columns import Kind
from bot.exchange.decoding import Undecodable, decoded
from bot.exchange.results import Problem, Unreadable

MARK = "values"  # what only a line of these has
TEXT, INSTANT = Kind.TEXT.value, Kind.INSTANT.value


@dataclass(frozen=True)
class Was:
    """A value it has had."""

    value: str
    by: str
    at: datetime


@dataclass(frozen=True)
class InStep:
    """An answer, by its name in files, and the value that its text holds."""

    ref: str
    value: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Line:
    """A variable; its values with the oldest first, the last one being what it is now."""

    key: str
    label: str
    owner: str
    department: str
    retired_by: str
    retired_at: datetime | None
    values: list[Was] = field(default_factory=list)
    answers: list[InStep] = field(default_factory=list)


def are_variables(raw: bytes) -> bool:
    """Whether this is such a file, by its first line."""
    try:
        said = json.loads(raw.lstrip(b"\xef\xbb\xbf \r\n\t").split(b"\n", 1)[0])
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and MARK in said


def write(line: Line) -> str:
    return json.dumps(asdict(line), ensure_ascii=False, default=INSTANT.to_json) + "\n"


def read(raw: bytes) -> tuple[list[tuple[int, Line]], list[Problem]]:
    """Each line with its number, and what can't be read."""
    try:
        text = decoded(raw)
    except Undecodable as why:
        raise Unreadable(Problem(why.line, str(why))) from None
    found, problems = list[tuple[int, Line]](), list[Problem]()
    for number, said in enumerate(text.split("\n"), 1):
        if said.strip():
            try:
                found.append((number, _line(json.loads(said))))
            except (ValueError, RecursionError) as why:
                what = str(why) if isinstance(why, _Wrong) else "This is no JSON. Write one object a line."
                problems.append(Problem(number, what))
    return found, problems


class _Wrong(ValueError):
    """What a line says, and what it should."""


def _line(said: Any) -> Line:
    if not isinstance(said, dict):
        raise _Wrong('Write one object a line: {"key": …, "label": …, "values": […]}.')
    texts = {name: _text(said, name) for name in ("key", "label", "owner", "department", "retired_by")}
    values = [Was(_text(one, "value"), _text(one, "by"), _instant(one, "at")) for one in _objects(said, "values")]
    answers = [
        InStep(_text(one, "ref"), _text(one, "value"), _text(one, "by"), _instant(one, "at"))
        for one in _objects(said, "answers")
    ]
    if not values:
        raise _Wrong("`values` has to name at least what it is now.")
    retired_at = _instant(said, "retired_at") if said.get("retired_at") else None
    return Line(**texts, retired_at=retired_at, values=values, answers=answers)


def _text(said: Any, name: str) -> str:
    return str(_read(TEXT.of_json, said.get(name, ""), name))


def _instant(said: Any, name: str) -> datetime:
    found: datetime = _read(INSTANT.of_json, said.get(name), name)
    return found


def _read(how: Callable[[Any], Any], value: Any, name: str) -> Any:
    try:
        return how(value)
    except ValueError as wanted:
        raise _Wrong(f"`{name}` has to be {wanted}.") from None


def _objects(said: Any, name: str) -> list[Any]:
    value = said.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise _Wrong(f"`{name}` has to be a list of objects.")
    return value
