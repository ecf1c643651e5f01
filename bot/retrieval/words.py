"""From a text to the words that say what it is about."""

import functools
import re
import unicodedata

import snowballstemmer

from bot.retrieval.vocabulary import STOP_WORDS

LONGEST = 40  # characters of a term: whatever is longer is no word
LINK = re.compile(r"https?://\S+")
WORD = re.compile(r"\w+")
WRITTEN = re.compile(r"[^\W_](?:[\w'’-]*\w)?")  # with its apostrophes and hyphens
ACCENTS = re.compile("[\u0300-\u036f]+")
APOSTROPHES = str.maketrans("", "", "'’\N{SOFT HYPHEN}")
_stemmer = snowballstemmer.stemmer("english")


def plain(text: str) -> str:
    """The text without case, accents and apostrophes, and with one way of writing each letter."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return ACCENTS.sub("", folded).translate(APOSTROPHES)


def words(text: str) -> list[str]:
    """Every word, in order, in plain letters; links are no words."""
    return WORD.findall(plain(LINK.sub(" ", text)))


def terms(text: str) -> list[str]:
    """The stems of the words that carry meaning, in order and as often as they come, at most 40 characters each.

    Where there is nothing but stop words they count, so that any words find something. English stems (Porter 2, by
    Snowball); words of other languages stay nearly whole.
    """
    every = words(text)
    return [stem(word) for word in every if word not in STOP_WORDS] or [stem(word) for word in every]


@functools.lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The part that the forms of a word have in common."""
    return str(_stemmer.stemWord(word[:LONGEST]))
