"""Plain language and house style: each rule with what it must find and what it must leave alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import trimming
from bot.trimming import Style, breaches
from bot.trimming.initialisms import COMMON
from bot.trimming.phrasing import inflections
from bot.trimming.readability import LEAST_WORDS, reading_grade, syllables
from bot.trimming.style import KINDS
from tests.unit.test_trimming_nasty import ROWS

RULES = Style(
    reading_grade=9,
    jargon=(("hypertension", "high blood pressure"), ("ICU", "intensive care"), ("NPO", "nothing to eat")),
    abbreviations=("NHS", "A&E"),
    banned=("guarantee", "promise", "100% safe", "no risk", "cure"),
    source_link=("city.gov", "who.int"),
    hashtags=("#Riverside",),
    sign_off="^RH",
    blocks=("banned", "source_link"),
)
EASY = (
    "Yes, you can visit the ward after 48 hours without symptoms. Please wash your hands at the door and again when "
    "you leave the ward."
)
HARD = (
    "Individuals experiencing symptomatic gastrointestinal infections are advised against visiting inpatients until "
    "approximately forty-eight hours have elapsed following the cessation of their symptoms."
)


def said(text: str, **rules: object) -> list[str]:
    """What is said of a text by these rules alone."""
    return [breach.said for breach in breaches(text, Style(**rules))]  # type: ignore[arg-type]


def banned(text: str, *words: str) -> list[str]:
    return [each.split("“")[1].split("”")[0] for each in said(text, banned=words)]


def unexplained(text: str, *known: str) -> list[str]:
    return [each.split("“")[1].split("”")[0] for each in said(text, abbreviations=known)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We guarantee it.", ["guarantee"]),
        ("It's GUARANTEED!", ["GUARANTEED"]),
        ("“Guarantees” are given.", ["Guarantees"]),
        ("It’s the 'guarantee'.", ["guarantee"]),
        ("The guarantee’s terms", ["guarantee"]),
        ("It is 100% safe.", ["100% safe"]),
        ("There is no\u00a0risk.", ["no risk"]),
        ("There is no   risk.", ["no risk"]),
        ("A no-risk treatment", ["no-risk"]),
        ("There are no risks at all.", ["no risks"]),
        ("It cures colds.", ["cures"]),
        ("We promised it. We promise.", ["promised", "promise"]),
        ("We promise it, and promise it again.", ["promise"]),
        ("No doubt we guarantee it.", ["guarantee"]),
        ("Can't wait! We guarantee it.", ["guarantee"]),
        ("No, 100% guaranteed!", ["guaranteed"]),
        ("Not only is it 100% safe", ["100% safe"]),
    ],
)
def test_a_banned_word_is_found_in_its_forms(text: str, found: list[str]):
    assert banned(text, *RULES.banned) == found


@pytest.mark.parametrize(
    "text",
    [
        "A guarantor signs.",
        "Promising results, and a promisingly short wait.",
        "It is 1100% safe and 0.100% safe.",
        "A risk-free ward",
        "A guarantee-free offer and a money-back-guarantee",
        "Secure and curious, a manicure.",
        "See https://city.gov/guarantee and guarantee.com, or mail guarantee@city.gov",
        "Ask @guarantee or @city-guarantee about #guarantee",
        "We can't guarantee a bed.",
        "We can’t promise or guarantee it.",
        "There is no guarantee.",
        "It is never fully 100% safe.",
        "It isn't a cure.",
        "There is no known cure.",
        "",
    ],
)
def test_what_only_looks_like_a_banned_word_is_left_alone(text: str):
    assert banned(text, *RULES.banned) == []


@pytest.mark.parametrize(
    ("phrase", "hit", "miss"),
    [
        ("café", "The cafe\u0301 is open", "The cafe is open"),
        ("IT", "Ask IT now", "Ask it now"),
        ("año", "Un año", "Un ano"),
        ("don't worry", "Don’t worry!", "Do not worry"),
        ("wow!", "Wow! Nice", "wow"),
        ("risk", "A risk.", "A high-risk risky asterisk"),
        ("new", "A new ward", "The news"),
        ("can", "You can.", "You can't."),
        ("#ad", "An #ad", "An ad"),
        ("meet", "We meet", "The meeting"),
        ("stat", "All the stats", "It was stated"),
        ("remedy", "Two remedies", "remed"),
        ("diagnosis", "Two diagnoses", "diagnose it"),
        ("plan", "We planned it", "It was planed"),
    ],
)
def test_letters_accents_and_forms_decide(phrase: str, hit: str, miss: str):
    assert len(banned(hit, phrase)) == 1
    assert banned(miss, phrase) == []


def test_no_form_is_another_common_word():
    forms = {word: inflections(word) for word in ("guarantee", "visit", "box", "cure", "new", "no")}

    assert forms == {
        "guarantee": {"guarantees", "guaranteed"},
        "visit": {"visits", "visited", "visitted"},
        "box": {"boxes"},
        "cure": {"cures", "cured"},
        "new": frozenset(),
        "no": frozenset(),
    }


def test_a_longer_phrase_is_told_once():
    assert banned("There is no risk.", "risk", "no risk") == ["no risk"]


def test_jargon_names_the_word_as_written_and_what_to_say():
    assert said("Hypertension runs in families.", jargon=RULES.jargon) == [
        "“Hypertension” is jargon here: say “high blood pressure”."
    ]
    assert said("The ICUs are full.", jargon=RULES.jargon) == ["“ICUs” is jargon here: say “intensive care”."]


@pytest.mark.parametrize(
    "text",
    [
        "High blood pressure (hypertension) runs in families.",
        "Hypertension, or high blood pressure, runs in families.",
        "Hypertensive people",
        "#hypertension https://city.gov/hypertension",
        "icu npo",
    ],
)
def test_jargon_that_is_explained_or_only_looks_so_is_left_alone(text: str):
    assert said(text, jargon=RULES.jargon) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("You may have AKI.", ["AKI"]),
        ("Ask your GP, or go to A&E.", ["GP", "A&E"]),
        ("GPs and CT-scans, anti-HBV", ["GP", "CT", "HBV"]),
        ("The N.H.S. pays.", ["NHS"]),
        ("Go to the ICU (3rd floor).", ["ICU"]),
        ("It is in the clinic (ICU).", ["ICU"]),
        ("An mRNA vaccine", ["mRNA"]),
        ("The ICU’s beds", ["ICU"]),
        ("MRI here, MRI there", ["MRI"]),
        ("AA BB CC DD EE", []),
        ("One AKA two BBQ three DDT four EEG five", ["AKA", "BBQ", "DDT"]),
    ],
)
def test_an_unexplained_abbreviation_is_named_three_at_most(text: str, found: list[str]):
    assert unexplained(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "The NHS and A&E, N.H.S. too",
        "Acute kidney injury (AKI) is rare. AKI can be treated.",
        "AKI (acute kidney injury) is rare.",
        "An acute kidney injury (“AKI”) is rare.",
        "Ask the infection prevention team (IPC).",
        "High blood pressure (HTN) is common.",
        "DO NOT drink it. NEVER heat it. It is FREE. Please read the IMPORTANT note.",
        "DO NOT TOUCH WIRES on the road by the school, and keep the children well away from them.",
        "THE WARD IS CLOSED DUE TO MRSA",
        "World War II, Elizabeth II, phase IV, Type IV and XXI, an IV drip",
        "500 MB, 10 IU and 40 KW",
        "COVID-19, H5N1, B12, CO2, form DS-11, SW1A 1AA, the M25",
        "Springfield, IL 62704",
        "J.K. Rowling and J. Smith",
        "YouTube, iPhone, McDonald, PhD",
        "Open 9 AM to 5 PM, UK time; in the US on TV, OK?",
        "See @MRSA and #RSV, https://a.com/ICU or ICU.com ^RH",
        "I AM here.",
        "A B C and a Q",
        "МВД и США",
        "",
    ],
)
def test_what_needs_no_explanation_is_left_alone(text: str):
    assert unexplained(text, "NHS", "A&E") == []


@pytest.mark.parametrize("short", sorted(COMMON))
def test_what_everybody_knows_needs_none(short: str):
    assert unexplained(f"The office has a note about {short} today.") == []


SYLLABLES = """
the/1 cat/1 water/2 visit/2 visitor/3 hospital/3 medicine/3 infection/3 infections/3 vaccination/4 vaccine/2
antibiotic/5 antibiotics/5 pregnancy/3 pregnant/2 appointment/3 table/2 tables/2 little/2 people/2 wanted/2
needed/2 walked/1 cleaned/1 stopped/1 closed/1 closes/2 houses/2 boxes/2 washes/2 changes/2 changed/1 places/2
times/1 safe/1 safely/2 careful/2 homeless/2 statement/2 hopeful/2 being/2 doing/2 radio/3 patient/2
patients/2 station/2 immediate/4 immediately/5 society/4 variety/4 social/2 special/2 physician/3 serious/3
previous/3 various/3 delicious/3 obvious/3 quickly/2 question/2 guarantee/3 guarantees/3 guaranteed/3
science/2 quiet/2 diet/2 influenza/4 pneumonia/4 hypertension/4 contraindicated/6 immunosuppressed/5
recommendation/5 administration/5 unfortunately/5 responsibility/6 municipal/4 municipality/6 residents/3
recycling/3 recycle/3 circumstances/4 approximately/5 evacuation/5 emergency/4 ambulance/3 breathing/2
breathe/1 breath/1 area/3 idea/3 cooperate/4 continuous/4 usual/3 usually/4 actual/3 annual/3 January/4
eight/1 hour/1 fire/1 days/1 employee/3 free/1 agree/2 agreed/2 flu/1 through/1 though/1 enough/2 ice/1
plowed/1 streets/1 pothole/2 permit/2 library/3 libraries/3 allowed/2 prescription/3 paracetamol/5 ibuprofen/4
symptoms/2 before/2 because/2 another/3 every/2 family/3 trying/2 carrier/3 easier/3 easiest/3 higher/2
player/2 lion/2 union/2 million/2 opinion/3 companion/3 region/2 religion/3 champion/3 material/4 bacteria/4
trial/2 denial/3 facial/2 initial/3 financial/3 official/3 suit/1 fruit/1 guide/1 queue/1 value/2 rescue/2
issue/2 fuel/2 evaluate/4 situation/4 graduate/3 individual/5 virus/2 viruses/3 diseases/3 nurse/1 nurses/2
exercise/3 doctor/2 already/3 created/3 reality/4 reaction/3 theatre/3 video/3 audience/3 experience/4
ancient/2 client/2 measles/2 apples/2 handled/2 rules/1 scales/1 called/1 filled/1 tested/2 isolate/3 friend/1
doesn't/2 don't/1 children's/2 NHS/1 48/1"""


