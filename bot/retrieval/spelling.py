"""What two texts say in two ways, put in one: "no more than 2" and "at most 2", Mon and Monday."""

import functools
import re
from typing import NamedTuple

from bot.retrieval.figures import Figure, marks
from bot.retrieval.vocabulary import LIMITS, SHORT_DAYS

_LONGEST = 20  # characters before or after a figure in which its limit stands


class Limit(NamedTuple):
    """That a figure is the most or the least: its `sign`, and the part of the text that says so."""

    sign: str
    start: int
    end: int
    figure: Figure

    def written(self, text: str) -> str:
        return text[min(self.start, self.figure.start) : max(self.end, self.figure.end)]


def _any(phrases: str) -> str:
    return phrases.replace("/", "|") or "(?!)"


_SIGNS = tuple(
    (sign, re.compile(rf"\b(?:{_any(before)})\s+$", re.I), re.compile(rf"[\s,]+(?:{_any(after)})\b", re.I))
    for sign, before, after in LIMITS
)
_SHORT = {short: day for day, *written in map(str.split, SHORT_DAYS.strip().splitlines()) for short in written}
_DAYS = re.compile(rf"\b(?:{'|'.join(sorted(_SHORT, key=len, reverse=True))})\b\.?")


def alike(here: str, there: str) -> tuple[str, str]:
    """Both texts, with the same words for a limit that both name and for days that one of them has in full."""
    here, there = _in_full(here, there), _in_full(there, here)
    mine, theirs = limits(here), limits(there)
    both = {key for key, limit in mine.items() if key in theirs and theirs[key].sign == limit.sign}
    return _put(here, both), _put(there, both)


@functools.lru_cache(maxsize=4096)
def limits(text: str) -> dict[str, Limit]:
    """By what its figure is compared by."""
    found: dict[str, Limit] = {}
    for figure in marks(text):
        limit = None if figure.is_name else _limit(text, figure)
        if limit:
            found.setdefault(figure.key, limit)
    return found


def _limit(text: str, figure: Figure) -> Limit | None:
    for sign, before, _ in _SIGNS:
        stands = before.search(text, max(figure.start - _LONGEST, 0), figure.start)
        if stands:
            return Limit(sign, stands.start(), stands.end(), figure)
    for sign, _, after in _SIGNS:
        follows = after.match(text, figure.end)
        if follows:
            return Limit(sign, follows.start(), follows.end(), figure)
    return None


def _put(text: str, which: set[str]) -> str:
    every = [limit for key, limit in limits(text).items() if key in which]
    for limit in sorted(every, key=lambda one: one.start, reverse=True):
        said = f"{limit.sign} "
        if limit.start < limit.figure.start:
            text = text[: limit.start] + said + text[limit.end :]
        else:
            figure = limit.figure
            text = text[: figure.start] + said + text[figure.start : limit.start] + text[limit.end :]
    return text


def _in_full(text: str, other: str) -> str:
    def full(short: re.Match[str]) -> str:
        day = _SHORT[short[0].removesuffix(".")]
        return day if day in other else short[0]

    return _DAYS.sub(full, text)
