"""Finding the same question in other words."""

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import retrieval
from bot.retrieval import encoder as encoding
from bot.retrieval.index import Index
from bot.retrieval.pieces import Pieces
from bot.retrieval.thresholds import FEWEST, TooFew, fitted, lowest
from bot.understanding import encoder
from tests.encoders import as_downloaded

KNOWN = [
    "Is it safe to drink the tap water?",
    "When are visitors allowed in the maternity ward?",
    "Where can I get a flu vaccine for my child?",
    "How long does the test result take?",
    "Do I need a mask in the waiting room?",
    "Can I bring my dog to visit?",
    "How do I get a copy of my medical records?",
    "Is the pharmacy open on Sundays?",
    "What should I do if I miss my appointment?",
    "Can I park in front of the hospital?",
]
SURE = 0.9
TRAPS = [
    ("Is it safe to feed my baby if I take the medicine?", "Is it not safe to feed my baby if I take the medicine?"),
    ("Can children under 5 get the vaccine?", "Can children under 12 get the vaccine?"),
    ("Is the vaccine safe for pregnant women?", "Is the vaccine safe for children?"),
    ("How do I start taking insulin?", "How do I stop taking insulin?"),
    ("Can I take 400 mg of ibuprofen?", "Can I take 800 mg of ibuprofen?"),
    ("Should I take it before meals?", "Should I take it after meals?"),
    ("Can a landlord sue a tenant?", "Can a tenant sue a landlord?"),
    ("Can my child infect me with measles?", "Can I infect my child with measles?"),
    ("Can I eat raw salmon when pregnant?", "Can I eat cooked salmon when pregnant?"),
    ("Is the library open on weekdays?", "Is the library open on weekends?"),
    ("When can I get my second COVID dose?", "When can I get my third COVID dose?"),
    ("How do I check in to the hospital?", "How do I check out of the hospital?"),
    ("Do I have to vaccinate my dog?", "Can I vaccinate my dog?"),
    ("Do vaccinated people need to quarantine?", "Do unvaccinated people need to quarantine?"),
]
ELSEWHERE = [
    ("ร้านขายยาอยู่ที่ไหน", "สระว่ายน้ำเปิดกี่โมง"),  # Where is the pharmacy? When does the pool open?
    ("ፋርማሲው የት ነው?", "መዋኛው መቼ ይከፈታል?"),
    ("🤰🍷👍?", "👶🍯👍?"),
    ("Ist das Wasser trinkbar?", "Ist das Wasser nicht trinkbar?"),
    ("Puis-je manger avant l'opération ?", "Puis-je manger après l'opération ?"),
    ("手术前可以吃饭吗？", "手术后可以吃饭吗？"),
    ("Is het water veilig?", "Is het water gevaarlijk?"),
]


def found(text: str, known: list[str]) -> list[retrieval.Match]:
    own = encoder("")
    encoded = {each: own.encode_one(each) for each in known}
    candidates = [retrieval.Candidate(place, (each,), "") for place, each in enumerate(known)]
    return retrieval.match(text, own.encode_one(text), candidates, encoded, own.learned)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Can we use the water from the faucet?", 0),
        ("what are the visiting hours for new mothers", 1),
        ("my son needs his influenza shot, where do we go", 2),
        ("when will I hear back about my swab", 3),
        ("Are face coverings required while I wait?", 4),
        ("Are pets allowed?", 5),
    ],
)
def test_the_same_question_in_other_words_comes_first(text: str, right: int):
    assert found(text, KNOWN)[0].entry == right


def test_the_same_words_are_the_surest():
    best, *others = found(KNOWN[0], KNOWN)

    assert best.confidence is not None
    assert best.confidence > SURE
    assert best.score == pytest.approx(1.0, abs=0.02)
    assert all(other.confidence == 0.0 for other in others)


def test_a_question_about_something_else_is_not_sure():
    best = found("Who won the election?", KNOWN)[0]

    assert best.confidence is not None
    assert best.confidence < 0.5
    assert not best.worth_showing


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("What test shows whether somebody stops breathing at night?", "How is sleep apnea diagnosed?"),
        ("My leukocytes are up, for how long?", "How long does a high white blood cell count last?"),
        ("What brings a two-year-old's temperature down?", "How do I lower a fever in a toddler?"),
        ("Does zoster occur in kids?", "Can children get shingles?"),
    ],
)
def test_a_question_in_quite_other_words_is_shown_though_not_sure(asked: str, kept: str):
    best = found(asked, [*KNOWN, kept])[0]

    assert best.wording == kept
    assert best.worth_showing
    assert (best.confidence or 0.0) < SURE


@pytest.mark.parametrize(
    "asked", ["Can I renew my passport online?", "Can I keep chickens?", "When does the train leave?"]
)
def test_what_nothing_is_kept_about_shows_nothing(asked: str):
    assert not found(asked, KNOWN)[0].worth_showing


