"""Which earlier question is the same as a new one, by meaning, and how sure that is."""

from collections.abc import Mapping, Sequence

from bot.retrieval.confidence import Learned, signs, sure
from bot.retrieval.differing import same
from bot.retrieval.evidence import Encoded, Evidence, evidence
from bot.retrieval.ranking import Candidate, Match, by_words

CLOSEST = 10  # so many entries are looked at closely
# Where little is kept, being ahead of all others says little: another answer is assumed, as close as the next one
# usually is where much is kept.
USUAL = Evidence(meaning=0.55, raw=0.55, covered=0.65, words=0.25, missing=1.0, added=1.0)


def match(
    text: str, asked: Encoded, candidates: Sequence[Candidate], encoded: Mapping[str, Encoded], learned: Learned
) -> list[Match]:
    """The candidates, the likeliest first, each by its closest wording.

    `encoded` holds every wording of theirs. Only the first has a confidence: it is that of being the one right answer.
    """
    close = by_words(text, candidates)
    found: list[tuple[float, Candidate, str, Evidence]] = []
    for candidate in candidates:
        known = [
            (_evidence(text, asked, wording, encoded[wording], words=close(wording)), wording)
            for wording in dict.fromkeys(candidate.wordings)
        ]
        if known:
            best, wording = max(known, key=lambda one: learned.score(one[0]))
            found.append((learned.score(best), candidate, wording, best))
    found.sort(key=lambda one: (-one[0], one[1].entry))
    if not found:
        return []
    top, first, wording, best = found[0]
    rivals = (each for _, other, _, each in found[1:] if not first.answer or other.answer != first.answer)
    others = [USUAL, *rivals]
    lead = top - max(map(learned.score, others))
    chance = learned.confidence(signs(best, others, lead=lead))
    confidence = sure(chance, text, wording, asked, encoded[wording])
    return [
        Match(candidate.entry, score / learned.widest, wording, confidence=0.0 if place else confidence)
        for place, (score, candidate, wording, _) in enumerate(found)
    ]


def _evidence(text: str, asked: Encoded, wording: str, known: Encoded, *, words: float) -> Evidence:
    """Texts whose letters the encoder doesn't know all look alike to it: then their meaning says nothing."""
    if same(text, wording) or (asked.is_readable and known.is_readable):
        return evidence(asked, known, words=words)
    return Evidence(meaning=0.0, raw=0.0, covered=0.0, words=words, missing=1.0, added=1.0)
