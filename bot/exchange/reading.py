"""A file of answers, whatever its shape: what it is, its answers, and what can't be read, each with its line."""

from dataclasses import dataclass, field

from bot.exchange.columns import Values
from bot.exchange.decoding import Undecodable, decoded

MOST_BYTES = 48 * 2**20
MOST_LINES = 100_000


@dataclass(frozen=True)
class Line:
    """One answer of a file; `values` holds only what the file says."""

    number: int
    values: Values


@dataclass(frozen=True, order=True)
class Problem:
    """Why a line can't be used, and what to do; lines count from 1."""

    line: int
    what: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.what}"


@dataclass
class Read:
    """What a file holds. `passed_over`: the names of columns that mean nothing here."""

    kind: str
    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)


class Unreadable(Exception):
    """Nothing of the file can be used."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def read(name: str, raw: bytes) -> Read:
    """A table, lines of JSON or a page, by what the file's name ends with, else by how it begins."""
    from bot.exchange import lines, pages, tables  # they know these classes

    if len(raw) > MOST_BYTES:
        raise Unreadable(Problem(1, f"The file is larger than {MOST_BYTES // 2**20} MB. Please load it in parts."))
    try:
        text = decoded(raw)
    except Undecodable as why:
        raise Unreadable(Problem(why.line, str(why))) from None
    ending, start = name.lower().rpartition(".")[2], text.lstrip()[:1]
    if ending in ("html", "htm", "xhtml") or (ending not in ("csv", "tsv") and start == "<"):
        found = pages.read(text)
    elif ending in ("jsonl", "ndjson", "json") or (ending not in ("csv", "tsv") and start == "{"):
        found = lines.read(text)
    else:
        found = tables.read(text)
    if len(found.lines) > MOST_LINES:
        raise Unreadable(Problem(1, f"The file holds more than {MOST_LINES:,} answers. Please load it in parts."))
    return found
