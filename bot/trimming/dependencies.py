"""Which sentence can't do without which: it would lose its noun, its header, its question or its contrast."""

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from bot.trimming.answer_types import kinds_of
from bot.trimming.cohesion import (
    COUNTED,
    DROPPED,
    IT,
    MEASURED,
    MORE,
    OBJECT,
    THE_REST,
    is_connected,
    is_contrasted,
    leans,
    tells_what_is,
    tells_what_was,
    without_time,
)
from bot.trimming.direct_answers import is_bare_answer, only_depends, opens_with_answer
from bot.trimming.sentences import Kind, Sentence
from bot.trimming.vocabulary import ENGLISH

_ALOUD = 8  # words of an answer that says nothing without its question
_IN_SHORT = 4  # words of a question that only names a case: `Lost yours?`
_WORD = regex.compile(r"[\p{L}\p{N}'’]+")
_LITTLE = ENGLISH.little | ENGLISH.modals | {"when"}
_LITTLE_ROOTS = {word[:5] for word in _LITTLE}
_TOGETHER = regex.compile(
    r"(?i)\b(?:all (?:of )?(?:the|these)|each of|both|sum of|(?:lesser|greater|higher|lower) of|conditions|"
    r"ingredients|criteria|requirements|must|only if|unless|except|if)\b[^.]{0,60}:?$"
)
_SUPPOSES = regex.compile(  # `You may think that …`, and then: `But …`
    r"(?i)^\W*(?:(?:you|we|people|some|many|most|parents|others|they)(?: people| parents| of us|"
    r" of you)?(?: \w+)?(?: have)? (?:think|believe|assume|say|hear|heard|expect|claim|fear)\b|it (?:may|might|can|"
    r"would) (?:seem|look|sound|feel)\b|(?:a|one|the) (?:common|popular|usual|widespread) (?:myth|belief|idea|"
    r"misconception)\b)"
)
_ANNOUNCES = regex.compile(
    r"(?i)^\W*(?:(?:here|below) are|here is (?:how|what|why|a))\b[^,:;]*$|\b(?:as follows|(?:listed|described|"
    r"explained|shown|given) below)\W*$"
)


@dataclass(frozen=True)
class Needs:
    """Places of earlier sentences: without the firm ones it is wrong, without the soft ones unclear."""

    firm: frozenset[int]
    soft: frozenset[int]


def needs(sentences: Sequence[Sentence], question: str = "") -> list[Needs]:
    """For each sentence the earlier ones it can't stand without, directly."""
    found: list[Needs] = []
    said = -1  # the last one that says something without its question
    for at, one in enumerate(sentences):
        firm, soft = _at_its_place(sentences, at), frozenset[int]()
        if at:
            if _counts_on(one.text):
                firm |= {_counted(sentences, at)}
            elif THE_REST.match(one.text):
                firm |= _named_before(sentences, at)
            elif is_connected(one.text) or _answers_aloud(sentences[at - 1], one.text):
                firm |= {at - 1}
            elif MORE.match(one.text):
                soft = frozenset({at - 1})
            elif leans(one.text, question):
                soft = _antecedent(sentences, found, at, said, question)
        found.append(Needs(firm, soft))
        said = at if one.text.endswith("?") or not is_bare_answer(one.text) else said
    return found


def _counts_on(text: str) -> bool:
    """Second, finally: it goes on where another began to count."""
    match = COUNTED.match(text)
    return match is not None and not match["first"]


def _counted(sentences: Sequence[Sentence], at: int) -> int:
    """Where the one before it was counted, else the sentence before it."""
    return next((i for i in range(at - 1, -1, -1) if COUNTED.match(sentences[i].text)), at - 1)


def _named_before(sentences: Sequence[Sentence], at: int) -> frozenset[int]:
    """All from which the rest differs: the sentence before it, and those before that tell the same of others."""
    first = at - 1
    while first and sentences[first - 1].message == sentences[at].message and _goes_with(sentences, first):
        if sentences[first].kind is not Kind.ITEM and THE_REST.match(sentences[first].text):
            break  # which needs those before it
        first -= 1
    return frozenset(range(first, at))


