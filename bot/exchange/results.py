"""What a file holds, and what of it can't be used."""

from dataclasses import dataclass, field

from bot.exchange.columns import Values
from bot.exchange.histories import Histories

QUESTION = "question"  # what is counted in a page: those of a script stand in one line


@dataclass(frozen=True)
class Line:
    """One answer of a file; `values` and `histories` hold only what the file says. `of`: what is counted in it."""

    number: int
    values: Values
    histories: Histories = field(default_factory=dict)
    of: str = "line"

    def __str__(self) -> str:
        return f"{self.of} {self.number}"

    @property
    def is_of_a_page(self) -> bool:
        """Whoever loads it can't mend it."""
        return self.of == QUESTION


@dataclass(frozen=True, order=True)
class Problem:
    """Why a line can't be used, and what to do; lines count from 1, and so do the questions of a page."""

    line: int
    what: str
    of: str = "line"

    def __str__(self) -> str:
        return f"{self.of} {self.line}: {self.what}"


@dataclass
class Read:
    """What a file holds. `passed_over`: the names of columns that mean nothing here.

    `left_out`: what can't be used of a page, whose reader can't mend it, beside what can.
    """

    kind: str
    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    left_out: list[Problem] = field(default_factory=list)


class Unreadable(Exception):
    """Nothing of the file can be used."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem
