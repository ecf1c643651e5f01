"""How long a text is by each network's rule."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import trimming

UNICODE = Path("/usr/share/unicode")
with_unicodes_data = pytest.mark.skipif(
    not UNICODE.is_dir(), reason="Unicode's data isn't here (Debian: unicode-data), which says what is one character"
)
NO_PICTOGRAPH_ANY_MORE = ["\u2701\u200d\u2701"]  # one character until Unicode 15, two since


def lines(name: str) -> Iterator[str]:
    """Those of a file of Unicode's, without what is said about them."""
    for line in (UNICODE / name).read_text(encoding="utf-8").splitlines():
        if meant := line.partition("#")[0].strip():
            yield meant


def written(codes: str) -> str:
    return "".join(chr(int(code, 16)) for code in codes.split())


@with_unicodes_data
def test_characters_are_told_apart_as_unicode_does():
    wrong = []
    for line in lines("auxiliary/GraphemeBreakTest.txt"):
        characters = [written(each.replace("×", " ")) for each in line.split("÷") if each.strip()]
        if trimming.length("".join(characters), "bluesky") != len(characters):
            wrong.append("".join(characters))

    assert set(wrong) <= set(NO_PICTOGRAPH_ANY_MORE)


@with_unicodes_data
def test_every_emoji_is_one_character_and_two_for_x():
    emoji = [written(line.partition(";")[0]) for line in lines("emoji/emoji-test.txt") if "; fully-qualified" in line]

    assert len(emoji) > 3_000
    assert [each for each in emoji if trimming.length(each, "x") != 2] == []
    assert [each for each in emoji if trimming.length(each, "bluesky") != 1] == []


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("Yes", 3),
        ("Read https://www.city.gov/a/very/long/path?with=a&query=too", 28),
        ("city.gov/water", 23),
        ("See city.gov, and call.", 38),
        ("Node.js isn't a link", 20),
        ("👨‍👩‍👧‍👦", 2),
        ("👍🏽 ok", 5),
        ("🇬🇧🇫🇷", 4),
        ("水は安全です", 12),
        ("Café", 4),
        ("Cafe\u0301", 4),
        ("“curly” – and … dots", 21),
    ],
)
def test_x_counts_links_as_23_emoji_as_2_and_east_asian_letters_as_2(text, length):
    assert trimming.length(text, "x") == length
    assert trimming.length(text, "twitter") == length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("See city.gov.Then call.", 38),  # the stop is forgotten, and X sees a link all the same
        ("café.com", 23),
        ("—city.gov", 24),
        ("http://☃.net/", 23),
        ("city.gov/a(b)", 23),
        ("a.b/city.gov", 12),  # what follows a slash without a host is no link
        ("my_city.gov.uk", 26),  # no underscore in a host that has no scheme
        ("http://my_city.gov/a", 20),  # nor in a domain's own name
        ("https://a.my_city.gov is closed, so please call us", 61),
        ("https://my_city.gov.uk/a/b/c", 23),
        ("-city.gov", 9),
        ("“_city.gov/a”", 26),  # but what isn't ASCII counts as a part of the host, and the rest of it is one
        ("`-city.gov", 25),
        ("@city.gov #city.gov", 19),
        ("city.рф and city.рф/a", 51),
        ("город.рф", 8),  # without a scheme only the domain may be in other letters
        ("x.рф.com", 27),
        ("city.みんなは", 25),
        ("city.みんなok", 13),
        ("city.gov:8080", 28),  # without a path no port is part of it, and no query
        ("city.gov?q=1", 27),
        ("city.gov:80/?q=1", 23),
        ("http://city.gov:80?q=1", 23),
        ("éa.com", 24),  # as if the letter stood before it
        ("my éa.com", 26),
        ("city.xn--p1ai@x", 25),
        ("city.org.de@x", 28),  # `de@x` is half an address
        ("city.de-x", 9),
        ("https://t.co/abc/.", 25),  # X's own short links end where their name does
        ("More.https://city.gov/a", 28),
        ("© ®", 3),
        ("©\ufe0f", 2),
        ("😀\ufe0f", 4),  # a selector too many counts by itself
        ("☀\ufe0f", 2),
    ],
)
def test_x_finds_the_links_that_it_finds_itself(text, length):
    """Held against twitter-text, whose rule it is."""
    assert trimming.length(text, "x") == length


@pytest.mark.parametrize(
    ("network", "text", "length"),
    [
        ("bluesky", "👨‍👩‍👧‍👦 ok", 4),
        ("bluesky", "https://city.gov/long", 21),
        ("mastodon", "https://city.gov/a/long/way/down", 23),
        ("mastodon", "ask @clerk@social.city.example", 10),
        ("threads", "ok 👍", 7),
        ("linkedin", "👍", 2),
        ("google_business", "né", 3),
        ("a network nobody knows", "👍", 2),
    ],
)
def test_each_network_counts_by_its_own_rule(network, text, length):
    assert trimming.length(text, network) == length


def test_bluesky_has_a_limit_in_bytes_besides():
    family = "👨‍👩‍👧‍👦" * 200

    assert trimming.length(family, "bluesky") == 200
    assert not trimming.fits(family, 300, "bluesky")


def test_every_network_says_its_limit():
    assert trimming.limit_of("x") == 280
    assert trimming.limit_of("Twitter") == 280
    assert all(trimming.limit_of(each) >= 280 for each in trimming.NETWORKS)


@given(st.text(max_size=300), st.sampled_from(trimming.NETWORKS))
def test_a_text_never_gets_shorter_by_adding_a_word(text, network):
    assert trimming.length(f"{text} more", network) > trimming.length(text, network)


def test_a_text_for_several_networks_suits_each_of_them():
    link = "See https://city.gov/a-rather-long-address/to-the-page-about-water for more."
    both = trimming.length(link, "x+bluesky")

    assert both == trimming.length(link, "bluesky") > trimming.length(link, "x")
    assert trimming.fits(link, both, "x+bluesky")
    assert not trimming.fits(link, both - 1, "x+bluesky")
    assert trimming.fits("水" * 100, 200, "x+bluesky")
    assert not trimming.fits("水" * 101, 200, "x+bluesky")  # X counts each twice
    assert trimming.limit_of("bluesky+x+mastodon") == 280
    assert trimming.networks(" X+twitter + Bluesky") == ("x", "bluesky")
