"""Pairs of questions that were written to mislead: as like each other as can be but for what matters."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import retrieval
from bot.retrieval.confidence import DOUBTED, doubted
from bot.settings import Settings
from bot.understanding import encoder

DATA = Path(__file__).parents[1] / "data"
AT_MOST = 0.04  # of them may be proposed
MORE_AT_MOST = 0.15  # of those that were written before the rules were looked at; the aim is the same
HELD_BACK_AT_MOST = 0.01  # of the same question in other words, by what sets it apart


def sure_of(name: str, *, beside: int = 0) -> Iterator[tuple[tuple[str, str], float]]:
    """Each pair of a file, each way, and how sure it is that the first is the second.

    The second is kept, with so many of the closest others.
    """
    own = encoder("")
    pairs = [line.split(" | ") for line in (DATA / name).read_text("utf-8").splitlines()]
    encoded = {text: own.encode_one(text) for pair in pairs for text in pair}
    for bank in (pairs, [pair[::-1] for pair in pairs]):
        for text, known in bank:
            others = [kept for _, kept in bank if kept != known] if beside else []
            close = sorted(others, key=lambda other: -retrieval.closeness(encoded[text], encoded[other]))[:beside]
            candidates = [retrieval.Candidate(place, (each,), "") for place, each in enumerate([known, *close])]
            found = retrieval.match(text, encoded[text], candidates, encoded, own.learned)[0]
            yield (text, known), found.confidence or 0.0


def threshold() -> float:
    return encoder("").learned.threshold(Settings.model_fields["propose_precision"].default)


@pytest.mark.parametrize(
    ("name", "beside", "at_most"),
    [
        ("retrieval_traps.txt", 0, AT_MOST),
        ("retrieval_traps.txt", retrieval.CLOSEST - 1, AT_MOST),
        ("retrieval_more_traps.txt", 0, MORE_AT_MOST),
    ],
)
def test_few_of_them_are_proposed_alone_or_beside_the_closest_others(name: str, beside: int, at_most: float):
    judged = list(sure_of(name, beside=beside))

    proposed = [pair for pair, sure in judged if sure >= threshold()]

    assert len(proposed) <= at_most * len(judged), proposed


def test_next_to_none_of_the_same_questions_in_other_words_is_held_back_by_what_sets_it_apart():
    judged = list(sure_of("retrieval_rewordings.txt"))

    held = [pair for pair, sure in judged if doubted(1.0, *pair) < 1 and sure < threshold() <= sure / DOUBTED]

    assert len(held) <= HELD_BACK_AT_MOST * len(judged), held


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
        ("How long is it until I may swim?", "When may I swim?"),
        ("How likely am I to survive sepsis?", "How long do people live after sepsis?"),
        ("How often do I take iron?", "How many times a day do I take iron?"),
        ("What are the signs of a heart attack?", "When I have a heart attack, how do I notice?"),
        ("Is a cough treated with honey?", "Can I take honey when I have a cough?"),
        ("I was diagnosed with gout. Can I fly?", "Can I fly if I have gout?"),
        ("Can I treat a burn with honey?", "Is honey a treatment for a burn?"),
        ("What is the usual way to report a pothole?", "What is the procedure for reporting a pothole?"),
        ("When I am pregnant, how much may I drink?", "How much may I drink while I am pregnant?"),
    ],
)
def test_how_a_question_is_put_makes_it_no_more_doubtful(here: str, there: str):
    assert doubted(0.9, here, there) == doubted(0.9, there, here) == 0.9
