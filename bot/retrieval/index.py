"""The vectors of what is known, in memory, searched exactly."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from bot.retrieval.evidence import Vector

ROOM = 1024  # rows that are there at the beginning; doubled when they are full
TWICE = 3  # so many groups are told with two rows; more of the others find nothing more


class Alike(NamedTuple):
    """Two rows of different groups that are close to each other."""

    group: int
    other: int
    number: int
    other_number: int
    cosine: float


class Index:
    """Rows of unit vectors by a number of one's own, each belonging to a group, of which several rows may be.

    Exact: the question is compared with every row (`python -m bench retrieval` says how long that takes).
    """

    def __init__(self, dimensions: int) -> None:
        self._rows: dict[int, int] = {}  # number -> row
        self._numbers = np.zeros(ROOM, np.int64)
        self._groups = np.zeros(ROOM, np.int64)
        self._vectors = np.zeros((ROOM, dimensions), np.float32)

    def __len__(self) -> int:
        return len(self._rows)

    def put(self, number: int, group: int, vector: Vector) -> None:
        """Add it, or take it in place of what was there under this number."""
        row = self._rows.get(number)
        if row is None:
            row = len(self._rows)
            if row == len(self._numbers):
                self._grow()
            self._rows[number] = row
        self._numbers[row], self._groups[row], self._vectors[row] = number, group, vector

    def remove(self, number: int) -> None:
        """Forget it, if it is there; the last row takes its place."""
        row = self._rows.pop(number, None)
        if row is None:
            return
        last = len(self._rows)
        if row != last:
            for each in (self._numbers, self._groups, self._vectors):
                each[row] = each[last]
            self._rows[int(self._numbers[row])] = row

    def nearest(self, vector: Vector, groups: int) -> dict[int, list[int]]:
        """The closest groups, best first, each with the number of its closest row; the first three with that of the
        next as well."""
        count = len(self._rows)
        if not count:
            return {}
        scores = self._vectors[:count] @ vector
        enough = min(count, groups * 4)
        while True:
            found = self._grouped(_best(scores, enough), groups)
            if len(found) >= groups or enough == count:
                return found
            enough = min(count, enough * 4)

    def _grouped(self, rows: Sequence[int], groups: int) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        twice: set[int] = set()
        for row in rows:
            group, number = int(self._groups[row]), int(self._numbers[row])
            if group not in found and len(found) < groups:
                found[group] = [number]
                if len(found) <= TWICE:
                    twice.add(group)
            elif group in twice and len(found[group]) < 2:
                found[group].append(number)
        return found

    def numbers_of(self, groups: Sequence[int]) -> list[int]:
        """The numbers of the rows that belong to these groups."""
        count = len(self._rows)
        belongs = np.isin(self._groups[:count], np.array(groups, np.int64))
        found: list[int] = self._numbers[:count][belongs].tolist()
        return found

    def alike(self, numbers: Sequence[int], *, above: float, groups: int) -> list[Alike]:
        """For each of these rows the closest rows of other groups whose cosine is above this; one of each group."""
        count = len(self._rows)
        rows = [self._rows[number] for number in numbers if number in self._rows]
        if not rows:
            return []
        scores = self._vectors[rows] @ self._vectors[:count].T
        found = []
        for row, each in zip(rows, scores, strict=True):
            close = np.flatnonzero((each > above) & (self._groups[:count] != self._groups[row]))
            best: dict[int, Alike] = {}
            for other in close[np.argsort(-each[close], kind="stable")][: 4 * groups].tolist():
                group = int(self._groups[other])
                pair = (int(self._groups[row]), group, int(self._numbers[row]), int(self._numbers[other]))
                best.setdefault(group, Alike(*pair, float(each[other])))
            found += list(best.values())[:groups]
        return found

    def _grow(self) -> None:
        room = 2 * len(self._numbers)
        self._numbers = np.resize(self._numbers, room)
        self._groups = np.resize(self._groups, room)
        grown = np.zeros((room, self._vectors.shape[1]), np.float32)
        grown[: len(self._vectors)] = self._vectors
        self._vectors = grown


def _best(scores: Vector, number: int) -> Sequence[int]:
    """The rows with the highest scores, best first; of equal ones the earlier."""
    if number < len(scores):
        kept = np.argpartition(-scores, number - 1)[:number]
        kept.sort()
    else:
        kept = np.arange(len(scores))
    ordered: Sequence[int] = kept[np.argsort(-scores[kept], kind="stable")].tolist()
    return ordered
