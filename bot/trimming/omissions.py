"""What a choice of whole sentences may make a reader believe wrongly, because of what it leaves out."""

import math
from collections import Counter
from collections.abc import Sequence

import regex

from bot.trimming.direct_answers import only_depends
from bot.trimming.qualifying import concludes, goes_on, limits_midway, tells_another_case, turns_round
from bot.trimming.ranking import leads_elsewhere
from bot.trimming.reply import Reply
from bot.trimming.sentences import Kind
from bot.trimming.vocabulary import CASES
from bot.trimming.weights import USUAL

_MOST = 4
_LOOKED_AT = 60
_GRAVEST = 0.5  # all that is grave together costs no more
_FEWEST = 4  # telling words: with fewer, likeness is chance
_SHARED = 0.6  # of those of the shorter one
_SAID = {
    "instruction": "An instruction",
    "exception": "A limit or exception",
    "danger": "A warning",
    "deadline": "A date to keep",
}
_ASKED_FOR = {
    "number": "for a number",
    "dose": "for a dose",
    "time": "for a time",
    "place": "for a place",
    "people": "who",
    "reason": "for a reason",
    "frequency": "how often",
    "duration": "how long",
}
COUNTED = {"duration", "frequency", "dose"}  # who asks for these asks for a number, but takes `an hour`
_WORD = regex.compile(r"\p{L}+")
_COST = {kind: -USUAL.as_dict()[f"lost_{kind}"] for kind in _SAID}


def omissions(reply: Reply, chosen: frozenset[int]) -> tuple[str, ...]:
    """In plain sentences, the gravest first."""
    left = _left(reply, chosen)
    following = [i for i in left if i - 1 in chosen]
    limiting = [i for i in following if reply.qualifying[i]]
    others = [i for i in left if i not in limiting]
    concluding = [i for i in following if concludes(reply.sentences[i].text)]
    found = _lost_answer(reply, chosen, left) + _turned_round(reply, chosen, left) + _lost_explanation(reply, chosen)
    found += [f"What follows from this is left out: {reply.quoted(i)}" for i in concluding]
    steps = [i for i in following if reply.practical and goes_on(reply.sentences[i].text)]
    found += [f"The next step is left out: {reply.quoted(i)}" for i in steps if not reply.qualifying[i]]
    found += [f"The next sentence limits this one: {reply.quoted(i)}" for i in limiting]
    found += _turned_later(reply, chosen, left) + _lost_ground(reply, chosen)
    found += _partial_lists(reply, chosen) + _lost_list(reply, left)
    found += [f"Another case is left out: {reply.quoted(i)}" for i in _siblings(reply, chosen, others)]
    for weight, said in _SAID.items():
        grave = [i for i in _grave(reply, chosen, others) if reply.grave[i] == weight]
        found += [f"{said} is left out: {reply.quoted(i)}" for i in grave[:2]]
    return tuple(dict.fromkeys(found))[:_MOST]


def losses(reply: Reply, chosen: frozenset[int]) -> dict[str, float]:
    """The same as numbers to choose by: how much of each kind is lost."""
    left = _left(reply, chosen)
    before = [i for i in left if i - 1 in chosen]
    lost: dict[str, float] = {
        "lost_answer": len(_lost_answer(reply, chosen, left)),
        "lost_ground": len(_lost_ground(reply, chosen)),
        "lost_best": reply.best not in chosen,
        "lost_limit": sum(reply.qualifying[i] for i in before) + len(_turned_later(reply, chosen, left)),
        "lost_case": len(_siblings(reply, chosen, left)),
        "lost_reason": sum(reply.bare[i - 1] for i in before),
        "lost_points": len(_partial_lists(reply, chosen)),
    }
    grave = Counter(reply.grave[i] for i in _grave(reply, chosen, left[:_LOOKED_AT]))
    share = min(1.0, _GRAVEST / (sum(_COST[kind] * grave[kind] for kind in _COST) or 1.0))
    return lost | {f"lost_{kind}": share * grave[kind] for kind in _COST}


def _left(reply: Reply, chosen: frozenset[int]) -> list[int]:
    return [i for i in range(len(reply.sentences)) if i not in chosen and i not in reply.blocked]


def _grave(reply: Reply, chosen: frozenset[int], left: Sequence[int]) -> list[int]:
    """What could mislead by itself; not that it depends, where it is said on what."""
    return [i for i in left if reply.grave[i] and not (i + 1 in chosen and only_depends(reply.sentences[i].text))]


def _lost_answer(reply: Reply, chosen: frozenset[int], left: Sequence[int]) -> list[str]:
    told = frozenset[str]().union(*(reply.kinds[i] for i in chosen))
    missing = reply.asked - told - ({"number"} if reply.asked & told & COUNTED else set())
    for kind in sorted(missing):
        lost = next((i for i in left if kind in reply.kinds[i]), None)
        if lost is not None:
            return [f"The question asks {_ASKED_FOR[kind]}, which is left out: {reply.quoted(lost)}"]
    lost = next((i for i in left if reply.answers[i]), None)
    if lost is None or any(reply.answers[i] for i in chosen):
        return []
    if reply.polar:
        return [f"The question asks yes or no, and this no longer says {reply.quoted(lost)}"]
    return [f"What answers the question is left out: {reply.quoted(lost)}"]


