"""Which sentences to keep: the best for the question, with all they need, as many as fit."""

from collections.abc import Callable
from itertools import pairwise

from bot.trimming.field import Field
from bot.trimming.omissions import losses
from bot.trimming.outline import Kind

_SEEDS = 8
_LOOKED_AT = 40
_MOST = 3
_FILLER = 0.3  # of the best score: less than that isn't worth the room
Choice = frozenset[int]


def is_complete(known: Field, chosen: Choice) -> bool:
    """Nothing in it lacks its header, question or antecedent, and nothing is private or taken back."""
    if not chosen or not chosen.isdisjoint(known.blocked):
        return False
    for i in chosen:
        if not known.direct[i] <= chosen or (known.leads[i] and chosen.isdisjoint(known.leads[i])):
            return False
    if any(_changes_meaning(known, one, other) for one, other in pairwise(sorted(chosen))):
        return False
    return len(chosen) == len(known.sentences) or not all(known.bare[i] for i in chosen)


def _changes_meaning(known: Field, one: int, other: int) -> bool:
    """Whether `other`'s pronoun would point to what `one` names, because what stood between them is left out."""
    return known.named[other] > one and not known.bare[one]


def smallest(known: Field, at: int) -> Choice | None:
    """The shortest complete text with this sentence in it."""
    chosen = _with(known, frozenset(), at)
    if all(known.bare[i] for i in chosen) and at + 1 < len(known.sentences):
        chosen = _with(known, chosen, at + 1)
    return chosen if is_complete(known, chosen) else None


def choose(known: Field, fits: Callable[[Choice], bool]) -> list[Choice]:
    """Up to three different texts that fit, best first."""
    order = sorted(range(len(known.sentences)), key=lambda i: (-known.scores[i], i))
    found: dict[Choice, float] = {}
    seeds = 0
    for at in order:
        if seeds >= _SEEDS:
            break
        start = smallest(known, at)
        if start is None or not fits(start):
            continue
        seeds += 1
        for chosen in (start, _grown(known, start, order, fits)):
            if chosen not in found:
                found[chosen] = _worth(known, chosen)
    return sorted(found, key=lambda chosen: (-found[chosen], sorted(chosen)))[:_MOST]


def _with(known: Field, chosen: Choice, at: int) -> Choice:
    """These and another one with all it needs, a first item for each header that has none, an answer for each
    question; only these where that is too much."""
    wider = chosen | (known.needed[at] or frozenset())
    for i in sorted(wider - chosen):
        if known.leads[i] and wider.isdisjoint(known.leads[i]) and known.leads[i][0] >= 0:
            wider = wider | (known.needed[known.leads[i][0]] or frozenset())
    return wider


def _grown(known: Field, chosen: Choice, order: list[int], fits: Callable[[Choice], bool]) -> Choice:
    """More of the best, as long as it fits; what limits a chosen sentence comes first."""
    tried: set[Choice] = set()
    growing = True
    while growing:
        growing = False
        after = [i + 1 for i in sorted(chosen) if i + 1 < len(known.sentences) and i + 1 not in chosen]
        telling = [i for i in order[:_LOOKED_AT] if known.scores[i] >= _FILLER * known.scores[order[0]]]
        for at in [*(i for i in after if known.qualifying[i]), *telling]:
            wider = _with(known, chosen, at)
            if wider == chosen or wider in tried:
                continue
            tried.add(wider)
            if is_complete(known, wider) and fits(wider):
                chosen, growing = wider, True
                break
    return chosen


def features(known: Field, chosen: Choice) -> dict[str, float]:
    """What a text is judged by, one number for each of the weights."""
    best = max(chosen, key=lambda i: (known.scores[i], -i))
    rest = sum(known.scores[i] for i in chosen if i != best and known.sentences[i].kind is not Kind.HEADER)
    overlap, place, kinds, answer = known.parts[best]
    told = {"overlap": overlap, "place": place, "kinds": kinds, "answer": answer, "rest": rest}
    return told | losses(known, chosen)


def _worth(known: Field, chosen: Choice) -> float:
    return known.weights.worth(features(known, chosen))