@pytest.mark.parametrize(("one", "other"), TRAPS)
def test_a_question_that_differs_in_what_matters_is_never_sure(one: str, other: str):
    for text, known in ((one, other), (other, one)):
        confidence = found(text, [known, *KNOWN])[0].confidence
        assert confidence is not None
        assert confidence < encoder("").learned.threshold(0.9)


@pytest.mark.parametrize(("one", "other"), TRAPS)
def test_two_that_differ_in_what_matters_are_never_told_to_ask_the_same(one: str, other: str):
    own = encoder("")

    assert retrieval.sameness(one, other, own.encode_one(one), own.encode_one(other), own.learned) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What if I am at high risk?", "What should I do?"),
        ("How far apart should we stand?", "How near are we to a cure?"),
    ],
)
def test_two_that_have_little_in_common_are_not_told_to_ask_the_same(one: str, other: str):
    own = encoder("")

    assert (
        retrieval.sameness(one, other, own.encode_one(one), own.encode_one(other), own.learned) < own.learned.same_from
    )


@pytest.mark.parametrize(("one", "other"), ELSEWHERE)
def test_in_a_language_that_the_encoder_does_not_know_it_is_sure_of_the_very_same_words_only(one: str, other: str):
    own = encoder("")
    seen = own.encode_one(one), own.encode_one(other)

    assert found(one, [other, *KNOWN])[0].confidence == 0
    assert retrieval.sameness(one, other, *seen, own.learned) == 0
    assert (found(one, [one, other, *KNOWN])[0].confidence or 0) > SURE


def test_what_the_encoder_cannot_read_is_close_to_nothing_else():
    thai, other = ELSEWHERE[0]
    own = encoder("")

    assert not found(thai, [other])[0].worth_showing
    assert retrieval.closeness(own.encode_one(thai), own.encode_one(other)) == 0


@pytest.mark.parametrize(
    "text", ["library opening", "Is coronavirus deadly?", "Do mosquitoes spread COVID-19?", "Open?"]
)
def test_short_english_is_english(text: str):
    assert encoder("").encode_one(text).understood


def test_another_encoder_is_taken_to_know_every_language(tmp_path: Path):
    seen = retrieval.load(as_downloaded(tmp_path)).encode_one("Ist das Wasser trinkbar?")

    assert seen.understood
    assert not seen.english


def test_of_a_long_text_the_end_counts_and_it_is_never_sure():
    before = "Thank you for all the information that you put on this page every day, it is very helpful to us. " * 7
    one, other = before + "Where is the pharmacy?", before + "When does the pool open?"

    assert (found(one, [other])[0].confidence or 0) < encoder("").learned.threshold(0.9)
    assert found(one, [other, one])[0].entry == 1


def test_more_wordings_of_an_entry_never_make_it_less_close():
    own = encoder("")
    text, wordings = "Are pets allowed?", ("Can I bring my dog to visit?", "Are animals allowed inside?")
    encoded = {each: own.encode_one(each) for each in wordings}
    asked = own.encode_one(text)

    def score(*known: str) -> float:
        return retrieval.match(text, asked, [retrieval.Candidate(1, known, "")], encoded, own.learned)[0].score

    assert score(*wordings) == pytest.approx(max(score(wordings[0]), score(wordings[1])), abs=0.1)


def test_a_second_wording_that_is_close_makes_an_answer_surer():
    own = encoder("")
    text, close, far = "Can I come in with my pet?", "Are animals allowed inside?", "How do I pay my bill?"
    wordings = ("Are pets allowed inside?", close, far)
    encoded, asked = {each: own.encode_one(each) for each in wordings}, own.encode_one(text)

    def sure(*known: str) -> float:
        return (
            retrieval.match(text, asked, [retrieval.Candidate(1, known, "")], encoded, own.learned)[0].confidence or 0.0
        )

    assert sure(wordings[0]) == sure(wordings[0], far) < sure(wordings[0], close)


def test_two_entries_with_one_answer_do_not_make_each_other_doubtful():
    own = encoder("")
    text, wordings = (
        "Is tap water safe to drink?",
        ("Is it safe to drink the tap water?", "Can we drink our tap water?"),
    )
    encoded, asked = {each: own.encode_one(each) for each in wordings}, own.encode_one(text)

    def sure(*answers: str) -> float:
        candidates = [retrieval.Candidate(place, (wordings[place],), answer) for place, answer in enumerate(answers)]
        return retrieval.match(text, asked, candidates, encoded, own.learned)[0].confidence or 0.0

    assert sure("Yes, it is.", "No, boil it.") < sure("Yes, it is.")
    assert sure("Yes, it is.", "Yes, it is.") == sure("Yes, it is.")


def test_with_nothing_to_compare_nothing_is_found():
    assert found("Are pets allowed?", []) == []


