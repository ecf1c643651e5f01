"""Pairs of questions that were written to mislead: as like each other as can be but for what matters."""

from pathlib import Path

import pytest

from bot import retrieval
from bot.retrieval.confidence import doubted
from bot.settings import Settings
from bot.understanding import encoder

PAIRS = [
    line.split(" | ")
    for line in (Path(__file__).parents[1] / "data" / "retrieval_traps.txt").read_text("utf-8").splitlines()
]
AT_MOST = 0.04  # of them may be proposed


@pytest.mark.parametrize("beside", [0, retrieval.CLOSEST - 1])
def test_next_to_none_of_them_is_proposed_alone_or_beside_the_closest_others(beside: int):
    own = encoder("")
    threshold = own.learned.threshold(Settings.model_fields["propose_precision"].default)
    encoded = {text: own.encode_one(text) for pair in PAIRS for text in pair}

    def sure(text: str, known: str, others: list[str]) -> float:
        close = sorted(others, key=lambda other: -retrieval.closeness(encoded[text], encoded[other]))[:beside]
        candidates = [retrieval.Candidate(place, (each,), "") for place, each in enumerate([known, *close])]
        return retrieval.match(text, encoded[text], candidates, encoded, own.learned)[0].confidence or 0.0

    proposed = []
    for bank in (PAIRS, [pair[::-1] for pair in PAIRS]):
        kept = [known for _, known in bank]
        others = {known: [other for other in kept if other != known] for known in kept}
        proposed += [pair for pair in bank if sure(*pair, others[pair[1]]) >= threshold]
    assert len(proposed) <= AT_MOST * 2 * len(PAIRS), proposed


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("Is the water safe?", "Is the water not safe?"),
        ("Who is eligible for the jab?", "Who isn't eligible for the vaccine?"),
        ("When do I have to pay a deposit?", "When do I get back a deposit?"),
        ("Is it safe for a 4 year old child?", "Is it safe for a 9 year old child?"),
        ("Will my 4 year old need a booster?", "Can my child get the booster?"),
    ],
)
def test_what_turns_a_question_around_makes_it_doubtful(here: str, there: str):
    assert doubted(0.9, here, there) == doubted(0.9, there, here) < 0.5


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("Is the water safe?", "Is the tap water safe?"),
        ("I'm not sure which of the vaccines to take, which is best?", "Which one of the vaccines should I take?"),
        (
            "Where do I find a day care that offers emergency services?",
            "My day care no longer opens; how do I find another?",
        ),
        ("Is the virus transmitted through food?", "Can the COVID-19 virus be transmitted through food?"),
        ("Have COVID-19 vaccines been tested?", "Was the vaccine tested?"),
    ],
)
def test_how_a_question_is_put_makes_it_no_more_doubtful(here: str, there: str):
    assert doubted(0.9, here, there) == doubted(0.9, there, here) == 0.9
