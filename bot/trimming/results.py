"""What shortening gives back."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    """A text that fits; `length` in the network's unit, `left_out` in the source's order, `warnings` in words."""

    text: str
    length: int
    left_out: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Shortened:
    """None to three candidates, best first; without any, the nearest text and by how much it is over the limit."""

    candidates: tuple[Candidate, ...]
    full: str
    sentences: tuple[str, ...]
    nearest: str
    over: int
    refused_because: str
