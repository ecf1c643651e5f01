"""What shortening gives back."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    """A text that fits; `length` in the network's unit, `left_out` in the source's order, `warnings` in words, of which
    `omissions` say what a reader may believe wrongly because of what is left out."""

    text: str
    length: int
    left_out: tuple[str, ...]
    warnings: tuple[str, ...]
    omissions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shortened:
    """None to three candidates, best first; without any, the nearest text and by how much it is over the limit."""

    candidates: tuple[Candidate, ...]
    full: str
    sentences: tuple[str, ...]
    nearest: str
    over: int
    refused_because: str

    def unrepaired(self, candidate: Candidate) -> tuple[str, ...]:
        """What this text leaves out and each of the others does too."""
        others = [each.omissions for each in self.candidates if each is not candidate]
        return tuple(one for one in candidate.omissions if all(one in theirs for theirs in others))
