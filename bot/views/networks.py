"""Networks as people call them, and how each of an account's networks counts a text."""

from bot.trimming import length, networks

_NAMES = {
    "x": "X",
    "bluesky": "Bluesky",
    "mastodon": "Mastodon",
    "threads": "Threads",
    "linkedin": "LinkedIn",
    "linkedin_comment": "LinkedIn (comment)",
    "facebook": "Facebook",
    "facebook_comment": "Facebook (comment)",
    "instagram": "Instagram",
    "youtube": "YouTube",
    "google_business": "Google Business",
    "google_play": "Google Play",
}


def named(network: str) -> str:
    """`X`, or `X and Bluesky`."""
    *most, last = [_NAMES.get(name, name) for name in networks(network)]
    return f"{', '.join(most)} and {last}" if most else last


def counted(text: str, limit: int, network: str) -> str:
    """`104 of 140 characters`; with each network's own count where there are several."""
    told = f"{length(text, network)} of {limit} characters"
    each = [f"{_NAMES.get(name, name)} {length(text, name)}" for name in networks(network)]
    return f"{told} ({', '.join(each)})" if len(each) > 1 else told
