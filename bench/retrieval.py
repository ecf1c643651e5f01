"""Whether earlier answers are found: first places, recall, what is proposed, and milliseconds, beside other ways.

Ours was learned on the development sets, so there it looks better than it is: `python -m bench learning` shows each set
with what was learned on the others. Without --bank it also measures how the time grows with what is kept.
"""

import argparse
import asyncio
import json
import random
import re
import sqlite3
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from bot import retrieval
from bot.db import entries
from bot.db.engine import Database
from bot.db.knowing import KNOWING, Knowing
from bot.db.migrating import migrate
from bot.db.models import Entry, Wording
from bot.retrieval.encoder import Encoder
from bot.retrieval.index import Index
from bot.settings import Settings
from bot.understanding import encoder

DATA = Path(__file__).parents[2] / "shared" / "data" / "retrieval" / "dev"
PRECISION_AT_1, RECALL_AT_5 = 0.66, 0.87  # the bars, with one wording for each entry
RANKED, OFFERED = 10, 3
SIZES = (1_000, 10_000, 100_000)
LOOKS = 200
Row = dict[str, Any]


@dataclass
class Found:
    """What one query found: ids and scores, best first, and how sure the first one is."""

    ranked: list[tuple[str, float]]
    confidence: float = 0.0


Search = Callable[[str, str], Awaitable[Found]]  # set, question


@dataclass
class Result:
    """What one way of searching found, and how long each query took."""

    found: dict[str, Found] = field(default_factory=dict)
    milliseconds: dict[str, float] = field(default_factory=dict)


def main(argv: list[str]) -> int:
    """Measure; 0 at or above the bars, 1 below one, 2 where there is nothing to measure with."""
    options = _options(argv)
    if not (options.bank.exists() and options.queries.exists()):
        print(f"There is no {options.bank} or no {options.queries}.")
        return 2
    bank, queries = _rows(options.bank), _rows(options.queries)
    own = encoder(options.encoder, options.prefix)
    results = asyncio.run(_measure(own, bank, queries, options.aliases, alone=options.out is not None))
    threshold = own.learned.threshold(options.precision)
    if options.out is not None:
        lines = (json.dumps(_line(query["id"], results["ours"].found[query["id"]], threshold)) for query in queries)
        options.out.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    queries = [query for query in queries if "relevant" in query]
    if not queries:
        print(f"{len(results['ours'].found)} queries searched; they don't say what is right, so nothing is measured.")
        return 0
    table = {
        f"{name}, {group}": _figures(result, [q for q in queries if group in ("all", q["set"])], threshold)
        for group in ("all", *sorted({query["set"] for query in queries}))
        for name, result in results.items()
    }
    grown = _growth(own.dimensions) if options.bank == DATA / "bank.jsonl" and options.out is None else {}
    print(json.dumps({"found": table, "milliseconds": grown}, indent=1) if options.json else _told(table, grown))
    ours = table["ours, all"]
    return 0 if ours["precision_at_1"] >= PRECISION_AT_1 and ours["recall_at_5"] >= RECALL_AT_5 else 1


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench retrieval", description=__doc__)
    parser.add_argument("--bank", type=Path, default=DATA / "bank.jsonl", help="{id, set, question, answer?, aliases?}")
    parser.add_argument("--queries", type=Path, default=DATA / "queries.jsonl", help="{id, set, question, relevant?}")
    parser.add_argument("--out", type=Path, help="where to write {id, ranked, scores, confidence, proposed} per query")
    parser.add_argument("--encoder", default="", metavar="FOLDER", help="another encoder, as ENCODER names it")
    parser.add_argument("--prefix", default="", help="as ENCODER_PREFIX")
    parser.add_argument("--aliases", type=int, default=0, metavar="N", help="take up to N more wordings of each entry")
    target = Settings.model_fields["propose_precision"].default
    parser.add_argument("--precision", type=float, default=target, help=f"what the proposals aim at ({target})")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    return parser.parse_args(argv)


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _line(query: str, found: Found, threshold: float) -> Row:
    return {
        "id": query,
        "ranked": [entry for entry, _ in found.ranked],
        "scores": [round(score, 4) for _, score in found.ranked],
        "confidence": round(found.confidence, 4),
        "proposed": found.ranked[0][0] if found.ranked and found.confidence >= threshold else None,
    }


async def _measure(
    own: Encoder, bank: list[Row], queries: list[Row], aliases: int, *, alone: bool
) -> dict[str, Result]:
    """All ways by turns, so that they meet the same moments of the machine; `alone`: only ours."""
    with ExitStack() as others:
        async with _our_search(own, bank, aliases) as ours:
            ways: dict[str, Search] = {"ours": ours}
            if not alone:
                ways["BM25 (FTS5)"] = others.enter_context(_fts5(bank, aliases, "porter unicode61", r"\w+"))
                ways["trigrams (FTS5)"] = others.enter_context(_fts5(bank, aliases, "trigram", r"\w{3,}"))
                ways["raw cosine"] = _cosine(own, bank, aliases)
            results = {name: Result() for name in ways}
            for query in queries:
                for name, search in ways.items():
                    started = time.perf_counter()
                    results[name].found[query["id"]] = await search(query["set"], query["question"])
                    results[name].milliseconds[query["id"]] = (time.perf_counter() - started) * 1000
    return results


