"""What every text of an account ends with, sign-off and hashtags: added, counted and set apart from what is said."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import regex

from bot.trimming.cleaning import clean
from bot.trimming.counting import length
from bot.trimming.phrasing import without_addresses

_MOST_AT_END = 10  # so many are taken off the end of a line
_GAP = regex.compile(r"(?<=\S)[ \t]{2,}(?=\S)")
_TRAILING = regex.compile(r"[ \t]+$", regex.M)


def ending(closing: Sequence[str]) -> str:
    """As it is added: on one line."""
    return " ".join(closing)


def room(closing: Sequence[str], network: str) -> int:
    """How much of a limit the closing takes, in the network's unit, with the space before it."""
    return length(f" {ending(closing)}", network) if closing else 0


def closed(text: str, closing: Sequence[str]) -> str:
    """The text with what it lacks of its closing, on the same line, or below where it has several lines.

    Closing it again changes nothing; an empty text stays empty.
    """
    missing = lacking(text, closing)
    if not text.strip() or not missing:
        return text
    text = text.strip()
    return f"{text}{chr(10) if chr(10) in text else ' '}{ending(missing)}"


def lacking(text: str, closing: Sequence[str]) -> tuple[str, ...]:
    """Those of the closing that the text doesn't have; a hashtag may stand anywhere, in any case."""
    text = clean(text)
    return tuple(one for one in closing if not _places(text, one))


def is_at_end(text: str, one: str) -> bool:
    """Whether nothing but hashtags, handles and links follows it."""
    text = clean(text)
    places = _places(text, one)
    return bool(places) and _is_last(text, places[-1][1])


def without_closing(text: str, closing: Sequence[str]) -> str:
    """What the text says beside its closing, wherever that stands; the very same text where nothing of it does."""
    bare = text
    for one in closing:
        for start, end in reversed(_places(bare, one)):
            bare = bare[:start] + bare[end:]
    return text if bare == text else _GAP.sub(" ", _TRAILING.sub("", bare)).strip()


def unclosed(message: str, closing: Sequence[str]) -> str:
    """A Slack message without the closing at the ends of its lines; within a sentence nothing is taken away."""
    if not closing:
        return message
    return "\n".join(_unclosed_line(line, closing) for line in message.split("\n"))


def _unclosed_line(line: str, closing: Sequence[str]) -> str:
    for _ in range(_MOST_AT_END):
        written = line.rstrip()
        ends = [m.start() for one in closing for m in _pattern(one).finditer(written) if m.end() == len(written)]
        if not ends:
            break
        line = written[: min(ends)].rstrip()
    return line


def _places(text: str, one: str) -> list[tuple[int, int]]:
    """Where it stands; a sign-off that begins with a letter could be any word, so it counts at the end alone."""
    spans = [match.span() for match in _pattern(one).finditer(text)]
    return [span for span in spans if _is_last(text, span[1])] if one[:1].isalnum() else spans


def _is_last(text: str, end: int) -> bool:
    return not any(sign.isalnum() for sign in without_addresses(text[end:]))


@lru_cache(maxsize=4096)
def _pattern(one: str) -> regex.Pattern[str]:
    """As it is written, not within a longer word, tag or address; `&` and `'` may be written as Slack writes them."""
    spellings = {unicodedata.normalize(form, clean(one)) for form in ("NFC", "NFD")}
    exact = "|".join(
        regex.escape(each, literal_spaces=True)
        .replace("\\&", "&")
        .replace("&", "&(?:amp;)?")
        .replace("'", "['’]")
        .replace(" ", r"\s")
        for each in sorted(spellings)
    )
    return regex.compile(rf"(?<![\w&#@/]){'(?i)' if one.startswith('#') else ''}(?:{exact})(?![\w-])")
