"""What is shown before two questions are taken for the same one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.retrieval import differences, same
from bot.retrieval.rewording import replaced


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
        ("Can my son come?", "Can my daughter come?", "son here, daughter there"),
        ("Is it safe for puppies?", "Is it safe for dogs?", "puppies here, dogs there"),
        ("Is it open this week?", "Is it open next week?", "this week here, next week there"),
        ("Must I eat fish?", "Can I eat fish?", "Must here, Can there"),
        ("Is it hardly safe?", "Is it safe?", "“hardly” only here"),
        ("Je peux donner du sang ?", "Je ne peux pas donner du sang ?", "“pas” only there"),
        ("Can I take .5 mg?", "Can I take 5 mg?", ".5 mg here, 5 mg there"),
        ("Is it 0.125 mg?", "Is it 125 mg?", "0.125 mg here, 125 mg there"),
        ("Is it -5 °C?", "Is it 5 °C?", "-5 °C here, 5 °C there"),
        ("Is bus 12A late?", "Is bus 12B late?", "12A here, 12B there"),
        ("Is room B12 open?", "Is room B13 open?", "B12 here, B13 there"),
        ("What is hepatitis A?", "What is hepatitis B?", "A here, B there"),
        ("When is my second dose?", "When is my third dose?", "second here, third there"),
        ("Can I drive after one beer?", "Can I drive after two beers?", "one here, two there"),
        ("Are fifty people allowed?", "Are fifteen people allowed?", "fifty here, fifteen there"),
        ("Are buses free this year?", "Are buses free next year?", "this year here, next year there"),
        ("Can a tenant sue a landlord?", "Can a landlord sue a tenant?", "perhaps the other way round"),
        ("Can a cat be infected by a dog?", "Can a cat infect a dog?", "perhaps the other way round"),
        ("How do I check in to it?", "How do I check out of it?", "in to here, out of there"),
        ("How do I report a nurse?", "How do I report to a nurse?", "to only there"),
        ("How long does the flu last?", "How long does the flu vaccine last?", "vaccine only there"),
        ("Can I eat raw fish?", "Can I eat cooked fish?", "raw here, cooked there"),
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
        ("Isolate for 7 days?", "Isolate for seven days?"),
        ("Isolate for 7 days?", "Isolate for a week?"),
        ("Is my second dose free?", "Is my 2nd dose free?"),
        ("Open at 6 pm?", "Open at 18:00?"),
        ("Is 1,000 mg safe?", "Is 1 g safe?"),
        ("Is it 20 €?", "Is it €20?"),
        ("Is half an hour enough?", "Are 30 minutes enough?"),
        ("Do I need 3-4 doses?", "Do I need 3 to 4 doses?"),
        ("May I visit the nursing home?", "May we visit the nursing home?"),
        ("Is the CAT scan free?", "Is a CAT scan free?"),
        ("Is it open or not?", "Is it open?"),
        ("Do vaccines cause covid-19?", "Do vaccines cause covid?"),
        ("Can a cat infect a dog?", "Can a dog be infected by a cat?"),
        ("If I had a cold, may I visit the ward?", "May I visit the ward if I had a cold?"),
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


def test_a_text_that_nobody_reads_whole_is_not_compared_place_by_place_and_still_shows_what_differs():
    story = "Thank you for the information on this page. " * 25
    one, other = f"{story} Can I eat raw fish?", f"{story} Can I eat cooked fish?"

    assert replaced(one[len(story) :], other[len(story) :]) == (["raw"], ["cooked"])
    assert replaced(one, other) == ([], [])
    assert differences(one, other) == ("raw here, cooked there",)
