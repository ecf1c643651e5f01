"""What two questions want to know of the same thing, where their words leave no doubt: a cause, a cure, how many."""

import functools
import re
from collections.abc import Iterator

from bot.retrieval.turning import asked_first
from bot.retrieval.words import plain, stem, words

Found = dict[str, str]  # kind -> the words that say so

_ASKING = r"(?= (?:can|could|may|might|do|does|did|will|would|is|are|was|should|must)\b)"  # no "when I am pregnant"
_BEGINS = r"(?:^|[,;:.!?]\s*|\b(?:and|so|or|but|then) )"
_KNOWING = (
    r"\bhow (?:do|can|could|will|would|to) ?(?:i|we|you|one)? ?"
    r"(?:know|notice|recogni[sz]e|tell(?! (?:my|the|him|her|them)\b))\b"
)
_SUBJECTS = {
    "cause": (
        r"\bwhy (?!should\b|must\b|do (?:i|we) (?:need|have)\b)|\bhow come\b|\breasons?\b|\bcaus(?:e|es|ed|ing)\b|"
        r"\btrigger\w*|\bleads? to\b|\bturns? into\b|\b(?:makes?|gives?) (?:me|you|us)\b|\bside effects?\b"
    ),
    "prevention": (
        r"\b(?:prevent|avoid|protect)\w*|\bkeep \w+ (?:from|away|off|out)\b|\b(?:lower|reduce) (?:my|the) risk\b"
    ),
    "treatment": (
        r"\b(?:treat|reliev)\w*|\bcur(?:e|es|ed|able)\b|\bremed(?:y|ies)\b|\bget rid of\b|\bhelps? (?:against|with)\b|"
        r"\btherap(?:y|ies)\b|\b(?:taken?|used|given|do) (?:for|against|about)\b"
    ),
    "recognition": rf"{_KNOWING}|\bdiagnos(?:e|is)\b|\bdiagnosed(?! with\b)|\bdetect\w*|\btest(?:s|ed)? for\b",
    "symptom": rf"{_KNOWING}|\bsymptoms?\b|\bsigns?\b",
    "outlook": r"\bchances?\b|\bhow likely\b|\bodds\b|\bsurviv\w+|\blife expectancy\b|\bprognosis\b|\boutlook\b",
    "comparison": (
        r"\b(?:better|worse|safer|stronger) than\b|\bdifferences? between\b|\bdiffer\w* from\b|\bthe same as\b"
    ),
}
# Whether one may isn't what something does by itself; but it may be whether something is treated with it.
_OF_THINGS = frozenset({"cause", "prevention", "comparison"})
_PERMISSION = {
    "permission": (
        rf"{_BEGINS}(?:(?:can|may|could|should|shall|must) (?:i|we|my)|do (?:i|we) (?:have|need) (?:to|an?))\b"
        r"(?! (?:be )?(?:worr|concern))|"
        r"\bis it (?:ok|okay|safe|all right|allowed|legal) (?:for (?:me|us) )?to\b|\b(?:am i|are we) allowed\b"
    )
}
_MEASURES = {
    "time": (
        rf"\bhow (?:long|soon|late)\b|{_BEGINS}when{_ASKING}|\b(?:what|which) (?:time|day|date|age)\b|"
        r"\bhow many (?:minutes|hours|days|weeks|months|years)\b"
    ),
    "amount": r"\bhow (?:much|many) (?!(?:minutes|hours|days|weeks|months|years|times?|longer|older)\b)",
    "frequency": r"\bhow often\b|\bhow many times\b",
    "place": rf"{_BEGINS}where{_ASKING}",
}
# "what are the early signs of …": what is asked for, and words for the same
_HEADED = re.compile(
    r"\b(?:what|which)(?:['’]s| is| are| was| were) (?:the|an?|my|your) (?:[\w'’-]+ ){0,3}?(?P<head>[\w-]+) "
    r"(?:of|for|to|in|on|with|when|if|after|before|during|from|at|about|while|that|i|we|you)\b",
    re.IGNORECASE,
)
_ASPECTS = """
symptom sign indication
cause reason
effect impact consequence complication
treatment therapy cure remedy
way method step procedure process instructions
chance risk odds likelihood probability
rule regulation law guideline recommendation
price cost fee charge
meaning definition concept purpose
number amount percentage rate
measure adjustment action precaution
"""
_ASPECT_OF = {stem(word): line.split()[0] for line in _ASPECTS.strip().splitlines() for word in line.split()}
_VAGUE = {"", "thing", "best", "kind", "type", "information", "one"}
_AT_THE_TIME = {"during": r"\b(?:while|during)\b", "after": r"\bafter\b"}


def wanted(text: str, other: str) -> Found:
    """What the first wants to know and the second doesn't, as it is written; nothing where one may want anything."""
    found = next(filter(None, _differing(text, other)), {})
    return {plain(written): f"“{written}”" for written in found.values()}


def _differing(text: str, other: str) -> Iterator[Found]:
    asked, asked_there = asked_first(text)[0], asked_first(other)[0]
    mine, theirs = _found(_SUBJECTS, asked), _found(_SUBJECTS, asked_there)
    yield _only(mine or _permission(asked, theirs), theirs or _permission(asked_there, mine))
    yield _only(_found(_MEASURES, asked), _found(_MEASURES, asked_there))
    yield _only(_either(asked), _either(asked_there))
    mine, theirs = _head(asked), _head(asked_there)
    if theirs.keys().isdisjoint(_said(asked)) and mine.keys().isdisjoint(_said(asked_there)):
        yield _only(mine, theirs)
    yield _only(_found(_AT_THE_TIME, text), _found(_AT_THE_TIME, other))


def _only(mine: Found, theirs: Found) -> Found:
    return mine if theirs and mine.keys().isdisjoint(theirs) else {}


def _permission(asked: str, theirs: Found) -> Found:
    return {} if theirs.keys().isdisjoint(_OF_THINGS) else _found(_PERMISSION, asked)


def _either(asked: str) -> Found:
    """What is wanted, or how much of it, where it is only one of both; how likely and where say much of when."""
    of, measured = _found(_SUBJECTS, asked), _found(_MEASURES, asked)
    either = of or measured
    return {} if (of and measured) or not either.keys().isdisjoint({"outlook", "place"}) else either


def _found(kinds: dict[str, str], text: str) -> Found:
    return {kind: written for kind, pattern in kinds.items() if (written := _written(pattern, text))}


@functools.lru_cache(maxsize=8192)
def _written(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.IGNORECASE)
    return found[0].strip(" ,;:.!?") if found else ""


def _head(asked: str) -> Found:
    found = _HEADED.search(asked)
    word = plain(found["head"]) if found else ""
    return {_aspect(stem(word)): word} if word not in _VAGUE else {}


def _said(asked: str) -> set[str]:
    return {_aspect(stem(each)) for each in words(asked)}


def _aspect(key: str) -> str:
    return _ASPECT_OF.get(key, key)
