"""Sixty hostile replies (tests/data/nasty.jsonl), each with what must and must not come out."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot import trimming

ROWS = [json.loads(line) for line in (Path(__file__).parents[1] / "data/nasty.jsonl").read_text("utf-8").splitlines()]
Row = dict[str, Any]


def shortened(row: Row) -> trimming.Shortened:
    return trimming.shorten([row["text"]], question=row["question"], limit=row.get("limit", 140), network="x")


def test_all_sixty_are_here():
    assert len(ROWS) == 60


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_hostile_reply_keeps_what_it_must(row: Row):
    result = shortened(row)

    expected = row.get("expect", "candidates")
    if expected == "none":
        assert result.candidates == ()
        assert result.refused_because
    elif expected == "candidates":
        assert result.candidates, result.refused_because
    for needle in row["must_keep"] if result.candidates else []:
        assert needle in result.candidates[0].text, row["note"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_no_candidate_of_a_hostile_reply_says_what_it_must_not(row: Row):
    for candidate in shortened(row).candidates:
        assert not [needle for needle in row["must_not_contain"] if needle in candidate.text], row["note"]
        for said, needed in row.get("if_then", []):
            assert said not in candidate.text or needed in candidate.text, row["note"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_every_candidate_of_a_hostile_reply_fits_and_changes_nothing(row: Row):
    source = "\n".join(shortened(row).sentences)

    for candidate in shortened(row).candidates:
        assert trimming.fits(candidate.text, row.get("limit", 140), "x")
        assert candidate.length == trimming.length(candidate.text, "x")
        assert trimming.guard(source, candidate.text) == ()
        assert trimming.guard(trimming.plain(row["text"]), candidate.text) == ()


def test_forty_thousand_characters_are_read_to_their_end():
    result = shortened(next(row for row in ROWS if row["id"] == "nasty-52"))

    assert result.candidates[0].text.count("The quick answer") == 1
