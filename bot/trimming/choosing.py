"""Which sentences to keep: the best for the question, with all they need, as many as fit."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from bot.trimming.omissions import losses
from bot.trimming.reply import Reply
from bot.trimming.sentences import Kind

_SEEDS = 8
_LOOKED_AT = 40
_MOST = 3
_FILLER = 0.3  # of the best score: less than that isn't worth the room
Choice = frozenset[int]


def is_complete(reply: Reply, chosen: Choice) -> bool:
    """Nothing in it lacks its header, question or antecedent, and nothing is private or taken back."""
    if not chosen or not chosen.isdisjoint(reply.blocked):
        return False
    for i in chosen:
        if not reply.direct[i] <= chosen or (reply.leads[i] and chosen.isdisjoint(reply.leads[i])):
            return False
    if any(_changes_meaning(reply, one, other) for one, other in pairwise(sorted(chosen))):
        return False
    return len(chosen) == len(reply.sentences) or not all(reply.bare[i] for i in chosen)


def _changes_meaning(reply: Reply, one: int, other: int) -> bool:
    """Whether `other`'s pronoun would point to what `one` names, because what stood between them is left out."""
    return reply.named[other] > one and not reply.bare[one]


def smallest(reply: Reply, at: int) -> Choice | None:
    """The shortest complete text with this sentence in it."""
    chosen = _with(reply, frozenset(), at)
    if all(reply.bare[i] for i in chosen) and at + 1 < len(reply.sentences):
        chosen = _with(reply, chosen, at + 1)
    return chosen if is_complete(reply, chosen) else None


def choose(reply: Reply, fits: Callable[[Choice], bool]) -> list[Choice]:
    """Up to three different texts that fit, best first."""
    order = sorted(range(len(reply.sentences)), key=lambda i: (-reply.scores[i], i))
    weighty = [i for i in order[:_LOOKED_AT] if reply.grave[i] or reply.others[i]]
    found: dict[Choice, float] = {}
    seeds = 0
    for at in order:
        if seeds >= _SEEDS:
            break
        start = smallest(reply, at)
        if start is None or not fits(start):
            continue
        seeds += 1
        grown = [start, _grown(reply, start, order, fits)]
        if not grown[-1].issuperset(weighty):
            grown.append(_grown(reply, start, order, fits, first=weighty))
        for chosen in grown:
            if chosen not in found:
                found[chosen] = reply.weights.worth(features(reply, chosen))
    return sorted(found, key=lambda chosen: (-found[chosen], sorted(chosen)))[:_MOST]


def _with(reply: Reply, chosen: Choice, at: int) -> Choice:
    """These and another one with all it needs, a first item for each header that has none, an answer for each
    question; only these where that is too much."""
    wider = chosen | (reply.needed[at] or frozenset())
    for i in sorted(wider - chosen):
        if reply.leads[i] and wider.isdisjoint(reply.leads[i]) and reply.leads[i][0] >= 0:
            wider = wider | (reply.needed[reply.leads[i][0]] or frozenset())
    return wider


def _grown(
    reply: Reply, chosen: Choice, order: list[int], fits: Callable[[Choice], bool], *, first: Sequence[int] = ()
) -> Choice:
    """More of the best, as long as it fits; what limits a chosen sentence comes first, and then `first`: what could
    mislead if it were left out."""
    tried: set[Choice] = set()
    growing = True
    while growing:
        growing = False
        after = [i + 1 for i in sorted(chosen) if i + 1 < len(reply.sentences) and i + 1 not in chosen]
        telling = [i for i in order[:_LOOKED_AT] if reply.scores[i] >= _FILLER * reply.scores[order[0]]]
        for at in [*(i for i in after if reply.qualifying[i]), *first, *telling]:
            wider = _with(reply, chosen, at)
            if wider == chosen or wider in tried:
                continue
            tried.add(wider)
            if is_complete(reply, wider) and fits(wider):
                chosen, growing = wider, True
                break
    return chosen


def features(reply: Reply, chosen: Choice) -> dict[str, float]:
    """What a text is judged by, one number for each of the weights."""
    best = max(chosen, key=lambda i: (reply.scores[i], -i))
    rest = sum(reply.scores[i] for i in chosen if i != best and reply.sentences[i].kind is not Kind.HEADER)
    overlap, place, kinds, answer = reply.parts[best]
    told = {"overlap": overlap, "place": place, "kinds": kinds, "answer": answer, "rest": rest}
    return told | losses(reply, chosen)
