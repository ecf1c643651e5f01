"""Shortening and reviewing for an account with a style: room is kept for its closing, which each text gets."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from bot.trimming.closing import closed, ending, room, unclosed, without_closing
from bot.trimming.counting import fits, length
from bot.trimming.results import Candidate, Shortened
from bot.trimming.reviewing import Review, review
from bot.trimming.shortening import shorten
from bot.trimming.style import Style, blocking
from bot.trimming.weights import USUAL, Weights

_shortened = lru_cache(maxsize=64)(shorten)  # asked for when a reply comes in, and again when it is edited or signed


def shorten_in_style(
    messages: Sequence[str], *, question: str, limit: int, network: str, style: Style, weights: Weights = USUAL
) -> Shortened:
    """As `shorten`, each text with the account's closing, which is counted; those that break no rule that blocks first.

    What the expert wrote of the closing at the end of a line is the closing, not a part of the answer. No text raises.
    """
    own = tuple(unclosed(message, style.closing) for message in messages)
    left = max(limit - room(style.closing, network), 1)
    result = _shortened(own, question=question, limit=left, network=network, weights=weights)
    found = [_closed(each, style, network) for each in result.candidates]
    found = [each for each in found if fits(each.text, limit, network)]
    found.sort(key=lambda each: len(blocking(each.text, style)))
    if found:
        return replace(result, candidates=tuple(found), nearest=found[0].text)
    nearest = closed(result.nearest, style.closing)
    over = max(length(nearest, network) - limit, 0)
    return replace(
        result, candidates=(), nearest=nearest, over=over, refused_because=_refusal(result, style, over, limit)
    )


def _closed(each: Candidate, style: Style, network: str) -> Candidate:
    text = closed(each.text, style.closing)
    return replace(each, text=text, length=length(text, network))


def _refusal(result: Shortened, style: Style, over: int, limit: int) -> str:
    if not over or not style.closing:
        return result.refused_because or f"With “{ending(style.closing)}” nothing fits the limit of {limit}."
    return f"Your shortest complete answer is {over} over the limit of {limit}, with “{ending(style.closing)}”."


def review_in_style(messages: Sequence[str], *, question: str, text: str, style: Style) -> Review:
    """As `review`; the account's closing is ours, so that it is neither a change nor left out. No text raises."""
    own = [without_closing(message, style.closing) for message in messages]
    return review(own, question=question, text=without_closing(text, style.closing))


def restyled(text: str, old: Style, new: Style) -> str:
    """A text of one account for another: the old closing goes, the new one comes."""
    foreign = [one for one in old.closing if one not in new.closing]
    return closed(without_closing(text, foreign), new.closing)
