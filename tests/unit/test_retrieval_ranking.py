"""How close an earlier question is to a new one."""

from hypothesis import given
from hypothesis import strategies as st

from bot.retrieval import SILENT_BELOW, Candidate, rank

TEXTS = [
    "Is it safe to drink the tap water after the main break?",
    "When does the library on Elm Street open on Sundays?",
    "Can my child get the flu vaccine at school?",
    "How much does a parking permit for visitors cost?",
    "Where can I report a broken street light?",
    "May I visit the ward if I had a cold last week?",
]
CANDIDATES = [Candidate(number, (text,), "Yes.") for number, text in enumerate(TEXTS)]
ASKED = [
    "is tap water ok to drink after that main broke",
    "library elm street sunday opening",
    "flu shot for kids in schools?",
    "what's the price of a visitor parking permit",
    "street light is broken, where do I report it",
    "had a cold last week, can I still visit someone on the ward?",
]
UNRELATED = [
    "Who won the game last night?",
    "Do you sell concert tickets online?",
    "What is the capital of France?",
    "My dog ate a grape, is that bad?",
    "I love your posts!",
]


def test_the_same_words_score_one_and_no_shared_word_scores_near_nothing():
    same, other = rank(TEXTS[0], [CANDIDATES[0], Candidate(9, ("Zoo tickets?",), "")], limit=5)

    assert (same.entry, round(same.score, 9)) == (0, 1.0)
    assert other.score < 0.1


def test_a_paraphrase_finds_its_question_first_and_is_offered():
    for number, text in enumerate(ASKED):
        best = rank(text, CANDIDATES, limit=3)[0]

        assert best.entry == number, text
        assert best.score >= SILENT_BELOW, text


def test_an_unrelated_question_is_met_with_silence():
    for text in UNRELATED:
        assert rank(text, CANDIDATES, limit=1)[0].score < SILENT_BELOW, text


def test_a_question_is_offered_from_a_knowledge_base_of_one_as_from_one_of_many():
    for number, text in enumerate(ASKED):
        [alone] = rank(text, [CANDIDATES[number]], limit=3)
        among = rank(text, CANDIDATES, limit=1)[0]

        assert abs(alone.score - among.score) < 0.1


def test_a_misspelt_word_counts_in_part():
    [right] = rank("vaccination appointment", [Candidate(1, ("vaccination appointment",), "")], limit=1)
    [misspelt] = rank("vacination apointment", [Candidate(1, ("vaccination appointment",), "")], limit=1)
    [other] = rank("zoo tickets", [Candidate(1, ("vaccination appointment",), "")], limit=1)

    assert right.score > misspelt.score > other.score + 0.1


def test_the_best_wording_counts_and_is_named():
    candidate = Candidate(1, ("Is the water safe?", "Do I have to boil it?", "tap water ok"), "")

    assert rank("have I to boil it", [candidate], limit=1)[0].wording == "Do I have to boil it?"


def test_a_rare_word_says_more_than_one_that_all_share():
    candidates = [
        Candidate(number, (f"Is the {place} open today?",), "") for number, place in enumerate(["zoo", "pool"])
    ]

    assert [match.entry for match in rank("pool open?", candidates, limit=2)] == [1, 0]


def test_the_answers_words_help_but_never_reach_the_threshold_alone():
    candidate = Candidate(1, ("May I swim?",), "Only below the Elm Street bridge.")
    [match] = rank("Elm Street bridge", [candidate], limit=1)

    assert 0 < match.score < SILENT_BELOW


def test_nothing_to_compare_matches_nothing():
    assert rank("", CANDIDATES, limit=3) == []
    assert rank("👍", CANDIDATES, limit=3) == []
    assert rank("water", [], limit=3) == []
    assert rank("water", [Candidate(1, (), "")], limit=3)[0].score == 0


@given(st.text(max_size=300), st.lists(st.lists(st.text(max_size=100), max_size=3), max_size=5))
def test_scores_lie_between_nothing_and_one_in_falling_order(text: str, wordings: list[list[str]]):
    candidates = [Candidate(number, tuple(each), text) for number, each in enumerate(wordings)]
    scores = [match.score for match in rank(text, candidates, limit=3)]

    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 + 1e-9 for score in scores)
    assert len(scores) <= 3
