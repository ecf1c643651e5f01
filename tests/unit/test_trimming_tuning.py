"""What is learned from signed texts: what people prefer, but not to be careless."""

import random

import pytest

from bot.trimming import USUAL, Weights, judged, shorten, tuning


def choices(number: int, liked: str, *, seed: int = 1) -> list[tuning.Choice]:
    """Of two or three texts, people signed the one that has most of what they like, and mind nothing else."""
    chance = random.Random(seed)
    found = []
    for _ in range(number):
        texts = [{name: chance.random() for name in ("overlap", "place", "rest")} for _ in range(chance.choice((2, 3)))]
        signed = max(texts, key=lambda text: text[liked])
        found.append(tuning.Choice(signed, [text for text in texts if text is not signed]))
    return found


def test_what_people_prefer_is_learned_and_shown_on_what_it_never_saw():
    tuned = tuning.tune(choices(200, "rest"))

    assert (tuned.learned_from, tuned.held_out) == (150, 50)
    assert tuned.is_better
    assert tuned.first_after > 0.8 > tuned.first_before
    assert tuned.weights.rest > 2 * USUAL.rest


def test_what_is_already_right_is_not_better_afterwards():
    likes = USUAL.as_dict()
    found = []
    for one in choices(120, "place", seed=2):
        texts = sorted([one.signed, *one.others], key=lambda text: sum(likes[name] * text[name] for name in text))
        found.append(tuning.Choice(texts[-1], texts[:-1]))

    tuned = tuning.tune(found)

    assert tuned.first_before == 1.0
    assert not tuned.is_better


def test_too_few_choices_are_refused():
    with pytest.raises(ValueError, match="59 choices are too few: 60 are needed"):
        tuning.tune(choices(59, "rest"))
    tuning.tune(choices(60, "rest"))


def test_caution_is_not_unlearned():
    careless = [tuning.Choice({"lost_instruction": 1.0}, [{"lost_instruction": 0.0}])] * 100

    assert tuning.fit(careless).lost_instruction == pytest.approx(USUAL.lost_instruction / 2)


def test_what_costs_more_to_them_costs_more():
    careful = [tuning.Choice({"lost_points": 0.0}, [{"lost_points": 1.0}])] * 100

    assert tuning.fit(careful).lost_points < USUAL.lost_points


def test_no_likeness_to_the_question_is_ever_a_fault():
    contrary = [tuning.Choice({"overlap": 0.0}, [{"overlap": 1.0}])] * 200

    assert tuning.fit(contrary).overlap >= 0


def test_learning_twice_gives_the_same():
    assert tuning.tune(choices(90, "rest")) == tuning.tune(choices(90, "rest"))


def test_weights_that_were_kept_come_back_with_the_usual_ones_for_what_is_new():
    kept = Weights(overlap=2.0).as_dict()
    del kept["lost_case"]

    assert Weights.of({**kept, "gone_since": 1.0}) == Weights(overlap=2.0)


def test_the_weights_put_the_texts_in_order():
    reply = ["The ward is open from 2 pm to 8 pm. Visits to the ward are for two people at a time and no more."]
    question, room = "When can we visit the ward?", {"limit": 70, "network": "x"}

    usual = shorten(reply, question=question, **room).candidates[0].text
    other = shorten(reply, question=question, weights=Weights(kinds=0.0, place=0.0), **room).candidates[0].text

    assert usual == "The ward is open from 2 pm to 8 pm."
    assert other != usual


def test_only_whole_sentences_are_judged():
    reply = ["The ward is open from 2 pm. Please ring the bell."]

    whole, two, cut = judged(
        reply,
        question="When?",
        texts=["Please ring the bell.", "The ward is open from 2 pm. Please ring the bell.", "2 pm"],
    )

    assert cut is None
    assert whole is not None
    assert two is not None
    assert two["rest"] > whole["rest"] == 0.0
