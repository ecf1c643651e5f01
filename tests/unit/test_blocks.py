"""The pieces of messages: safe with whatever people wrote, and never over a limit."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.blocks import TEXT_LIMIT, at, cut, lasting, line, message, on, plain, quote, quoted, section

WORD_JOINER = "\u2060"
NASTY = [
    "<!channel> look",
    "<!here|here>",
    "<!everyone>",
    "<!subteam^S123|@team>",
    "<@U1> and <@W2|maya>",
    "<#C1|general>",
    "<https://evil.example|https://good.example>",
    "&lt;!channel&gt;",
    "&amp;lt;@U1&amp;gt;",
    "a & b < c > d",
    "<" * 50 + ">" * 50,
    "`code` ```block``` *bold* _it_ ~no~",
    "*",
    "**bold** __init__ snake_case 2*3*4 ~5 min",
    "\u202e<!channel>\u202c and \u2067back\u2069",
    "<\u200b!channel>\u200d<\ufeff@U1>",
    "שלום <@U1> مرحبا",
    "👩‍👩‍👧‍👦 <!here> 🇩🇪",
    "line\nline\r\n> quoted\n• list",
    "\x00\x01\x7f",
    "&",
    "",
    "   ",
]


TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")  # marks that turn the reading direction are dropped


def plain_again(quoted: str) -> str:
    return html.unescape(quoted).replace(WORD_JOINER, "")


def assert_harmless(quoted: str) -> None:
    """Nothing Slack would act on: no tag is open, no escape is cut."""
    assert not re.search("[<>]", quoted)
    assert re.fullmatch(r"(?:[^&]|&amp;|&lt;|&gt;)*", quoted, re.DOTALL)


@pytest.mark.parametrize("text", NASTY)
def test_what_people_wrote_pings_nobody_and_loses_no_word(text: str):
    assert_harmless(quote(text))
    assert plain_again(quote(text)) == TURNING.sub("", text)


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 6, 7, 20])
def test_a_cut_quotation_is_harmless_too_and_within_its_limit(text: str, limit: int):
    quoted = quote(text * 3, limit)

    assert_harmless(quoted)
    assert len(quoted) <= limit


@given(st.text(alphabet=st.sampled_from("<>&!@#|*_~` ab;\n\u2060\u202e\u200bé👋"), max_size=200), st.integers(1, 120))
def test_any_text_is_quoted_within_any_limit(text: str, limit: int):
    quoted = quote(text, limit)

    assert_harmless(quoted)
    assert len(quoted) <= limit
    kept = plain_again(quoted)
    whole = TURNING.sub("", text.replace(WORD_JOINER, ""))
    assert kept == whole or (kept.endswith("…") and whole.startswith(kept[:-1]))


@pytest.mark.parametrize("text", ["*bold*", "_it_", "~no~", "`code`", "```block```", "say *this* now"])
def test_signs_of_emphasis_stay_signs(text: str):
    for sign in re.findall(r"[*_~`]+", text):
        assert not re.search(rf"{re.escape(sign[0])}\w", quote(text))


@pytest.mark.parametrize("text", ["snake_case_name", "2*3*4", "mail_to@city.gov", "a~b"])
def test_signs_inside_words_are_left_alone(text: str):
    assert quote(text) == text


def test_forty_thousand_characters_fit_where_they_are_put():
    for text in ("word " * 8_000, "<" * 40_000, "👋" * 40_000, "*a " * 13_000):
        assert len(quote(text)) <= 2_500
        assert len(line(text)) <= 302
        assert len(section(text)["text"]["text"]) <= TEXT_LIMIT
        assert len(message(text)["text"]) <= 3_900
        assert len(plain(text)["text"]) <= 150


@pytest.mark.parametrize("limit", [20, 60, 2_500])
def test_a_quotation_of_several_lines_is_one_in_each_of_them(limit: int):
    text = "Yes, you can.\n• Wear a mask & gloves\n\n> Call first" * 3

    shown = quoted(text, limit)

    assert all(each.startswith("> ") for each in shown.split("\n"))
    assert len(shown) <= limit + len("> ")
    whole = plain_again(shown.removeprefix("> ").replace("\n> ", "\n"))
    assert whole == text if limit > 500 else text.startswith(whole.rstrip("…>\n "))


def test_a_quotation_on_one_line_is_in_marks():
    assert line("Is it\n  safe?\t\n") == "“Is it safe?”"
    assert line("<!channel>\nhi") == "“&lt;!channel&gt; hi”"
    assert line("") == "“”"
    assert line("word " * 100, 20) == "“word word word word…”"


def test_a_time_is_shown_in_the_readers_own_zone():
    noon = datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC)

    assert at(noon) == "<!date^1772366430^{time}|12:00 UTC>"
    assert on(noon) == "<!date^1772366430^{date_short}|2026-03-01>"
    assert at(None) == "soon"


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(), "0 seconds"),
        (timedelta(seconds=-5), "0 seconds"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(seconds=89), "89 seconds"),
        (timedelta(seconds=90), "2 minutes"),
        (timedelta(minutes=14, seconds=20), "14 minutes"),
        (timedelta(minutes=59, seconds=40), "1 hour"),
        (timedelta(hours=1, minutes=5), "1 hour 5 minutes"),
        (timedelta(hours=2, minutes=1), "2 hours 1 minute"),
        (timedelta(days=2), "48 hours"),
    ],
)
def test_a_length_of_time_is_said_in_words(span: timedelta, words: str):
    assert lasting(span) == words


@given(st.text(max_size=300), st.integers(1, 200))
def test_a_cut_text_is_within_its_limit_and_says_that_it_was_cut(text: str, limit: int):
    found = cut(text, limit)

    assert found == text if len(text) <= limit else found.endswith("…")
    assert len(found) <= limit
