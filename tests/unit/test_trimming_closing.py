"""What every text of an account ends with: added once, counted, and never taken for what the expert said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import trimming
from bot.trimming import Style
from bot.trimming.closing import closed, is_at_end, room, unclosed, without_closing
from tests.unit.test_trimming_properties import LIMITS, NETWORKS, QUESTIONS, REPLIES

CLOSING = ("^RH", "#Riverside")
STYLE = Style(sign_off="^RH", hashtags=("#Riverside",))
COLD = "Can I visit the ward if I had a cold last week?"


def shorten(*messages: str, limit: int = 140, style: Style = STYLE, network: str = "x") -> trimming.Shortened:
    return trimming.shorten_in_style(messages, question=COLD, limit=limit, network=network, style=style)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Yes.", "Yes. ^RH #Riverside"),
        ("Yes. ^RH", "Yes. ^RH #Riverside"),
        ("Yes. #riverside", "Yes. #riverside ^RH"),
        ("Yes. ^RH #Riverside", "Yes. ^RH #Riverside"),
        ("#Riverside is open.", "#Riverside is open. ^RH"),
        ("Yes ^RH. Wash your hands.", "Yes ^RH. Wash your hands. #Riverside"),
        ("Yes. #RiversideHealth ^RHO", "Yes. #RiversideHealth ^RHO ^RH #Riverside"),
        ("https://city.gov/#Riverside", "https://city.gov/#Riverside ^RH #Riverside"),
        ("• a\n• b", "• a\n• b\n^RH #Riverside"),
        ("", ""),
        (" ", " "),
    ],
)
def test_only_what_is_lacking_is_added(text: str, expected: str):
    assert closed(text, CLOSING) == expected
    assert closed(expected, CLOSING) == expected


def test_a_sign_off_of_letters_is_one_only_at_the_end():
    assert closed("The RH factor matters.", ("RH",)) == "The RH factor matters. RH"
    assert closed("It matters. RH", ("RH",)) == "It matters. RH"
    assert without_closing("The RH factor matters. RH", ("RH",)) == "The RH factor matters."
    assert is_at_end("It matters. RH #Any https://city.gov", "RH")
    assert not is_at_end("RH-negative", "RH")


def test_composed_and_escaped_letters_are_the_same():
    assert closed("Ask them. – R&amp;D", ("– R&D",)) == "Ask them. – R&amp;D"
    assert closed("Oui. #Me\u0301decins", ("#Médecins",)) == "Oui. #Me\u0301decins"
    assert closed("Yes. –\u00a0Lena’s team", ("– Lena's team",)) == "Yes. –\u00a0Lena’s team"


def test_of_a_message_only_the_ends_of_lines_are_taken():
    said = "#Riverside is open. ^RH #Riverside\nWash your hands, ^RH says. #riverside  ^RH\n#Riverside"

    assert unclosed(said, CLOSING) == "#Riverside is open.\nWash your hands, ^RH says.\n"
    assert unclosed("Yes.  \n", CLOSING) == "Yes.  \n"
    assert unclosed("Yes. #Other", CLOSING) == "Yes. #Other"


def test_what_is_said_beside_the_closing():
    assert without_closing("Yes. ^RH #Riverside Wash your hands.", CLOSING) == "Yes. Wash your hands."
    assert without_closing("  Two  spaces ", CLOSING) == "  Two  spaces "


def test_the_closing_is_counted_by_the_networks_own_rule():
    assert room(("^RH", "#Riverside"), "x") == 15
    assert room(("👨‍👩‍👧‍👦",), "x") == 3
    assert room(("👨‍👩‍👧‍👦",), "bluesky") == 2
    assert room(("city.gov",), "x") == 24
    assert room(("é",), "google_business") == 3
    assert room((), "x") == 0


def test_each_text_that_fits_has_it_and_its_length_is_true():
    answer = (
        "You can visit the ward after 48 hours without symptoms. The ward is open from 2 pm to 8 pm and the desk on "
        "the ground floor shows you the way. Children may come too if a grown-up is with them at all times."
    )

    result = shorten(answer)

    assert len(result.candidates) > 1
    for each in result.candidates:
        assert each.text.endswith(" ^RH #Riverside")
        assert each.length == trimming.length(each.text) <= 140
    assert result.nearest == result.candidates[0].text


def test_what_the_expert_wrote_of_it_is_neither_doubled_nor_left_out_nor_a_change():
    for written in ("Yes, you can. ^RH #Riverside", "Yes, you can. #riverside", "Yes, you can.\n^RH"):
        (only,) = shorten(written, "Wash your hands. ^RH").candidates

        assert only.text == "Yes, you can. Wash your hands. ^RH #Riverside"
        assert (only.left_out, only.warnings) == ((), ())


def test_a_text_that_fits_only_without_it_does_not_fit():
    answer = "Yes, you can visit the ward as soon as you had no symptoms for 48 hours."

    fits, over = shorten(answer, limit=len(answer) + 15), shorten(answer, limit=len(answer) + 14)

    assert fits.candidates[0].text == f"{answer} ^RH #Riverside"
    assert (over.candidates, over.over, over.nearest) == ((), 1, f"{answer} ^RH #Riverside")
    assert over.refused_because == (
        f"Your shortest complete answer is 1 over the limit of {len(answer) + 14}, with “^RH #Riverside”."
    )


def test_a_text_that_blocks_comes_after_one_that_does_not():
    answer = (
        "You can visit the ward after 48 hours without symptoms. We guarantee that the ward is open from 2 pm to 8 pm "
        "on all days of the week. Children may come too if a grown-up is with them at all times."
    )
    strict = Style(banned=("guarantee",), blocks=("banned",))

    assert "guarantee" in shorten(answer, style=Style()).candidates[0].text
    assert trimming.blocking(shorten(answer, style=strict).candidates[0].text, strict) == ()


def test_the_closing_is_no_change_wherever_somebody_puts_it():
    used = ["Yes, you can visit after 48 hours. Wash your hands. ^RH"]

    for text in (
        "Yes, you can visit after 48 hours. Wash your hands. ^RH #Riverside",
        "Yes, you can visit after 48 hours. ^RH #Riverside Wash your hands.",
        "#Riverside Yes, you can visit after 48 hours. Wash your hands.",
    ):
        assert trimming.review_in_style(used, question=COLD, text=text, style=STYLE).warnings == ()
    changed = trimming.review_in_style(used, question=COLD, text="Yes, you can visit after 24 hours. ^RH", style=STYLE)
    assert any("24" in warning for warning in changed.warnings)
    assert trimming.review(used, question=COLD, text="Yes, you can visit after 48 hours. #Riverside").warnings != ()


def test_another_accounts_closing_gives_way():
    other = Style(sign_off="^RP", hashtags=("#Riverside", "#Pharmacy"))

    assert trimming.restyled("Yes. ^RH #Riverside", STYLE, other) == "Yes. #Riverside ^RP #Pharmacy"
    assert trimming.restyled("Yes. ^RH #Riverside", STYLE, Style()) == "Yes."
    assert trimming.restyled("Yes. ^RH #Riverside", STYLE, STYLE) == "Yes. ^RH #Riverside"


SIGN_OFFS = st.sampled_from(
    ["^RH", "– Riverside", "👨‍👩‍👧‍👦", "city.gov", "@riverside", "R&D", "e\u0301", "Riverside, 24/7"]
)
TAGS = st.lists(st.sampled_from(["#Riverside", "#Köln", "#日本"]), unique=True, max_size=2)
closings = st.builds(lambda signed, tags: (*signed, *tags), st.lists(SIGN_OFFS, max_size=1), TAGS)


@given(REPLIES, QUESTIONS, LIMITS, NETWORKS, closings)
def test_every_text_has_its_closing_and_fits(messages, question, limit, network, closing):
    style = Style(hashtags=closing)

    result = trimming.shorten_in_style(messages, question=question, limit=limit, network=network, style=style)

    assert bool(result.candidates) != bool(result.refused_because)
    for each in result.candidates:
        assert trimming.fits(each.text, limit, network)
        assert each.length == trimming.length(each.text, network)
        assert trimming.lacking(each.text, closing) == ()


@given(st.text(max_size=100), closings, NETWORKS)
def test_the_room_that_is_kept_is_enough_for_any_text(text, closing, network):
    whole = closed(text, closing)

    assert trimming.length(whole, network) <= trimming.length(text, network) + room(closing, network)


@given(st.text(max_size=100), closings)
def test_closing_again_changes_nothing(text, closing):
    once = closed(text, closing)

    assert closed(once, closing) == once
    assert trimming.lacking(once, closing) == () or not text.strip()


@given(REPLIES, QUESTIONS, LIMITS)
def test_without_a_style_nothing_is_otherwise(messages, question, limit):
    plain = trimming.shorten(messages, question=question, limit=limit, network="x")

    assert trimming.shorten_in_style(messages, question=question, limit=limit, network="x", style=Style()) == plain