@pytest.mark.parametrize("pair", SYLLABLES.split())
def test_syllables_are_counted_as_people_say_them(pair: str):
    word, _, count = pair.partition("/")

    assert syllables(word) == int(count)


def test_the_reading_grade_is_the_formulas():
    text = "The cat sat on the mat, and the old dog ate the food that was in the big red bowl by the oak door."

    assert reading_grade(text) == pytest.approx(0.39 * 24 + 11.8 * 1 - 15.59)
    assert reading_grade(f"{text} {text}") == reading_grade(text)
    assert reading_grade(f"{text} https://city.gov/immunosuppression @immunology #immunology") == reading_grade(text)


def test_a_hard_text_is_told_with_its_hardest_words_and_an_easy_one_is_not():
    assert said(EASY, reading_grade=9) == []
    assert said(EASY, reading_grade=1) == [
        "This reads like school grade 3, and 1 is the most here. Shorter sentences help."
    ]
    (hard,) = said(HARD, reading_grade=9)
    assert "and 9 is the most here. Shorter sentences help, and shorter words than “gastrointestinal”" in hard


@pytest.mark.parametrize(
    "text",
    [
        " ".join(HARD.split()[: LEAST_WORDS - 2]),
        "Les personnes présentant une gastroentérite symptomatique sont priées de ne pas visiter les malades "
        "hospitalisés avant que quarante-huit heures ne se soient écoulées depuis la disparition des symptômes.",
        "入院患者の面会は、症状がなくなってから四十八時間後に可能です。" * 10,
        "",
    ],
)
def test_a_short_text_or_another_language_has_no_grade(text: str):
    assert said(text, reading_grade=1) == []


