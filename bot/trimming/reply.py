"""The sentences of a reply with everything that choosing and warning look at, worked out once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.trimming import cohesion, dependencies
from bot.trimming.answer_types import (
    asked_kinds,
    asks_for_oneself,
    asks_to_explain,
    asks_what_to_do,
    asks_yes_or_no,
    kinds_of,
)
from bot.trimming.corrections import corrections, restated, unusable, without_correcting_words
from bot.trimming.direct_answers import is_bare_answer, says_it
from bot.trimming.outline import public_text
from bot.trimming.qualifying import group_of, limits_midway, qualifies, rules, weight_of
from bot.trimming.ranking import Parts, parts_of
from bot.trimming.sentences import Sentence, short
from bot.trimming.stems import bags_of, unified
from bot.trimming.weights import USUAL, Weights

_OPENING = 4  # words
_MOST_NEEDED = 100  # sentences
# Kinds of answer that are plainly there or not.
_TELLING = frozenset({"number", "time", "place", "reason", "frequency", "duration", "dose", "people"})


@dataclass(frozen=True)
class Reply:
    """Lists run along `sentences`. `blocked` says why a sentence may never be shown.

    `direct` has what a sentence can't stand without, `needed` that with all it needs in turn and the sentence itself;
    None where that is more than anybody would keep.
    """

    sentences: Sequence[Sentence]
    weights: Weights
    parts: Sequence[Parts]
    scores: Sequence[float]
    bags: Sequence[Counter[str]]
    needs: Sequence[dependencies.Needs]
    direct: Sequence[frozenset[int]]
    needed: Sequence[frozenset[int] | None]
    leads: Sequence[tuple[int, ...]]
    openings: Sequence[str]  # the first words of a longer sentence, in small letters
    bare: Sequence[bool]
    named: Sequence[int]  # for one that begins with a pronoun, the last before it that doesn't; -1 for none
    answers: Sequence[bool]
    qualifying: Sequence[bool]
    grave: Sequence[str]
    others: Sequence[bool]  # whether it tells what was asked, of some whom the question doesn't name
    blocked: dict[int, str]
    polar: bool
    practical: bool  # a rule, a date or a place was asked for, and not why something is: a case more is another answer
    asked: frozenset[str]
    question: str
    kinds: Sequence[frozenset[str]]

    @classmethod
    def of(cls, sentences: Sequence[Sentence], question: str, weights: Weights = USUAL) -> "Reply":
        """Look at every sentence once."""
        needs = dependencies.needs(sentences, question)
        direct = [each.firm | each.soft for each in needs]
        texts = [one.text for one in sentences]
        kinds = [kinds_of(text) for text in texts]
        bags, asked = bags_of(sentences, question)
        answers = says_it(texts, question)
        polar, wanted = asks_yes_or_no(question), asked_kinds(question) & _TELLING
        explaining = asks_to_explain(question)
        practical = "reason" not in wanted and (
            polar or bool(wanted) or asks_for_oneself(question) or asks_what_to_do(question)
        )
        parts = parts_of(sentences, question, bags=bags, asked=asked, kinds=kinds, answers=answers)
        taken_back = restated(sentences) | corrections(sentences)
        blocked = _blocked(sentences, taken_back, direct)
        for at, taken in taken_back.items():
            if at not in blocked:  # it says what those said that it takes back
                parts[at] = max((parts[i] for i in (at, *taken)), key=weights.score)
        return cls(
            sentences=sentences,
            weights=weights,
            parts=parts,
            scores=[weights.score(each) for each in parts],
            bags=bags,
            needs=needs,
            direct=direct,
            needed=_closed(direct),
            leads=dependencies.leads(sentences),
            openings=[_opening(text) for text in texts],
            bare=[is_bare_answer(text) for text in texts],
            named=_named([without_correcting_words(text) for text in texts], taken_back),
            answers=answers,
            qualifying=[qualifies(text) or (practical and limits_midway(text)) for text in texts],
            grave=[weight_of(text, explaining=explaining) for text in texts],
            others=[
                bool(kinds[at] & wanted or (polar and rules(text))) and _is_for_others(text, asked)
                for at, text in enumerate(texts)
            ],
            blocked=blocked,
            polar=polar,
            practical=practical,
            asked=wanted,
            question=question,
            kinds=kinds,
        )

    def text(self, chosen: frozenset[int]) -> str:
        """The chosen ones in the source's order."""
        return public_text(self.sentences[i] for i in sorted(chosen))

    def quoted(self, at: int) -> str:
        """The beginning of a sentence, to point at it."""
        return f"“{short(self.sentences[at].text)}”"

    @property
    def best(self) -> int:
        """The sentence closest to the question, whether it fits or not."""
        return max(range(len(self.sentences)), key=lambda i: (not self.sentences[i].private, self.scores[i], -i))

    @property
    def shown(self) -> frozenset[int]:
        """All that may be shown."""
        return frozenset(range(len(self.sentences))) - self.blocked.keys()

    def loosened(self) -> "Reply":
        """The same, but a pronoun may lose its noun; a warning will say so."""
        direct = [each.firm for each in self.needs]
        return replace(self, direct=direct, needed=_closed(direct))


def _opening(text: str) -> str:
    words = text.casefold().split(maxsplit=_OPENING)
    return " ".join(words[:_OPENING]) if len(words) > _OPENING else ""


def _closed(direct: Sequence[frozenset[int]]) -> list[frozenset[int] | None]:
    closed: list[frozenset[int] | None] = []
    for at, wanted in enumerate(direct):
        parts = [closed[i] for i in wanted]
        whole = frozenset({at}).union(*filter(None, parts))
        closed.append(None if None in parts or len(whole) > _MOST_NEEDED else whole)
    return closed


def _is_for_others(text: str, asked: Sequence[str]) -> bool:
    group = group_of(text)
    return bool(group) and set(unified(group)).isdisjoint(asked)


def _named(texts: Sequence[str], taken_back: Mapping[int, Sequence[int]]) -> list[int]:
    found, last = [], -1
    for at, text in enumerate(texts):
        is_pronoun = cohesion.is_pronoun_for_noun(text)
        is_of_gone = bool(taken_back.get(at))  # it means what the sentence named that is taken back
        found.append((at if is_of_gone else last) if is_pronoun else -1)
        last = last if is_pronoun else at
    return found


def _blocked(
    sentences: Sequence[Sentence], taken_back: Mapping[int, Sequence[int]], direct: Sequence[frozenset[int]]
) -> dict[int, str]:
    private = {
        i: f"“{short(one.text, 80)}” names a colleague, or isn't meant for the public."
        for i, one in enumerate(sentences)
        if one.private
    }
    return {**unusable(sentences, taken_back, direct), **private}
