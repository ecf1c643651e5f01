"""How well and how fast replies are trimmed, beside a naive cut, first sentences, BM25 and LexRank."""

import argparse
import json
import math
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot import trimming
from bot.trimming.outline import outline
from bot.trimming.stems import terms

DATA = Path(__file__).parents[2] / "shared" / "data" / "trimming"
LIMIT, NETWORK = 140, "x"
LONGEST = 40_000  # characters of a message
SETS = ("faq", "meds", "mediqa_mas", "lfqa")
Row = dict[str, Any]
Way = Callable[[Row], str]  # one text for a row, empty where there is none


def main(argv: list[str]) -> int:
    """Trim a file of replies, or measure on the development sets; 1 where a fact was changed or a limit broken."""
    options = _options(argv)
    if options.input is not None:
        return _trim(options.input, options.out)
    if not DATA.exists():
        print(f"There is no {DATA}.")
        return 2
    table = {name: _measure(_rows(DATA / f"{name}.jsonl")) for name in SETS}
    judged = _judged(_rows(DATA / "guard_human.jsonl"))
    longest = _longest(_rows(DATA / "faq.jsonl"))
    if options.json:
        print(json.dumps({**table, "judged by people": judged, "longest": longest}, indent=1))
    else:
        told = {**judged, **longest}
        print(_table(table), "", *(f"{name:<44}{value:6.3g}" for name, value in told.items()), sep="\n")
    return int(any(figures["over limit"] or figures["guard findings"] for figures in table.values()))


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench trimming", description=__doc__)
    parser.add_argument("--input", type=Path, help="JSONL with id, question, answer: trim these instead of measuring")
    parser.add_argument("--out", type=Path, help="where the JSONL goes, one line each, in order; else it is printed")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    return parser.parse_args(argv)


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def shortened(row: Row) -> trimming.Shortened:
    """The row's answer as the bot would trim it."""
    text = str(row.get("answer", row.get("text", "")))
    limit = int(row.get("limit", LIMIT))
    return trimming.shorten([text], question=str(row.get("question", "")), limit=limit, network=NETWORK)


def line(row: Row) -> Row:
    """What is written for a row."""
    result = shortened(row)
    candidates = [
        {"text": each.text, "length": each.length, "warnings": list(each.warnings)} for each in result.candidates
    ]
    return {"id": row.get("id"), "candidates": candidates, "refused_because": result.refused_because}


def _trim(path: Path, out: Path | None) -> int:
    lines = [json.dumps(line(row), ensure_ascii=False) for row in _rows(path)]
    if out is None:
        print("\n".join(lines))
    else:
        out.write_text("".join(f"{each}\n" for each in lines), "utf-8")
    return 0


def _measure(rows: Sequence[Row]) -> dict[str, float]:
    results, milliseconds = [], []
    for row in rows:
        started = time.perf_counter()
        results.append(shortened(row))
        milliseconds.append(1000 * (time.perf_counter() - started))
    offered = [each for result in results for each in result.candidates]
    with_one = [(row, result) for row, result in zip(rows, results, strict=True) if result.candidates]
    started = time.perf_counter()
    for row in rows:
        first_sentences(row)
    reference = 1000 * (time.perf_counter() - started) / len(rows)
    figures: dict[str, float] = {
        "replies": len(rows),
        "with a candidate": len(with_one) / len(rows),
        "no sentence fits": sum(not _has_a_short_sentence(row) for row in rows) / len(rows),
        "first one warned": statistics.fmean(bool(result.candidates[0].warnings) for _, result in with_one),
        "over limit": sum(not trimming.fits(each.text, LIMIT, NETWORK) for each in offered),
        "guard findings": sum(
            bool(trimming.guard("\n".join(result.sentences), each.text))
            for _, result in with_one
            for each in result.candidates
        ),
        "ms, median": statistics.median(milliseconds),
        "ms, 95 in 100": sorted(milliseconds)[int(0.95 * len(milliseconds))],
        "ms, first sentences": reference,
    }
    ways: dict[str, Way] = {
        "naive cut": naive_cut,
        "first sentences": first_sentences,
        "BM25": bm25,
        "LexRank": lexrank,
    }
    if any("reference" in row for row in rows):
        firsts = {id(row): result.candidates[0].text for row, result in with_one}
        own: Way = lambda row: firsts[id(row)]  # noqa: E731
        for name, way in {"ours": own, **ways}.items():
            figures[f"ROUGE-1 {name}"] = statistics.fmean(_rouge(way(row), row) for row, _ in with_one)
    return figures


def _longest(rows: Sequence[Row]) -> dict[str, float]:
    """As much as fits into one message of Slack: the middle of seven times, by turns with the first sentences."""
    row = {"question": rows[0]["question"], "answer": "\n".join(row["answer"] for row in rows)[:LONGEST]}
    ours: list[float] = []
    reference: list[float] = []
    for _ in range(7):
        for way, found in ((shortened, ours), (first_sentences, reference)):
            started = time.perf_counter()
            way(row)
            found.append(1000 * (time.perf_counter() - started))
    name = f"ms, {LONGEST:,} characters"
    return {name: statistics.median(ours), f"{name}, first sentences": statistics.median(reference)}


