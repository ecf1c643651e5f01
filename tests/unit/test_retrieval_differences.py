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
        ("Is the primary school shut?", "Is the high school shut?", "primary school here, high school there"),
        ("Are the two doses far apart?", "Are the three doses far apart?", "two doses here, three doses there"),
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
        ("May I stay at least 2 hours?", "May I stay at most 2 hours?", "at least 2 hours here, at most 2 hours there"),
        ("Can kids over 5 get the jab?", "Is the jab fine for those under 5?", "over 5 here, under 5 there"),
        ("Take it once a day?", "Take it twice a day?", "once here, twice there"),
        ("Dilute bleach 1:10?", "Dilute bleach 1:100?", "1:10 here, 1:100 there"),
        ("Can I drive at 30 mph?", "Can I drive at 30 km/h?", "30 mph here, 30 km/h there"),
        ("Where can I get a flu shot?", "When can I get a flu shot?", "Where here, When there"),
        ("I lost my card, what now?", "I found a card, what now?", "lost here, found there"),
        ("Is it for people over 18 years?", "Is it for people over 18 months?", "18 years here, 18 months there"),
        ("Don't drink it?", "Drink it?", "“Don't” only here"),
        ("What can cause kidney stones?", "What can kidney stones cause?", "perhaps the other way round"),
        ("What triggers stress?", "What problems are triggered by stress?", "perhaps the other way round"),
        (
            "Is hair loss caused by hypothyroidism or by its treatment?",
            "Is hypothyroidism caused by hair loss treatment?",
            "perhaps the other way round",
        ),
        ("Does fever lead to fits?", "Do fits cause a fever?", "perhaps the other way round"),
        ("Can I give blood if I take aspirin?", "Can I take aspirin if I gave blood?", "perhaps the other way round"),
        ("I have drunk wine. Can I swim?", "I swam. Can I drink wine?", "perhaps the other way round"),
        (
            "How long after my period do I ovulate?",
            "How long after I ovulate do I get my period?",
            "perhaps the other way round",
        ),
        ("Why do I have to register my dog?", "Do I have to register my dog?", "Why only here"),
        ("Must dogs be registered?", "Why do I have to register my dog?", "Why only there"),
        ("When should I have a mammogram?", "Should I have a mammogram?", "When only here"),
        ("Who reads my water meter?", "How do I read my water meter?", "Who only here"),
        ("How soon does it work?", "How does it work?", "How soon only here"),
        ("How long do I take iron?", "How often do I take iron?", "How long here, How often there"),
        ("Should I burn leaves in my garden?", "Can I burn leaves in my garden?", "Should here, Can there"),
        ("Is it acute, my back pain?", "What to do about chronic back pain?", "acute here, chronic there"),
        ("Does milk lower the risk?", "Is the risk raised by milk?", "lower here, raised there"),
        ("Do steroids cause weight gain?", "Can I treat weight gain with steroids?", "cause here, treat there"),
        ("How is asthma diagnosed in kids?", "How do you treat a kid's asthma?", "diagnosed here, treat there"),
        ("How do I avoid a rash?", "How do I get rid of a rash?", "“avoid” here, “get rid of” there"),
        ("Can ginger prevent a cold?", "Can I take ginger when I have a cold?", "“prevent” here, “Can I” there"),
        (
            "How do I know if my baby drinks enough?",
            "How much should my baby drink?",
            "“How do I know” here, “How much” there",
        ),
        ("How does gout differ from arthritis?", "Can gout lead to arthritis?", "“differ from” here, “lead to” there"),
        ("How many tablets do I take?", "How long do I take tablets?", "“How many” here, “How long” there"),
        (
            "Is bleeding while I am pregnant normal?",
            "Is it normal to bleed after I was pregnant?",
            "“while” here, “after” there",
        ),
        ("What are the first signs of gout?", "What are the last stages of gout like?", "“signs” here, “stages” there"),
        ("Can stress make a rash worse?", "Can a rash cause stress?", "perhaps the other way round"),
        ("Can a diet lower my weight?", "Can my weight damage what a diet does?", "perhaps the other way round"),
        ("What is bipolar I disorder?", "What is bipolar II disorder?", "I here, II there"),
        ("How is type II diabetes treated?", "How is type I diabetes treated?", "II here, I there"),
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
        ("Do vaccines cause COVID-19?", "Do vaccines cause coronavirus?"),
        ("Can a cat infect a dog?", "Can a dog be infected by a cat?"),
        ("If I had a cold, may I visit the ward?", "May I visit the ward if I had a cold?"),
        ("Are no more than 2 guests allowed?", "Are at most 2 guests allowed?"),
        ("Is it for people of 18 years or older?", "Is it for people of at least 18 years?"),
        ("May I stay not longer than 2 hours?", "May I stay up to 2 hours?"),
        ("Must I come no later than 9 am?", "Must I come by 9 am?"),
        ("Is it under 10 minutes?", "Is it less than 10 minutes?"),
        ("Take it twice a day?", "Take it two times a day?"),
        ("Is half a tablet enough?", "Is 1/2 a tablet enough?"),
        ("Is it 1.5 million?", "Is it 1,500,000?"),
        ("Are a dozen cases many?", "Are 12 cases many?"),
        ("Open at noon?", "Open at 12 pm?"),
        ("Is it open Mon?", "Is it open on Monday?"),
        ("Is it for people over 18?", "Is it for people over 18 years?"),
        ("How is type II diabetes treated?", "How is type 2 diabetes treated?"),
        ("Is the Elm St clinic open?", "Is the Elm Street clinic open?"),
        ("Is St. Mary's Hospital open?", "Is Saint Mary's Hospital open?"),
        ("Isn't the pool open today?", "Is the pool open today?"),
        ("Don’t I need a ticket?", "Do I need a ticket?"),
        ("I'm not sure whether the pool is open.", "Is the pool open?"),
        ("What are the hours in Sept.?", "What are the hours in September?"),
        ("Can smoking cause cancer?", "Can cancer be caused by smoking?"),
        ("I take aspirin. May I give blood?", "May I give blood if I take aspirin?"),
        ("Do I pay when my bin is late?", "When my bin is late, do I pay?"),
        ("I took my tablet late, what now?", "What if I take my tablet late?"),
        ("My son has measles. Can he go to school?", "Can my son go to school if he has measles?"),
        ("My mother lives with me. Can she park here?", "Can my mother park here if she lives with me?"),
        ("What diseases does smoking cause?", "Which diseases are caused by smoking?"),
        ("What triggers migraine?", "What can migraine be triggered by?"),
        ("Which problems does mold cause?", "Can mold cause problems?"),
        ("Do I pay if I cancel my appointment?", "If my appointment is cancelled by me, do I pay?"),
        ("Which forms do I send by mail?", "Which forms are sent by mail?"),
        ("My mother has asthma. Will I get it?", "Will I get asthma if my mother has it?"),
        ("I lost my card. What do I do?", "What can I do if I lose my card?"),
        ("Should I wear a mask?", "Do I need to wear a mask?"),
        ("Is it OK to swim in the lake?", "May I swim in the lake?"),
        ("Who do I call about a broken street light?", "Do I call you about a street light?"),
        ("Can I park at the train station?", "May I park at the station?"),
        ("Which streets are swept?", "Which streets do you sweep?"),
        ("I fell and take iron. Are the two related?", "Is it related that I take iron and fall?"),
        ("Why do my legs swell?", "What makes my legs swell?"),
        ("Why do I need a ticket?", "What is the reason that I need a ticket?"),
        ("Which type I should take?", "Which type should I take?"),
        (
            "I had a cold a week ago, may I come and visit my newborn niece on the ward?",
            "Can I visit my newborn niece on the ward if I had a cold last week?",
        ),
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
    ("here", "there", "expected"),
    [
        ("Take it twice a day?", "Take it three times a day?", "twice here, three times there"),
        ("May I come with a dog?", "May I come without a dog?", "with here, without there"),
        ("Is the left lane closed?", "Is the right lane closed?", "left lane here, right lane there"),
        ("Do I pay if I'm a student?", "Do I pay if I'm a teacher?", "student here, teacher there"),
        ("Is it open on 5 May?", "Is it open on 5 June?", "May here, June there"),
        ("Is it open this week?", "Is it open next week?", "this week here, next week there"),
        ("Is Elm Street closed?", "Is Oak Street closed?", "Elm Street here, Oak Street there"),
    ],
)
def test_one_difference_is_told_once_and_of_both(here: str, there: str, expected: str):
    assert differences(here, there) == (expected,)


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("How can I get a flu shot?", "Where can I get a flu shot?"),
        ("When is the pool open?", "What time is the pool open?"),
        ("Can I visit when I have a cold?", "Where do I go when I have a cold?"),
    ],
)
def test_how_and_where_or_a_when_that_asks_nothing_are_no_difference(here: str, there: str):
    assert not any("When" in each or "Where" in each for each in differences(here, there))


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
        ("Can I take .5 mg?", "Can I take 5 mg?"),
        ("Is a 6' fence allowed?", 'Is a 6" fence allowed?'),
        ("Is a 6’ fence allowed?", "Is a 6 fence allowed?"),
        ("Is it 10⁶?", "Is it 106?"),
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
