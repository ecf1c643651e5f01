"""Learns what `bot/retrieval/data/learned.npz` holds from questions whose answers are known, and shows how good it is.

Each set's figures come from what was learned on the other sets. With --save the file is written, from all sets. With
--plain it says what `PLAIN` in `bot/retrieval/confidence.py` holds, for encoders about which nothing is learned.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench._head import PIECES, Set, Texts, learned_head
from bot.retrieval import encoder
from bot.retrieval.confidence import CLOSEST, PLAIN, RANKED_BY, Learned, doubted, signs
from bot.retrieval.encoder import Encoder, Head
from bot.retrieval.evidence import Encoded, Evidence, evidence
from bot.retrieval.index import Index
from bot.retrieval.ranking import Candidate, by_words

Numbers = NDArray[np.float64]
Row = dict[str, Any]

DATA = Path(__file__).parents[2] / "shared" / "data" / "retrieval" / "dev"
OUT = Path(encoder.__file__).parent / "data" / "learned.npz"
WORDINGS = (0, 5)  # each question is looked for with so many more wordings of each entry
SIGNS = 3  # as many as `signs` tells
TARGETS = (0.90, 0.93, 0.95, 0.96, 0.97, 0.98, 0.99)  # precisions for which the thresholds are kept


@dataclass
class Case:
    """One query: what is known of its closest entries, and which of them answer it."""

    text: str
    found: list[list[tuple[Evidence, str]]]  # of each entry the wordings, the closest first
    right: list[bool]
    answered: bool  # whether the bank has an answer at all


def main(argv: list[str]) -> int:
    """Learn and show; 2 where there is nothing to learn from."""
    parser = argparse.ArgumentParser(prog="python -m bench learning", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="a folder with bank.jsonl and queries.jsonl")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--save", action="store_true", help="write what was learned into the bot")
    how.add_argument("--plain", action="store_true", help="train no head, and put in order by the cosine alone")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args(argv)
    if not (options.data / "bank.jsonl").exists():
        print(f"There is no {options.data / 'bank.jsonl'}.")
        return 2
    sets, texts = _read(options.data)

    def head_of(which: Sequence[Set]) -> Head:
        return Head(PLAIN) if options.plain else learned_head(which, texts)

    ranked_by = RANKED_BY[:1] if options.plain else RANKED_BY
    cases = {each.name: _cases(each, texts, head_of([one for one in sets if one is not each])) for each in sets}
    figures = {}
    for name, own in cases.items():
        others = [case for other, each in cases.items() if other != name for case in each]
        learned = _weighed(others, ranked_by)
        figures[name] = _figures(own, learned, _threshold(others, learned))
    every = [case for each in cases.values() for case in each]
    learned = _weighed(every, ranked_by)
    thresholds = {target: _threshold(every, learned, target=target) for target in TARGETS}
    print(
        json.dumps({"held_out": figures, "thresholds": thresholds}, indent=1)
        if options.json
        else _told(figures, thresholds)
    )
    if options.plain:
        print(f"order {learned.order}, scale {learned.scale}, bias {learned.bias:.2f}")
    if options.save:
        head = head_of(sets)
        weights = np.zeros(PIECES) if head.weights is None else head.weights
        np.savez_compressed(
            OUT, turn=np.asarray(head.turn, np.float16), weights=weights.astype(np.float16),
            order=learned.order, scale=learned.scale, bias=learned.bias,
            targets=list(thresholds), thresholds=list(thresholds.values()),
        )  # fmt: skip
    return 0


def _read(folder: Path) -> tuple[list[Set], Texts]:
    bank, queries = (_rows(folder / name) for name in ("bank.jsonl", "queries.jsonl"))
    asked = {row["id"]: [row["question"], *row.get("aliases", [])] for row in bank}
    known = list(
        dict.fromkeys([text for row in bank for text in asked[row["id"]]] + [row["question"] for row in queries])
    )
    number = {text: place for place, text in enumerate(known)}
    sets = []
    for name in sorted({row["set"] for row in bank}):
        own = [row for row in bank if row["set"] == name]
        place = {row["id"]: each for each, row in enumerate(own)}
        looked = [row for row in queries if row["set"] == name]
        right = [{place[each] for each in row["relevant"]} for row in looked]
        sets.append(Set(name, [[number[text] for text in asked[row["id"]]] for row in own],
                        [number[row["question"]] for row in looked], right))  # fmt: skip
    plain = Encoder(encoder.model_file(), encoder.wordpieces(), name="plain", head=Head(PLAIN))
    return sets, Texts(known, plain.encode(known), [encoder.wordpieces().read(text).numbers[1:-1] for text in known])


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _cases(each: Set, texts: Texts, head: Head) -> list[Case]:
    raw = np.stack([one.raw for one in texts.encoded])
    turned = raw if head.turn is None else raw @ head.turn
    turned /= np.linalg.norm(turned, axis=1, keepdims=True)
    weights = np.ones(PIECES, np.float32) if head.weights is None else head.weights

    def seen(number: int) -> Encoded:
        return texts.encoded[number]._replace(vector=turned[number], weights=weights[texts.pieces[number]])

    found: list[Case] = []
    for more in WORDINGS:
        index = Index(raw.shape[1])
        for entry, wordings in enumerate(each.bank):
            for number in wordings[: 1 + more]:
                index.put(number * len(each.bank) + entry, entry, turned[number])
        found += [
            _case(each, texts, query, right, index, seen) for query, right in zip(each.queries, each.right, strict=True)
        ]
    return found


def _case(each: Set, texts: Texts, query: int, right: set[int], index: Index, seen: Any) -> Case:
    near = {
        entry: [number // len(each.bank) for number in numbers]
        for entry, numbers in index.nearest(turned_of(seen, query), CLOSEST).items()
    }
    candidates = [Candidate(entry, tuple(texts.texts[n] for n in numbers), "") for entry, numbers in near.items()]
    close = by_words(texts.texts[query], candidates)
    asked = seen(query)
    known = []
    for numbers in near.values():
        wordings = [(evidence(asked, seen(n), words=close(texts.texts[n])), texts.texts[n]) for n in numbers]
        known.append(sorted(wordings, key=lambda one: -one[0].meaning - one[0].covered))
    return Case(texts.texts[query], known, [entry in right for entry in near], bool(right))


def turned_of(seen: Any, number: int) -> NDArray[np.float32]:
    """The vector that is searched with."""
    vector: NDArray[np.float32] = seen(number).vector
    return vector


def _weighed(cases: Sequence[Case], ranked_by: Sequence[str]) -> Learned:
    order = _order(cases, ranked_by)
    found = [(_first(case, Learned(order, np.zeros(SIGNS), 0.0)), case.right) for case in cases]
    numbers = np.array([sure for (_, sure), _ in found])
    right = np.array([rights[first] for (first, _), rights in found], float)
    centre, spread = numbers.mean(axis=0), numbers.std(axis=0) + 1e-9
    scale, bias = _logistic((numbers - centre) / spread, right)
    return Learned(order, scale / spread, float(bias - (scale * centre / spread).sum()))


def _order(cases: Sequence[Case], ranked_by: Sequence[str]) -> Numbers:
    """The weights under which the right entry most probably comes first: softmax over the closest, gradient descent."""
    used = [case for case in cases if any(case.right) and len(case.found) == CLOSEST]
    numbers = np.array([[[getattr(best, name) for name in ranked_by] for (best, _), *_ in case.found] for case in used])
    right = np.array([case.right for case in used])
    weights = np.zeros(len(ranked_by))
    for _ in range(400):
        odds = numbers @ weights
        chances = np.exp(odds - odds.max(1, keepdims=True))
        chances /= chances.sum(1, keepdims=True)
        wanted = chances * right
        wanted /= wanted.sum(1, keepdims=True)
        weights += 2.0 * (((wanted - chances)[:, :, None] * numbers).sum(1).mean(0) - 2e-3 * weights)
    return np.pad(weights, (0, len(RANKED_BY) - len(weights)))


def _logistic(rows: Numbers, right: Numbers, *, ridge: float = 3.0) -> tuple[Numbers, float]:
    """Logistic regression by Newton's method."""
    wide = np.hstack([rows, np.ones((len(rows), 1))])
    held = np.diag([ridge] * rows.shape[1] + [0.0])
    found = np.zeros(wide.shape[1])
    for _ in range(30):
        chances = 1 / (1 + np.exp(-wide @ found))
        bent = wide.T @ (wide * (chances * (1 - chances))[:, None]) + held
        found += np.linalg.solve(bent, wide.T @ (right - chances) - held @ found)
    return found[:-1], float(found[-1])


