"""What a file says of an answer. A new column of `entries` needs one line here, and is written and read then."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from bot.exchange import cells

Value = str | int | bool | date | datetime | tuple[str, ...] | None
Values = dict[str, Value]
LARGEST = 2**31 - 1  # that the databases count to
TRUTHS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


@dataclass(frozen=True)
class _How:
    """One kind of value: into a cell, out of one, and out of JSON; ValueError says what to write instead."""

    of_cell: Callable[[str], Value]
    to_cell: Callable[[Any], str]
    of_json: Callable[[Any], Value]
    to_json: Callable[[Any], Any]


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("a text in quotation marks")
    if "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
        raise ValueError("a text without NUL and half characters")
    return value


def _number(value: object) -> int:
    text = str(value).strip()
    if isinstance(value, bool | float) or not (text.isascii() and text.isdigit()) or int(text[:12]) > LARGEST:
        raise ValueError("a whole number")
    return int(text)


def _truth(value: object) -> bool:
    found = value if isinstance(value, bool) else TRUTHS.get(str(value).strip().lower())
    if found is None:
        raise ValueError("yes or no")
    return found


def _day(value: object) -> date:
    """With dots it is as spreadsheets in much of Europe write it, whatever was typed: the day comes first."""
    text = str(value).strip()
    try:
        return datetime.strptime(text, "%d.%m.%Y").date() if "." in text else date.fromisoformat(text)  # noqa: DTZ007
    except ValueError:
        raise ValueError("a date such as 2027-05-03") from None


def _instant(value: object) -> datetime:
    try:
        found = datetime.fromisoformat(str(value).strip())
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("an instant such as 2026-05-03T14:02:00+00:00") from None


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError('a list of texts, such as ["How late is it open?"]')
    return tuple(map(_text, value))


class Kind(Enum):
    """What a column holds."""

    TEXT = _How(lambda cell: _text(cells.opened(cell)), cells.closed, _text, str)
    NUMBER = _How(_number, str, _number, int)
    TRUTH = _How(_truth, lambda value: "yes" if value else "no", _truth, bool)
    DAY = _How(_day, lambda value: value.isoformat(), _day, lambda value: value.isoformat())
    INSTANT = _How(_instant, lambda value: value.isoformat(), _instant, lambda value: value.isoformat())
    TEXTS = _How(
        lambda cell: tuple(map(_text, cells.unlisted(cells.opened(cell)))),
        lambda value: cells.closed(cells.listed(value)),
        _texts,
        list,
    )


@dataclass(frozen=True)
class Column:
    """`also`: how other files call it."""

    name: str
    kind: Kind = Kind.TEXT
    also: tuple[str, ...] = ()


COLUMNS = (
    Column("ref"),
    Column("status"),
    Column("signed", Kind.TRUTH),
    Column("question", also=("q", "title")),
    Column("short"),
    Column("full", also=("answer", "a", "text")),
    Column("account"),
    Column("network"),
    Column("topic", also=("category",)),
    Column("department"),
    Column("expert"),
    Column("approver"),
    Column("owner"),
    Column("version", Kind.NUMBER),
    Column("made_at", Kind.INSTANT),
    Column("review_on", Kind.DAY),
    Column("ended_by"),
    Column("ended_at", Kind.INSTANT),
    Column("ended_why"),
    Column("merged_into"),  # its `ref`
    Column("used", Kind.NUMBER),
    Column("used_at", Kind.INSTANT),
    Column("used_on"),
    Column("wordings", Kind.TEXTS, also=("also asked as",)),
)
# What two people stand by; and what of an entry that is there only Slack changes.
SIGNED_FOR = frozenset(("signed", "question", "short", "full", "account", "network", "expert", "approver"))
HISTORY = frozenset(
    (
        *("ref", "status", "version", "made_at", "ended_by", "ended_at", "ended_why", "merged_into"),
        *("used", "used_at", "used_on"),
    )
)
BY_NAME = {name: column for column in COLUMNS for name in (column.name, *column.also)}


def twice(names: Iterable[str]) -> str:
    """Which of these mean one column, and what to do; empty where each has its own."""
    known: dict[str, str] = {}
    for name in names:
        column = BY_NAME.get(name.strip().lower())
        if column is not None and column.name in known:
            both = f"“{known[column.name]}” and “{name.strip()}”"
            return f"{both} both mean `{column.name}`. Take one of them out, or call it something else."
        if column is not None:
            known[column.name] = name.strip()
    return ""


def in_cells(values: Mapping[str, Any]) -> dict[str, str]:
    """As a row of a table."""
    return {column.name: _written(column.kind.value.to_cell, values[column.name]) or "" for column in COLUMNS}


def in_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """As an object of JSON."""
    return {column.name: _written(column.kind.value.to_json, values[column.name]) for column in COLUMNS}


def _written(how: Callable[[Any], Any], value: Any) -> Any:
    """None says that something never happened, and is read as nothing said."""
    return None if value is None else how(value)
