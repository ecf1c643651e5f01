"""The measurement of the search: its files, its figures, its bar."""

import json
from pathlib import Path
from typing import Any

import pytest

from bench import __main__ as bench
from bench import retrieval

BANK = [
    {"id": "b1", "set": "city", "question": "Is the tap water safe?", "aliases": ["May I drink it?"]},
    {"id": "b2", "set": "city", "question": "When does the library open?", "answer": "At nine."},
    {"id": "b3", "set": "zoo", "question": "Is the tap water safe for camels?"},
]
QUERIES = [
    {"id": "q1", "set": "city", "question": "tap water safe to use?", "relevant": ["b1"]},
    {"id": "q2", "set": "city", "question": "library opening", "relevant": ["b2"]},
    {"id": "q3", "set": "city", "question": "drink", "relevant": ["b1"]},
    {"id": "q4", "set": "city", "question": "Who won the game?", "relevant": []},
]


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return path


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    bank, queries = written(tmp_path / "bank.jsonl", BANK), written(tmp_path / "queries.jsonl", QUERIES)
    return ["--bank", str(bank), "--queries", str(queries)]


def test_each_query_is_written_with_what_was_found_in_its_own_set(files: list[str], tmp_path: Path):
    out = tmp_path / "out.jsonl"

    retrieval.main([*files, "--out", str(out)])

    rows = {row["id"]: row for row in map(json.loads, out.read_text().splitlines())}
    assert [rows[name]["ranked"] for name in ("q1", "q2", "q3", "q4")] == [["b1"], ["b2"], ["b1"], []]
    assert rows["q1"]["confidence"] > rows["q2"]["confidence"] > rows["q4"]["confidence"] == 0
    assert rows["q4"]["proposed"] is None


def test_what_is_sure_enough_is_proposed(files: list[str], tmp_path: Path):
    out = tmp_path / "out.jsonl"

    for precision, proposed in (("0.9", "b1"), ("1.0", None)):
        retrieval.main([*files, "--out", str(out), "--precision", precision, "--aliases", "1"])
        row = json.loads(out.read_text().splitlines()[0])
        assert row["proposed"] == proposed


def test_more_wordings_find_more(files: list[str], tmp_path: Path, capsys: Any):
    scores = {}
    for aliases in ("0", "1"):
        retrieval.main([*files, "--out", str(tmp_path / aliases), "--json", "--aliases", aliases])
        rows = map(json.loads, (tmp_path / aliases).read_text().splitlines())
        scores[aliases] = {row["id"]: row["scores"][0] for row in rows if row["ranked"]}
    figures = json.loads(capsys.readouterr().out.rpartition("\n{")[2].join(["{", ""]))["found"]["ours, all"]

    assert scores["1"]["q3"] > scores["0"]["q3"]
    assert figures["recall_at_5"] == 1
    assert figures["queries"] == 4


def test_below_the_bar_is_a_failure(tmp_path: Path, capsys: Any):
    bank = written(tmp_path / "bank.jsonl", BANK)
    queries = written(tmp_path / "queries.jsonl", [{**QUERIES[3], "relevant": ["b1"]}])

    assert retrieval.main(["--bank", str(bank), "--queries", str(queries)]) == 1
    assert "Bars, on sets" in capsys.readouterr().out


def test_queries_without_the_right_answers_are_searched_and_not_measured(tmp_path: Path, capsys: Any):
    bank, out = written(tmp_path / "bank.jsonl", BANK), tmp_path / "out.jsonl"
    asked = [{key: value for key, value in query.items() if key != "relevant"} for query in QUERIES]
    queries = written(tmp_path / "queries.jsonl", asked)

    assert retrieval.main(["--bank", str(bank), "--queries", str(queries), "--out", str(out)]) == 0
    assert "4 queries searched" in capsys.readouterr().out
    assert len(out.read_text().splitlines()) == 4


def test_without_data_it_says_so(tmp_path: Path, capsys: Any):
    assert retrieval.main(["--bank", str(tmp_path / "none.jsonl")]) == 2
    assert "There is no" in capsys.readouterr().out


def test_a_measurement_is_chosen_by_its_name(files: list[str], capsys: Any):
    assert "retrieval" in bench.names()
    assert bench.main(["retrieval", *files]) == 0
    assert "BM25 (FTS5)" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        bench.main(["weather"])


@pytest.mark.thorough
@pytest.mark.skipif(not retrieval.DATA.exists(), reason="the development data isn't beside this checkout")
def test_real_rewordings_are_found_above_the_bar(tmp_path: Path, capsys: Any):
    every = [json.loads(line) for line in (retrieval.DATA / "queries.jsonl").read_text().splitlines()]
    sample = written(tmp_path / "queries.jsonl", every[::15])

    assert retrieval.main(["--queries", str(sample), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)["found"]
    for reference in ("BM25 (FTS5), all", "trigrams (FTS5), all", "raw cosine, all"):
        for name in ("precision_at_1", "recall_at_5"):
            assert figures["ours, all"][name] > figures[reference][name]
    assert figures["ours, all"]["precision"] >= 0.9
