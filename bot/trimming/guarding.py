"""The guard: what a text changes against the expert's own words, said so that a person can check it."""

from collections.abc import Sequence
from functools import lru_cache

from bot.trimming.cleaning import clean
from bot.trimming.corrections import corrected, corrections, without_correcting_words
from bot.trimming.differences import Original, differences
from bot.trimming.sentences import Sentence, first, split

_MOST = 6


def guard(source: str, text: str) -> tuple[str, ...]:
    """Plain sentences that name each change; empty where every sentence stands in `source` word for word, or nothing
    that carries a fact differs.

    `source` is plain text, lines as written. It knows the force of words in English, Spanish and French; in other
    languages only whole sentences pass. It is blind to what was left out between sentences.
    """
    sentences, taken_back = _read(source)
    valid = list(sentences)
    for at, taken in taken_back.items():
        for i in taken:
            valid[i] = corrected(valid[i], sentences[at])
    kept, changed = _word_for_word([*sentences, *(one for one in valid if one not in sentences)], clean(text))
    found = dict.fromkeys(
        f"“{sentences[i]}” was corrected later: “{sentences[at]}”"
        for at, taken in taken_back.items()
        for i in taken
        if i in kept and at not in kept
    )
    if changed:
        original = Original.of(valid)
        for piece in dict.fromkeys(changed):
            if len(found) < _MOST:
                found |= dict.fromkeys(differences(original, piece))
    return tuple(found)[:_MOST]


@lru_cache(maxsize=64)
def _read(source: str) -> tuple[Sequence[str], dict[int, tuple[int, ...]]]:
    """The source's sentences, and which of them take back which: read once for several texts."""
    placed = [
        Sentence(part, number, number) for number, line in enumerate(clean(source).split("\n")) for part in split(line)
    ]
    return [one.text for one in placed], corrections(placed)


def _word_for_word(sentences: Sequence[str], text: str) -> tuple[set[int], list[str]]:
    """The places of source sentences that stand in the text unchanged, and the other pieces of the text."""
    written = [" ".join(one.split()) for one in sentences]
    known = {each: at for at, one in enumerate(written) for each in (without_correcting_words(one), one)}
    longest_first = sorted(known, key=len, reverse=True)
    kept: set[int] = set()
    changed: list[str] = []
    for line in _joined(text, known):
        rest = " ".join(line.split())
        while rest:
            match = next((one for one in longest_first if rest.startswith(one) and _ends_there(rest, one)), None)
            piece = match if match is not None else first(rest)
            if match is not None:
                kept.add(known[match])
            else:
                changed.append(piece)
            rest = rest[len(piece) :].lstrip()
    return kept, changed


def _joined(text: str, known: dict[str, int]) -> list[str]:
    """The text in one line where that is made of source sentences alone, else line by line."""
    lines = [line for line in text.split("\n") if line.strip()]
    return lines if all(" ".join(line.split()) in known for line in lines) or len(lines) > 1 else [text]


def _ends_there(rest: str, one: str) -> bool:
    following = rest[len(one) : len(one) + 1]
    return not following or following == " " or one[-1] in ".!?…。！？｡।॥؟۔\"'”’»)]}」』）"
