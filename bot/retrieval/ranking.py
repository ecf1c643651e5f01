"""How close an earlier question is to a new one."""

import functools
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.retrieval.synonyms import unified
from bot.retrieval.vocabulary import FORMS
from bot.retrieval.words import terms, words

SILENT_BELOW = 0.28  # `python -m bench retrieval` shows what this finds, and what it offers in vain
FEWEST = 50  # so many entries are assumed at least, or a word would weigh more in a small knowledge base
GRAM = 4

# Weights of the parts of a score, chosen on the development sets; together with ANSWER at most 1.
TERMS, GRAMS, FORM = 0.45, 0.45, 0.1
ANSWER = 0.15  # of what is missing to 1, for words of the question that the answer has


@dataclass(frozen=True)
class Candidate:
    """An entry that might answer: the ways it was asked, and its answer."""

    entry: int
    wordings: tuple[str, ...]
    answer: str


@dataclass(frozen=True)
class Match:
    """How close an entry is, from 0 to 1, and by which of its wordings.

    `confidence`: how sure it is that this is the same question; None where only words were compared, which can't tell.
    `shown_from`: the score from which on it is shown to somebody who didn't look for it.
    """

    entry: int
    score: float
    wording: str
    confidence: float | None = None
    shown_from: float = SILENT_BELOW

    @property
    def worth_showing(self) -> bool:
        """Whether it is close enough to be shown to somebody who didn't look for it."""
        return self.score >= self.shown_from


Weigh = Callable[[str], float]


@dataclass(frozen=True)
class _Reading:
    """A text as it is compared: its terms, each with the pieces of its word, and with which words it asks."""

    terms: dict[str, tuple[str, ...]]
    forms: frozenset[str]

    def weight(self, weigh: Weigh) -> float:
        return sum(map(weigh, self.terms))


def rank(text: str, candidates: Sequence[Candidate], *, limit: int) -> list[Match]:
    """The candidates that are closest to this text, best first.

    A score is the Dice coefficient of the terms, weighted by how rare they are among the candidates, halved with the
    same over pieces of four letters (so that misspelt and related words count in part), with a tenth for asking in
    the same form. Scores of different texts can be compared.
    """
    asked, weigh = _read(text), _weights(candidates)
    if not asked.terms:
        return []
    matches = [_match(asked, candidate, weigh) for candidate in candidates]
    return sorted(matches, key=lambda match: (-match.score, match.entry))[:limit]


def by_words(text: str, candidates: Sequence[Candidate]) -> Callable[[str], float]:
    """How close a wording of these candidates is to the text by its words alone, from 0 to 1."""
    asked, weigh = _read(text), _weights(candidates)
    return lambda wording: _closeness(asked, _read(wording), weigh) if asked.terms else 0.0


def _weights(candidates: Sequence[Candidate]) -> Weigh:
    """A term weighs more the fewer candidates have it, also when nobody asks for it."""
    known = Counter(term for one in candidates for term in {t for each in one.wordings for t in _read(each).terms})
    number = max(len(candidates), FEWEST)
    return functools.cache(lambda term: math.log(1 + (number + 1) / (known[term] + 0.5)))


@functools.lru_cache(maxsize=16384)
def _read(text: str) -> _Reading:
    return _Reading({term: _pieces(term) for term in _terms(text)}, FORMS.intersection(words(text)))


def _terms(text: str) -> list[str]:
    return unified(terms(text))


@functools.lru_cache(maxsize=65536)
def _pieces(term: str) -> tuple[str, ...]:
    marked = f"^{term}$"
    return tuple(marked[start : start + GRAM] for start in range(max(len(marked) - GRAM + 1, 1)))


def _match(asked: _Reading, candidate: Candidate, weigh: Weigh) -> Match:
    scored = [(_closeness(asked, _read(wording), weigh), wording) for wording in candidate.wordings]
    score, wording = max(scored, key=lambda one: one[0], default=(0.0, ""))
    answered = _answer_terms(candidate.answer)
    covered = sum(weigh(term) for term in asked.terms if term in answered) / asked.weight(weigh)
    return Match(candidate.entry, score + (1 - score) * ANSWER * covered, wording)


@functools.lru_cache(maxsize=2048)
def _answer_terms(answer: str) -> frozenset[str]:
    return frozenset(_terms(answer))


def _closeness(one: _Reading, other: _Reading, weigh: Weigh) -> float:
    total = one.weight(weigh) + other.weight(weigh)
    shared = sum(weigh(term) for term in one.terms if term in other.terms)
    pieces = _loose_pieces(other, one, weigh)
    alike = sum(min(weight, pieces.get(piece, 0.0)) for piece, weight in _loose_pieces(one, other, weigh).items())
    forms = len(one.forms) + len(other.forms)
    same_form = 2 * len(one.forms & other.forms) / forms if forms else 1.0
    return TERMS * 2 * shared / total + GRAMS * 2 * (shared + alike) / total + FORM * same_form


def _loose_pieces(one: _Reading, other: _Reading, weigh: Weigh) -> dict[str, float]:
    """The pieces of the terms that the other hasn't, with their share of the term's weight."""
    found: dict[str, float] = {}
    for term, pieces in one.terms.items():
        if term not in other.terms:
            for piece in pieces:
                found[piece] = found.get(piece, 0.0) + weigh(term) / len(pieces)
    return found
