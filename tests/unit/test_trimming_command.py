"""`python -m bot trim` and `python -m bench trimming`: the same trimming from a shell."""

import argparse
import io
import json

import pytest

from bench import trimming as bench
from bot.cli import trim

REPLY = "Yes, it's open. But not on Sunday. The café closes at 5 pm on every other day of the week."


def run(*arguments):
    parser = argparse.ArgumentParser()
    trim.add_arguments(parser)
    return trim.run(parser.parse_args(arguments))


def test_the_best_text_is_printed_with_what_is_left_out(capsys):
    assert run("--limit", "40", "--question", "Is it open?", REPLY) == 0

    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "Yes, it's open. But not on Sunday."
    assert printed[1] == "  34 of 40"
    assert printed[2].startswith("  left out: The café closes")


def test_without_a_text_standard_input_is_read(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("Yes, it's open.\n"))

    assert run("--json") == 0

    printed = json.loads(capsys.readouterr().out)
    assert [each["text"] for each in printed["candidates"]] == ["Yes, it's open."]


def test_where_nothing_fits_it_fails_and_says_by_how_much(capsys):
    assert run("--limit", "10", "Yes, it's open.") == 1

    assert capsys.readouterr().out == "Your shortest complete answer is 5 over the limit of 10.\nYes, it's open.\n"


def test_an_impossible_limit_is_refused(capsys):
    assert run("--limit", "0", "Yes.") == 2
    assert "1 or more" in capsys.readouterr().err


def test_an_unknown_network_is_refused(capsys):
    with pytest.raises(SystemExit):
        run("--network", "carrier pigeon", "Yes.")
    assert "carrier pigeon" in capsys.readouterr().err


def test_a_file_of_replies_becomes_a_file_of_candidates_in_the_same_order(tmp_path):
    rows = [{"id": n, "question": "Is it open?", "answer": answer} for n, answer in enumerate(["Yes.", "", REPLY])]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))

    assert bench.main(["--input", str(tmp_path / "in.jsonl"), "--out", str(tmp_path / "out.jsonl")]) == 0

    written = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [row["id"] for row in written] == [0, 1, 2]
    assert written[0]["candidates"] == [{"text": "Yes.", "length": 4, "warnings": []}]
    assert written[1] == {"id": 1, "candidates": [], "refused_because": written[1]["refused_because"]}
    assert written[1]["refused_because"]
    assert written[2]["candidates"][0]["text"] == REPLY


def test_several_networks_can_be_named(capsys):
    assert run("--network", "x+bluesky", "Yes.") == 0
    with pytest.raises(SystemExit):
        run("--network", "x+fax", "Yes.")
    assert "fax is not known; choose from x, bluesky" in capsys.readouterr().err
