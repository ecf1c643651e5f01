"""Trimming: counting by each network's rule, choosing whole sentences, the guard that no fact changes, and house style.

A library of its own: it knows no Slack client and no database.
"""

from bot.trimming.closing import closed, ending, lacking, unclosed, without_closing
from bot.trimming.contradicting import Conflict, conflicts, only_in
from bot.trimming.counting import NETWORKS, fits, length, limit_of, networks
from bot.trimming.guarding import guard
from bot.trimming.outline import is_small_talk, takes_it_on
from bot.trimming.proposing import Brief, brief, numbers, proposal
from bot.trimming.reading import plain, unescaped
from bot.trimming.results import Candidate, Shortened
from bot.trimming.reviewing import Review, judged, review
from bot.trimming.shortening import shorten
from bot.trimming.small_talk import agrees
from bot.trimming.style import Breach, Style, blocking, breaches
from bot.trimming.styled import restyled, review_in_style, shorten_in_style
from bot.trimming.verbatim import collide, held, holds, pieces, replaced
from bot.trimming.verbatim import why_not as why_no_value
from bot.trimming.weights import USUAL, Weights

__all__ = [
    "NETWORKS",
    "USUAL",
    "Breach",
    "Brief",
    "Candidate",
    "Conflict",
    "Review",
    "Shortened",
    "Style",
    "Weights",
    "agrees",
    "blocking",
    "breaches",
    "brief",
    "closed",
    "collide",
    "conflicts",
    "ending",
    "fits",
    "guard",
    "held",
    "holds",
    "is_small_talk",
    "judged",
    "lacking",
    "length",
    "limit_of",
    "networks",
    "numbers",
    "only_in",
    "pieces",
    "plain",
    "proposal",
    "replaced",
    "restyled",
    "review",
    "review_in_style",
    "shorten",
    "shorten_in_style",
    "takes_it_on",
    "unclosed",
    "unescaped",
    "why_no_value",
    "without_closing",
]