def _turned_later(reply: Reply, chosen: frozenset[int], left: Sequence[int]) -> list[str]:
    """What limits all that was said: further on than a yes or no, or behind one sentence that is left out as well."""
    answered = reply.polar and any(reply.answers[i] for i in chosen)
    later = [i for i in left if (answered and i > min(chosen)) or (reply.practical and i - 2 in chosen)]
    turning = [i for i in later if i - 1 not in chosen and _turns(reply, i)]
    return [f"What limits the answer is left out: {reply.quoted(i)}" for i in turning[:1]]


def _turns(reply: Reply, at: int) -> bool:
    text = reply.sentences[at].text
    return turns_round(text) or (reply.practical and limits_midway(text))


def _lost_list(reply: Reply, left: Sequence[int]) -> list[str]:
    """A list is left out as a whole."""
    for at in left:
        if reply.sentences[at].kind is Kind.HEADER and not leads_elsewhere(reply.sentences[at].text):
            points = {i for i, one in enumerate(reply.sentences) if one.under == at and one.kind is Kind.ITEM}
            if len(points) > 1 and points <= set(left):
                return [f"A list of {len(points)} points is left out: {reply.quoted(at)}"]
    return []


def _turned_round(reply: Reply, chosen: frozenset[int], left: Sequence[int]) -> list[str]:
    """It speaks of the opposite of what was asked, and of that the reply speaks elsewhere."""
    asked, said, lost = (_words(text) for text in (reply.question, reply.text(chosen), reply.text(frozenset(left))))
    return [
        f"The question asks about “{one}”, and this is about “{other}”."
        for pair in CASES
        for one, other in (pair, pair[::-1])
        if one in asked and other not in asked and other in said and one not in said and one in lost
    ][:1]


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _lost_explanation(reply: Reply, chosen: frozenset[int]) -> list[str]:
    """A bare yes or no stands beside what is further from the question than the sentence after it, which is gone."""
    return [
        f"What explains “{reply.sentences[i].text}” is left out: {reply.quoted(i + 1)}"
        for i in sorted(chosen)
        if reply.bare[i] and i + 1 < len(reply.sentences) and i + 1 not in chosen | reply.blocked.keys()
        if not (reply.qualifying[i + 1] or reply.grave[i + 1])  # of which is told anyway
        if reply.scores[i + 1] > max((reply.scores[other] for other in chosen if other > i), default=math.inf)
    ]


def _lost_ground(reply: Reply, chosen: frozenset[int]) -> list[str]:
    """Sentences whose pronoun, connecting word or list has lost what it points to."""
    found = []
    for i in sorted(chosen):
        lost = (reply.needs[i].firm | reply.needs[i].soft) - chosen
        if lost:
            words = " ".join(reply.sentences[i].text.split()[:4])
            found.append(f"“{words} …” points to a sentence that is left out: {reply.quoted(max(lost))}")
    return found


def _siblings(reply: Reply, chosen: frozenset[int], left: Sequence[int]) -> list[int]:
    """What says the same of another case as a chosen one: the dose for children beside that for adults."""
    prose = [i for i in sorted(chosen) if reply.sentences[i].kind is Kind.PROSE]
    others = [i for i in left if reply.sentences[i].kind is Kind.PROSE and not leads_elsewhere(reply.sentences[i].text)]
    return [
        other
        for other in others
        if _is_next_case(reply, chosen, other) or any(_alike(reply, one, other) for one in prose)
    ][:1]


def _is_next_case(reply: Reply, chosen: frozenset[int], at: int) -> bool:
    """What holds in a case of its own, next to what is kept; or for some whom nobody named, wherever it stands."""
    if reply.grave[at] or not reply.practical:
        return False
    return reply.others[at] or (at - 1 in chosen and tells_another_case(reply.sentences[at].text))


def _alike(reply: Reply, one: int, other: int) -> bool:
    if reply.openings[one] and reply.openings[one] == reply.openings[other]:
        return True
    if "number" not in reply.kinds[one] or "number" not in reply.kinds[other]:
        return False
    fewer = min(len(reply.bags[one]), len(reply.bags[other]))
    return fewer >= _FEWEST and len(reply.bags[one].keys() & reply.bags[other].keys()) >= _SHARED * fewer


def _partial_lists(reply: Reply, chosen: frozenset[int]) -> list[str]:
    items = [i for i, one in enumerate(reply.sentences) if one.kind is Kind.ITEM]
    found = []
    for header in sorted({reply.sentences[i].under for i in chosen.intersection(items)}):
        together = [i for i in items if reply.sentences[i].under == header]
        kept = len(chosen.intersection(together))
        if kept < len(together):
            found.append(f"Only {kept} of the {len(together)} points of a list are kept.")
    return found
