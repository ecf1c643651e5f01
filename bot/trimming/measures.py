"""What a text states in figures: how long, how much, how many, when, whom to call, where to look."""

import functools
import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from bot.trimming.dates import MONTH_NUMBERS, WEEKDAYS
from bot.trimming.links import PHONE
from bot.trimming.listing import listed, paired
from bot.trimming.quantities import Quantity, quantities, with_limits
from bot.trimming.sentences import split
from bot.trimming.tokens import Token, tokens
from bot.trimming.units import MONEY, SCALES

_OFTEN = listed("every each per daily weekly monthly yearly")
_LEAST = listed("least min minimum more from after over above since > ≥ older + or")
_MOST = listed("most max maximum up less under until till within before below by < ≤ fewer younger")
_ONE = listed("one single")
_TIMES = paired("once/1 twice/2 2×/2 thrice/3")
_NOON = paired("noon/pm midday/pm midnight/am")
_DAILY = paired("daily/day weekly/week monthly/month yearly/year hourly/h")
_HALF = "½"
_MINUS = re.compile(r"(?<!\S)[-−]$")
_DEGREES = listed("° °c °f c f")
_COLON = "\N{RATIO}"
_LASTING = listed("for wait within after least most takes take lasts last about in")
_RANGE = re.compile(r"(\d+)-(\d+)")
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")
_RATIO = re.compile(r"1:(\d+)")
_AT = listed("at from to until till by before after between and since -")
_OF_DAY = listed("am pm h uhr")
_THOUSANDS = re.compile(r"\.(?=\d{3}(?:\D|$))")
_SCALING = listed("hundred thousand million billion")
_YEAR = re.compile(r"(19|20)\d\d")
_YEARS = re.compile(r"(19|20)\d\d\D+(19|20)\d\d")
_DIGITS, _PHONE_DIGITS = re.compile(r"\d"), range(7, 16)
_TAIL = 7  # digits by which two ways of writing a phone number are compared: country codes may be left out
_ORDINAL = listed("st nd rd th")
_LITTLE_ONES = listed("of or to the a an and in on at is are was")


@dataclass(frozen=True)
class Measure:
    """One figure. Only figures of one `kind` can be compared; `bound` is -1 for at most, 1 for at least.

    `sentence` is the number of its sentence, `shown` what to point at.
    """

    kind: str
    value: str
    bound: int
    sentence: int
    shown: str


@functools.lru_cache(maxsize=64)
def sentences(text: str) -> tuple[str, ...]:
    """Every sentence, line by line; what follows a semicolon or a "but" counts as one of its own."""
    return tuple(
        part.strip()
        for line in text.splitlines()
        for one in split(line)
        for part in re.split(r";|\bbut\b", one)
        if part.strip()
    )


def measures(text: str) -> list[Measure]:
    """Every figure of a text, in its order within each sentence."""
    return [each for number, sentence in enumerate(sentences(text)) for each in _of(sentence, number)]


def _of(sentence: str, number: int) -> Iterator[Measure]:
    read = _scaled(_counted(with_limits(_below_zero(tokens(sentence), sentence))))
    phones = list(_phones(sentence))
    for start, end in phones:
        digits = "".join(_DIGITS.findall(sentence[start:end]))
        yield Measure("phone", digits[-_TAIL:], 0, number, sentence[start:end])
    for token in read:
        if token.kind == "link":
            yield Measure("link", _address(token.key), 0, number, token.shown)
    rest = [token for token in read if not any(start <= token.start < end for start, end in phones)]
    dated = yield from _dates(rest, number)
    plain = [token for at, token in enumerate(rest) if at not in dated]
    for each in quantities(plain, sentence):
        yield from _measured(each, sentence, number)


def _below_zero(read: Sequence[Token], sentence: str) -> list[Token]:
    """The same, with the minus of "-18 °C" as a part of the number."""
    found = []
    for token, after in zip_longest(read, read[1:]):
        minus = _MINUS.search(sentence, max(token.start - 2, 0), token.start)
        if minus and token.kind == "number" and after and after.key in _DEGREES:
            token = Token(f"-{token.key}", f"{minus[0]}{token.shown}", "number", minus.start())
        found.append(token)
    return found


def _counted(read: Sequence[Token]) -> list[Token]:
    """The same, with "one", and "a" in "wait a week", as numbers."""
    found = []
    for at, token in enumerate(read):
        lasting = token.key in ("a", "an") and 0 < at < len(read) - 1
        lasting = lasting and read[at - 1].key in _LASTING and read[at + 1].key in SCALES
        is_one = token.key in _ONE or lasting
        found.append(Token("1", token.shown, "number", token.start) if is_one else token)
    return found


def _scaled(read: Sequence[Token]) -> list[Token]:
    """The same, with "1.5 million" as one number, "twice" as 2 times, "half a" as 0.5, noon as 12 pm,
    1:10 as a ratio."""
    found: list[Token] = []
    for at, token in enumerate(read):
        before, after = (read[place].key if 0 <= place < len(read) else "" for place in (at - 1, at + 1))
        if token.shown.casefold() in _SCALING and found and found[-1].kind == "number":
            found[-1] = replace(found[-1], key=_plain(found[-1].key, int(token.key)))
        elif token.key in _TIMES and (token.key != "once" or after in _OFTEN | {"a", "an"}):
            found += [replace(token, key=_TIMES[token.key], kind="number"), replace(token, key="times", kind="word")]
        elif token.key == _HALF and after in ("a", "an"):
            found.append(replace(token, key="0.5"))
        elif before == _HALF and token.key in ("a", "an"):
            continue
        elif token.key in _NOON:
            found += [replace(token, key="12", kind="number"), replace(token, key=_NOON[token.key])]
        elif _RATIO.fullmatch(token.key) and before not in _AT and after not in _OF_DAY:
            found.append(replace(token, key=token.key.replace(":", _COLON)))
        else:
            found.append(token)
    return found


