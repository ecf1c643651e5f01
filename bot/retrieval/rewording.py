"""Where two questions are the same word for word but for one place, or but for how it is asked."""

import functools
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from bot.retrieval.figures import marks
from bot.retrieval.synonyms import unified
from bot.retrieval.vocabulary import ARTICLES, GRAMMAR, IRREGULAR, LIGHT, MEASURED, PARTICLES, STOP_WORDS, TIMES
from bot.retrieval.words import WRITTEN, plain, stem


class Word(NamedTuple):
    """What a word or a figure is compared by, and as it was written."""

    key: str
    written: str

    @property
    def is_light(self) -> bool:
        """Whether it says nothing of what is asked."""
        return bool({plain(self.written), self.key} & (STOP_WORDS | LIGHT))


_VERB_OF = {
    form: verb for verb, *forms in map(str.split, IRREGULAR.strip().replace("\n", "/").split("/")) for form in forms
}
_DAYS = TIMES | {"this", "next", "last"}

LONGEST = 2  # words in the place of others
ALIKE = 4  # so many others are the same where one word more is said to matter
FEWEST = 3  # words that a question has to have
WAYS = {"why": "why", "when": "when", "who": "who", "should": "should", "can": "can", "could": "can", "may": "can"}
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


def asked(here: str, there: str) -> dict[str, str]:
    """Where all else is the same word for word: how the first asks and the second doesn't, as it is written.

    Why, when, who, how long, how often; and whether one should, where the other asks whether one can.
    """
    if not _told(here) or _told(here) != _told(there):
        return {}
    mine, theirs = _ways(here), _ways(there)
    may_or_should = {"can", "should"}
    own = mine.keys() - theirs.keys()
    both = len(may_or_should & mine.keys()) == len(may_or_should & theirs.keys()) == 1
    return {way: mine[way] for way in own if both or way not in may_or_should}


def _told(text: str) -> list[str]:
    return [word.key for word in read(text) if word.key not in ARTICLES | GRAMMAR | MEASURED]


def _ways(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    every = read(text)
    for word, then in zip(every, (*every[1:], Word("", "")), strict=True):
        if word.key == "how" and then.key in MEASURED:
            found[then.key] = f"{word.written} {then.written}"
        elif plain(word.written) in WAYS:
            found[WAYS[plain(word.written)]] = word.written
    return found


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
    return unified([stem(_VERB_OF.get(plain(word), plain(word)))])[0]


def _changed(mine: list[str], theirs: list[str]) -> list[tuple[str, int, int, int, int]]:
    every = SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes()
    return [each for each in every if each[0] != "equal"]
