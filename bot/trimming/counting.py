"""How long a text is by each network's own rule. A count is rather a bit too long than too short."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import regex

from bot.trimming.links import links

_EMOJI = regex.compile(
    r"\p{RI}{2}|[0-9#*]\ufe0f?\u20e3"
    r"|(?![©®](?!\ufe0f))\p{Extended_Pictographic}(?:(?<!\p{EPres})\ufe0f|\p{EMod})?[\U000e0020-\U000e007f]*+"
    r"(?:\u200d\p{Extended_Pictographic}(?:(?<!\p{EPres})\ufe0f|\p{EMod})?)*+"
)
_GRAPHEME = regex.compile(r"\X")
_ADDRESSED = regex.compile(r"(?<![\w/])(@\w+)@[\w.-]+\w")
_LINK_WEIGHT = 23
_X_SINGLE = regex.compile(r"[\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")
_EMOJI_CHARACTER = regex.compile(r"[\p{Extended_Pictographic}\p{RI}\p{EMod}\ufe0f\u200d\u20e3\U000e0020-\U000e007f]")


@dataclass(frozen=True)
class Network:
    """One network's limit for a post, and the rule it counts by."""

    limit: int
    count: Callable[[str], int]
    most_bytes: int = 0


def _weighted(text: str) -> int:
    """X: links 23, emoji 2, most scripts 1, CJK and the rest 2, after NFC (twitter-text config v3)."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    if text.isascii() and "." not in text:
        return len(text)
    total, rest = _without_links(text)
    if rest.isascii():
        return total + len(rest)
    rest, emoji = _EMOJI.subn("", rest)
    return total + 2 * emoji + 2 * len(rest) - len(_X_SINGLE.findall(rest))


def _without_links(text: str, *, only_with_scheme: bool = False) -> tuple[int, str]:
    """The weight of all links in it, and what is left of the text."""
    total, kept, at = 0, [], 0
    for start, end in links(text):
        if only_with_scheme and text[start : start + 4].lower() != "http":
            continue
        total += _LINK_WEIGHT - 1  # the line break left in its place is the other one
        kept.append(text[at:start])
        at = end
    return total, "\n".join([*kept, text[at:]])


def _graphemes(text: str) -> int:
    return len(text) if text.isascii() and "\r" not in text else len(_GRAPHEME.findall(text))


def _mastodon(text: str) -> int:
    """Links 23 whatever their length, `@user@host` as `@user`, else graphemes (Mastodon's StatusLengthValidator)."""
    total, rest = _without_links(text, only_with_scheme=True)
    return total + _graphemes(_ADDRESSED.sub(r"\1", rest))


def _utf16(text: str) -> int:
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _threads(text: str) -> int:
    """Characters, emoji by their UTF-8 bytes: the longest of what Meta's documents say."""
    return len(text) + sum(_bytes(character) - 1 for character in _EMOJI_CHARACTER.findall(text))


_RULES: dict[str, Network] = {
    "x": Network(280, _weighted),
    "bluesky": Network(300, _graphemes, most_bytes=3000),
    "mastodon": Network(500, _mastodon),
    "threads": Network(500, _threads),
    "linkedin": Network(3000, _utf16),
    "linkedin_comment": Network(1250, _utf16),
    "facebook": Network(63206, _utf16),
    "facebook_comment": Network(8000, _utf16),
    "instagram": Network(2200, _utf16),
    "youtube": Network(10000, _utf16),
    "google_business": Network(4096, _bytes),
    "google_play": Network(350, _utf16),
}
_UNKNOWN = Network(280, _utf16)
_OTHER_NAMES = {"twitter": "x"}
NETWORKS = tuple(_RULES)


JOINS = "+"  # between the names of several networks that take the same text


def networks(network: str) -> tuple[str, ...]:
    """The networks in one name: `x+bluesky` is both, and a text has to suit each of them."""
    names = [name.strip().lower() for name in network.split(JOINS)]
    return tuple(dict.fromkeys(_OTHER_NAMES.get(name, name) for name in names))


def _rules_of(network: str) -> list[Network]:
    return [_RULES.get(name, _UNKNOWN) for name in networks(network)]


def length(text: str, network: str = "x") -> int:
    """The length in the network's own unit (the greatest, of several); an unknown network counts UTF-16 units, never
    fewer than characters."""
    return max(rule.count(text) for rule in _rules_of(network))


def limit_of(network: str) -> int:
    """The network's own limit for a post, in its unit (the least, of several); 280 for an unknown one."""
    return min(rule.limit for rule in _rules_of(network))


def fits(text: str, limit: int, network: str = "x") -> bool:
    """Whether the network (each, of several) takes it at this limit (its unit), with any limit in bytes besides."""
    return all(
        rule.count(text) <= limit and not (rule.most_bytes and _bytes(text) > rule.most_bytes)
        for rule in _rules_of(network)
    )
