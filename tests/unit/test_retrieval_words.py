"""The words that say what a text is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.retrieval import expanded, terms
from bot.retrieval.words import LONGEST


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Is it safe to drink the tap water?", ["safe", "drink", "tap", "water"]),
        ("VACCINES, vaccine; vaccinated!", ["vaccin", "vaccin", "vaccin"]),
        ("the child's café", ["child", "cafe"]),
        ("Don't you know?", ["dont", "you", "know"]),  # nothing but stop words: they count
        ("see https://city.example/water?id=3 tap", ["see", "tap"]),
        ("👍 ?!", []),
        ("", []),
        ("水道水", ["水道水"]),
    ],
)
def test_terms_are_stems_without_case_accents_stop_words_and_links(text: str, expected: list[str]):
    assert terms(text) == expected


@given(st.text(max_size=3000))
def test_any_text_has_terms_that_are_plain_words_of_bounded_length(text: str):
    for term in terms(text):
        assert 0 < len(term) <= LONGEST
        assert not set(term) & set(" \0\"'*()")


def test_terms_are_expanded_with_what_means_the_same_each_once():
    assert expanded(terms("jab, jabs or vaccine for kids")) == [
        *("vaccin", "jab", "shot", "immun", "immunis", "inocul"),
        *("child", "children", "kid", "toddler"),
    ]
