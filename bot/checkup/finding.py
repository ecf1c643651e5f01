"""One thing that was looked at."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"  # works, but may surprise
    BAD = "bad"


@dataclass(frozen=True)
class Finding:
    """What was looked at and how it is; `mend` says what to do where it isn't well."""

    level: Level
    checked: str
    mend: str = ""


def ok(checked: str) -> Finding:
    return Finding(Level.OK, checked)


def warning(checked: str, mend: str) -> Finding:
    return Finding(Level.WARNING, checked, mend)


def bad(checked: str, mend: str) -> Finding:
    return Finding(Level.BAD, checked, mend)