def _first(case: Case, learned: Learned) -> tuple[int, list[float]]:
    scores = [[learned.score(wording) for wording, _ in each] for each in case.found]
    best = [score for score, *_ in scores]
    first = int(np.argmax(best))
    rivals = best[:first] + best[first + 1 :]
    return first, signs(case.found[first][0][0], learned, more=scores[first][1:], rivals=rivals)


def _judged(cases: Iterable[Case], learned: Learned) -> list[tuple[float, bool]]:
    found = []
    for case in cases:
        first, sure = _first(case, learned)
        found.append((doubted(learned.confidence(sure), case.text, case.found[first][0][1]), case.right[first]))
    return found


def _threshold(cases: Sequence[Case], learned: Learned, *, target: float = 0.96) -> float:
    """The lowest confidence above which the target precision holds, on what was learned from; 1 where it never does."""
    judged = sorted(_judged(cases, learned), reverse=True)
    right, threshold = 0, 1.0
    for number, (confidence, is_right) in enumerate(judged, 1):
        right += is_right
        if number >= 20 and right / number >= target:
            threshold = confidence
    return threshold


def _figures(cases: Sequence[Case], learned: Learned, threshold: float) -> Row:
    figures: Row = {}
    for place, more in enumerate(WORDINGS):
        size = len(cases) // len(WORDINGS)
        own = cases[place * size :][:size]
        judged = _judged(own, learned)
        proposed = [right for confidence, right in judged if confidence >= threshold]
        answered = [(case, right) for case, (_, right) in zip(own, judged, strict=True) if case.answered]
        by_score = [
            sorted(zip((learned.score(best) for (best, _), *_ in case.found), case.right, strict=True), reverse=True)
            for case, _ in answered
        ]
        figures[f"{1 + more} wordings"] = {
            "precision_at_1": round(sum(right for _, right in answered) / len(answered), 3),
            "recall_at_5": round(sum(any(right for _, right in each[:5]) for each in by_score) / len(answered), 3),
            "threshold": round(threshold, 3),
            "precision": round(sum(proposed) / len(proposed), 3) if proposed else 1.0,
            "coverage": round(len(proposed) / len(judged), 3),
        }
    return figures


def _told(figures: Row, thresholds: dict[float, float]) -> str:
    lines = [f"{name:12} {more:11} {row}" for name, each in figures.items() for more, row in each.items()]
    lines += [f"precision {target:.2f} from confidence {at:.3f} on" for target, at in thresholds.items()]
    return "\n".join(lines)
