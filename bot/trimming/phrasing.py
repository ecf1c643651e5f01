"""Finding a word or phrase in a text, as a reader would: whole words, in their usual forms, but no others."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import regex

from bot.trimming.cleaning import clean
from bot.trimming.links import fixed_spans
from bot.trimming.listing import listed

_PLAIN = str.maketrans({"‘": "'", "’": "'", "‛": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "＆": "&"})
_NAMED = regex.compile(r"(?<![\w&])[@#][\w.·-]*\w")  # handles and hashtags
_WORD = regex.compile(r"[\p{L}\p{M}]+")
_VOWELS = "aeiouy"
_NO_PLURAL = listed("new mean good custom odd")  # news, means, goods, customs, odds are other words
_NEGATED = regex.compile(
    r"(?:\b(?:no|not|never|cannot|without|neither|nor)|n't)(?: +(?:be|a|an|any|the|to|or|known|such|ever|yet|fully|"
    r"100%|give|make|offer|you|really|always|absolutely|completely|entirely|necessarily|promise|guarantee)){0,4} $",
    regex.I,
)
_FAR_ENOUGH = 60  # characters before a phrase that can negate it


@dataclass(frozen=True)
class Hit:
    """Where a phrase stands, and how it is written there."""

    start: int
    end: int
    shown: str
    phrase: str


def normal(text: str) -> str:
    """Composed letters, straight quotes, plain spaces and hyphens: what looks the same is the same."""
    return unicodedata.normalize("NFC", clean(text)).translate(_PLAIN)


def without_addresses(text: str) -> str:
    """As long as before, with spaces for links, e-mail addresses, handles and hashtags: they hold no words."""
    spans = fixed_spans(text) + [match.span() for match in _NAMED.finditer(text)]
    pieces, at = [], 0
    for start, end in sorted(spans):
        if end > at:
            pieces += [text[at : max(at, start)], " " * (end - max(at, start))]
            at = end
    return "".join([*pieces, text[at:]])


def find(text: str, phrases: Iterable[str]) -> list[Hit]:
    """Every place of these phrases in a text that is `normal`, in order; one inside a longer one counts as that one.

    A phrase in small letters is found in any case, a word in CAPITALS only so. English plurals and past forms count.
    """
    words = without_addresses(text)
    found: list[Hit] = []
    for phrase in phrases:
        where = text if any(sign in phrase for sign in "@#") else words
        found += [Hit(*match.span(), " ".join(match[0].split()), phrase) for match in _pattern(phrase).finditer(where)]
    found.sort(key=lambda hit: (hit.start, -hit.end))
    return list(_outermost(found))


def is_negated(text: str, hit: Hit) -> bool:
    """`We can't guarantee`, `never 100% safe`: the sentence says the opposite (English)."""
    return _NEGATED.search(text[max(0, hit.start - _FAR_ENOUGH) : hit.start]) is not None


def _outermost(hits: Iterable[Hit]) -> Iterator[Hit]:
    end = 0
    for hit in hits:
        if hit.end > end:
            yield hit
            end = hit.end


@lru_cache(maxsize=4096)
def _pattern(phrase: str) -> regex.Pattern[str]:
    """The phrase between borders of words; parts of a compound such as `risk-free` are other words."""
    phrase = " ".join(normal(phrase).split())
    words = r"[\s-]\s*+".join(_forms(word) for word in phrase.split(" "))
    before = r"(?<![\w])(?<!\w-)(?<!\d[.,])" if phrase[:1].isalnum() else ""
    after = r"(?!\w|-\w|'t\b)" if phrase[-1:].isalnum() else ""
    return regex.compile(f"{before}{words}{after}" if phrase else r"(?!)")


def _forms(word: str) -> str:
    """A word and its forms as a pattern."""
    if not _WORD.fullmatch(word):
        return regex.escape(word) if _is_capitals(word) else f"(?i:{regex.escape(word)})"
    if _is_capitals(word):
        return f"{regex.escape(word)}(?:s)?"
    forms = {word.lower(), *inflections(word.lower())}
    return f"(?i:{'|'.join(sorted(map(regex.escape, forms), key=len, reverse=True))})"


def _is_capitals(word: str) -> bool:
    return sum(letter.isupper() for letter in word) >= 2 and not any(letter.islower() for letter in word)


def inflections(word: str) -> frozenset[str]:
    """The English plural and past forms of a word in small letters; none for very short ones.

    `-ing` is left out: `meeting`, `promising` and `building` are words of their own.
    """
    if len(word) < 3 or word in _NO_PLURAL:
        return frozenset()
    stem, last = word[:-1], word[-1]
    after_consonant = word[-2] not in _VOWELS
    if last == "y" and after_consonant:
        return frozenset({f"{stem}ies", f"{stem}ied"})
    if word.endswith("sis"):
        return frozenset({f"{word[:-2]}es"})
    forms = {f"{word}es" if word.endswith(("s", "x", "z", "ch", "sh")) else f"{word}s"}
    if last == "e":
        return frozenset({*forms, f"{word}d"})
    if len(word) < 4:
        return frozenset(forms)
    return frozenset({*forms, *_past(word)})


def _past(word: str) -> set[str]:
    """`planned`, not `planed`; `visited` and `referred`, where either may be."""
    doubles = word[-1] not in "aeiouywxs" and word[-2] in _VOWELS and word[-3] not in _VOWELS
    if not doubles:
        return {f"{word}ed"}
    short = sum(letter in _VOWELS for letter in word) == 1
    return {f"{word}{word[-1]}ed"} if short else {f"{word}{word[-1]}ed", f"{word}ed"}
