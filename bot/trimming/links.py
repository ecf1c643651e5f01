"""Links, e-mail addresses and phone numbers in plain text: where they begin and end."""

from collections.abc import Iterator

import regex

from bot.trimming.domains import ENDINGS

_LETTERS = r"a-z0-9\u00c0-\u024f\u0400-\u04ff"
_PATH = rf"[{_LETTERS}!*';:=+,.$/%#\[\]\-\u2013_~@|&]"
_PARENS = rf"\({_PATH}*+(?:\({_PATH}*+\){_PATH}*+)?\)"
_PATH_END = rf"(?:[{_LETTERS}+\-=_#/]|{_PARENS})"
_QUERY = r"[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]"
_BARE_HOST = r"[a-z0-9_\-]++(?:\.[a-z0-9_\-]++)+"
_HOST = r"[\p{L}\p{N}\p{M}_\-]+(?:\.[\p{L}\p{N}\p{M}_\-]+)+"
_REST = rf"(?::\d+)?(?:/(?:(?:{_PATH}|{_PARENS})*{_PATH_END})?)?(?:\?{_QUERY}*[a-z0-9\-_&=#/])?"

LINK = regex.compile(
    rf"(?<![A-Za-z0-9@$#_])(?:(?P<scheme>https?://)(?P<host>{_HOST})|"
    rf"(?P<bare>(?<![./-]){_BARE_HOST})){_REST}",
    regex.I,
)
EMAIL = regex.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
PHONE = regex.compile(
    r"(?<![\w.,/-])\+?\(?\d[\d ().\u2011-]{5,20}\d(?![\w/]|[.,]\d)(?: ?(?:ext\.?|x) ?\d{1,6})?", regex.I
)
_SCHEME_ONLY = regex.compile(r"https?://[^\s<>|]+", regex.I)


def links(text: str) -> Iterator[tuple[int, int]]:
    """Spans (start, end) of what networks show as a link; twitter-text's rule for hosts, paths and bare domains."""
    if "." not in text:
        return
    for match in LINK.finditer(text):
        host = match["host"] or match["bare"]
        ending = host.rpartition(".")[2].lower()
        if ending in ENDINGS or ending.startswith("xn--"):
            yield match.span()


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
