"""What counts how much when texts are put in order: set by hand, or learned from what an organisation signed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Self

Features = Mapping[str, float]


@dataclass(frozen=True)
class Weights:
    """One for each feature of a text (`choosing.features`). Those of what is left out are costs: 0 or less."""

    overlap: float = 1.4
    place: float = 0.7
    kinds: float = 1.0
    answer: float = 1.0
    rest: float = 0.25
    lost_answer: float = -0.8
    lost_ground: float = -0.5
    lost_best: float = -0.4
    lost_limit: float = -0.4
    lost_case: float = -0.3
    lost_reason: float = -0.2
    lost_points: float = -0.2
    lost_instruction: float = -0.25
    lost_exception: float = -0.25
    lost_danger: float = -0.2
    lost_deadline: float = -0.15

    def worth(self, features: Features) -> float:
        """How good a text is; only worth comparing for texts of one reply."""
        weights = self.as_dict()
        return sum(weights[name] * value for name, value in features.items())

    def score(self, parts: tuple[float, float, float, float]) -> float:
        """How well one sentence answers, from its parts (`ranking.parts_of`)."""
        overlap, place, kinds, answer = parts
        return self.overlap * overlap + self.place * place + self.kinds * kinds + self.answer * answer

    def as_dict(self) -> dict[str, float]:
        """By name."""
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, float]) -> Self:
        """From what was kept; a feature that is new since then has its usual weight, one that is gone none."""
        return cls(**{each.name: float(kept[each.name]) for each in fields(cls) if each.name in kept})


USUAL = Weights()
