"""How well each sentence answers the question: words in common, the kind of answer asked for, its place."""

import math
from collections import Counter
from collections.abc import Sequence

import regex

from bot.trimming.asking import asked_kinds, asks_for_being, asks_yes_or_no
from bot.trimming.cues import gives_answer, is_bare_answer
from bot.trimming.kinds import has_number
from bot.trimming.outline import Kind, Sentence
from bot.trimming.stems import unified

_DENIES = regex.compile(
    r"(?i)^\W*(?:currently,? |at present,? |so far,? )?there (?:is|are) (?:currently |still )?(?:no|not)\b"
)
_COUNTED = {"number", "time", "duration", "frequency"}
_IN_FIGURES = regex.compile(
    r"(?i)\W*(?:(?:about|around|up to|at least|usually|normally|only|just|within|from|until|by|on|at|it['’]?s)\s+)"
    r"{0,2}\p{Sc}?\d"
)
_ELSEWHERE = regex.compile(
    r"(?i)^\W*(?:for (?:more|further|additional) (?:information|details)|(?:to )?(?:read|learn|find out) more|"
    r"more information|see (?:below|above|also)|below you|click here|(?:please )?(?:refer to|see the|visit)\b)"
)
_CASE = regex.compile(
    r"(?i)^\W*(?:(?:if|unless|when|since|in case|for|among)\b(?! example| instance| now)(?P<clause>[^,.]{3,90}),|"
    r"(?P<who>(?:pregnant|breast-?feeding|older|elderly|young(?:er)?|immunocompromised|most)? ?(?:women|children|"
    r"infants|babies|patients|people|those|persons|individuals|teens) (?:with|who|under|over|in|taking)\b[^,.]{3,60}|"
    r"(?:pregnant|breast-?feeding|elderly) (?:women|people|patients)))"
)
_OTHER_CASE = 0.6  # of its score, for what is said of a case that nobody asked about
_ORDERED = 0.5  # of its score, for what to do where only the reason was asked
_DEFINED = 0.5  # of its score, for a definition that nobody asked for
_ENOUGH = 0.4  # of overlap per word asked: with less, no sentence has much in common with the question
_WORTH = {
    "number": 0.6,
    "time": 0.6,
    "frequency": 0.5,
    "duration": 0.5,
    "place": 0.5,
    "phone": 1.5,
    "people": 0.5,
    "reason": 0.5,
    "action": 0.4,
    "effect": 0.3,
    "meaning": 0.3,
    "row": 1.4,  # it repeats no word of the question
}
_AT_ONCE = {"reason", "time", "duration", "frequency", "place"}  # where no sentence shows it, the first one tells it


Parts = tuple[float, float, float, float]


def parts_of(
    sentences: Sequence[Sentence],
    question: str,
    *,
    bags: Sequence[Counter[str]],
    asked: Sequence[str],
    kinds: Sequence[frozenset[str]],
    said: Sequence[bool],
) -> list[Parts]:
    """For each, numbers of 0 or more: words in common with the question (BM25 of Robertson and Zaragoza 2009, k1 1.2,
    b 0.5, against the best), its place, the kinds of answer that are asked for, a yes or no.

    `bags` and `asked`: the stems of each, and of the question; `kinds`: which kinds of answer each holds; `said`: which
    say yes or no.
    """
    overlap = _bm25(bags, asked)
    best = max([*overlap, _ENOUGH * len(asked)]) or 1.0
    polar = asks_yes_or_no(question)
    wanted = asked_kinds(question)
    unshown = wanted.difference(*kinds) & _AT_ONCE
    found: list[Parts] = []
    for at, (one, bag) in enumerate(zip(sentences, bags, strict=True)):
        place = 1 / (1 + 0.35 * at)
        factor = 1.0
        if one.text.endswith("?") or one.kind in (Kind.HEADER, Kind.HEADING):
            factor = 0.3
        elif is_bare_answer(one.text):
            factor = 1.0 if polar else 0.4
        elif leads_elsewhere(one.text) and "place" not in wanted:
            factor = 0.5
        elif "meaning" in kinds[at] and "meaning" not in wanted:
            factor = _DEFINED
        elif "reason" in wanted and "action" in kinds[at] - wanted:
            factor = _ORDERED
        elif len(bag) < 3 and not has_number(one.text):
            factor = 0.6
        if (
            "people" not in wanted
            and (case := _CASE.match(one.text))
            and not _is_asked_of(case["clause"] or case["who"], asked)
        ):
            factor *= _OTHER_CASE
        shown = sum(_WORTH[kind] for kind in (wanted & kinds[at]) | (unshown if at == 0 else set()))
        answer = 0.8 * place + 0.2 if said[at] else 0.0
        found.append((factor * overlap[at] / best, factor * place, factor * shown, factor * answer))
    return found


def answering(texts: Sequence[str], question: str) -> list[bool]:
    """Which of them say yes or no where that was asked; where none does, the first says it in other words. Where a
    number or time was asked: the first, if it begins with one."""
    if not asks_yes_or_no(question):
        is_told = bool(asked_kinds(question) & _COUNTED)
        return [is_told and at == 0 and _IN_FIGURES.match(text) is not None for at, text in enumerate(texts)]
    of_being = asks_for_being(question)
    said = [gives_answer(text, question) or (of_being and _DENIES.match(text) is not None) for text in texts]
    return said if any(said) else [at == 0 for at in range(len(texts))]


def leads_elsewhere(text: str) -> bool:
    """Whether it only says where to read more."""
    return _ELSEWHERE.match(text) is not None


def _is_asked_of(case: str, asked: Sequence[str]) -> bool:
    """Whether the question names any of this case."""
    return not set(unified(case)).isdisjoint(asked)


def _bm25(bags: Sequence[Counter[str]], asked: Sequence[str]) -> list[float]:
    count = len(bags)
    mean = sum(map(len, bags)) / count if count else 1
    frequency = Counter(term for bag in bags for term in bag if term in asked)
    weight = {term: math.log(1 + (count - n + 0.5) / (n + 0.5)) + 0.3 for term, n in frequency.items()}
    return [
        sum(
            weight[term] * bag[term] * 2.2 / (bag[term] + 1.2 * (0.5 + 0.5 * len(bag) / (mean or 1)))
            for term in asked
            if term in bag
        )
        for bag in bags
    ]
