"""Characters that nobody sees: removed, so that every later rule looks at what a reader sees."""

import regex

_BREAKS = regex.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_WIDE = regex.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u1680]|\t")
_HIDDEN = regex.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    r"\u3164\ufeff\ufff9-\ufffb\ue000-\uf8ff\ud800-\udfff]"
)
_JOINER = regex.compile(
    r"(?<![\p{Extended_Pictographic}\p{EMod}\ufe0f\p{InCB=Linker}\p{Mn}])\u200d|"
    r"\u200d(?![\p{Extended_Pictographic}\p{L}])"
)
_DIRECTION = regex.compile(r"[\u202a-\u202e\u2066-\u2069]")
_MIXED = regex.compile(r"\b(?=\w*\p{Latin})(?=\w*[\p{Cyrillic}\p{Greek}--[µμΩ]])\w+\b", regex.V1)


def clean(text: str) -> str:
    """The same text without invisible, control and direction characters; every space is a plain space."""
    if text.isascii() and text.isprintable():
        return text
    text = _WIDE.sub(" ", _HIDDEN.sub("", _BREAKS.sub("\n", text)))
    return _JOINER.sub("", text)


def oddities(text: str) -> tuple[str, ...]:
    """What looks otherwise than it is, in plain sentences: direction marks, letters of two alphabets in one word."""
    found = []
    if _DIRECTION.search(text):
        found.append("Hidden marks that turn the reading direction were removed. Please read it again.")
    if not text.isascii():
        words = list(dict.fromkeys(_MIXED.findall(text)))[:3]
        found += [f'"{word}" mixes letters of two alphabets that look alike.' for word in words]
    return tuple(found)
