"""Values that stand in texts word for word: found, and replaced, only where they aren't part of something longer.

“8 pm” isn't found in “18 pm” or “7-8 pm”, a phone number not in a longer one, an address not in a longer one.
"""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

_LONGEST = 200  # characters of a value
_SHORTEST = 3
_MARK = "\u0300-\u036f"  # accents that stand behind their letter
_ONE_WORD = re.compile(rf"[^\W\d_{_MARK}]+")
_PHONE = re.compile(r"[+(]?\d[\d\s()./-]*\d")
_ADDRESS = re.compile(r"\S*[\w-][.@/][\w-]\S*")
_NUMBERS_GO_ON = r"[\s()./-]{1,2}"


def why_not(value: str) -> str:
    """What keeps this from being a value, in a sentence; empty where nothing does."""
    if not value:
        return "Please write the value: it is what stands in the answers, word for word."
    if len(value) > _LONGEST:
        return f"At most {_LONGEST} characters, please: this has {len(value)}."
    if len(value) < _SHORTEST or sum(map(str.isalnum, value)) < _SHORTEST - 1:
        return f"“{value}” is too short: it would be found in texts that mean something else. Please write more of it."
    if _ONE_WORD.fullmatch(value):
        return (
            f"“{value}” is one plain word: it stands in texts for many reasons. "
            "Please write it with what belongs to it, for example “closed on Sundays”."
        )
    return ""


def holds(text: str, value: str) -> bool:
    """Whether the value stands in the text, by itself."""
    return bool(value) and _pattern(value).search(text) is not None


def held(text: str, values: Collection[str]) -> set[str]:
    """Which of these stand in the text somewhere where no longer one of them does: not “8 pm” in “8 pm sharp”."""
    return {old for _, old, _ in replacements(text, {value: value for value in values})} - {""}


def spans(text: str, value: str) -> list[tuple[int, int]]:
    """Where it stands: each place as its first character and the one behind its last."""
    return [found.span() for found in _pattern(value).finditer(text)] if value else []


def replaced(text: str, changes: Mapping[str, str]) -> str:
    """Each old value, wherever it stands, by its new one; all at once, so that no new value is replaced again. Where
    two would take the same place the longer one does."""
    return "".join(kept + new for kept, _, new in replacements(text, changes))


def replacements(text: str, changes: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """The same in pieces: what stays, then the old value behind it and the new one; both are empty at the end."""
    found = sorted(
        ((start, end, new) for old, new in changes.items() for start, end in spans(text, old)),
        key=lambda one: (one[0], -one[1]),
    )
    made, at = [], 0
    for start, end, new in found:
        if start >= at:
            made.append((text[at:start], text[start:end], new))
            at = end
    return [*made, (text[at:], "", "")]


def collide(text: str, one: str, other: str) -> bool:
    """Whether both would claim the same characters of the text somewhere."""
    places = spans(text, other)
    return any(a < d and c < b for a, b in spans(text, one) for c, d in places)


@lru_cache(maxsize=1024)
def _pattern(value: str) -> re.Pattern[str]:
    before, after = [rf"(?<![\w{_MARK}])"], [rf"(?![\w{_MARK}])"]
    if value[0].isdigit():
        before.append(r"(?<!\d[.,:/-])(?<!\d[–—])(?<!\+)")
    if value[-1].isdigit():
        after.append(r"(?![.,:/–—-]\d)")
    if _PHONE.fullmatch(value):
        before += [r"(?<!\d[\s()./-])", r"(?<!\d[\s()./-][\s()./-])"]
        after.append(rf"(?!{_NUMBERS_GO_ON}\d)")
    elif _ADDRESS.fullmatch(value):
        before.append(r"(?<![./@-])")
        after.append(r"(?!/)(?![@?#&=%.:-]\w)")
    return re.compile("".join(before) + re.escape(value) + "".join(after))
