"""Links, e-mail addresses and phone numbers in plain text: where they begin and end."""

import re
from collections.abc import Iterator
from pathlib import Path

import regex

# Top-level domains that networks turn into links (the names in twitter-text 3's tables, which follow IANA's).
_ENDINGS = frozenset(Path(__file__).with_name("domains.txt").read_text(encoding="utf-8").split())

_LETTERS = r"a-z0-9\u00c0-\u024f\u0400-\u04ff"
_PATH = rf"[{_LETTERS}!*';:=+,.$/%#\[\]\-\u2013_~@|&]"
_PARENS = rf"\({_PATH}*+(?:\({_PATH}*+\){_PATH}*+)?\)"
_PATH_END = rf"(?:[{_LETTERS}+\-=_#/]|{_PARENS})"
_QUERY = r"[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]"
_ACCENTED = r"[\u00c0-\u024f]"  # may stand before a link; a search from within a row of them finds what one before did
_LATIN = r"(?!https?://)[a-z0-9\u00c0-\u024f]++"
_BARE_LABEL = rf"{_LATIN}(?:[_-]++{_LATIN})*+"
_FOREIGN = r"[^\x00-\u024f\s\p{C}\p{P}]++"  # a domain such as `рф`, which only the last label may be
_BARE_HOST = rf"{_BARE_LABEL}(?:(?:\.{_BARE_LABEL})++(?:\.{_FOREIGN})?+|\.{_FOREIGN})"
_ANY = r"[^\s\p{C}\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e]++"  # any letter or sign, but none of ASCII's punctuation
_LABEL = rf"{_ANY}(?:[_-]++{_ANY})*+"
_HOST = rf"{_LABEL}(?:\.{_LABEL})++"
_SLASH = rf"/(?:(?:{_PATH}|{_PARENS})*{_PATH_END})?"
_ASKING = rf"(?:\?{_QUERY}*[a-z0-9\-_&=#/])?"
_REST = rf"(?::\d+)?(?:{_SLASH})?{_ASKING}"
_BARE_REST = rf"(?:(?::\d+)?{_SLASH}{_ASKING})?"  # without a scheme only a path brings a port or a query along

LINK = regex.compile(
    rf"(?:(?<![A-Za-z0-9@$#_])|(?<=[^\x00-\x7f]_{{1,9}}))"
    rf"(?:https?://t\.co/(?P<short>[a-z0-9]++)|https?://(?P<host>{_HOST})|"
    rf"(?P<bare>(?<!/)(?<![^A-Za-z0-9@$#_/.\-]{_ACCENTED})(?<!(?:^|[\x00-!#-,/-_a-\x7f])[.-]{{1,9}}){_BARE_HOST}))",
    regex.I,
)
_RESTS = {  # of a link that begins so; looked for only where the host is known, since it may be as long as the text
    "short": regex.compile(_ASKING, regex.I),
    "host": regex.compile(_REST, regex.I),
    "bare": regex.compile(_BARE_REST, regex.I),
}
_LONGEST = max(map(len, _ENDINGS))
_ENCODED = re.compile(r"xn--[a-z0-9-]+", re.I)
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
    at = 1 if not text[0].isascii() and LINK.match(text, 1) else 0  # a first letter with an accent is left before it
    while match := LINK.search(text, at):
        group = str(match.lastgroup)
        host = match[group]
        known = host if group == "short" else _known_part(host, text[match.end() : match.end() + 1])
        at = match.start(group) + len(known or host)
        if known == host and (rest := _RESTS[group].match(text, at)):
            at = rest.end()
        if known:  # of `city.gov.Then` only the host there is
            yield match.start() + (match["bare"] or "").rfind("_", 0, len(known)) + 1, at


def _known_part(host: str, following: str) -> str:
    """As much of the host as ends in a domain there is; empty where none does or its name has a `_`."""
    labels = host.split(".")
    for count in range(len(labels), 1, -1):
        if "_" in labels[count - 2]:
            continue
        ending = _ending(labels[count - 1], following if count == len(labels) else ".")
        if ending:
            return ".".join([*labels[: count - 1], ending])
    return ""


def _ending(label: str, following: str) -> str:
    """The longest domain this begins with that nothing of ASCII goes on with: of `gové` it is `gov`."""
    if encoded := _ENCODED.match(label):
        return encoded[0]
    for size in range(min(len(label), _LONGEST), 0, -1):
        after = label[size : size + 1] or following
        begins = label[:size].lower()
        if begins in _ENDINGS and not (after.isascii() and (after.isalnum() or after in ("-", "@"))):
            return label[:size]
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
