"""From which confidence on an organisation's answers are proposed, by its own verdicts."""

from collections.abc import Sequence
from dataclasses import dataclass

FEWEST = 200
PROPOSED_AT_LEAST = 20  # with fewer above it no threshold is believed

Judged = Sequence[tuple[float, bool]]  # confidence, and whether it was the same question; in the order of time


@dataclass(frozen=True)
class Fitted:
    """A threshold from all verdicts, and what thresholds from one half would have proposed in the other."""

    threshold: float
    precision: float | None  # held out; None where nothing would have been proposed
    coverage: float


class TooFew(Exception):
    """There are not enough verdicts. The text says how many are missing."""


def fitted(judged: Judged, *, precision: float) -> Fitted:
    """The lowest confidence above which this precision was reached. Raises TooFew."""
    if len(judged) < FEWEST:
        missing = FEWEST - len(judged)
        raise TooFew(f"Verdicts so far: {len(judged)}; {missing} more are needed before this says anything.")
    halves = judged[::2], judged[1::2]
    proposed = [
        same
        for learned_from, held_out in (halves, halves[::-1])
        for confidence, same in held_out
        if confidence >= lowest(learned_from, precision=precision)
    ]
    return Fitted(
        threshold=lowest(judged, precision=precision),
        precision=sum(proposed) / len(proposed) if proposed else None,
        coverage=len(proposed) / len(judged),
    )


def lowest(judged: Judged, *, precision: float) -> float:
    """The lowest confidence from which on so many were right; above 1 where that never was."""
    found, right = 2.0, 0
    ordered = sorted(judged, key=lambda one: -one[0])
    for number, (confidence, same) in enumerate(ordered, 1):
        right += same
        tied = number < len(ordered) and ordered[number][0] == confidence
        if not tied and number >= PROPOSED_AT_LEAST and right / number >= precision:
            found = confidence
    return found
