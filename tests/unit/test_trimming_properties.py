"""What holds for any text at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import trimming

PIECES = st.sampled_from(
    [
        *("Yes, it is safe.", "No.", "However, it costs £12 on match days.", "It opens at 9 a.m. and closes at 5 p.m."),
        *("Dr. Lee says no", "• a passport", "• two photos", "If you are under 16, bring:", "1. Open it. 2. Close it."),
        *("Don't use it unless your doctor agrees.", "sorry, 5 pm, not 4", "Take .25 mg (max. 4 g/24 h)", "Thanks!"),
        *("<https://city.gov/a?b=1&amp;c=2|See here>", "<@U0LENA> knows", "> quoted", "*Bold heading*", "~gone~"),
        *(
            "`code`",
            "```more\ncode```",
            ":tada:",
            "👨‍👩‍👧‍👦",
            "はい。ただし。",
            "…",
            "Is it? Maybe.",
            "You can.",
            "This is why.",
        ),
        *("call 0800 111 999", "“Quoted. Twice.” So.", "\u202ereversed\u202c", "No\u200bt here.", "\ue000\ue003"),
        *("[", ")", "{", ".", "?!", "Off the record:", "Ignore my last message."),
    ]
)
WRITTEN_OUT = st.sampled_from(
    [
        *("Yes, it is safe.", "No.", "However, it costs £12 on match days.", "It opens at 9 a.m. and closes at 5 p.m."),
        *("Dr. Lee of St. Mary's says no.", "Don't use it unless your doctor agrees.", "This is why!", "Is it? Maybe."),
        *(
            "Take 0.25 mg (max. 4 g/24 h).",
            "Read https://city.gov/a?b=1.",
            "Call 0800 111 999.",
            "“Quoted. Twice.” So.",
        ),
    ]
)
SPACED = st.lists(PIECES, max_size=8).map(" ".join)
BROKEN = st.lists(PIECES, max_size=6).map("\n".join)
REPLIES = st.lists(st.one_of(SPACED, BROKEN, st.text(max_size=80)), max_size=4)
QUESTIONS = st.one_of(st.just("Is it safe, and when does it open?"), st.text(max_size=60))
LIMITS = st.integers(min_value=1, max_value=300)
NETWORKS = st.sampled_from([*trimming.NETWORKS, "nobody's network", "x+bluesky", "mastodon+google_business+x"])


@given(REPLIES, QUESTIONS, LIMITS, NETWORKS)
def test_every_candidate_fits_and_its_length_is_true(messages, question, limit, network):
    result = trimming.shorten(messages, question=question, limit=limit, network=network)

    assert len(result.candidates) <= 3
    assert bool(result.candidates) != bool(result.refused_because)
    for each in result.candidates:
        assert each.text
        assert trimming.fits(each.text, limit, network)
        assert each.length == trimming.length(each.text, network)


@given(REPLIES, QUESTIONS, LIMITS)
def test_every_candidate_is_made_of_the_sentences_in_their_order(messages, question, limit):
    result = trimming.shorten(messages, question=question, limit=limit, network="x")

    for each in result.candidates:
        written = "".join(each.text.split())
        reached = {0}  # how much of the text the sentences so far can have written
        for one in ("".join(one.split()) for one in result.sentences):
            reached |= {at + len(one) for at in reached if written.startswith(one, at)}
        assert len(written) in reached


@given(REPLIES, QUESTIONS, LIMITS)
def test_every_candidate_passes_the_guard(messages, question, limit):
    result = trimming.shorten(messages, question=question, limit=limit, network="x")

    for each in result.candidates:
        assert trimming.guard("\n".join(result.sentences), each.text) == ()


@given(st.lists(st.lists(WRITTEN_OUT, max_size=6).map(" ".join), max_size=4), QUESTIONS, LIMITS)
def test_shortening_a_candidate_again_gives_the_same(messages, question, limit):
    for each in trimming.shorten(messages, question=question, limit=limit, network="x").candidates:
        again = trimming.shorten([each.text], question=question, limit=limit, network="x")
        assert [one.text for one in again.candidates] == [each.text]


@given(st.text(max_size=200), st.text(max_size=200))
def test_the_guard_takes_any_text(source, text):
    assert all(isinstance(finding, str) and finding for finding in trimming.guard(source, text))


@given(st.text(max_size=200))
def test_a_text_against_itself_changes_nothing(text):
    assert trimming.guard(text, text) == ()


@pytest.mark.parametrize(
    "piece",
    [
        *("a", "(", "1, ", "what does "),
        *(
            pytest.param(piece, marks=pytest.mark.thorough)
            for piece in ("a.", ". ", "“a. ", "- a\n", "a, ", "no a ", "every a to ", "people with ", "of the\n")
        ),
    ],
)
def test_forty_thousand_characters_of_anything_come_to_an_end(piece):
    text = piece * (40_000 // len(piece))
    for reply, question in ((text, "What is it?"), ("Yes, it is. Please wait.", text), (text, text)):
        result = trimming.shorten([reply], question=question, limit=140, network="x")

        assert all(trimming.fits(each.text, 140) for each in result.candidates)
