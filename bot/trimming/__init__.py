"""Trimming: counting by each network's rule, choosing whole sentences, the guard that no fact changes, and house style.

A library of its own: it knows no Slack client and no database.
"""

from bot.trimming.closing import closed, ending, lacking
from bot.trimming.counting import NETWORKS, fits, length, limit_of
from bot.trimming.guarding import guard
from bot.trimming.reading import plain
from bot.trimming.results import Candidate, Shortened
from bot.trimming.reviewing import Review, review
from bot.trimming.shortening import shorten
from bot.trimming.style import Breach, Style, blocking, breaches
from bot.trimming.styled import restyled, review_in_style, shorten_in_style

__all__ = [
    "NETWORKS",
    "Breach",
    "Candidate",
    "Review",
    "Shortened",
    "Style",
    "blocking",
    "breaches",
    "closed",
    "ending",
    "fits",
    "guard",
    "lacking",
    "length",
    "limit_of",
    "plain",
    "restyled",
    "review",
    "review_in_style",
    "shorten",
    "shorten_in_style",
]
