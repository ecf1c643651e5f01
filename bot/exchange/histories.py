"""What an answer said before, and where it was published: lists in a line of JSON, too much for a cell of a table."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.exchange.columns import Column, Kind, Values

Histories = Mapping[str, tuple[Values, ...]]
HISTORIES = {
    "versions": (
        Column("number", Kind.NUMBER),
        Column("short"),
        Column("full"),
        Column("expert"),
        Column("approver"),
        Column("why"),
        Column("at", Kind.INSTANT),
    ),
    "uses": (
        Column("account"),
        Column("handle"),
        Column("network"),
        Column("text"),
        Column("by"),
        Column("link"),
        Column("at", Kind.INSTANT),
    ),
}


def write(name: str, rows: Iterable[object]) -> list[dict[str, Any]]:
    """The list of that name, for JSON."""
    return [{each.name: each.kind.value.to_json(getattr(row, each.name)) for each in HISTORIES[name]} for row in rows]


def read(name: str, said: object) -> tuple[Values, ...]:
    """The list of that name; ValueError says what to write instead."""
    if not isinstance(said, list) or not all(isinstance(one, dict) for one in said):
        raise ValueError("a list of objects")
    return tuple({each.name: _value(each, one) for each in HISTORIES[name]} for one in said)


def _value(column: Column, said: dict[str, Any]) -> Any:
    try:
        return column.kind.value.of_json(said.get(column.name))
    except ValueError as wanted:
        raise ValueError(f"a list of objects, each with `{column.name}` as {wanted}") from None