def _phones(sentence: str) -> Iterator[tuple[int, int]]:
    for match in PHONE.finditer(sentence):
        if len(_DIGITS.findall(match[0])) in _PHONE_DIGITS and not _YEARS.fullmatch(match[0]):
            yield match.span()


def _address(written: str) -> str:
    return re.sub(r"^https?://(www\.)?|^www\.|[/.]+$", "", written.casefold())


def _dates(read: Sequence[Token], number: int) -> Generator[Measure, None, set[int]]:
    """Days of the week, and days of a month; returns the places of the tokens that are part of them."""
    used: set[int] = set()
    for at, token in enumerate(read):
        day = WEEKDAYS.get(token.key) if token.kind == "word" and token.shown[:1].isupper() else None
        if day:
            used.add(at)
            yield Measure("weekday", day, 0, number, token.shown)
        month = MONTH_NUMBERS.get(token.key) if token.shown[:1].isupper() else None
        places = [place for place in _beside(read, at) if read[place].kind == "number"] if month else []
        for place in places[:1]:
            if read[place].key.isdigit() and 1 <= int(read[place].key) <= 31:
                used |= {at, place, *(next_to for next_to in (place + 1,) if _is_ordinal(read, next_to))}
                first, last = sorted((read[at], read[place]), key=lambda one: one.start)
                yield Measure("date", f"{month}-{int(read[place].key)}", 0, number, f"{first.shown} {last.shown}")
    return used


def _beside(read: Sequence[Token], at: int) -> list[int]:
    """Where a month's day may stand: "5 May", "5th of May", "May 5"."""
    before = [at - 1]
    for _ in range(2):
        if before[0] >= 0 and (read[before[0]].key in _ORDINAL or read[before[0]].key == "of"):
            before[0] -= 1
    return [place for place in (before[0], at + 1) if 0 <= place < len(read)]


def _is_ordinal(read: Sequence[Token], at: int) -> bool:
    return at < len(read) and read[at].key in _ORDINAL


def _measured(each: Quantity, text: str, sentence: int) -> Iterator[Measure]:
    low, high = (any(word.removesuffix(" after") in listed_ for word in each.bounds) for listed_ in (_LEAST, _MOST))
    bound = low - high
    rate = "/" if any(word.removesuffix(" after") in _OFTEN for word in each.bounds) else ""
    ranged = _RANGE.fullmatch(each.number)
    period = _period(each)
    for value in ranged.groups() if ranged else (each.number,):
        if period and value.isdecimal() and int(value):
            kind, seconds = SCALES[period]
            often = re.search(rf"{re.escape(each.shown)}(?:\s+(?:an?|per|each|every))?\s+\w+", text)
            shown = often[0] if often else each.shown
            yield Measure(f"{kind}/", _plain(str(seconds / int(value))), -bound, sentence, shown)
        else:
            kind, size = _kind(each, value)
            yield Measure(f"{kind}{rate}", size, bound, sentence, each.shown)


def _period(each: Quantity) -> str:
    """Of "twice a day" the day: it says the same as "every 12 hours"."""
    if each.unit != "times":
        return ""
    every = [word for word in each.after[1:] if word not in ("a", "an", "per", "each", "every")][:1]
    return next((_DAILY.get(word, word) for word in every if _DAILY.get(word, word) in SCALES), "")


def _kind(each: Quantity, value: str) -> tuple[str, str]:
    """What is measured, and how much of it in that kind's smallest unit."""
    if _COLON in value:
        return "ratio", value
    unit = each.unit
    clock = _CLOCK.fullmatch(value.replace(".", ":"))
    if unit in ("am", "pm") or (clock and not unit and ":" in value):
        hour, minute = (int(clock[1]), int(clock[2])) if clock else (_whole(value), 0)
        hour = hour % 12 + 12 * (unit == "pm") if unit in ("am", "pm") else hour % 24
        return "clock", str(hour * 60 + minute)
    if each.currency or unit in MONEY:
        whole = _THOUSANDS.sub("", value)
        return f"money {MONEY.get(each.currency or unit, each.currency)}", _plain(whole)
    if unit in SCALES:
        kind, size = SCALES[unit]
        return kind, _plain(value, size)
    if unit:
        return unit, _plain(value)
    if _YEAR.fullmatch(value):
        return "year", value
    counted = next((word for word in each.after[:2] if word not in _LITTLE_ONES | _LEAST | _MOST), "")
    return f"count {counted.removesuffix('s')}", _plain(value)


def _whole(value: str) -> int:
    digits = re.match(r"\d{1,4}", value)
    return int(digits[0]) if digits else 0


def _plain(value: str, size: int = 1) -> str:
    try:
        return f"{float(value.replace(',', '.')) * size:.12g}"
    except ValueError:
        return value
