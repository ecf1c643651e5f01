"""A text as words, numbers, links and signs, so that two texts can be compared by what they say."""

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from bot.trimming.links import fixed_spans
from bot.trimming.listing import paired
from bot.trimming.units import unit_key

_TOKEN = regex.compile(
    r"(?P<number>(?<![\w.])\.\d+|\d+(?:[.,:/’'-](?=\d)\d+)*)(?P<unit>(?:st|nd|rd|th)\b|°\s?[CF]?\b|"
    r"[\p{L}µμ%‰°²³]+(?:/[\p{L}µ]+)*)?"
    r"|(?P<word>[\p{L}\p{M}]+(?:['’\-‐‑.](?=[\p{L}\p{M}\d])[\p{L}\p{M}\d]+)*)|(?P<sign>[$€£¥<>≤≥=±×~≈%°#@+−])"
)
_GROUPED = regex.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_WITH_NOT = regex.compile(
    r"(?:do|does|did|is|are|was|were|wo|would|should|could|must|have|has|had|need|ca|ai)n'?t|cannot"
)
_SHORTENED = {"won't": "will", "wont": "will", "can't": "can", "cant": "can", "cannot": "can", "ain't": "is"}
_NUMERALS = paired(
    """two/2 three/3 four/4 five/5 six/6 seven/7 eight/8 nine/9 ten/10 eleven/11 twelve/12 twenty/20 thirty/30 forty/40
    fifty/50 sixty/60 hundred/100 thousand/1000 million/1000000 billion/1000000000 twice/2× half/½ dozen/12
    dos/2 tres/3 cuatro/4 cinco/5 seis/6 siete/7 ocho/8 nueve/9 diez/10
    deux/2 trois/3 quatre/4 cinq/5 sept/7 huit/8 neuf/9 dix/10"""
)


@dataclass(frozen=True)
class Token:
    """`key` is what is compared; `kind` is word, number, link or sign; `start` its place in the text."""

    key: str
    shown: str
    kind: str
    start: int


def tokens(text: str) -> list[Token]:
    """In the text's order; numbers in words as figures, a unit written on to its number as a token of its own."""
    found: list[Token] = []
    at = 0
    for start, end in fixed_spans(text):
        if start < at:
            continue
        found += _plain(text, at, start)
        found.append(Token(text[start:end], text[start:end], "link", start))
        at = end
    return found + _plain(text, at, len(text))


def _plain(text: str, start: int, end: int) -> list[Token]:
    found = []
    for match in _TOKEN.finditer(text, start, end):
        if match["number"]:
            found.append(Token(_value(match["number"]), match["number"], "number", match.start()))
            if match["unit"]:
                found.append(Token(unit_key(match["unit"]), match["unit"], "word", match.start("unit")))
        elif match["word"]:
            word = match["word"].replace("’", "'").replace("‑", "-").replace("‐", "-")
            key = word.casefold()
            if _WITH_NOT.fullmatch(key):
                stem = _SHORTENED.get(key) or key.removesuffix("t").removesuffix("'").removesuffix("n")
                found.append(Token(stem, match["word"], "word", match.start()))
                found.append(Token("not", match["word"], "word", match.start()))
                continue
            numeral = _NUMERALS.get(key)
            found.append(Token(numeral or unit_key(key), match["word"], "number" if numeral else "word", match.start()))
        else:
            found.append(Token(match["sign"], match["sign"], "sign", match.start()))
    return found


def _value(number: str) -> str:
    """`1,000` and `1000` are the same number; everything else is compared as written."""
    return number.replace(",", "") if _GROUPED.fullmatch(number) else number


def in_order(part: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether `part` is a subsequence of `whole`."""
    rest = iter(whole)
    return all(any(each == other for other in rest) for each in part)