def _judged(rows: Sequence[Row]) -> dict[str, float]:
    """How often whole sentences that people found misleading, or not, carry a warning of what they leave out."""
    warned: dict[bool, list[bool]] = {True: [], False: []}
    for row in rows:
        sentences = [each.text for each in outline([row["answer"]])]
        against = row["meaning"].count("No")
        if against == 1 or len(sentences) < 2 or not _is_extract(row["summary"], sentences):
            continue  # a single vote is no judgement
        found = trimming.review([row["answer"]], question=row["question"], text=row["summary"])
        warned[against > 1].append(bool(found.omissions))
    return {
        "misleading extracts": len(warned[True]),
        "misleading extracts, warned": statistics.fmean(warned[True]),
        "good extracts": len(warned[False]),
        "good extracts, warned": statistics.fmean(warned[False]),
    }


def _is_extract(summary: str, sentences: Sequence[str]) -> bool:
    """Whether it is made of some of these sentences, and nothing else."""
    rest, kept = _letters(summary), 0
    for each in sorted(sentences, key=len, reverse=True):
        if _letters(each) and _letters(each) in rest:
            rest, kept = rest.replace(_letters(each), "", 1), kept + 1
    return 0 < kept < len(sentences) and len(rest) < 4


def _letters(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


def _has_a_short_sentence(row: Row) -> bool:
    return any(trimming.fits(each.text, LIMIT, NETWORK) for each in outline([str(row["answer"])]))


def _rouge(text: str, row: Row) -> float:
    """ROUGE-1 F1 (Lin 2004) with stems, the best of the references."""
    mine = Counter(terms(text, ""))
    best = 0.0
    for reference in row.get("references") or [row["reference"]]:
        theirs = Counter(terms(str(reference), ""))
        shared = sum((mine & theirs).values())
        if shared:
            best = max(best, 2 * shared / (sum(mine.values()) + sum(theirs.values())))
    return best


def _packed(sentences: Sequence[str], order: Sequence[int]) -> str:
    """As many as fit, taken in this order, shown in their own."""
    chosen: list[int] = []
    for at in order:
        if trimming.fits(" ".join(sentences[i] for i in sorted([*chosen, at])), LIMIT, NETWORK):
            chosen.append(at)
    return " ".join(sentences[i] for i in sorted(chosen))


def _sentences(row: Row) -> list[str]:
    return [each.text for each in outline([str(row["answer"])])]


def naive_cut(row: Row) -> str:
    """The first characters, whatever they cut."""
    return trimming.plain(str(row["answer"]))[:LIMIT]


def first_sentences(row: Row) -> str:
    """Whole sentences from the front, those that fit."""
    sentences = _sentences(row)
    return _packed(sentences, range(len(sentences)))


def bm25(row: Row) -> str:
    """Whole sentences by their words in common with the question."""
    sentences = _sentences(row)
    bags = [Counter(terms(each, "en")) for each in sentences]
    asked = set(terms(str(row["question"]), "en"))
    mean = statistics.fmean(map(len, bags)) if bags else 1.0

    def score(bag: Counter[str]) -> float:
        return sum(
            math.log(1 + len(bags) / (0.5 + sum(term in other for other in bags)))
            * bag[term]
            * 2.2
            / (bag[term] + 1.2 * (0.25 + 0.75 * sum(bag.values()) / max(mean, 1)))
            for term in asked
            if term in bag
        )

    return _packed(sentences, sorted(range(len(bags)), key=lambda i: -score(bags[i])))


def lexrank(row: Row) -> str:
    """Whole sentences by their likeness to the others (Erkan and Radev 2004, degree centrality)."""
    sentences = _sentences(row)[:60]
    bags = [Counter(terms(each, "en")) for each in sentences]

    def like(one: Counter[str], other: Counter[str]) -> float:
        norm = math.sqrt(sum(n * n for n in one.values()) * sum(n * n for n in other.values()))
        return sum(n * other[term] for term, n in one.items()) / norm if norm else 0.0

    degree = [sum(like(one, other) for other in bags) for one in bags]
    return _packed(sentences, sorted(range(len(bags)), key=lambda i: -degree[i]))


def _table(table: dict[str, dict[str, float]]) -> str:
    names = list(dict.fromkeys(name for figures in table.values() for name in figures))
    lines = [f"{'':<24}" + "".join(f"{each:>12}" for each in table)]
    for name in names:
        cells = (figures.get(name) for figures in table.values())
        lines.append(f"{name:<24}" + "".join(f"{'' if cell is None else format(cell, '.4g'):>12}" for cell in cells))
    return "\n".join(lines)
