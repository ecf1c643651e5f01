"""Which earlier question is the same as a new one, by meaning, and how sure that is."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.retrieval.confidence import Learned, signs, sure
from bot.retrieval.differing import same
from bot.retrieval.evidence import Encoded, Evidence, evidence
from bot.retrieval.ranking import Candidate, Match, by_words


class _Compared(NamedTuple):
    score: float
    wording: str
    evidence: Evidence


def match(
    text: str, asked: Encoded, candidates: Sequence[Candidate], encoded: Mapping[str, Encoded], learned: Learned
) -> list[Match]:
    """The candidates, the likeliest first, each by its closest wording.

    `encoded` holds every wording of theirs. Only the first has a confidence: it is that of being the one right answer.
    """
    close = by_words(text, candidates)

    def compared(wording: str) -> _Compared:
        seen = _evidence(text, asked, wording, encoded[wording], words=close(wording))
        return _Compared(learned.score(seen), wording, seen)

    found = [
        (candidate, sorted(map(compared, set(candidate.wordings)), key=lambda one: (-one.score, one.wording)))
        for candidate in candidates
        if candidate.wordings
    ]
    found.sort(key=lambda one: (-one[1][0].score, one[0].entry))
    if not found:
        return []
    first, (best, *more) = found[0]
    rivals = [
        closest.score
        for other, (closest, *_) in found[1:]
        if (not first.answer or other.answer != first.answer) and (asked.understood or same(text, closest.wording))
    ]
    chance = learned.confidence(signs(best.evidence, learned, more=[one.score for one in more], rivals=rivals))
    confidence = sure(chance, text, best.wording, asked, encoded[best.wording])
    return [
        Match(
            candidate.entry, best.score / learned.widest, best.wording, 0.0 if place else confidence, learned.shown_from
        )
        for place, (candidate, (best, *_)) in enumerate(found)
    ]


def _evidence(text: str, asked: Encoded, wording: str, known: Encoded, *, words: float) -> Evidence:
    """Texts whose letters the encoder doesn't know all look alike to it: then their meaning says nothing."""
    if same(text, wording) or (asked.is_readable and known.is_readable):
        return evidence(asked, known, words=words)
    return Evidence(meaning=0.0, raw=0.0, covered=0.0, words=words)
