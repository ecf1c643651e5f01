"""The measurements of speed run and say what they promise to say. How fast anything is depends on the machine."""

import importlib
import json

import pytest

from bench import __main__ as bench
from bench import _figures
from bench._figures import figure
from tests import postgres

WANTED = {"name", "value", "unit", "reference", "reference_value", "ratio", "spread"}


@pytest.mark.parametrize(
    ("name", "reference"),
    [
        pytest.param("acks", "bare Bolt", marks=pytest.mark.thorough),
        pytest.param("answers", "1,000 wordings", marks=pytest.mark.thorough),
        pytest.param("load", "bare Bolt", marks=pytest.mark.thorough),
        pytest.param("memory", "after 50", marks=pytest.mark.soak),  # as `acks`, only longer
        pytest.param("outbox", "none waiting", marks=pytest.mark.thorough),
        ("stories", "the same SQL alone"),
        ("sweep", "1,000 open"),
    ],
)
def test_a_measurement_prints_each_figure_beside_its_reference(
    name: str, reference: str, capsys: pytest.CaptureFixture[str]
):
    measured = importlib.import_module(f"bench.{name}")

    status = measured.main(["--quick", "--json", "--database", "sqlite"])

    rows = json.loads(capsys.readouterr().out)
    assert status in (_figures.WELL, _figures.BELOW)
    assert reference in {row["reference"] for row in rows}
    for row in rows:
        assert row.keys() >= WANTED
        assert row["value"] > 0
        assert row["reference_value"] > 0
        assert row["spread"][0] <= row["ratio"] <= row["spread"][1]


@pytest.mark.soak
def test_the_outbox_is_measured_beside_pgqueuer(capsys: pytest.CaptureFixture[str]):
    pytest.importorskip("pgqueuer")
    if postgres.durable_server() is None:
        pytest.skip("no PostgreSQL server can be had here")

    importlib.import_module("bench.outbox").main(["--quick", "--json", "--database", "postgresql"])

    assert "pgqueuer" in {row["reference"] for row in json.loads(capsys.readouterr().out)}


def test_the_ratio_is_the_median_of_the_rounds_and_the_spread_shows_the_others():
    found = figure("x", [10, 30, 20], "a second", reference="y", against=[10, 10, 10], least=2.5)

    assert (found.value, found.reference_value, found.ratio, found.spread) == (20, 10, 2, (1, 3))
    assert not found.is_well


def test_a_ratio_above_what_it_may_be_at_most_is_not_well():
    assert not figure("x", [3], "ms", reference="y", against=[1], most=2).is_well
    assert figure("x", [2], "ms", reference="y", against=[1], most=2).is_well


def test_nothing_measured_is_neither_well_nor_below(capsys: pytest.CaptureFixture[str]):
    assert _figures.report([], as_json=False, missing="Left out: everything.") == _figures.CANT
    assert "Left out: everything." in capsys.readouterr().out


def test_all_hands_its_sizes_to_the_measurements_that_take_them():
    given = ["--full", "--json"]

    assert bench.arguments_for("sweep", given) == given
    assert bench.arguments_for("retrieval", given) == ["--json"]
    assert set(bench.SIZED) <= set(bench.names())