@pytest.mark.parametrize(
    "text", ["See https://city.gov/flu.", "See city.gov", "news.city.gov/a has it", "HTTPS://WHO.INT"]
)
def test_a_link_to_the_source_is_enough(text: str):
    assert said(text, source_link=("city.gov", "who.int")) == []
    assert said(text, source_link=True) == []


@pytest.mark.parametrize("text", ["No link.", "Mail info@city.gov", "See @city.gov", "It is 3.5 km. Go.Then"])
def test_what_is_no_link_is_no_source(text: str):
    assert said(text, source_link=True) == ["A link to a source is missing: add one."]


def test_a_link_elsewhere_is_no_source_where_hosts_are_named():
    missing = ["A link to a source is missing: add one to city.gov or who.int."]

    for link in ("notcity.gov", "https://city.gov.evil.com/", "https://evil.com/city.gov"):
        assert said(f"See {link}", source_link=("city.gov", "who.int")) == missing


def test_what_is_missing_of_the_closing_is_named():
    assert said("Yes.", hashtags=("#One", "#Two"), sign_off="^RH") == [
        "“#One” is missing: add it at the end.",
        "“#Two” is missing: add it at the end.",
        "“^RH” is missing: end the text with “^RH #One #Two”.",
    ]
    assert said("At #one, #TWO. ^RH", hashtags=("#One", "#Two"), sign_off="^RH") == []
    assert said("#Ones #Two2 x^RH ^RHx", hashtags=("#One", "#Two"), sign_off="^RH") != []
    assert said("Yes. ^RH Then no.", sign_off="^RH") == ["“^RH” belongs at the end: move it there."]
    assert said("Yes. ^RH #Any https://city.gov", sign_off="^RH") == []
    assert said("RH is a blood group.", sign_off="RH") == ["“RH” is missing: end the text with “RH”."]


