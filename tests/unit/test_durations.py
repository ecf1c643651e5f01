"""Spans of time, as people write them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.organisation import durations


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90 s", 90),
        ("90s", 90),
        ("45 seconds", 45),
        ("1 second", 1),
        ("2 minutes", 120),
        ("2 min", 120),
        ("2m", 120),
        ("1 h 30 min", 5400),
        ("1h30m", 5400),
        ("1 hour and 30 minutes", 5400),
        ("1 hour, 30 minutes", 5400),
        ("1.5 hours", 5400),
        ("0.5 s", 0.5),
        ("2 hrs", 7200),
        ("1 DAY", 86_400),
        ("60 days", 60 * 86_400),
        ("  3 min  ", 180),
    ],
)
def test_what_people_write_is_understood(text: str, seconds: float):
    assert durations.read(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "5", "5 parsecs", "-5 minutes", "0 s", "61 days", "1 2 minutes", "minutes", "5 minutes later",
     "1..5 s", "1e3 s", "9999999999 s", "999999999 days", "5 minutess", "٥ parsecs"],
)  # fmt: skip
def test_what_is_no_span_is_not_guessed(text: str):
    assert durations.read(text) is None


@given(st.timedeltas(timedelta(microseconds=1), durations.LONGEST))
def test_every_span_that_is_written_reads_as_itself(span: timedelta):
    assert durations.read(durations.write(span)) == span


@given(st.text(max_size=40))
def test_any_text_is_a_span_within_bounds_or_none(text: str):
    span = durations.read(text)

    assert span is None or timedelta() < span <= durations.LONGEST


def test_spans_are_written_in_words():
    assert durations.write(timedelta(minutes=1)) == "1 minute"
    assert durations.write(timedelta(hours=1, minutes=30)) == "1 hour 30 minutes"
    assert durations.write(timedelta(seconds=0.5)) == "0.5 seconds"
