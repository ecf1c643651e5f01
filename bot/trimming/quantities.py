"""Numbers with what binds them: the unit, the sign of a currency, "at least", "or more", "per day"."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.trimming.listing import listed, paired
from bot.trimming.tokens import Token

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
_UNITS = listed(
    """mg g kg µg ml l h min day week month year s % ° °c °f c f am pm $ st nd rd th mm cm m km mile ft in oz lb mmhg
    bpm kwh mg/kg mg/ml ml/kg g/l /l iu times × k bn tablets tablet pills pill drops drop doses dose puffs capsules
    units unit january february march april may june july august september october november december jan feb mar apr
    jun jul aug sep sept oct nov dec horas hora días día semanas meses años heures heure jours jour semaines mois
    ans euros euro pounds pound cents pence bst utc gmt est pst cet"""
)
_CURRENCIES = "$€£¥"


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
    unit = after[0].key if after and after[0].key in _UNITS else ""
    bound = [t for t in before if t.key in _BEFORE or t.key in _CURRENCIES]
    first = bound[0] if bound else sentence[at]
    last = after[0] if after else sentence[at]
    shown = text[first.start : last.start + len(last.shown)].strip()
    return Quantity(
        sentence[at].key, currency, frozenset(bounds), unit, tuple(t.key for t in after), " ".join(shown.split())
    )
