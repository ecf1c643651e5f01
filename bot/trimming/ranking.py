"""How well each sentence answers the question: words in common, the kind of answer asked for, its place."""

import math
from collections import Counter
from collections.abc import Sequence

import regex

from bot.trimming.answer_types import asked_kinds, asks_yes_or_no, has_number
from bot.trimming.cohesion import tells_what_was
from bot.trimming.direct_answers import is_bare_answer
from bot.trimming.sentences import Kind, Sentence
from bot.trimming.stems import unified

_ELSEWHERE = regex.compile(
    r"(?i)^\W*(?:for (?:more|further|additional) (?:information|details)|(?:to )?(?:read|learn|find out) more|"
    r"more information|see (?:below|above|also)|below you|click here|(?:please )?(?:refer to|see the|visit)\b)"
)
_CASE = regex.compile(
    r"(?i)^\W*(?:(?:if|unless|when|since|in case|(?:for|among)\b(?![^,.]*(?: (?:is|are|was|were|can|may|must|should)|"
    r"['’]s)\b))\b(?! example| instance| now)(?P<clause>[^,.]{3,90}),|(?P<who>(?:for )?(?:pregnant|breast-?feeding|"
    r"older|elderly|young(?:er)?|immunocompromised|most)? ?(?:women|children|kids|infants|babies|patients|people|"
    r"those|persons|individuals|teens) (?:with|who|under|over|in|taking)\b[^,.]{3,60}|(?:pregnant|breast-?feeding|"
    r"elderly) (?:women|people|patients)))"
)
_IMAGINED = regex.compile(  # `Let's say you have a cake.`
    r"(?i)^\W*(?:(?:so|now|ok(?:ay)?|well)\W+)?(?:let['’]?s (?:say|imagine|suppose|assume|pretend|take)|imagine|"
    r"suppose|pretend|say (?:you|we|there|i|your|that)|think (?:of|about) (?:it|this|a|an|your|how)|picture)\b"
)
_WAS = regex.compile(r"(?i)\b(?:was|were|had|did|\p{L}+ed (?:out|down|off|at|on|in|around|last))\b")
_WILL_BE = regex.compile(
    r"(?i)\b(?:will|expect(?:s|ed)?|should|going to|plan(?:s|ned)?|until|by|from|next|tonight|tomorrow|soon|"
    r"(?:is|are) (?:to|due|back))\b|['’]ll\b"
)
_WILL = regex.compile(r"(?i)\bwhen (?:will|(?:is|are) [^?]{2,60} (?:going to|back|next))\b")
_OVER = 0.6  # of its score, for what was, where it is asked what is
_AS_EXAMPLE = 0.6  # of its score, for what only makes up an example
_OTHER_CASE = 0.6  # of its score, for what is said of a case that nobody asked about
_ORDERED = 0.5  # of its score, for what to do where only the reason was asked
_DEFINED = 0.5  # of its score, for a definition that nobody asked for
_BESIDE = 0.85  # of what it has in common with the question, where it lacks the figure or place that another one has
_ENOUGH = 0.5  # of overlap per word asked: with less, no sentence has much in common with the question
_WORTH = {
    "number": 0.6,
    "time": 0.6,
    "frequency": 0.5,
    "duration": 0.5,
    "place": 0.5,
    "dose": 0.4,
    "phone": 1.5,
    "people": 0.5,
    "reason": 0.5,
    "action": 0.4,
    "effect": 0.3,
    "meaning": 0.3,
    "row": 1.4,  # it repeats no word of the question
}
_EXACT = {"number", "dose", "time", "duration", "frequency", "place"}
_AT_ONCE = {"reason", "time", "duration", "frequency", "place"}  # where no sentence shows it, the first one tells it


Parts = tuple[float, float, float, float]


def parts_of(
    sentences: Sequence[Sentence],
    question: str,
    *,
    bags: Sequence[Counter[str]],
    asked: Sequence[str],
    kinds: Sequence[frozenset[str]],
    answers: Sequence[bool],
) -> list[Parts]:
    """For each, numbers of 0 or more: words in common with the question (BM25 of Robertson and Zaragoza 2009, k1 1.2,
    b 0.5, against the best), its place, the kinds of answer that are asked for, the answer in so many words.

    `bags` and `asked`: the stems of each, and of the question; `kinds`: which kinds of answer each holds; `answers`:
    which say it (`says_it`).
    """
    overlap = _bm25(bags, asked)
    best = max([*overlap, _ENOUGH * len(asked)]) or 1.0
    polar = asks_yes_or_no(question)
    wanted = asked_kinds(question)
    unshown = wanted.difference(*kinds) & _AT_ONCE
    exact = wanted & _EXACT & frozenset().union(*kinds)
    found: list[Parts] = []
    first = next((at for at, one in enumerate(sentences) if not _only_defines(one.text, kinds[at] - wanted)), 0)
    for at, (one, bag) in enumerate(zip(sentences, bags, strict=True)):
        place = 1 / (1 + 0.35 * at)
        factor = _factor(one, kinds[at], wanted, polar=polar, telling=len(bag))
        if "people" not in wanted and _is_of_another_case(one.text, asked):
            factor *= _OTHER_CASE
        if tells_what_was(one.text) and not _WAS.search(question):
            factor *= _OVER
        common = overlap[at] / best * (_BESIDE if exact and not exact & kinds[at] else 1.0)
        amiss = _amiss(one.text, question)
        shown = sum(_WORTH[kind] for kind in (wanted & kinds[at] - amiss) | (unshown if at == 0 else set()))
        unsaid = polar and at == first and not any(answers)  # then it is said in other words, and first of all
        answer = 0.8 * place + 0.2 if answers[at] or unsaid else 0.0
        found.append((factor * common, factor * place, factor * shown, factor * answer))
    return found


def leads_elsewhere(text: str) -> bool:
    """Whether it only says where to read more."""
    return _ELSEWHERE.match(text) is not None


def _factor(one: Sentence, kinds: frozenset[str], wanted: frozenset[str], *, polar: bool, telling: int) -> float:
    """How much of its score it keeps, by what it is: a question, a definition, an order … that nobody asked for."""
    if one.text.endswith("?") or one.kind in (Kind.HEADER, Kind.HEADING):
        return 0.3
    if is_bare_answer(one.text):
        return 1.0 if polar else 0.4
    if _IMAGINED.match(one.text):
        return _AS_EXAMPLE
    if leads_elsewhere(one.text) and "place" not in wanted:
        return 0.5
    if "meaning" in kinds - wanted and not (polar and " because " in one.text):
        return _DEFINED
    if "reason" in wanted and "action" in kinds - wanted:
        return _ORDERED
    return 0.6 if telling < 3 and not has_number(one.text) else 1.0


def _amiss(text: str, question: str) -> set[str]:
    """Kinds of answer that it holds, but not of what was asked: when something was, and not when it will be."""
    over = _WILL.search(question) is not None and _WAS.search(text) is not None and not _WILL_BE.search(text)
    return {"time"} if over else set()


def _only_defines(text: str, kinds: frozenset[str]) -> bool:
    """Whether it says what a thing is; not that there is one."""
    return "meaning" in kinds and not text.lower().startswith("there") and " because " not in text


def _is_of_another_case(text: str, asked: Sequence[str]) -> bool:
    """Whether it speaks of a case, and the question names nothing of that."""
    case = _CASE.match(text)
    return case is not None and set(unified(case["clause"] or case["who"])).isdisjoint(asked)


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
