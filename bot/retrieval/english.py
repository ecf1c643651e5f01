"""Whether a text is in English: what sets two questions apart is told by English words, and the built-in encoder knows
no other language."""

import functools
import unicodedata
from collections.abc import Sequence
from importlib import resources

from bot.retrieval.vocabulary import ELSEWHERE, FORMS, SHARED, STOP_WORDS, SYNONYMS, TELLING_LITTLE, listed
from bot.retrieval.words import APOSTROPHES, LINK, WORD, plain

_TELLING = (STOP_WORDS | FORMS) - SHARED - TELLING_LITTLE


def is_english(text: str) -> bool:
    """By its little words: more have to be English than of other languages, where words in other letters count, too.

    Where there is neither ("library opening"), all have to be words that the built-in encoder knows.
    """
    every = _written(text)
    telling, elsewhere = _counted(every)
    if telling or elsewhere:
        return telling > elsewhere
    return not TELLING_LITTLE.isdisjoint(every) or (bool(every) and _known().issuperset(every))


def is_of_elsewhere(text: str) -> bool:
    """Whether it is certainly in another language; of "Mask?" or names neither is said."""
    telling, elsewhere = _counted(_written(text))
    return elsewhere > telling


def _written(text: str) -> list[str]:
    """Its words with their accents: "thèse" isn't "these"."""
    composed = unicodedata.normalize("NFC", LINK.sub(" ", text)).casefold()
    return WORD.findall(composed.translate(APOSTROPHES))


def _counted(every: Sequence[str]) -> tuple[int, int]:
    """The little words of English, and what belongs to other languages."""
    telling = sum(word in _TELLING for word in every)
    return telling, sum(plain(word) in ELSEWHERE or _is_foreign(word) for word in every)


def _is_foreign(word: str) -> bool:
    """Whether it has letters that aren't Latin; a lone one is a sign, as in µg."""
    letters = [letter for letter in word if letter.isalpha()]
    return len(letters) > 1 and not all("LATIN" in unicodedata.name(letter, "") for letter in letters)


@functools.cache
def _known() -> frozenset[str]:
    pieces = (resources.files("bot.retrieval") / "data" / "wordpieces.txt").read_text("utf-8")
    return listed(pieces) | listed(SYNONYMS)  # COVID is younger than the encoder
