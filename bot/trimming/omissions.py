"""What a choice of whole sentences may make a reader believe wrongly, because of what it leaves out."""

import math
from collections import Counter
from collections.abc import Sequence

import regex

from bot.trimming.asking import asks_for_oneself
from bot.trimming.cues import only_depends
from bot.trimming.field import Field
from bot.trimming.outline import Kind
from bot.trimming.qualifying import concludes, tells_another_case, turns_round
from bot.trimming.ranking import leads_elsewhere
from bot.trimming.weights import USUAL

_MOST = 4
_LOOKED_AT = 60
_GRAVEST = 0.5  # all that is grave together costs no more
_FEWEST = 4  # telling words: with fewer, likeness is chance
_SHARED = 0.6  # of those of the shorter one
_SAID = {
    "instruction": "An instruction is left out: “{}”",
    "exception": "A limit or exception is left out: “{}”",
    "danger": "A warning is left out: “{}”",
    "deadline": "A date to keep is left out: “{}”",
}
_ASKED_FOR = {
    "number": "for a number",
    "time": "for a time",
    "place": "for a place",
    "reason": "for a reason",
    "frequency": "how often",
    "duration": "how long",
}
_OPPOSITE_CASES = [
    *(("legal", "illegal"), ("adults", "children"), ("adult", "child"), ("men", "women"), ("male", "female")),
    *(("indoors", "outdoors"), ("inside", "outside"), ("weekdays", "weekends"), ("before", "after")),
]
_WORD = regex.compile(r"\p{L}+")
_COST = {kind: -USUAL.as_dict()[f"lost_{kind}"] for kind in _SAID}


def omissions(known: Field, chosen: frozenset[int]) -> tuple[str, ...]:
    """In plain sentences, the gravest first."""
    left = _left(known, chosen)
    found = _lost_answer(known, chosen, left) + _turned_round(known, chosen, left) + _lost_explanation(known, chosen)
    following = [i for i in left if i - 1 in chosen and known.qualifying[i]]
    found += [
        f"What follows from this is left out: “{short(known.sentences[i].text)}”"
        for i in left
        if i - 1 in chosen and concludes(known.sentences[i].text)
    ]
    found += [f"The next sentence limits this one: “{short(known.sentences[i].text)}”" for i in following]
    found += _turned_later(known, chosen, left)
    found += _lost_ground(known, chosen) + _partial_lists(known, chosen) + _lost_list(known, left)
    others = [i for i in left if i not in following]
    found += [f"Another case is left out: “{short(known.sentences[i].text)}”" for i in _siblings(known, chosen, others)]
    for weight, said in _SAID.items():
        grave = [i for i in _grave(known, chosen, left) if i not in following and known.grave[i] == weight]
        found += [said.format(short(known.sentences[i].text)) for i in grave[:2]]
    return tuple(dict.fromkeys(found))[:_MOST]


def losses(known: Field, chosen: frozenset[int]) -> dict[str, float]:
    """The same as numbers to choose by: how much of each kind is lost."""
    left = _left(known, chosen)
    before = [i for i in left if i - 1 in chosen]
    lost: dict[str, float] = {
        "lost_answer": len(_lost_answer(known, chosen, left)),
        "lost_ground": len(_lost_ground(known, chosen)),
        "lost_best": known.best not in chosen,
        "lost_limit": sum(known.qualifying[i] for i in before),
        "lost_case": len(_siblings(known, chosen, left)),
        "lost_reason": sum(known.bare[i - 1] for i in before),
        "lost_points": len(_partial_lists(known, chosen)),
    }
    grave = Counter(known.grave[i] for i in _grave(known, chosen, left[:_LOOKED_AT]))
    share = min(1.0, _GRAVEST / (sum(_COST[kind] * grave[kind] for kind in _COST) or 1.0))
    return lost | {f"lost_{kind}": share * grave[kind] for kind in _COST}


def short(text: str) -> str:
    """At most 160 characters of it, whole words."""
    return text if len(text) <= 160 else text[:160].rsplit(" ", 1)[0] + " …"


def _left(known: Field, chosen: frozenset[int]) -> list[int]:
    return [i for i in range(len(known.sentences)) if i not in chosen and i not in known.blocked]


def _grave(known: Field, chosen: frozenset[int], left: Sequence[int]) -> list[int]:
    """What could mislead by itself; not that it depends, where it is said on what."""
    return [i for i in left if known.grave[i] and not (i + 1 in chosen and only_depends(known.sentences[i].text))]


def _lost_answer(known: Field, chosen: frozenset[int], left: Sequence[int]) -> list[str]:
    missing = known.asked.difference(*(known.kinds[i] for i in chosen))
    for kind in sorted(missing):
        lost = next((known.sentences[i].text for i in left if kind in known.kinds[i]), "")
        if lost:
            return [f"The question asks {_ASKED_FOR[kind]}, which is left out: “{short(lost)}”"]
    lost = next((known.sentences[i].text for i in left if known.answers[i]), "")
    if not lost or any(known.answers[i] for i in chosen):
        return []
    if known.polar:
        return [f"The question asks yes or no, and this no longer says “{short(lost)}”"]
    return [f"What answers the question is left out: “{short(lost)}”"]


