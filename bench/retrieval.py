"""Whether earlier answers are found: recall, first places, offers in vain, and milliseconds, beside plain FTS5."""

import argparse
import asyncio
import json
import re
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from bot import retrieval
from bot.db import entries
from bot.db.engine import Database
from bot.db.migrating import migrate
from bot.db.models import Entry, Wording

DATA = Path(__file__).parents[2] / "shared" / "data" / "retrieval" / "dev"
BAR = 0.65  # recall at 5, over all queries that have an answer
RANKED, OFFERED = 10, 3
Row = dict[str, Any]
Found = list[tuple[str, float]]  # id and score, best first
Search = Callable[[str, str], Awaitable[Found]]  # set, question


@dataclass
class Result:
    """What one way of searching found, and how long each query took."""

    found: dict[str, Found] = field(default_factory=dict)
    milliseconds: dict[str, float] = field(default_factory=dict)


def main(argv: list[str]) -> int:
    """Measure; 0 at or above the bar, 1 below it, 2 where there is nothing to measure with."""
    options = _options(argv)
    if not (options.bank.exists() and options.queries.exists()):
        print(f"There is no {options.bank} or no {options.queries}.")
        return 2
    bank, queries = _rows(options.bank), _rows(options.queries)
    ours, plain = asyncio.run(_measure(bank, queries, options.aliases))
    if options.out is not None:
        lines = (json.dumps(_line(query["id"], ours.found[query["id"]])) for query in queries)
        options.out.write_text("".join(f"{line}\n" for line in lines))
    queries = [query for query in queries if "relevant" in query]
    if not queries:
        print(f"{len(ours.found)} queries searched; they don't say what is right, so nothing is measured.")
        return 0
    table = {
        f"{name}, {group}": _figures(result, [query for query in queries if group in ("all", query["set"])])
        for group in ("all", *sorted({query["set"] for query in queries}))
        for name, result in (("ours", ours), ("plain FTS5", plain))
    }
    print(json.dumps(table, indent=1) if options.json else _table(table))
    return 0 if table["ours, all"]["recall_at_5"] >= BAR else 1


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench retrieval", description=__doc__)
    parser.add_argument("--bank", type=Path, default=DATA / "bank.jsonl", help="{id, set, question, answer?, aliases?}")
    parser.add_argument("--queries", type=Path, default=DATA / "queries.jsonl", help="{id, set, question, relevant?}")
    parser.add_argument("--out", type=Path, help="where to write {id, ranked, scores, confidence, proposed} per query")
    parser.add_argument("--aliases", type=int, default=0, metavar="N", help="take up to N more wordings of each entry")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    return parser.parse_args(argv)


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text().splitlines() if line.strip()]


def _line(query: str, found: Found) -> Row:
    return {
        "id": query,
        "ranked": [entry for entry, _ in found],
        "scores": [round(score, 4) for _, score in found],
        "confidence": round(found[0][1], 4) if found else 0.0,
        "proposed": None,  # words alone never propose: they only find what a person may choose
    }


async def _measure(bank: list[Row], queries: list[Row], aliases: int) -> tuple[Result, Result]:
    """Both ways by turns, so that they meet the same moments of the machine."""
    ours, plain = Result(), Result()
    async with _our_search(bank, aliases) as search_ours:
        with _plain_fts5(bank, aliases) as search_plain:
            for query in queries:
                for result, search in ((ours, search_ours), (plain, search_plain)):
                    started = time.perf_counter()
                    result.found[query["id"]] = await search(query["set"], query["question"])
                    result.milliseconds[query["id"]] = (time.perf_counter() - started) * 1000
    return ours, plain


@asynccontextmanager
async def _our_search(bank: list[Row], aliases: int) -> Any:
    """The search of the bot itself over a database of its own; each set is a workspace."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}"
        await migrate(url)
        db = Database(url)
        async with db.transaction() as session:
            rows = [(_entry(row), row) for row in bank]
            session.add_all([entry for entry, _ in rows])
            await session.flush()
            session.add_all([wording for entry, row in rows for wording in _wordings(entry, row, aliases)])
        ids = {entry.id: row["id"] for entry, row in rows}

        async def search(workspace: str, text: str) -> Found:
            async with db.snapshot() as session:
                found = await entries.search(session, workspace, text, limit=RANKED)
            return [(ids[match.entry], match.score) for _, match in found]

        try:
            yield search
        finally:
            await db.close()


def _entry(row: Row) -> Entry:
    answer, nobody = row.get("answer", ""), ""
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
def _plain_fts5(bank: list[Row], aliases: int) -> Iterator[Search]:
    """The reference: SQLite's own stemming and BM25 order over the questions, any word of the query counts."""
    db = sqlite3.connect(":memory:")
    for name in {row["set"] for row in bank}:
        db.execute(f'CREATE VIRTUAL TABLE "{name}" USING fts5(text, id UNINDEXED, tokenize="porter unicode61")')
    for row in bank:
        db.executemany(f'INSERT INTO "{row["set"]}" VALUES (?, ?)', [(t, row["id"]) for t in _asked(row, aliases)])

    async def search(name: str, text: str) -> Found:
        query = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", text))
        found: dict[str, float] = {}
        for entry, rank in db.execute(f'SELECT id, rank FROM "{name}" WHERE "{name}" MATCH ? ORDER BY rank', (query,)):
            found.setdefault(entry, -rank)
        return list(found.items())[:RANKED]

    yield search
    db.close()


def _figures(result: Result, queries: Sequence[Row]) -> Row:
    asked = [query for query in queries if query["relevant"]]
    in_vain = [query for query in queries if not query["relevant"]]
    took = sorted(result.milliseconds[query["id"]] for query in (*asked, *in_vain))

    def right(query: Row, most: int, least: float = 0.0) -> bool:
        found = result.found[query["id"]][:most]
        return any(entry in query["relevant"] and score >= least for entry, score in found)

    def offers(query: Row) -> bool:
        return any(score >= retrieval.SILENT_BELOW for _, score in result.found[query["id"]][:OFFERED])

    return {
        "queries": len(asked) + len(in_vain),
        "precision_at_1": _share(right(query, 1) for query in asked),
        "recall_at_5": _share(right(query, 5) for query in asked),
        "offered_rightly": _share(right(query, OFFERED, retrieval.SILENT_BELOW) for query in asked),
        "offered_in_vain": _share(offers(query) for query in in_vain),
        "ms_median": round(statistics.median(took), 2),
        "ms_99th": round(took[len(took) * 99 // 100], 2),
    }


def _share(each: Iterable[bool]) -> float:
    every = list(each)
    return round(sum(every) / len(every), 3) if every else 0.0


def _table(figures: dict[str, Row]) -> str:
    columns = list(next(iter(figures.values())))
    lines = [f"{'':<26}" + "".join(f"{column.replace('_', ' '):>17}" for column in columns)]
    lines += [f"{name:<26}" + "".join(f"{row[column]:>17}" for column in columns) for name, row in figures.items()]
    return "\n".join([*lines, f"Bar: recall at 5 of ours, all, at least {BAR}."])
