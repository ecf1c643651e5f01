"""How sure one may be that the closest earlier question is the same question."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bot.retrieval.differing import disagreements, same
from bot.retrieval.evidence import Encoded, Evidence

Numbers = NDArray[np.float64]

RANKED_BY = ("meaning", "covered", "words")
# Where they don't agree in these, another answer may be right.
SERIOUS = frozenset({"number", "denial", "group", "time", "duty", "opposite", "word", "asked", "order", "wanted"})
DOUBTED = 0.5  # what is left of the confidence then
HIGH = 0.8  # a cosine above it says more than the same step below
CLOSEST = 10  # so many entries are looked at closely
# Where little is kept, being ahead of all others says little: those that are missing are assumed, as close as the next
# one usually is where much is kept. So is another wording of an entry that has only one.
USUAL = Evidence(meaning=0.55, raw=0.55, covered=0.65, words=0.25)


@dataclass(frozen=True)
class Learned:
    """What `python -m bench learning` found on questions whose right answers are known.

    `order` weighs RANKED_BY. `scale` times the signs (`signs`) plus `bias` is the log odds that the first is right.
    `thresholds` says from which confidence on a precision was reached, by that precision. `only_english`: of texts in
    another language nothing can be said. `same_from`: the chance (`sameness`) from which on two kept questions ask the
    same; with a model as it comes, 2 or 3 of 237 closest others were above .8 on the development sets. `shown_from`:
    the score from which on an entry is shown at all; bench/README.md says what that finds, and what it shows in vain.
    """

    order: Numbers
    scale: Numbers
    bias: float
    thresholds: Mapping[float, float] = field(default_factory=dict)
    only_english: bool = False
    same_from: float = 0.8
    shown_from: float = 0.45

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

    @property
    def digest(self) -> str:
        """Another one gives other confidences."""
        return hashlib.sha256(np.array([*self.order, *self.scale, self.bias]).tobytes()).hexdigest()[:8]

    def threshold(self, precision: float) -> float:
        """From which confidence on so many of a hundred were right; above 1 where that was never seen."""
        return min((at for reached, at in self.thresholds.items() if reached >= precision), default=2.0)


def signs(first: Evidence, learned: Learned, *, more: Sequence[float], rivals: Sequence[float]) -> list[float]:
    """What the confidence rests on; `first` is that of the closest wording.

    `more` are the scores of its entry's other wordings, `rivals` those of other answers. Scores were learned as log
    odds of being the right one, so `left` is what the rivals leave to the first.
    """
    score, usual = learned.score(first), learned.score(USUAL)
    others = [*rivals, *[usual] * max(CLOSEST - len(rivals), 1)]
    left = 1 / (1 + sum(np.exp(other - score) for other in others))
    return [max(first.raw - HIGH, 0.0), left, max([usual, *more])]


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


# For an encoder about which nothing was learned: the order of the cosines, and what `python -m bench learning --plain`
# finds with all-MiniLM-L6-v2 as it comes.
PLAIN = Learned(
    order=np.array([13.5, 0.0, 0.0]), scale=np.array([11.73, 5.06, 0.18]), bias=-3.72, thresholds={0.96: 0.838}
)