def test_what_blocks_comes_first_and_says_so():
    found = breaches("We guarantee that hypertension ends.", RULES)

    assert [(each.kind, each.blocks) for each in found] == [
        ("banned", True),
        ("source_link", True),
        ("jargon", False),
        ("hashtags", False),
        ("sign_off", False),
    ]
    assert found[0].said == "This account doesn't allow “guarantee”."
    assert trimming.blocking("We guarantee it.", Style(banned=("guarantee",))) == ()


def test_without_rules_nothing_is_said():
    assert breaches("We guarantee that AKI is hypertension.", Style()) == ()


PIECES = st.sampled_from(
    [
        "^RH",
        "#Riverside",
        "guarantee",
        "AKI",
        "(AKI)",
        "https://",
        "city.gov",
        "\u202e",
        "e\u0301",
        "’",
        "\ud800",
        "@",
        "#",
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(st.one_of(PIECES, st.text(max_size=10)), max_size=12).map(" ".join))
WORDS = st.text(min_size=1, max_size=12)


@given(TEXTS, st.lists(WORDS, max_size=3), WORDS)
def test_no_text_and_no_rule_raises(text: str, words: list[str], word: str):
    own = Style(
        reading_grade=5,
        jargon=tuple((each, word) for each in words),
        abbreviations=tuple(words),
        banned=tuple(words),
        source_link=tuple(words),
        hashtags=tuple(words),
        sign_off=word,
        blocks=KINDS,
    )

    for style in (own, RULES):
        assert all(each.said and each.kind in KINDS for each in breaches(text, style))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_hostile_replies_are_held_against_the_rules_too(row: dict[str, str]):
    assert {each.kind for each in breaches(row["text"], RULES)} >= {"hashtags", "sign_off"}


@pytest.mark.parametrize(
    "text",
    ["A " * 20_000, "(" * 40_000, "@." * 20_000, "no " * 13_000, "(AKI " * 8_000, "#Riverside " * 4_000, "e" * 40_000],
)
def test_forty_thousand_characters_of_anything_are_held_against_the_rules(text: str):
    assert breaches(text, RULES)
