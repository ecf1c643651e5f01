"""Opposites of which one question has the one, and the other the other."""

from bot.retrieval.vocabulary import OPPOSITES
from bot.retrieval.words import WRITTEN, plain

_PAIRS = [(one, other) for one, other in (pair.split("/") for pair in OPPOSITES.split())]


def opposed(text: str, other: str) -> dict[str, str]:
    """Words of the text whose opposites the other one has, each as it is written; nothing where one has both."""
    mine, theirs = _paired(text), _paired(other)
    both_ways = [pair for one, two in _PAIRS for pair in ((one, two), (two, one))]
    return {
        one: mine[one]
        for one, two in both_ways
        if one in mine and two in theirs and two not in mine and one not in theirs
    }


def _forms(word: str) -> tuple[str, ...]:
    """The word and what its plural, its past or its -ing may be; not all of them are words."""
    start, end = word.removesuffix("e"), word[-1]
    return word, f"{word}s", *(f"{begin}{ending}" for begin in (start, word + end) for ending in ("ed", "ing"))


def _by_form() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for word in {word for pair in _PAIRS for word in pair}:
        for form in _forms(word):
            found.setdefault(form, set()).add(word)
    return found


_BY_FORM = _by_form()


def _paired(text: str) -> dict[str, str]:
    written = {plain(each[0]): each[0] for each in WRITTEN.finditer(text)}
    return {word: as_is for form, as_is in written.items() for word in _BY_FORM.get(form, ())}
