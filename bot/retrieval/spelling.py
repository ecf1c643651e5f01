"""What two texts say in two ways, put in one: "no more than 2" and "at most 2", Mon and Monday."""

import functools
import re
from typing import NamedTuple

from bot.retrieval.figures import Figure, marks
from bot.retrieval.vocabulary import LIMITS, SHORT_FORMS

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
_YEARS = re.compile(r"ye?a?rs?")
_FULL = [(full, short) for full, *every in map(str.split, SHORT_FORMS.strip().splitlines()) for short in every]
_SHORT = re.compile(rf"\b(?:{'|'.join(sorted({short for _, short in _FULL}, key=len, reverse=True))})\b\.?")


def alike(here: str, there: str) -> tuple[str, str]:
    """Both texts, with the same words for a limit that both name, for what one of them has in full (Elm St), and for
    years of which the other only says the number."""
    here, there = _in_full(here, there), _in_full(there, here)
    here, there = _bare(here, there), _bare(there, here)
    mine, theirs = limits(here), limits(there)
    both = {key for key, limit in mine.items() if key in theirs and theirs[key].sign == limit.sign}
    return _put(here, both), _put(there, both)


@functools.lru_cache(maxsize=4096)
def limits(text: str) -> dict[str, Limit]:
    """By what its figure is compared by."""
    found: dict[str, Limit] = {}
    for figure in marks(text):
        limit = _limit(text, figure)
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
        written = short[0].removesuffix(".")
        return next((each for each, its_short in _FULL if its_short == written and each in other), short[0])

    return _SHORT.sub(full, text)


def _bare(text: str, other: str) -> str:
    """18 years as 18 where that is all the other says."""
    known = {each.key for each in marks(other)}
    for figure in reversed(marks(text)):
        number, _, unit = figure.written.partition(" ")
        if _YEARS.fullmatch(unit) and figure.key not in known and f"{number} " in known:
            text = text[: figure.start] + number + text[figure.end :]
    return text
