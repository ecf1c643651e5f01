"""Trimming: counting by each network's rule, choosing whole sentences, and the guard that no fact changes.

A library of its own: it knows no Slack client and no database.
"""

from bot.trimming.counting import NETWORKS, fits, length, limit_of
from bot.trimming.guarding import guard
from bot.trimming.proposing import Brief, brief, numbers, proposal
from bot.trimming.reading import plain
from bot.trimming.results import Candidate, Shortened
from bot.trimming.reviewing import Review, review
from bot.trimming.shortening import shorten

__all__ = [
    "NETWORKS",
    "Brief",
    "Candidate",
    "Review",
    "Shortened",
    "brief",
    "fits",
    "guard",
    "length",
    "limit_of",
    "numbers",
    "plain",
    "proposal",
    "review",
    "shorten",
]
