"""Numbers with what binds them: the unit, the sign of a currency, "at least", "or more", "no more than"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.trimming.listing import listed, paired
from bot.trimming.tokens import Token
from bot.trimming.units import UNITS

_BEFORE = listed(
    """least most up more less fewer under over about around approximately approx nearly almost only max maximum min
    minimum within after before until till by from since between above below exactly every each than < > ≤ ≥ ~ ≈ ± =
    × + − not no menos más hasta desde antes después cada unos aproximadamente sólo solo moins plus avant après
    jusqu'à environ chaque"""
)
_AFTER = listed(
    """more less fewer older younger over under above below per daily weekly monthly yearly hourly each max
    maximum min minimum + or más menos cada plus moins par"""
)
_ALIKE = paired("till/until approx/about approximately/about around/about maximum/max minimum/min nearly/almost")
_CURRENCIES = "$€£¥"
_DENIALS = listed("no not never")
_COMPARED = {
    **dict.fromkeys(listed("more longer later older"), "most"),
    **dict.fromkeys(listed("less fewer earlier younger shorter"), "least"),
}
_IN_TIME = {"after": "most", "before": "least", "until": "least", "till": "least"}


@dataclass(frozen=True)
class Quantity:
    """A number in its place. `bounds` are the words that turn it into a limit; `after` the words that come next."""

    number: str
    currency: str
    bounds: frozenset[str]
    unit: str
    after: tuple[str, ...]
    shown: str


def quantities(sentence: Sequence[Token], text: str) -> list[Quantity]:
    """Every number of this sentence."""
    return [_read(sentence, at, text) for at, token in enumerate(sentence) if token.kind == "number"]


def agrees(new: Quantity, old: Quantity) -> bool:
    """Whether the number still measures the same thing within the same bounds."""
    if new.number != old.number or new.currency != old.currency or new.bounds != old.bounds:
        return False
    if old.unit:
        return new.unit == old.unit
    return not new.unit and (not new.after or new.after[0] in old.after)


def _read(sentence: Sequence[Token], at: int, text: str) -> Quantity:
    before: list[Token] = []
    for token in reversed(sentence[max(0, at - 3) : at]):
        if token.kind == "number":
            break
        before.insert(0, token)
    after: list[Token] = []
    for token in sentence[at + 1 : at + 5]:
        if token.kind in ("number", "link"):
            break
        after.append(token)
    bounds = {_ALIKE.get(t.key, t.key) for t in before if t.key in _BEFORE}
    bounds |= {f"{_ALIKE.get(t.key, t.key)} after" for t in after[:3] if t.key in _AFTER and t.key != "or"}
    currency = before[-1].key if before and before[-1].key in _CURRENCIES else ""
    unit = after[0].key if after and after[0].key in UNITS else ""
    bound = [t for t in before if t.key in _BEFORE or t.key in _CURRENCIES]
    first = bound[0] if bound else sentence[at]
    last = after[0] if after else sentence[at]
    shown = text[first.start : last.start + len(last.shown)].strip()
    return Quantity(
        sentence[at].key, currency, frozenset(bounds), unit, tuple(t.key for t in after), " ".join(shown.split())
    )


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
