"""Where sentences end, and where they don't."""

import pytest

from bot import trimming
from bot.trimming.outline import outline
from bot.trimming.sentences import split


@pytest.mark.parametrize(
    "sentence",
    [
        "Dr. Smith of St. Mary's saw approx. 30% of pts. improve, i.e. 3 of 10.",
        "Take 3.5 mg, or .25 mg, once daily.",
        "We open at 10 a.m. Monday to 5 p.m. EST.",
        "It was approved on Jan. 5, 2021 at 10 a.m. in the U.S. and the U.K. as well.",
        "See No. 5 and Fig. 2 on p. 12.",
        "J. R. R. Tolkien lived here.",
        "Read https://city.example/a.b?c=d. for more",
        "Write to first.last@city.example.org please.",
        "It costs £9.90... UNLESS you're under 16.",
        'He said "No. Never. Not ever." and left.',
        "The dose (max. 4 g. Not more.) is for adults.",
        "1. Turn off the gas at the meter.",
        "We use Node.js and ASP.NET here.",
        "Wash your hands 🧼 often, thank you! 🙏🏽🙏🏽",
        "Acme Inc. makes it",
        "It's called Yahoo! by some",
    ],
)
def test_one_sentence_stays_one(sentence):
    assert split(sentence) == [sentence]


@pytest.mark.parametrize(
    ("line", "sentences"),
    [
        ("Yes. It is safe.", ["Yes.", "It is safe."]),
        ("From 9 a.m. to 5 p.m. Children may come.", ["From 9 a.m. to 5 p.m.", "Children may come."]),
        ("Open at 10 a.m. The desk shuts at 5 pm. Ring.", ["Open at 10 a.m.", "The desk shuts at 5 pm.", "Ring."]),
        ("No. Read the label of No. 5.", ["No.", "Read the label of No. 5."]),
        ("Is it safe? No! Never.", ["Is it safe?", "No!", "Never."]),
        ("yes. you can. it's fine", ["yes.", "you can.", "it's fine"]),
        ("“Don’t.” We agreed.", ["“Don’t.”", "We agreed."]),
        ("It ended in 2022. Acme Inc. paid.", ["It ended in 2022.", "Acme Inc. paid."]),
        ("It is under 2.5 m. Flats need one. M. Rey pays.", ["It is under 2.5 m.", "Flats need one.", "M. Rey pays."]),
        ("Take vitamin C. It helps.", ["Take vitamin C.", "It helps."]),
        ("はい。大丈夫です。", ["はい。", "大丈夫です。"]),
        ("नहीं। डॉक्टर से पूछें।", ["नहीं।", "डॉक्टर से पूछें।"]),
        ("1. Open it. 2. Close it.", ["1. Open it.", "2. Close it."]),
        ("Worms die in the gut.If not, call.", ["Worms die in the gut.", "If not, call."]),
        ("Sure! 👍 We open at 9.", ["Sure! 👍", "We open at 9."]),
    ],
)  # fmt: skip
def test_two_sentences_are_two(line, sentences):
    assert split(line) == sentences


def test_nothing_is_lost_by_splitting():
    line = "Dr. Lee (Ward 3) says: yes! It's 3.5 mg. Ask... or not? “Fine.” OK"

    assert "".join("".join(split(line)).split()) == "".join(line.split())


def test_a_line_that_was_wrapped_by_hand_opens_none():
    wrapped = (
        "You can visit the ward on the ground floor every single day of the\nweek from 2 pm; the desk shows the way."
    )

    (one,) = outline([wrapped])
    assert one.text == wrapped.replace("\n", " ")


def test_a_line_that_ends_in_the_middle_opens_a_list():
    found = outline(["Vitamin A plays a role in your\nVision\nBone growth\nImmune system"])

    assert [(one.text, one.under) for one in found] == [
        ("Vitamin A plays a role in your", -1),
        ("Vision", 0),
        ("Bone growth", 0),
        ("Immune system", 0),
    ]


@pytest.mark.parametrize(
    ("mrkdwn", "text"),
    [
        (":syringe: Open till five :clock5: today.", "💉 Open till five 🕔 today."),
        (":flag-fr: Oui :thumbsup::skin-tone-3: :woman-running:", "🇫🇷 Oui 👍 🏃‍♀️"),
        ("It is *signed* :lower_left_fountain_pen:", "It is signed 🖋️"),
        ("Ask :our_parrot: first, at 10:30:15.", "Ask first, at 10:30:15."),
    ],
    ids=["in a text", "flags, people, shades of skin", "with underscores", "a workspace's own, and a time"],
)
def test_slacks_emoji_become_letters_and_what_only_a_workspace_has_goes(mrkdwn, text):
    assert trimming.plain(mrkdwn) == text
