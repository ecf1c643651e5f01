"""How long a text is by each network's rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import trimming


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
        ("-city.gov", 9),
        ("@city.gov #city.gov", 19),
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
