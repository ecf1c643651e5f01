"""What the fields of a block element have to do with each other: each problem is a place in it and a message."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sandbox.wire import Json

Found = Iterator[tuple[str, str]]


def contradictions(element: Json) -> Found:
    """What can't be true at once of one element."""
    if isinstance(element.get("options"), list) or isinstance(element.get("option_groups"), list):
        yield from _choices(element)
    if element["type"] == "plain_text_input":
        yield from _lengths(element)
    elif element["type"] == "number_input":
        yield from _numbers(element)


def repeated_actions(elements: list[Any]) -> Found:
    """No action_id twice in one block."""
    seen: set[str] = set()
    for index, element in enumerate(elements):
        action_id = element.get("action_id") if isinstance(element, dict) else None
        if action_id is not None and str(action_id) in seen:
            yield f"{index}/action_id", f"`action_id` {action_id} already exists for this block"
        seen.add(str(action_id))


def type_of(value: Any) -> Any:
    """What something says it is."""
    return value.get("type") if isinstance(value, dict) else None


def is_date(value: str) -> bool:
    """Whether the calendar has this day."""
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False


def _choices(element: Json) -> Found:
    """Unique values, and initial choices that are among the options."""
    options = _list(element.get("options"))
    for group in _list(element.get("option_groups")):
        options += _list(group.get("options")) if isinstance(group, dict) else []
    values = [option.get("value") for option in options if isinstance(option, dict)]
    if len(set(map(str, values))) < len(values):
        yield "options", "values must be unique"
    chosen = [element["initial_option"]] if element.get("initial_option") is not None else []
    if any(choice not in options for choice in [*chosen, *_list(element.get("initial_options"))]):
        yield "initial_option", "must be exactly one of the options"


def _lengths(element: Json) -> Found:
    """The least and the greatest length, and what is there already."""
    low, high, initial = (element.get(name) for name in ("min_length", "max_length", "initial_value"))
    if isinstance(low, int) and isinstance(high, int) and low > high:
        yield "min_length", "must not be more than max_length"
    if isinstance(initial, str) and isinstance(high, int) and len(initial) > high:
        yield "initial_value", "is longer than max_length"


def _numbers(element: Json) -> Found:
    """The least and the greatest number, and the one that is there already."""
    low, high, initial = (_number(element.get(name)) for name in ("min_value", "max_value", "initial_value"))
    if low is not None and high is not None and low > high:
        yield "min_value", "must not be more than max_value"
    if initial is not None and ((low is not None and initial < low) or (high is not None and initial > high)):
        yield "initial_value", "is out of range"


def _list(value: Any) -> list[Any]:
    return [*value] if isinstance(value, list) else []


def _number(value: Any) -> float | None:
    try:
        return float(value) if isinstance(value, str) else None
    except ValueError:
        return None
