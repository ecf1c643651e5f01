"""Figures of a question as they are compared: numbers with their units, hours of the day, and codes such as B12."""

import functools
import re
from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from bot.retrieval.synonyms import known, unified
from bot.retrieval.vocabulary import CARDINALS, LASTING, NUMBERED, ORDINALS, ROMANS, SCALES, SINGLE, TENS, UNITS
from bot.retrieval.words import plain, stem

LONGEST = 40  # characters of a number that is still computed with


class Figure(NamedTuple):
    """Two with the same `key` say the same: 7 days and a week, 6 pm and 18:00.

    `soft`: it may be no figure at all ("one", "the two", "first", "a week", the letter of "plan B"); alone it says
    nothing.
    """

    key: str
    written: str
    start: int
    end: int
    soft: bool = False
    is_name: bool = False


def _either(names: Iterable[str]) -> str:
    """Any of these; of letters only those of ASCII, so that each is found in its table again."""
    return f"(?ai:{'|'.join(re.escape(name) for name in sorted(names, key=len, reverse=True))})"


def _counted() -> dict[str, int]:
    """From one to ninety-nine."""
    below_twenty = {word: number for number, word in enumerate(CARDINALS.split(), 1)}
    tens = {word: number for number, word in zip(range(20, 100, 10), TENS.split(), strict=True)}
    digits = list(below_twenty.items())[:9]
    both = {f"{ten}{sign}{one}": tens[ten] + number for ten in tens for one, number in digits for sign in "- "}
    return below_twenty | tens | both | {word: size for word, size in SCALES.items() if len(word) > 1} | {"dozen": 12}


_SIZES = {
    unit: (kind, Fraction(size)) for kind, size, *units in map(str.split, UNITS.strip().splitlines()) for unit in units
}
_COUNTED = _counted()
_ORDINALS = {word: number for number, word in enumerate(ORDINALS.split(), 1)}
_ROMANS = {numeral: number for number, numeral in enumerate(ROMANS.split(), 1)}
_BEGINNING = re.compile(r"(?<![^\W_])[^\s,;:!?()\"'’]")
_KNOWN = re.compile(r"[A-Za-z][A-Za-z-]{0,20}?[\s-]{0,2}\d+(?!\w)")
_CODE = re.compile(r"(?:[A-Z]{1,6}[-.]?|[a-z]{1,2})\d\w*|\d+(?!(?:st|nd|rd|th|s)\b)[A-Za-z]\w*")
_LETTER = re.compile(r"(?<=[a-z] )(?:[A-HJ-Z]|AB)(?:[+−-]|(?![\w'’&./-]))")
_ONE = "|".join(f"(?<={each} )" for each in NUMBERED.split())
_ROMAN = re.compile(rf"(?:(?<=[a-z] )(?:II|III|IV|VI|VII|VIII|IX)|(?:{_ONE})I)(?![\w'’&./-])")
_SCALE = rf"(?:[\s-]?(?P<scale>{_either(SCALES)})(?!\w))?"
_NUMBER = re.compile(
    r"(?P<sign>[-−](?!\s))?(?P<currency>[$€£]\s?)?(?P<number>[123]/[234](?![\d/])|\d+(?:[.,:]\d+)*|\.\d+)" + _SCALE
)
_CARDINAL = re.compile(
    rf"(?P<number>{_either(_COUNTED)}(?![\w-]|-\w)|{_either(_COUNTED)}(?=-{_either(_SIZES)}\b)){_SCALE}"
)
_SINGLE = re.compile(rf"{_either(SINGLE)}(?![\w-])")
_ORDINAL = re.compile(rf"{_either(_ORDINALS)}(?![\w-])")
_A_WHILE = re.compile(rf"(?P<half>half\s)?(?:an?\s)?(?={_either(LASTING.split())}\b)", re.I)
_UNIT = re.compile(rf"[\s-]?(?P<unit>{_either(_SIZES)})(?!\w)")
_TH = re.compile(r"(?:st|nd|rd|th)\b", re.I)
_HOUR = re.compile(r"\s?(?P<half>[ap])\.?m\b\.?", re.I)


def figures(text: str) -> tuple[Figure, ...]:
    """Every figure of a text, in its order. English words for numbers; digits, signs and units as they are."""
    return tuple(each for each in marks(text) if not each.is_name)


@functools.lru_cache(maxsize=4096)
def marks(text: str) -> tuple[Figure, ...]:
    """The same, and names with a number such as COVID-19."""
    found: list[Figure] = []
    end = 0
    for beginning in _BEGINNING.finditer(text):
        figure = _figure(text, beginning.start()) if beginning.start() >= end else None
        if figure:
            found.append(figure)
            end = figure.end
    return tuple(found)


