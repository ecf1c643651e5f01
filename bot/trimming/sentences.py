"""Sentences, and where they end. In doubt two stay together: a long one is dropped whole, a torn one would mislead."""

import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

import regex

from bot.trimming.abbreviations import MAYBE_LAST, NEVER_LAST, STARTERS
from bot.trimming.dates import DAY, MONTH_OR_SHORT
from bot.trimming.links import fixed_spans
from bot.trimming.listing import listed

CODE_EDGE = "\ue003"

_EMOJI_RUN = (
    r"(?:[ ]?(?:\p{RI}{2}|[\p{Extended_Pictographic}--[0-9#*©®™]][\p{EMod}\ufe0f\u200d\p{Extended_Pictographic}]*))*"
)
_END = regex.compile(
    rf"(?P<mark>(?<![.!?])[.!?]++|[。！？｡।॥؟۔]++)(?P<close>[\"'”’»)\]}}」』）]*)"
    rf"(?P<more>(?:[ ]?(?:\.{{2,}}|…))?){_EMOJI_RUN}"
    rf"(?P<gap>\s+|$|(?<=[。！？｡」』）])|(?<=\p{{Ll}}\.)(?=\p{{Lu}}\p{{Ll}}))",
    regex.V1,
)
_LAST_WORD = regex.compile(r"(?:(?:\p{L}\.)+\p{L}|[\p{L}\p{M}\d'’\-]+(?:\.[\p{L}]+)*)$")
_NEXT_WORD = regex.compile(CODE_EDGE + r"?[\"'“‘«(\[¿¡]*([\p{L}\p{M}'’]+|\d+|\S)")
_STEP = regex.compile(r"(?:^|[\s(])\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})$")
_CODE = regex.compile(f"{CODE_EDGE}[^{CODE_EDGE}]*{CODE_EDGE}")
_LETTER = regex.compile(r"\p{L}")
_NAME_BEFORE = regex.compile(r"\p{Lu}[\p{L}.]*\s$")
_INITIALS = regex.compile(r"(?:\p{L}\.)+\p{L}")
_PAIRS = {"(": ")", "[": "]", "{": "}", "“": "”", "«": "»", "「": "」", "『": "』", "（": "）"}
_BRACKET = re.compile(f'["{re.escape("".join([*_PAIRS, *_PAIRS.values()]))}]')
_LONGEST_ASIDE = 400
_BACK = 60  # characters that tell whether a full stop ends a sentence
_CLOCK_AND_UNITS = listed("h a.m p.m am pm etc hr hrs sec secs mins wk wks yr yrs mg ml kg cm mm km oz lb lbs")
_MEASURES = listed("m mm min")  # short for something else where no number is before
_CORRECTING = listed("sorry oops correction typo perdón perdona pardon désolé désolée")
_CALENDAR = regex.compile(rf"{DAY}|{MONTH_OR_SHORT}", regex.I)


class Kind(Enum):
    """What a sentence is in its message."""

    PROSE = "prose"
    HEADING = "heading"
    HEADER = "header"
    ITEM = "item"


@dataclass(frozen=True)
class Sentence:
    """One sentence or list item. `under` is the place of its header or heading in the list, -1 without one."""

    text: str
    message: int
    line: int
    kind: Kind = Kind.PROSE
    under: int = -1
    step: int = 0
    private: bool = False
    code: bool = False


def short(text: str, most: int = 160) -> str:
    """At most so many characters of it, whole words: to point at it."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def split(line: str) -> list[str]:
    """The sentences of one line, in order, each with its own end mark and closing quotes."""
    return list(_each(line))


def first(line: str) -> str:
    """The first of them; empty where there is none."""
    return next(_each(line), "")


def _each(line: str) -> Iterator[str]:
    if not any(mark in line for mark in ".!?。！？｡।॥؟۔"):
        yield from filter(None, [line.strip()])
        return
    closed = _closed_spans(line)
    relaxed = _is_lower(line)
    start = 0
    for match in _END.finditer(line):
        if match.end() > start and _ends(line, match, start, closed, relaxed=relaxed):
            yield from filter(None, [line[start : match.end()].strip()])
            start = match.end()
    yield from filter(None, [line[start:].strip()])


def _closed_spans(line: str) -> list[tuple[int, int]]:
    """Spans no sentence ends inside, in order: links, code, brackets and quotes that close again soon."""
    spans = [(start, end - 1) for start, end in fixed_spans(line)]
    spans += [match.span() for match in _CODE.finditer(line)]
    open_at: list[tuple[str, int]] = []
    quote = -1
    for match in _BRACKET.finditer(line):
        at, character = match.start(), match[0]
        if character in _PAIRS:
            open_at.append((_PAIRS[character], at))
        elif open_at and character == open_at[-1][0]:
            spans.append((open_at.pop()[1], at))
        elif character == '"':
            if quote >= 0:
                spans.append((quote, at))
            quote = at if quote < 0 else -1
    return sorted((start, end) for start, end in spans if end - start <= _LONGEST_ASIDE)


def _is_lower(line: str) -> bool:
    """Typed without capitals, as people do in a chat."""
    first = _LETTER.search(line)
    return first is not None and first[0].islower()


def _ends(line: str, match: regex.Match[str], start: int, closed: list[tuple[int, int]], *, relaxed: bool) -> bool:
    at = match.start()
    for opened, close in closed[bisect(closed, (at - _LONGEST_ASIDE,)) : bisect(closed, (at,))]:
        if at < close and not (close < match.end("close") and line[start:opened].strip() == ""):
            return False
    if match.end() == len(line):
        return True
    following = _NEXT_WORD.match(line, match.end())
    word = following[1] if following else ""
    begins = not word[:1].islower() or relaxed
    mark = match["mark"]
    if word.lower() in _CORRECTING and mark != "...":
        return True  # written after the rest, and in haste
    if mark[0] in "。！？｡।॥؟۔":
        return True
    if set(mark) == {"."} and len(mark) in (2, 3) and not match["more"]:
        return False  # an ellipsis: the sentence may go on
    if mark != ".":
        return begins
    return begins and _full_stop_ends(
        line[max(start, at - _BACK) : at], word, closed_by=match["close"], tight=not match["gap"]
    )


def _full_stop_ends(before: str, word: str, *, closed_by: str, tight: bool) -> bool:
    last = _LAST_WORD.search(before)
    if last is None or closed_by:
        return True
    token = last[0].lower().replace("’", "'")
    if _STEP.search(before) and not before[: last.start()].strip("( "):
        return False  # "1." at its beginning
    starts = word.lower().replace("’", "'") in STARTERS and word[:1].isupper()
    if token in _MEASURES and before[: last.start()].rstrip()[-1:].isdigit():
        return word[:1].isupper()
    if token in NEVER_LAST:
        return token == "no" and not word[:1].isdigit()
    if len(token) == 1 and token.isalpha() and token not in _CLOCK_AND_UNITS:
        return starts and not (last[0].isupper() and _NAME_BEFORE.search(before[: last.start()]))
    if token in _CLOCK_AND_UNITS and word[:1].isupper() and word[1:2].islower() and not _CALENDAR.match(word):
        return True
    if token in MAYBE_LAST or _INITIALS.fullmatch(token):
        return starts
    return not (tight and len(token) < 3)
