"""How sure one may be that the closest earlier question is the same question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bot.retrieval.differing import disagreements, same
from bot.retrieval.evidence import Encoded, Evidence

Numbers = NDArray[np.float64]

RANKED_BY = ("meaning", "covered", "words")
# Where they don't agree in these, another answer may be right.
SERIOUS = frozenset({"number", "denial", "group", "time", "duty", "opposite", "word", "asked", "order"})
DOUBTED = 0.5  # what is left of the confidence then
HIGH = 0.8  # a cosine above it says more than the same step below
WIDEST = (4.0, 0.2, 0.2)  # a lead of the score, the meaning or what is covered counts up to here


@dataclass(frozen=True)
class Learned:
    """What `python -m bench learning` found on questions whose right answers are known.

    `order` weighs RANKED_BY. `scale` times the signs (`signs`) plus `bias` is the log odds that the first is right.
    `thresholds` says from which confidence on a precision was reached, by that precision. `only_english`: of texts in
    another language nothing can be said.
    """

    order: Numbers
    scale: Numbers
    bias: float
    thresholds: Mapping[float, float] = field(default_factory=dict)
    only_english: bool = False

    def score(self, evidence: Evidence) -> float:
        """By which earlier questions are put in order; only differences mean something."""
        return float(sum(weight * getattr(evidence, name) for weight, name in zip(self.order, RANKED_BY, strict=True)))

    @property
    def widest(self) -> float:
        """The score of a question compared with itself."""
        return float(self.order.sum())

    def confidence(self, signs: Sequence[float]) -> float:
        """The chance, from 0 to 1, that the first is the same question."""
        return float(1 / (1 + np.exp(-(self.scale @ np.array(signs) + self.bias))))

    def threshold(self, precision: float) -> float:
        """From which confidence on so many of a hundred were right; above 1 where that was never seen."""
        return min((at for reached, at in self.thresholds.items() if reached >= precision), default=2.0)


def signs(first: Evidence, others: Sequence[Evidence], *, lead: float) -> list[float]:
    """What the confidence rests on; `lead` is how far the first is ahead by its score."""
    widest, meaning, covered = WIDEST
    return [
        first.meaning,
        max(first.raw - HIGH, 0.0),
        min(lead, widest),
        min(first.meaning - max((other.meaning for other in others), default=-1.0), meaning),
        min(first.covered - max((other.covered for other in others), default=0.0), covered),
        first.missing,
        first.added,
    ]


def sure(chance: float, here: str, there: str, mine: Encoded, theirs: Encoded) -> float:
    """What is left of the chance that two questions are the same, by all that their vectors don't show.

    The very same words are the same in any language; others have to be understood, and read to their end. The doubts
    are told by English words, so in other languages nothing is sure.
    """
    if same(here, there):
        return chance
    if not all(each.understood and each.english for each in (mine, theirs)):
        return 0.0
    return doubted(chance if mine.is_whole and theirs.is_whole else chance * DOUBTED, here, there)


def doubted(confidence: float, here: str, there: str) -> float:
    """Less, where one question has what the other hasn't and the answer may hang on it (SERIOUS)."""
    return confidence * DOUBTED if disagreements(here, there) & SERIOUS else confidence


# For an encoder about which nothing was learned: the order of the cosines, and the odds of the measurements with
# all-MiniLM-L6-v2 as it comes (2.09 s + 18.07 min(gap, .15) + 22.05 max(s - .8, 0) - 3.14).
PLAIN = Learned(
    order=np.array([1.0, 0.0, 0.0]),
    scale=np.array([2.09, 22.05, 0.0, 13.55, 0.0, 0.0, 0.0]),
    bias=-3.14,
    thresholds={0.96: 0.804},
)
