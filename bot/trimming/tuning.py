"""Weights learned from what experts signed: each signed text should come before the others that were offered."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.trimming.weights import USUAL, Features, Weights

LEAST = 60  # choices: with fewer, what is learned is chance
_HELD_OUT = 4  # every fourth part, the newest
_PULL = 0.02  # towards the usual weights
_STEPS, _RATE = 300, 0.5


@dataclass(frozen=True)
class Choice:
    """The features of the text that was signed, and of the others that were there."""

    signed: Features
    others: Sequence[Features]


@dataclass(frozen=True)
class Tuned:
    """What was learned, and how often the signed text comes first among the newest choices, which it never saw."""

    weights: Weights
    learned_from: int
    held_out: int
    first_before: float
    first_after: float

    @property
    def is_better(self) -> bool:
        return self.first_after > self.first_before


def tune(choices: Sequence[Choice], before: Weights = USUAL) -> Tuned:
    """Learn from the older choices, measure on the newest. `choices`: oldest first, LEAST at least (ValueError)."""
    if len(choices) < LEAST:
        raise ValueError(f"{len(choices)} choices are too few: {LEAST} are needed")
    border = len(choices) - len(choices) // _HELD_OUT
    older, newest = choices[:border], choices[border:]
    after = fit(older)
    return Tuned(after, len(older), len(newest), first_share(newest, before), first_share(newest, after))


def first_share(choices: Sequence[Choice], weights: Weights) -> float:
    """How often the signed text is worth more than all others, 0 to 1."""
    first = [all(weights.worth(one.signed) > weights.worth(other) for other in one.others) for one in choices]
    return sum(first) / len(first)


def fit(choices: Sequence[Choice]) -> Weights:
    """Logistic regression on the differences (Bradley and Terry 1952), held near the usual weights.

    What is left out keeps at least half its usual cost, whatever people signed: caution isn't unlearned.
    """
    usual = np.array(list(USUAL.as_dict().values()))
    differences = np.array([_numbers(one.signed) - _numbers(other) for one in choices for other in one.others])
    weights = usual
    for _ in range(_STEPS):
        wrong = 1 / (1 + np.exp(np.clip(differences @ weights, -30, 30)))
        slope = _PULL * (weights - usual) - wrong @ differences / len(differences)
        moved = weights - _RATE * slope
        weights = np.where(usual < 0, np.minimum(moved, usual / 2), np.maximum(moved, 0))
    return Weights(*(round(value, 3) for value in weights.tolist()))


def _numbers(features: Features) -> NDArray[np.float64]:
    return np.array([features.get(name, 0.0) for name in USUAL.as_dict()])