def _figure(text: str, at: int) -> Figure | None:
    name = _KNOWN.match(text, at)
    joined = plain(re.sub(r"\W", "", name[0])) if name else ""
    if name and known(joined):
        return Figure(unified([stem(joined)])[0], name[0], at, name.end(), is_name=True)
    number = _NUMBER.match(text, at)
    if number and not text[number.end() : number.end() + 1].isalpha():
        return _measured(text, number)
    unit = _UNIT.match(text, number.end()) if number else None
    if number and (unit or _HOUR.match(text, number.end())):
        return _measured(text, number)
    code = _CODE.match(text, at)
    if code:
        return Figure(plain(code[0]).replace("-", ""), code[0], at, code.end())
    return _measured(text, number) if number else _in_words(text, at)


def _measured(text: str, number: re.Match[str]) -> Figure:
    amount = _scaled(_amount(number["number"]), number["scale"])
    hour, th = _HOUR.match(text, number.end()), _TH.match(text, number.end())
    if hour:
        return _made(_of_day(amount, hour["half"]), text, number, hour)
    if th:
        return _made(_key(amount, ""), text, number, th)
    unit = _UNIT.match(text, number.end())
    sign = "-" if number["sign"] else ""
    measure = unit["unit"] if unit else (number["currency"] or "").strip()
    return _made(_key(f"{sign}{amount}", measure), text, number, unit)


def _of_day(amount: str, half: str) -> str:
    """Afternoons as on a clock with 24 hours."""
    hour, colon, minutes = amount.partition(":")
    is_hour = hour.isdecimal() and len(hour) <= 2
    return f"{int(hour) % 12 + 12 * (half in 'pP')}{colon}{minutes} " if is_hour else f"{amount} {half}m"


def _in_words(text: str, at: int) -> Figure | None:
    roman = _ROMAN.match(text, at)
    if roman:
        return Figure(_key(str(_ROMANS[roman[0]]), ""), roman[0], at, roman.end(), soft=True)
    letter = _LETTER.match(text, at)
    if letter:
        return Figure(letter[0].replace("−", "-"), letter[0], at, letter.end(), soft=True)
    cardinal = _CARDINAL.match(text, at)
    if cardinal:
        unit = _UNIT.match(text, cardinal.end())
        soft = plain(cardinal[0]) == "one" or text[:at].casefold().endswith("the ")
        amount = _scaled(str(_COUNTED[plain(cardinal["number"])]), cardinal["scale"])
        key = _key(amount, unit["unit"] if unit else "")
        return _made(key, text, cardinal, unit)._replace(soft=soft)
    ordinal = _ORDINAL.match(text, at)
    if ordinal:
        return Figure(f"{_ORDINALS[plain(ordinal[0])]} ", ordinal[0], at, ordinal.end(), soft=True)
    some = _A_WHILE.match(text, at)
    unit = _UNIT.match(text, some.end()) if some and some[0] else None
    if some is None or unit is None:
        single = _SINGLE.match(text, at)
        key, soft = SINGLE[plain(single[0])] if single else ("", False)
        return _made(key, text, single, None)._replace(soft=soft) if single else None
    return _made(_key("1/2" if some["half"] else "1", unit["unit"]), text, some, unit)._replace(soft=True)


def _made(key: str, text: str, number: re.Match[str], unit: re.Match[str] | None) -> Figure:
    end = (unit or number).end()
    return Figure(key, text[number.start() : end], number.start(), end)


def _key(amount: str, unit: str) -> str:
    kind, size = _SIZES.get(re.sub(r"\s", "", unit.casefold()), ("", Fraction(1)))
    return f"{amount if ':' in amount or len(amount) > LONGEST else Fraction(amount) * size} {kind}"


def _scaled(amount: str, scale: str | None) -> str:
    """1.5 million is 1,500,000."""
    is_one = scale and ":" not in amount and len(amount) <= LONGEST
    return str(Fraction(amount) * SCALES[plain(scale)]) if scale and is_one else amount


def _amount(written: str) -> str:
    """1,000 is a thousand, 20,50 and 20.50 are the same, 9:00 is 9."""
    whole = written if written.startswith("0") else re.sub(r"[,.](?=\d{3}(?:\D|$))", "", written)
    amount = whole.replace(",", ".").removesuffix(":00")
    return amount if amount.count(".") < 2 and ":" not in amount else amount.replace(".", ":")
