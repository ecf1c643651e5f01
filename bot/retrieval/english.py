"""Whether a text is in English, the only language that the built-in encoder was trained on."""

from collections.abc import Callable

from bot.retrieval.vocabulary import ELSEWHERE, FORMS, SHARED, STOP_WORDS, TELLING_LITTLE
from bot.retrieval.words import words

_TELLING = (STOP_WORDS | FORMS) - SHARED


def is_english(text: str, is_word: Callable[[str], bool]) -> bool:
    """By its little words; where it has none ("library opening"), all have to be words that the encoder knows.

    "is", "do" and "will" tell unless there is a little word of Dutch or German beside them.
    """
    every = words(text)
    if not _TELLING.isdisjoint(every):
        return True
    if not TELLING_LITTLE.isdisjoint(every) and ELSEWHERE.isdisjoint(every):
        return True
    return bool(every) and all(map(is_word, every))