@given(st.text(max_size=300))
def test_any_text_can_be_encoded(text: str):
    seen = encoder("").encode([text])[0]

    assert np.linalg.norm(seen.vector) == pytest.approx(1.0, abs=1e-3)
    assert len(seen.tokens) == len(seen.weights)


def test_texts_together_are_as_each_alone():
    alone = [encoder("").encode([each])[0].vector for each in KNOWN]
    together = [each.vector for each in encoder("").encode(KNOWN)]

    assert np.allclose(alone, together, atol=1e-3)


def test_a_long_text_is_cut_not_refused():
    assert len(encoding.wordpieces().read("water " * 5000).numbers) == 128


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Is it safe?", ["is", "it", "safe", "?"]),
        ("unaffable", ["una", "##ffa", "##ble"]),
        ("Café CRÈME", ["cafe", "creme"]),
        ("a\x00b\u200bc", ["abc"]),
        ("5$+1", ["5", "$", "+", "1"]),
        ("喂x", ["喂", "x"]),
        ("x" * 101, ["[UNK]"]),
        ("", []),
    ],
)
def test_words_are_split_as_the_model_was_trained(text: str, pieces: list[str]):
    vocabulary = ["[CLS]", "[SEP]", "[UNK]", *dict.fromkeys(piece for piece in pieces if piece != "[UNK]")]
    numbers = Pieces(vocabulary).read(text).numbers

    assert [vocabulary[number] for number in numbers] == ["[CLS]", *pieces, "[SEP]"]


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 8), st.booleans()), max_size=60),
    st.integers(0, 2**16),
    st.integers(1, 5),
)
def test_the_index_finds_what_comparing_with_each_finds(changes: list[tuple[int, int, bool]], seed: int, groups: int):
    chance = np.random.default_rng(seed)
    index, known = Index(8), {}
    for number, group, goes in changes:
        if goes:
            index.remove(number)
            known.pop(number, None)
        else:
            vector = chance.standard_normal(8, np.float32)
            index.put(number, group, vector)
            known[number] = (group, vector)
    asked = chance.standard_normal(8, np.float32)
    closest: dict[int, list[int]] = {}
    for number in sorted(known, key=lambda each: -float(known[each][1] @ asked)):
        closest.setdefault(known[number][0], []).append(number)

    got = index.nearest(asked, groups)

    first = list(closest.items())[:groups]
    expected = {group: numbers[: 2 if place < 3 else 1] for place, (group, numbers) in enumerate(first)}
    assert got == expected or len(known) > 4 * groups
    assert list(got) == list(closest)[:groups]
    assert len(index) == len(known)


def test_the_index_grows():
    index = Index(2)
    for number in range(3000):
        index.put(number, number, np.array([1.0, number], np.float32))

    assert next(iter(index.nearest(np.array([0.0, 1.0], np.float32), 1))) == 2999


def test_a_threshold_needs_enough_verdicts():
    with pytest.raises(TooFew, match="50 more"):
        fitted([(0.9, True)] * (FEWEST - 50), precision=0.95)


def test_a_threshold_is_where_the_precision_holds_and_is_tried_on_the_other_half():
    chance = random.Random(7)
    drawn = [chance.random() for _ in range(1000)]
    judged = [(confidence, chance.random() < min(1.0, confidence + 0.3)) for confidence in drawn]

    found = fitted(judged, precision=0.95)

    above = [same for confidence, same in judged if confidence >= found.threshold]
    assert sum(above) / len(above) >= 0.95
    assert found.precision == pytest.approx(0.95, abs=0.03)
    assert found.coverage == pytest.approx(len(above) / len(judged), abs=0.1)


def test_where_the_precision_was_never_reached_nothing_is_proposed():
    chance = random.Random(7)
    judged = [(chance.random(), chance.random() < 0.5) for _ in range(400)]

    found = fitted(judged, precision=0.95)

    assert found.threshold > 1
    assert found.precision is None


@given(
    st.lists(st.tuples(st.sampled_from([0.2, 0.5, 0.8, 0.9]), st.booleans()), max_size=80), st.sampled_from([0.6, 0.9])
)
def test_above_the_threshold_the_precision_always_holds(judged: list[tuple[float, bool]], precision: float):
    above = [same for confidence, same in judged if confidence >= lowest(judged, precision=precision)]

    assert not above or sum(above) / len(above) >= precision


@pytest.mark.parametrize("known", KNOWN)
def test_being_the_only_answer_there_is_makes_none_sure(known: str):
    for text in (
        "Can I visit my friend who had surgery?",
        "Can my child visit if she has a cold?",
        "Are there test results on the weekend?",
        "Is it safe to drive after the surgery?",
        "Where can I park my bicycle?",
    ):
        alone, among = (found(text, each)[0] for each in ([known], [known, *KNOWN]))
        assert alone.confidence is not None
        assert alone.confidence < encoder("").learned.threshold(0.9), (text, among)
