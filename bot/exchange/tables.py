"""Answers as a table: CSV as spreadsheets write it, with commas, semicolons or tabs."""

import csv
import io
from collections.abc import Iterator

from bot.exchange.columns import BY_NAME, Column, Kind, Values, twice
from bot.exchange.results import Line, Problem, Read

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
LARGEST_CELL = 2**22
NO_TITLES = "The first line has to name the columns, at least question and answer. I found: {found}."


def read(text: str) -> Read:
    """The first line names the columns; a text with a delimiter or a line break in it stands in quotation marks."""
    delimiter, skipped = _delimiter(text)
    found = Read(f"a table with {DELIMITERS[delimiter]}")
    rows = _rows(text, delimiter, skipped, found)
    first, titles = next(rows, (1, []))
    columns = [BY_NAME.get(title.strip().lower()) for title in titles]
    if not {"question", "ref"}.intersection(column.name for column in columns if column):
        shown = ", ".join(title.strip()[:40] or "an empty title" for title in titles[:8]) or "nothing"
        return Read(found.kind, problems=found.problems or [Problem(1, NO_TITLES.format(found=shown))])
    if why := twice(titles):
        return Read(found.kind, problems=[Problem(first, why)])
    unknown = zip(titles, columns, strict=True)
    found.passed_over = [title[:60] for title, column in unknown if column is None and not title.endswith("_name")]
    for number, row in rows:
        if any(cell.strip() for cell in row):
            _take(found, number, columns, row)
    return found


def _delimiter(text: str) -> tuple[str, int]:
    """What stands between the cells, as Excel's own first line says or the titles show; and how many lines to skip."""
    first = text[:10_000].lstrip("\r\n").splitlines()[:1]
    line = first[0] if first else ""
    if line.lower().startswith("sep=") and line[4:5] in DELIMITERS:
        return line[4], 1
    outside = "".join(line.split('"')[::2])
    return max(DELIMITERS, key=outside.count), 0


def _rows(text: str, delimiter: str, skipped: int, found: Read) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it begins in, until one can't be read."""
    csv.field_size_limit(LARGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = 0
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            what = f"The quotation marks don't fit together from here on ({error}). Inside a text, double them."
            found.problems.append(Problem(before + 1, what))
            return
        if row is None:
            return
        if skipped:
            skipped -= 1
        elif row:
            yield before + 1, row
        before = reader.line_num


def _take(found: Read, number: int, columns: list[Column | None], row: list[str]) -> None:
    if len(row) > len(columns) and any(cell.strip() for cell in row[len(columns) :]):
        found.problems.append(
            Problem(number, "There are more cells than titles. A text with the delimiter needs quotes.")
        )
        return
    values: Values = {}
    for column, cell in zip(columns, row, strict=False):
        if column is None or (not cell.strip() and column.kind is not Kind.TEXT):
            continue
        try:
            values[column.name] = column.kind.value.of_cell(cell)
        except ValueError as wanted:
            found.problems.append(Problem(number, f"`{column.name}` has to be {wanted}; I found “{cell[:40]}”."))
    found.lines.append(Line(number, values))
