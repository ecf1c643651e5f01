"""Weights learned from what experts signed: each signed text should come before the others that were offered."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

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
    usual = USUAL.as_dict()
    differences = [_difference(one.signed, other, usual) for one in choices for other in one.others]
    weights = dict(usual)
    for _ in range(_STEPS):
        slope = {name: _PULL * (weights[name] - usual[name]) for name in usual}
        for difference in differences:
            wrong = _logistic(-sum(weights[name] * value for name, value in difference.items())) / len(differences)
            for name, value in difference.items():
                slope[name] -= wrong * value
        weights = {name: _bounded(value - _RATE * slope[name], usual[name]) for name, value in weights.items()}
    return Weights.of({name: round(value, 3) for name, value in weights.items()})


def _difference(signed: Features, other: Features, names: Features) -> dict[str, float]:
    found = {name: signed.get(name, 0.0) - other.get(name, 0.0) for name in names}
    return {name: value for name, value in found.items() if value}


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))


def _bounded(value: float, usual: float) -> float:
    return min(value, usual / 2) if usual < 0 else max(value, 0.0)
