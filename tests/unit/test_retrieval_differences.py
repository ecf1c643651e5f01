"""What is shown before two questions are taken for the same one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.retrieval import differences, same


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        ("Is the water on Elm Street safe?", "Is the water on Oak Street safe?", "Elm Street here, Oak Street there"),
        ("what about oak street water", "Is the water on Elm Street ok?", "oak street here, Elm Street there"),
        (
            "Can I park at St. Mary's?",
            "Can I park at the Riverside Hospital?",
            "St Mary's here, Riverside Hospital there",
        ),
        ("Does the MMR jab hurt?", "Does the HPV jab hurt?", "MMR here, HPV there"),
        ("Can my 5 year old swim?", "Can my 12-year-old swim?", "5 year here, 12-year there"),
        ("May I take 5 mg?", "May I take 5 ml?", "5 mg here, 5 ml there"),
        ("Is it $20?", "Is it 25 dollars?", "$20 here, 25 dollars there"),
        ("two visitors", "three visitors", "two here, three there"),
        ("Should I not boil it?", "Should I boil it?", "“not” only here"),
        ("Should I boil it?", "Why shouldn’t I boil it?", "“shouldn’t” only there"),
        ("Is it safe while pregnant?", "Is it safe?", "pregnant only here"),
        ("Is it safe for babies?", "Is it safe for teenagers?", "babies here, teenagers there"),
        ("Open on Monday?", "Open on Sundays?", "Monday here, Sundays there"),
        ("Is it dangerous to swim?", "Is it safe to swim?", "dangerous here, safe there"),
        ("Can I come before lunch?", "Can I come after lunch?", "before here, after there"),
        ("May I take ibuprofen daily?", "May I take paracetamol daily?", "ibuprofen here, paracetamol there"),
    ],
)
def test_what_differs_is_said_in_plain_words(here: str, there: str, expected: str):
    assert expected in differences(here, there)


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("Can I visit the ward if I had a cold last week?", "Had a cold last week: can I visit the ward?"),
        ("Is covid a risk for kids?", "Is the coronavirus a danger for children?"),
        ("Is it $1,000?", "Is it 1000 dollars?"),
        ("Open at 8 pm?", "open at 8:00 p.m.?"),
        ("Do two people fit?", "Do 2 people fit?"),
        ("IS THE POOL OPEN?", "is the pool open"),
        ("Why can't I swim?", "Why cannot I swim"),
        ("5 yrs?", "5 years"),
        ("", ""),
    ],
)
def test_the_same_in_other_words_differs_in_nothing(here: str, there: str):
    assert differences(here, there) == ()


def test_several_differences_are_told_one_by_one():
    assert differences("Can my baby have 5 ml on Monday?", "Can my baby not have 10 ml on Friday?") == (
        "5 ml here, 10 ml there",
        "“not” only there",
        "Monday here, Friday there",
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Is the tap water safe?", "is the TAP water – safe"),
        ("Can't I come?", "cant i come"),
        ("Café?", "cafe"),
        ("(Open 9–5?)", "open 9-5..."),
        ("👍", " 👍 "),
    ],
)
def test_case_accents_and_punctuation_around_words_make_no_other_wording(one: str, other: str):
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Is it safe?", "Is it not safe?"),
        ("1.5 mg", "15 mg"),
        ("water safe", "safe water"),
        ("👍", "👎"),
        ("", "a"),
        ("Do you need A+ blood?", "Do you need A- blood?"),
        ("Is the fee $20?", "Is the fee €20?"),
        ("Can I take 2.5 tablets?", "Can I take 2-5 tablets?"),
        ("Is it safe at -5 °C?", "Is it safe at 5 °C?"),
        ("Is https://a.example yours?", "Is https://b.example yours?"),
        ("Safe? https://x.example/1", "safe"),
        ("क्या मेरा बेटा टीका ले सकता है?", "क्या मेरी बेटी टीका ले सकती है?"),  # my son, my daughter
    ],
)
def test_other_words_are_another_wording(one: str, other: str):
    assert not same(one, other)


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_two_texts_can_be_compared_and_none_differs_from_itself(one: str, other: str):
    differences(one, other)

    assert differences(one, one) == ()
    assert same(one, one)
