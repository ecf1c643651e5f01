"""A sentence in pieces: it is whole, or ends where a further statement begins. Nothing is ever taken from within.

A choice of single words could make the expert say something else in their own words: "Tap water is safe, and bottled
water is better for infants" holds "Tap water is better for infants", which no guard can tell from an honest cut.
"""

from collections.abc import Sequence

import regex

from bot.trimming.answer_types import kinds_of
from bot.trimming.links import fixed_spans
from bot.trimming.sentences import Kind, Sentence

_BORDER = regex.compile(r"(?i)(?<=[,;])\s(?=(?:and|so|which|who|whose|where|because|since)\b)|(?<=;)\s|\s(?=because\b)")
_VERB = regex.compile(
    r"(?i)\b(?:is|are|was|were|am|be|has|have|had|do|does|did|can|could|may|might|must|shall|should|will|would|"
    r"cannot|needs?|\p{L}+n['’]t|(?:it|that|there|he|she)['’]s|\p{L}+['’](?:re|ll|ve))\b"
)
_END = regex.compile(r"(?<![.!…])([.!…]++)[\"'”’»)\]]*$")
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"))
_LOOSE = " ,;:–—-"
_FEWEST = 3  # words that may be left


def clauses(sentence: Sentence) -> tuple[str, ...]:
    """Its text in order, spaces included; one piece where it may not be cut."""
    text = sentence.text
    if sentence.kind is not Kind.PROSE or sentence.code or not _END.search(text) or not _is_balanced(text):
        return (text,)
    fixed = fixed_spans(text)
    starts = [0]
    for match in _BORDER.finditer(text):
        inside = any(start <= match.start() < end for start, end in fixed)
        if not inside and _is_balanced(text[: match.start()]) and _VERB.search(text, match.end()):
            starts += [match.start()] if _states(text[starts[-1] : match.start()], first=len(starts) == 1) else []
    return tuple(text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True))


def beginning(parts: Sequence[str], kept: int) -> str:
    """The first `kept` pieces as a sentence with the end mark of the whole one."""
    text = "".join(parts[:kept])
    if kept == len(parts):
        return text
    mark = _END.search(parts[-1])
    return text.rstrip(_LOOSE) + (mark[1] if mark else ".")


def _states(text: str, *, first: bool) -> bool:
    """Whether it says something: with a verb, or as an order where it opens the sentence."""
    if _VERB.search(text):
        return len(text.split()) >= _FEWEST
    return first and len(text.split()) >= _FEWEST and "action" in kinds_of(text)


def _is_balanced(text: str) -> bool:
    return all(text.count(one) == text.count(other) for one, other in _PAIRS) and text.count('"') % 2 == 0
