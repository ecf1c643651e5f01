"""The head that `bench.learning` trains: a matrix that turns vectors, and how much each piece of a word says."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.retrieval.confidence import PLAIN
from bot.retrieval.encoder import Head
from bot.retrieval.evidence import Encoded

Numbers = NDArray[np.float64]

PIECES = 30_522
EPOCHS, STEP, TOWARDS_NOTHING, WARMTH, DROPPED = 60, 1e-3, 0.2, 0.05, 0.1


@dataclass
class Set:
    """The questions of one collection, as numbers of texts; `right` holds the places in `bank` that answer a query."""

    name: str
    bank: list[list[int]]  # the wordings of each entry, the question itself first
    queries: list[int]
    right: list[set[int]]


@dataclass
class Texts:
    """Every text once, with its raw vector, token vectors and pieces."""

    texts: list[str]
    encoded: list[Encoded]
    pieces: list[list[int]]


def learned_head(sets: Sequence[Set], texts: Texts) -> Head:
    """A matrix under which questions with the same answer come closer (InfoNCE with Adam), and the pieces' weights."""
    raw = np.stack([each.raw for each in texts.encoded]).astype(np.float64)
    turn = np.eye(raw.shape[1])
    first, second, step = np.zeros_like(turn), np.zeros_like(turn), 0
    chance = np.random.default_rng(0)
    for _ in range(EPOCHS):
        for each in sets:
            same, alone = _same(each)
            pairs = [chance.choice(group, 2, replace=False) for group in same]
            extra = chance.choice(alone, min(len(alone), len(same)), replace=False)
            one = _thinned(raw[[a for a, _ in pairs]], chance)
            other = _thinned(raw[[*(b for _, b in pairs), *extra]], chance)
            slope = _slope(turn, one, other) + 2 * TOWARDS_NOTHING * (turn - np.eye(len(turn))) / len(turn)
            step += 1
            first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
            turn -= STEP * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return Head(PLAIN, turn.astype(np.float32), _piece_weights(sets, texts))


def _same(each: Set) -> tuple[list[list[int]], list[int]]:
    """Groups of questions with one answer, and those that none of the set's entries answers."""
    groups = [list(wordings) for wordings in each.bank]
    for query, right in zip(each.queries, each.right, strict=True):
        for entry in right:
            groups[entry].append(query)
    alone = [query for query, right in zip(each.queries, each.right, strict=True) if not right]
    return [sorted(set(group)) for group in groups if len(set(group)) > 1], alone


def _thinned(vectors: Numbers, chance: np.random.Generator) -> Numbers:
    return vectors * (chance.random(vectors.shape) >= DROPPED) / (1 - DROPPED)


def _slope(turn: Numbers, one: Numbers, other: Numbers) -> Numbers:
    """The gradient of the cross entropy of finding each row of `one` its own row of `other`."""
    (mine, mine_length), (theirs, their_length) = _units(one @ turn), _units(other @ turn)
    odds = mine @ theirs.T / WARMTH
    chances = np.exp(odds - odds.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    chances[np.arange(len(one)), np.arange(len(one))] -= 1
    chances /= len(one) * WARMTH
    by_mine, by_theirs = chances @ theirs, chances.T @ mine
    by_mine = (by_mine - mine * (by_mine * mine).sum(1, keepdims=True)) / mine_length
    by_theirs = (by_theirs - theirs * (by_theirs * theirs).sum(1, keepdims=True)) / their_length
    slope: Numbers = one.T @ by_mine + other.T @ by_theirs
    return slope


def _units(rows: Numbers) -> tuple[Numbers, Numbers]:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / length, length


def _piece_weights(sets: Sequence[Set], texts: Texts) -> NDArray[np.float32]:
    used = {number for each in sets for number in (*each.queries, *(n for bank in each.bank for n in bank))}
    known = Counter(piece for number in used for piece in set(texts.pieces[number]))
    counts = np.array([known[piece] for piece in range(PIECES)])
    return np.log(1 + (len(used) + 1) / (counts + 0.5)).astype(np.float32)
