"""Denials that turn a limit round: "no more than 2" is at most 2, "not before 9" is from 9 on."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.trimming.listing import listed
from bot.trimming.tokens import Token

_DENIALS = listed("no not never")
_COMPARED = {
    **dict.fromkeys(listed("more longer later older"), "most"),
    **dict.fromkeys(listed("less fewer earlier younger shorter"), "least"),
}
_IN_TIME = {"after": "most", "before": "least", "until": "least", "till": "least"}


def denials_of_limits(read: Sequence[Token]) -> frozenset[int]:
    """The places of the denials that deny nothing but a limit."""
    return frozenset(denial for denial, _, _ in _turned(read))


def with_limits(read: Sequence[Token]) -> list[Token]:
    """The same, with "most" and "least" for limits that are denied."""
    limits = {place: limit for _, place, limit in _turned(read)}
    return [replace(token, key=limits.get(at, token.key)) for at, token in enumerate(read)]


def _turned(read: Sequence[Token]) -> Iterator[tuple[int, int, str]]:
    """Where the denial stands, where the limit, and what that becomes.

    "not before 9" and "not more than 2" stand together; "not bring more than 2" has its verb between.
    """
    keys = [token.key for token in read]
    for at, token in enumerate(read):
        than = token.key in _COMPARED and keys[at + 1 : at + 2] == ["than"]
        number = read[at + 1 + than : at + 4 + than]
        if not any(each.kind == "number" or each.key in ("one", "a", "an") for each in number):
            continue
        if than:
            denials = [place for place in (at - 1, at - 2) if place >= 0 and keys[place] in _DENIALS]
            yield from ((place, at, _COMPARED[token.key]) for place in denials[:1])
        elif token.key in _IN_TIME and at and keys[at - 1] in _DENIALS:
            yield at - 1, at, _IN_TIME[token.key]
