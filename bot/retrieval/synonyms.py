"""Different words for the same thing."""

from collections.abc import Iterable

from bot.retrieval.vocabulary import SYNONYMS
from bot.retrieval.words import stem


def _by_stem() -> dict[str, tuple[str, ...]]:
    groups = [tuple(dict.fromkeys(map(stem, line.split()))) for line in SYNONYMS.strip().splitlines()]
    return {each: group for group in groups for each in group}


_SYNONYMS = _by_stem()


def expanded(terms: Iterable[str]) -> list[str]:
    """These terms and all that mean the same, each once."""
    return list(dict.fromkeys(synonym for term in terms for synonym in _SYNONYMS.get(term, (term,))))


def known(word: str) -> bool:
    """Whether other words mean the same as this one."""
    return stem(word) in _SYNONYMS


def unified(terms: Iterable[str]) -> list[str]:
    """These terms, with one and the same for all that mean the same."""
    return [_SYNONYMS.get(term, (term,))[0] for term in terms]