def _turned_later(known: Field, chosen: frozenset[int], left: Sequence[int]) -> list[str]:
    """What limits all that was said: further on than a yes or no, or behind one sentence that is left out as well."""
    answered, practical = known.polar and any(known.answers[i] for i in chosen), _is_practical(known)
    later = [i for i in left if (answered and i > min(chosen)) or (practical and i - 2 in chosen)]
    later = [i for i in later if i - 1 not in chosen]
    texts = (known.sentences[i].text for i in later)
    return [f"What limits the answer is left out: “{short(text)}”" for text in texts if turns_round(text)][:1]


def _lost_list(known: Field, left: Sequence[int]) -> list[str]:
    """A list is left out as a whole."""
    for header in (
        i for i in left if known.sentences[i].kind is Kind.HEADER and not leads_elsewhere(known.sentences[i].text)
    ):
        points = [i for i, one in enumerate(known.sentences) if one.under == header and one.kind is Kind.ITEM]
        if len(points) > 1 and set(points) <= set(left):
            return [f"A list of {len(points)} points is left out: “{short(known.sentences[header].text)}”"]
    return []


def _turned_round(known: Field, chosen: frozenset[int], left: Sequence[int]) -> list[str]:
    """It speaks of the opposite of what was asked, and of that the reply speaks elsewhere."""
    asked, said, lost = (_words(text) for text in (known.question, known.text(chosen), known.text(frozenset(left))))
    return [
        f"The question asks about “{one}”, and this is about “{other}”."
        for pair in _OPPOSITE_CASES
        for one, other in (pair, pair[::-1])
        if one in asked and other not in asked and other in said and one not in said and one in lost
    ][:1]


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _lost_explanation(known: Field, chosen: frozenset[int]) -> list[str]:
    """A bare yes or no stands beside what is further from the question than the sentence after it, which is gone."""
    return [
        f"What explains “{known.sentences[i].text}” is left out: “{short(known.sentences[i + 1].text)}”"
        for i in sorted(chosen)
        if known.bare[i] and i + 1 < len(known.sentences) and i + 1 not in chosen | known.blocked.keys()
        if not (known.qualifying[i + 1] or known.grave[i + 1])  # of which is told anyway
        if known.scores[i + 1] > max((known.scores[other] for other in chosen if other > i), default=math.inf)
    ]


def _lost_ground(known: Field, chosen: frozenset[int]) -> list[str]:
    """Sentences whose pronoun, connecting word or list has lost what it points to."""
    found = []
    for i in sorted(chosen):
        lost = (known.needs[i].firm | known.needs[i].soft) - chosen
        if lost:
            words = " ".join(known.sentences[i].text.split()[:4])
            gone = short(known.sentences[max(lost)].text)
            found.append(f"“{words} …” points to a sentence that is left out: “{gone}”")
    return found


def _siblings(known: Field, chosen: frozenset[int], left: Sequence[int]) -> list[int]:
    """What says the same of another case as a chosen one: the dose for children beside that for adults."""
    prose = [i for i in sorted(chosen) if known.sentences[i].kind is Kind.PROSE]
    others = [i for i in left if known.sentences[i].kind is Kind.PROSE]
    return [
        other
        for other in others
        if _is_next_case(known, chosen, other) or any(_alike(known, one, other) for one in prose)
    ][:1]


def _is_next_case(known: Field, chosen: frozenset[int], at: int) -> bool:
    """What holds in a case of its own, next to what is kept."""
    near = _is_practical(known) and at - 1 in chosen
    return near and not known.grave[at] and tells_another_case(known.sentences[at].text)


def _is_practical(known: Field) -> bool:
    """Whether a case more makes another answer: a rule, a date or a place was asked for, and not why something is."""
    return "reason" not in known.asked and (known.polar or bool(known.asked) or asks_for_oneself(known.question))


def _alike(known: Field, one: int, other: int) -> bool:
    if known.openings[one] and known.openings[one] == known.openings[other]:
        return True
    if "number" not in known.kinds[one] or "number" not in known.kinds[other]:
        return False
    fewer = min(len(known.bags[one]), len(known.bags[other]))
    return fewer >= _FEWEST and len(known.bags[one].keys() & known.bags[other].keys()) >= _SHARED * fewer


def _partial_lists(known: Field, chosen: frozenset[int]) -> list[str]:
    items = [i for i, one in enumerate(known.sentences) if one.kind is Kind.ITEM]
    found = []
    for header in sorted({known.sentences[i].under for i in chosen.intersection(items)}):
        together = [i for i in items if known.sentences[i].under == header]
        kept = len(chosen.intersection(together))
        if kept < len(together):
            found.append(f"Only {kept} of the {len(together)} points of a list are kept.")
    return found