def _goes_with(sentences: Sequence[Sentence], at: int) -> bool:
    """Whether it is of the same list as the one before, or has a word in common with it."""
    if sentences[at].kind is Kind.ITEM:
        return True
    one, before = (
        {word[:5] for word in _WORD.findall(each.text.lower())} for each in (sentences[at], sentences[at - 1])
    )
    return any(len(word) > 2 and word not in _LITTLE_ROOTS for word in one & before)


def _at_its_place(sentences: Sequence[Sentence], at: int) -> frozenset[int]:
    """Its list's header, the step before it, what a block of code belongs to."""
    one = sentences[at]
    wanted = {one.under} if one.under >= 0 else set()
    if one.step > 1 and at and sentences[at - 1].step == one.step - 1:
        wanted.add(at - 1)
    if _holds_together(sentences, at) and sentences[at - 1].under == one.under:
        wanted.add(at - 1)
    if one.code:
        for before in range(at - 1, -1, -1):
            if sentences[before].message != one.message:
                break
            wanted.add(before)
            if sentences[before].code:
                break  # which needs those before it
    return frozenset(wanted)


def _holds_together(sentences: Sequence[Sentence], at: int) -> bool:
    """Whether it is a point of a list that only counts as a whole: all of these, the sum of, the lesser of."""
    one = sentences[at]
    return one.kind is Kind.ITEM and one.under >= 0 and _TOGETHER.search(sentences[one.under].text) is not None


def _answers_aloud(question: Sentence, text: str) -> bool:
    """Whether it is the answer to a question the writer asked the public aloud: `Should you go? No.`"""
    asked = question.text.endswith("?") and not question.private
    said = min(len(text.split()) - _ALOUD, len(question.text.split()) - _IN_SHORT)
    return asked and (said <= 0 or opens_with_answer(text))


def _antecedent(
    sentences: Sequence[Sentence], found: Sequence[Needs], at: int, before: int, question: str
) -> frozenset[int]:
    if before < 0:  # what the pronoun means is in the question
        return frozenset()
    text = without_time(sentences[at].text)
    if any(cue.match(text) for cue in (IT, OBJECT, DROPPED, MEASURED)):
        if leans(sentences[before].text, question):
            return found[before].soft  # its own pronoun means the same
        if _is_about(sentences[before].text, question):
            return frozenset()
    return frozenset({before})


def _is_about(text: str, question: str) -> bool:
    """Whether its subject is named in the question, which stands above the answer."""
    asked = {word[:5] for word in _WORD.findall(question.lower()) if len(word) > 3 and word not in _LITTLE}
    return any(word[:5] in asked for word in _WORD.findall(text.lower())[:5] if len(word) > 3)


def leads(sentences: Sequence[Sentence]) -> list[tuple[int, ...]]:
    """For each sentence those of which one must follow it: a header's items, a question's answer."""
    below: dict[int, list[int]] = {}
    for at, one in enumerate(sentences):
        below.setdefault(one.under, []).append(at)
    found: list[tuple[int, ...]] = []
    for at, one in enumerate(sentences):
        following = at + 1 if at + 1 < len(sentences) and sentences[at + 1].message == one.message else -1
        if at in below:
            found.append(tuple(below[at][-1:] if _holds_together(sentences, below[at][-1]) else below[at]))
        elif (
            one.kind in (Kind.HEADER, Kind.HEADING)
            or (one.kind is Kind.PROSE and _announces(one.text))
            or (following >= 0 and _is_over(one.text, sentences[following].text))
        ):
            found.append((following,))
        elif following >= 0 and is_contrasted(sentences[following].text):
            found.append((following,) if _SUPPOSES.match(one.text) else ())
        else:
            found.append(())
    return found


def _is_over(text: str, following: str) -> bool:
    """Whether it says what was, and the next one what is now."""
    return tells_what_was(text) and tells_what_is(following)


def _announces(text: str) -> bool:
    """Whether it only says that something comes: a question asked aloud, `Here are the reasons.`, `It depends.`"""
    if only_depends(text) and is_bare_answer(text):
        return True
    return text.endswith((":", "?")) or (_ANNOUNCES.search(text) is not None and "place" not in kinds_of(text))