@asynccontextmanager
async def _our_search(own: Encoder, bank: list[Row], aliases: int) -> AsyncIterator[Search]:
    """The search of the bot itself over a database of its own; each set is a workspace."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}"
        await migrate(url)
        db = Database(url)
        knowing = Knowing(own)
        db.tell(**{KNOWING: knowing})
        async with db.transaction() as session:
            rows = [(_entry(row), row) for row in bank]
            session.add_all([entry for entry, _ in rows])
            await session.flush()
            session.add_all([wording for entry, row in rows for wording in _wordings(entry, row, aliases)])
        await knowing.warm(db)
        ids = {entry.id: row["id"] for entry, row in rows}

        async def search(workspace: str, text: str) -> Found:
            async with db.snapshot() as session:
                found = [match for _, match in await entries.search(session, workspace, text, limit=RANKED)]
            return Found(
                [(ids[match.entry], match.score) for match in found], (found[0].confidence or 0.0) if found else 0.0
            )

        try:
            yield search
        finally:
            await db.close()


def _entry(row: Row) -> Entry:
    answer, nobody = row.get("answer") or "", ""
    return Entry(
        workspace=row["set"], question=row["question"], short=answer[:140], full=answer, account=nobody, network="x",
        topic=nobody, department=nobody, expert=nobody, approver=nobody, review_on=date.max, used_on=nobody,
    )  # fmt: skip


def _asked(row: Row, aliases: int) -> list[str]:
    return [row["question"], *row.get("aliases", [])[:aliases]]


def _wordings(entry: Entry, row: Row, aliases: int) -> Iterator[Wording]:
    for text in _asked(row, aliases):
        terms = " ".join(retrieval.terms(text))
        yield Wording(workspace=entry.workspace, entry_id=entry.id, text=text, terms=terms)


@contextmanager
def _fts5(bank: list[Row], aliases: int, tokenizer: str, word: str) -> Iterator[Search]:
    """SQLite's own index and BM25 order over the questions; any word of the query counts."""
    db = sqlite3.connect(":memory:")
    for name in {row["set"] for row in bank}:
        db.execute(f'CREATE VIRTUAL TABLE "{name}" USING fts5(text, id UNINDEXED, tokenize="{tokenizer}")')
    for row in bank:
        db.executemany(f'INSERT INTO "{row["set"]}" VALUES (?, ?)', [(t, row["id"]) for t in _asked(row, aliases)])

    async def search(name: str, text: str) -> Found:
        query = " OR ".join(f'"{each}"' for each in re.findall(word, text))
        if not query:
            return Found([])
        found: dict[str, float] = {}
        for entry, rank in db.execute(f'SELECT id, rank FROM "{name}" WHERE "{name}" MATCH ? ORDER BY rank', (query,)):
            found.setdefault(entry, -rank)
        return Found(list(found.items())[:RANKED])

    yield search
    db.close()


def _cosine(own: Encoder, bank: list[Row], aliases: int) -> Search:
    """The encoder as it comes, with nothing learned: the closest vectors."""
    asked = [(row["set"], row["id"], text) for row in bank for text in _asked(row, aliases)]
    vectors = np.stack([each.raw for each in own.encode([text for *_, text in asked])])
    of_set: dict[str, list[int]] = {}
    for place, (name, *_) in enumerate(asked):
        of_set.setdefault(name, []).append(place)

    async def search(name: str, text: str) -> Found:
        places = of_set[name]
        scores = vectors[places] @ own.encode_one(text).raw
        found: dict[str, float] = {}
        for place in np.argsort(-scores, kind="stable"):
            found.setdefault(asked[places[place]][1], float(scores[place]))
        return Found(list(found.items())[:RANKED])

    return search


def _growth(dimensions: int) -> Row:
    """How long the exact search takes in memory, by how much is kept."""
    chance, figures = np.random.default_rng(0), {}
    for size in SIZES:
        index = Index(dimensions)
        vectors = chance.standard_normal((size, dimensions), np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        for number, vector in enumerate(vectors):
            index.put(number, number, vector)
        took = []
        for number in random.Random(0).choices(range(size), k=LOOKS):
            started = time.perf_counter()
            index.nearest(vectors[number], RANKED)
            took.append((time.perf_counter() - started) * 1000)
        figures[f"{size:,}"] = round(statistics.median(took), 2)
    return figures


def _figures(result: Result, queries: Sequence[Row], threshold: float) -> Row:
    asked = [query for query in queries if query["relevant"]]
    in_vain = [query for query in queries if not query["relevant"]]
    took = sorted(result.milliseconds[query["id"]] for query in (*asked, *in_vain))

    def right(query: Row, most: int) -> bool:
        return any(entry in query["relevant"] for entry, _ in result.found[query["id"]].ranked[:most])

    proposed = [query for query in queries if result.found[query["id"]].confidence >= threshold]
    return {
        "queries": len(queries),
        "precision_at_1": _share(right(query, 1) for query in asked),
        "recall_at_5": _share(right(query, 5) for query in asked),
        "precision": _share(right(query, 1) for query in proposed) if proposed else None,
        "coverage": round(len(proposed) / len(queries), 3),
        "ms_median": round(statistics.median(took), 2),
        "ms_99th": round(took[len(took) * 99 // 100], 2),
    }


def _share(each: Iterable[bool]) -> float:
    every = list(each)
    return round(sum(every) / len(every), 3) if every else 0.0


def _told(figures: dict[str, Row], grown: Row) -> str:
    columns = list(next(iter(figures.values())))
    lines = [f"{'':<28}" + "".join(f"{column.replace('_', ' '):>16}" for column in columns)]
    for name, row in figures.items():
        lines.append(f"{name:<28}" + "".join(f"{row[column] or '-':>16}" for column in columns))
    lines.append(f"Bars, on sets that were not learned from: {PRECISION_AT_1} and {RECALL_AT_5} of ours, all.")
    lines += [f"Exact search in memory, {size} wordings: {took} ms" for size, took in grown.items()]
    return "\n".join(lines)
