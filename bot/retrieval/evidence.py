"""What speaks for and against two questions being the same, as numbers."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]

WHOLE, READABLE = 0.9, 0.5  # shares of a text's pieces


class Encoded(NamedTuple):
    """A text as the encoder sees it.

    `raw` has length 1 and says what the whole is about; `vector` is the same, turned as was learned for questions.
    `tokens` has a row of length 1 for each piece between the first and the last, `weights` how much each says.
    `known` is the share of its pieces that the encoder knows, `fits` whether nothing was cut out, `understood` whether
    its letters and its language let the encoder tell what it asks, `english` whether what sets it apart from another
    can be told as well (`differing`).
    """

    vector: Vector
    raw: Vector
    tokens: Vector
    weights: Vector
    known: float = 1.0
    fits: bool = True
    understood: bool = True
    english: bool = True

    @property
    def is_whole(self) -> bool:
        """Whether next to nothing of the text is missing here."""
        return self.fits and self.known >= WHOLE

    @property
    def is_readable(self) -> bool:
        """Whether enough of the text is here to say what it is about."""
        return self.known >= READABLE


class Evidence(NamedTuple):
    """Of a new question and an earlier one. Cosines from -1 to 1, the rest from 0 to 1."""

    meaning: float  # cosine of the vectors
    raw: float  # … before their training for questions
    covered: float  # how well each piece of the new question is found in the earlier one, by weight
    words: float  # words and pieces of words in common


def evidence(mine: Encoded, theirs: Encoded, *, words: float) -> Evidence:
    """`words` is how close they are by their words alone."""
    return Evidence(
        meaning=float(mine.vector @ theirs.vector),
        raw=float(mine.raw @ theirs.raw),
        covered=_covered(mine, theirs),
        words=words,
    )


def closeness(mine: Encoded, theirs: Encoded) -> float:
    """The cosine of two texts; 0 where one can't be read, since all such look alike."""
    return float(mine.vector @ theirs.vector) if mine.is_readable and theirs.is_readable else 0.0


def _covered(mine: Encoded, theirs: Encoded) -> float:
    """The weighted mean of each piece's best counterpart."""
    alike = mine.tokens @ theirs.tokens.T
    if not alike.size:
        return 0.0
    best = np.clip(alike.max(axis=1), 0.0, 1.0)
    return float(best @ mine.weights / mine.weights.sum())
