"""Where two questions are the same word for word but for one place, or but for the order."""

import functools
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from bot.retrieval.figures import marks
from bot.retrieval.synonyms import unified
from bot.retrieval.vocabulary import ARTICLES, BEING, GRAMMAR, LIGHT, ONESELF, PARTICLES, STOP_WORDS, TIMES
from bot.retrieval.words import WRITTEN, plain, stem, words


class Word(NamedTuple):
    """What a word or a figure is compared by, and as it was written."""

    key: str
    written: str

    @property
    def is_light(self) -> bool:
        """Whether it says nothing of what is asked."""
        return plain(self.written) in STOP_WORDS | LIGHT


_PUT = ARTICLES | GRAMMAR - ONESELF.keys()  # says nothing of who does what

_DAYS = TIMES | {"this", "next", "last"}

LONGEST = 2  # words in the place of others
ALIKE = 4  # so many others are the same where one word more is said to matter
FEWEST = 3  # words that a question has to have, and that have to stand the other way round
MOST = 150  # words of a text whose places are compared


def replaced(here: str, there: str) -> tuple[list[str], list[str]]:
    """Where all else is the same: the one or two words that stand in the place of one or two others.

    Or the one that is in one of them only ("the flu vaccine", "the flu"), or the little words by which alone they
    differ ("report a nurse", "report to a nurse"). Nothing where more differs, or only how the question is put
    ("can I", "should I"); nor in texts that no encoder reads whole: nobody is sure of those, and it would take seconds.
    """
    mine, theirs = (_compared_words(text) for text in (here, there))
    if not FEWEST <= len(mine) <= MOST or not FEWEST <= len(theirs) <= MOST:
        return [], []
    changed = _changed([key for key, _ in mine], [key for key, _ in theirs])
    one = [word for _, first, last, _, _ in changed for word in mine[first:last]]
    other = [word for _, _, _, first, last in changed for word in theirs[first:last]]
    if _matters(one, other, places=len(changed), same=len(mine) - len(one)):
        return [word.written for word in _telling(one)], [word.written for word in _telling(other)]
    return [], []


def _compared_words(text: str) -> list[Word]:
    """Without articles, and without the "on" of "on Monday", which may as well be missing."""
    every = [word for word in read(text) if word.key not in ARTICLES]
    following = [*(plain(word.written).removesuffix("s") for word in every[1:]), ""]
    return [word for word, then in zip(every, following, strict=False) if not (word.key == "on" and then in _DAYS)]


def _matters(one: Sequence[Word], other: Sequence[Word], *, places: int, same: int) -> bool:
    keys = {key for key, _ in (*one, *other)}
    if places <= LONGEST and keys <= PARTICLES:
        return True
    if places != 1:
        return False
    if _telling(one) and _telling(other):
        return max(len(_telling(one)), len(_telling(other))) <= LONGEST
    return len(one) + len(other) == 1 and same >= ALIKE and not (*one, *other)[0].is_light


def _telling(every: Sequence[Word]) -> list[Word]:
    return [word for word in every if word.key not in GRAMMAR]


def turned(here: str, there: str) -> bool:
    """Whether who does what to whom is the other way round: "Can a dog infect a cat?" and "Can a cat infect a dog?".

    All that carries meaning is in both, and three words of it stand in the opposite order: parts of a sentence that
    changed places ("with a cold, may I come?") have two such words at most. A passive turns them as well.
    """
    if _subjects(here) != _subjects(there):
        return False
    mine, theirs = ([ONESELF.get(key, key) for key, _ in read(text) if key not in _PUT] for text in (here, there))
    often, often_there = Counter(mine), Counter(theirs)
    places = {key: place for place, key in enumerate(theirs)}
    backwards = _longest_rising([-places[key] for key in mine if often[key] == often_there[key] == 1]) >= FEWEST
    return backwards != (_passive(here) != _passive(there))


@functools.lru_cache(maxsize=4096)
def read(text: str) -> tuple[Word, ...]:
    """The words of a text in their order, each figure as one."""
    found: list[Word] = []
    at = 0
    for figure in marks(text):
        between = text[at : figure.start]
        found += _words(between) if between != " to " else []  # 3 to 4 is 3-4
        found.append(Word(figure.key, figure.written))
        at = figure.end
    return (*found, *_words(text[at:]))


def _words(text: str) -> list[Word]:
    return [Word(_compared(each[0]), each[0]) for each in WRITTEN.finditer(text)]


@functools.lru_cache(maxsize=65536)
def _compared(word: str) -> str:
    return unified([stem(plain(word))])[0]


def _changed(mine: list[str], theirs: list[str]) -> list[tuple[str, int, int, int, int]]:
    every = SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes()
    return [each for each in every if each[0] != "equal"]


def _subjects(text: str) -> frozenset[str]:
    return frozenset(word.key for word in read(text) if not word.is_light)


def _passive(text: str) -> bool:
    every = frozenset(words(text))
    return "by" in every and bool(every & BEING)


def _longest_rising(numbers: Sequence[int]) -> int:
    """The length of the longest rising subsequence."""
    ends: list[int] = []
    for number in numbers:
        place = bisect_left(ends, number)
        ends[place : place + 1] = [number]
    return len(ends)
