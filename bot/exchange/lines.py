"""Answers as JSON, one object a line."""

import json

from bot.exchange import histories
from bot.exchange.columns import BY_NAME, Values, twice
from bot.exchange.histories import HISTORIES
from bot.exchange.results import Line, Problem, Read


def read(text: str) -> Read:
    """Each line an object with the names of the columns; empty lines are passed over."""
    found = Read("lines of JSON")
    for number, line in enumerate(text.split("\n"), 1):  # other line breaks may stand inside a text
        if line.strip():
            _take(found, number, line)
    return found


def _take(found: Read, number: int, line: str) -> None:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        found.problems.append(
            Problem(number, 'This is no JSON. Write one object a line: {"question": …, "answer": …}.')
        )
        return
    if not isinstance(said, dict):
        found.problems.append(Problem(number, 'Write one object a line: {"question": …, "answer": …}.'))
        return
    if why := twice(name for name, value in said.items() if value is not None):
        found.problems.append(Problem(number, why))
        return
    values: Values = {}
    past: dict[str, tuple[Values, ...]] = {}
    for name, value in said.items():
        column = BY_NAME.get(name.strip().lower())
        if column is None and name not in HISTORIES:
            _pass_over(found, name)
        elif value is not None:
            try:
                if column is not None:
                    values[column.name] = column.kind.value.of_json(value)
                else:
                    past[name] = histories.read(name, value)
            except ValueError as wanted:
                found.problems.append(Problem(number, f"`{name}` has to be {wanted}."))
    found.lines.append(Line(number, values, past))


def _pass_over(found: Read, name: str) -> None:
    if name not in found.passed_over and len(found.passed_over) < 20 and not name.endswith("_name"):
        found.passed_over.append(name[:60])
