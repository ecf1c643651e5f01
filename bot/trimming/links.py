"""Links, e-mail addresses and phone numbers in plain text: where they begin and end."""

import re
from collections.abc import Iterator
from itertools import takewhile

import regex

from bot.trimming.domains import ENDINGS

_LETTERS = r"a-z0-9\u00c0-\u024f\u0400-\u04ff"
_PATH = rf"[{_LETTERS}!*';:=+,.$/%#\[\]\-\u2013_~@|&]"
_PARENS = rf"\({_PATH}*+(?:\({_PATH}*+\){_PATH}*+)?\)"
_PATH_END = rf"(?:[{_LETTERS}+\-=_#/]|{_PARENS})"
_QUERY = r"[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]"
_LATIN = r"[a-z0-9\u00c0-\u024f]++"
_BARE_LABEL = rf"{_LATIN}(?:[_-]++{_LATIN})*+"
_BARE_HOST = rf"{_BARE_LABEL}(?:\.{_BARE_LABEL})++"
_ANY = r"[^\s\p{C}\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e]++"  # any letter or sign, but none of ASCII's punctuation
_LABEL = rf"{_ANY}(?:[_-]++{_ANY})*+"
_HOST = rf"{_LABEL}(?:\.{_LABEL})++"
_REST = rf"(?::\d+)?(?:/(?:(?:{_PATH}|{_PARENS})*{_PATH_END})?)?(?:\?{_QUERY}*[a-z0-9\-_&=#/])?"

LINK = regex.compile(
    rf"(?<![A-Za-z0-9@$#_])(?:(?P<scheme>https?://)(?P<host>{_HOST})|"
    rf"(?P<bare>(?<!/)(?<!(?:^|[\x00-,/-\x7f])[.-]{{1,9}}){_BARE_HOST})){_REST}",
    regex.I,
)
_DOTTED = re.compile(r"\S\.[^\s!-/:-@\[-`{-~]")  # all links have it; much quicker to look for
EMAIL = regex.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
PHONE = regex.compile(
    r"(?<![\w.,/-])\+?\(?\d[\d ().\u2011-]{5,20}\d(?![\w/]|[.,]\d)(?: ?(?:ext\.?|x) ?\d{1,6})?", regex.I
)
_SCHEME_ONLY = regex.compile(r"https?://[^\s<>|]+", regex.I)


def links(text: str) -> Iterator[tuple[int, int]]:
    """Spans (start, end) of what networks show as a link; twitter-text's rule for hosts, paths and bare domains."""
    if not _DOTTED.search(text):
        return
    at = 0
    while match := LINK.search(text, at):
        group = "host" if match["host"] else "bare"
        known = _known_part(match[group])
        at = match.end() if known == match[group] else match.start(group) + len(known or match[group])
        if known:  # of `city.gov.Then` only the host there is
            yield match.start() + (match["bare"] or "").rfind("_", 0, len(known)) + 1, at


def _known_part(host: str) -> str:
    """As much of the host as ends in a domain there is; empty where none does."""
    labels = host.split(".")
    for count in range(len(labels), 1, -1):
        last = labels[count - 1]
        for ending in (last, "".join(takewhile(str.isascii, last))):  # `city.gové` too
            if ending.lower() in ENDINGS or ending.startswith("xn--"):
                return ".".join([*labels[: count - 1], ending])
    return ""


def fixed_spans(text: str) -> list[tuple[int, int]]:
    """Spans that no border may fall into: links of any host, e-mail addresses."""
    spans = []
    if "." in text:
        spans += list(links(text))
        if "@" in text:
            spans += [match.span() for match in EMAIL.finditer(text)]
    if "://" in text:
        spans += [
            (match.start(), match.start() + len(match[0].rstrip(".,;:!?)\"'”’")))
            for match in _SCHEME_ONLY.finditer(text)
        ]
    return sorted(spans)
