"""Variables as a file: one object a line, with all that each has been and the answers that are kept in step with it."""

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.exchange.decoding import Undecodable, decoded
from bot.exchange.results import Problem, Unreadable

MARK = "values"  # what only a line of these has


@dataclass(frozen=True)
class Was:
    """A value it has had."""

    value: str
    by: str
    at: str


@dataclass(frozen=True)
class InStep:
    """An answer, by its name in files, and the value that its text holds."""

    ref: str
    value: str
    by: str
    at: str


@dataclass(frozen=True)
class Line:
    """A variable; its values with the oldest first, the last one being what it is now. Instants are ISO 8601."""

    key: str
    label: str
    owner: str
    department: str
    retired_by: str
    retired_at: str
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
    return json.dumps(asdict(line), ensure_ascii=False) + "\n"


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


def instant(text: str) -> datetime:
    """With its zone; UTC where it names none. Raises ValueError."""
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


class _Wrong(ValueError):
    """What a line says, and what it should."""


def _line(said: Any) -> Line:
    if not isinstance(said, dict):
        raise _Wrong('Write one object a line: {"key": …, "label": …, "values": […]}.')
    texts = {name: _text(said, name) for name in ("key", "label", "owner", "department", "retired_by", "retired_at")}
    values = [Was(*_texts(one, "value", "by", "at")) for one in _objects(said, "values")]
    answers = [InStep(*_texts(one, "ref", "value", "by", "at")) for one in _objects(said, "answers")]
    instants = [*(one.at for one in values), *(one.at for one in answers)]
    for at in [*instants, *([texts["retired_at"]] if texts["retired_at"] else [])]:
        try:
            instant(at)
        except (ValueError, OverflowError):
            raise _Wrong(f"“{at[:40]}” is no time. Write one such as 2027-05-03T09:00:00+00:00.") from None
    if not values:
        raise _Wrong("`values` has to name at least what it is now.")
    return Line(**texts, values=values, answers=answers)


def _texts(said: Any, *names: str) -> list[str]:
    return [_text(said, name) for name in names]


def _text(said: Any, name: str) -> str:
    value = said.get(name, "")
    if not isinstance(value, str) or "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
        raise _Wrong(f"`{name}` has to be a text in quotation marks.")
    return value


def _objects(said: Any, name: str) -> list[Any]:
    value = said.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise _Wrong(f"`{name}` has to be a list of objects.")
    return value
