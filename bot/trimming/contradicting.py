"""Whether two approved answers to one question can both be right: a pure comparison, by rules, careful to accuse."""

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.trimming.listing import listed
from bot.trimming.measures import Measure, measures, sentences
from bot.trimming.quantities import denials_of_limits
from bot.trimming.stems import terms
from bot.trimming.tokens import tokens
from bot.trimming.vocabulary import ENGLISH, REVERSED, language, vocabulary

_LEAD = re.compile(
    r"\s*(?P<word>yes|yep|no|nope|never|sí|si|oui|non|ja|nein)\s*(?:[,.;:!–—-]|$|(?=(?:you|it|they|we|i|he|she)\b))",
    re.I,
)
_NO = listed("no nope never non nein")
_HARMLESS = re.compile(  # in these a denial denies nothing
    r"\b(?:(?:don['’]?t|do not|never) (?:forget|hesitate|worry)|not only|not just|"
    r"(?:no|not) (?:later|earlier|more|less|fewer|longer) than|no matter|why not|if not|whether or not|no problem|"
    r"not until)\b",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"\bfree of charge\b|\bfor free\b|\b(?:no|without) (?:charge|fee|cost)\b|"
    r"\b(?:is|are|it['’]?s|was|be|always|remains?|get|go) free\b(?! (?:to|from|of|at|on|in|until|after|before)\b)",
    re.IGNORECASE,
)
_UNCOUNTED = listed("nor rarely seldom barely hardly")
_TURNING = {word for pair in REVERSED for word in pair}
MOST = 6_000  # characters: people write at most 3,000; only files bring longer texts
_PAIR_ENOUGH = 0.6  # such a part of the fewer words is shared: then two sentences speak of the same thing
_LIKENESS = 0.4  # … and of all words of both
# Trimming knows no German; this is enough to tell it, and who denies what.
_GERMAN = listed("der das und ist sie ein eine zu mit für auf sich kann können darf dürfen muss müssen bitte sind")
_GERMAN_DENIALS = listed("nicht nie niemals kein keine keinen keinem keiner ohne")
_NO_SUBJECT = (
    _GERMAN
    | _GERMAN_DENIALS
    | ENGLISH.little
    | ENGLISH.negations
    | ENGLISH.modals
    | listed("yes no please anyone everybody people")
)


@dataclass(frozen=True)
class Conflict:
    """In what two texts can't both be right, and where it stands in each."""

    what: str  # "number", "date", "phone", "link", "yes or no" or "denial"
    here: str
    there: str


def conflicts(here: str, there: str) -> list[Conflict]:
    """What one text says otherwise than the other.

    A figure counts where both give one of the same kind (a duration, a price, a phone number, a link …) and neither
    merely says more than the other. A denial counts in sentences that say the same else. Where languages differ, or
    one is not known, only figures are compared. Nothing found is no proof that they agree; of longer texts only the
    first MOST characters are looked at.
    """
    here, there = here[:MOST], there[:MOST]
    return [*_figures(here, there), *_answers(here, there)]


def only_in(here: str, there: str) -> list[str]:
    """The figures of the first text that the second doesn't give, as they are written."""
    known = {(each.kind, each.value) for each in measures(there)}
    return list(dict.fromkeys(each.shown for each in measures(here) if (each.kind, each.value) not in known))


def _figures(here: str, there: str) -> list[Conflict]:
    mine, theirs = measures(here), measures(there)
    subjects = [[_subject(one) for one in sentences(text)] for text in (here, there)]
    found: list[Conflict] = []
    for kind in dict.fromkeys(each.kind for each in mine):
        ours, others = ([each for each in them if each.kind == kind] for them in (mine, theirs))
        mine_only, theirs_only = _lacking(ours, others), _lacking(others, ours)
        alone = len({each.value for each in ours}) == len({each.value for each in others}) == 1
        pair = next(
            (
                (one, other)
                for one in mine_only
                for other in theirs_only
                if alone or kind in _CALLED or _together(subjects[0][one.sentence], subjects[1][other.sentence])
            ),
            None,
        )
        if pair:
            found.append(Conflict(_CALLED.get(kind, "number"), pair[0].shown, pair[1].shown))
        elif not mine_only and not theirs_only:
            found += _bounds(ours, others)
    return found or _prices((here, mine), (there, theirs), subjects) or _only_numbers(mine, theirs)


def _prices(
    one: tuple[str, Sequence[Measure]], other: tuple[str, Sequence[Measure]], subjects: list[list[frozenset[str]]]
) -> list[Conflict]:
    """In two currencies, or free in one of them."""
    ours, others = ({each.kind: each for each in them if each.kind.startswith("money")} for _, them in (one, other))
    if not ours.keys().isdisjoint(others):
        return []
    mine = [(each.sentence, each.shown) for each in ours.values()] or (_free(one[0]) if others else [])
    theirs = [(each.sentence, each.shown) for each in others.values()] or (_free(other[0]) if ours else [])
    alone = len(mine) == len(theirs) == 1
    return [
        Conflict("number", here, there)
        for at, here in mine
        for place, there in theirs
        if alone or _together(subjects[0][at], subjects[1][place])
    ][:1]


def _free(text: str) -> list[tuple[int, str]]:
    return [(at, found[0]) for at, one in enumerate(sentences(text)) for found in _FREE.finditer(one)]


_CALLED = {"phone": "phone", "link": "link", "date": "date", "weekday": "date", "clock": "time"}


def _lacking(ours: Sequence[Measure], others: Sequence[Measure]) -> list[Measure]:
    known = {each.value for each in others}
    return [each for each in ours if each.value not in known]


def _bounds(ours: Sequence[Measure], others: Sequence[Measure]) -> list[Conflict]:
    """At least and at most the same."""
    return [
        Conflict(_CALLED.get(one.kind, "number"), one.shown, other.shown)
        for one in ours
        for other in others
        if one.value == other.value and one.bound * other.bound < 0
    ][:1]


def _only_numbers(mine: Sequence[Measure], theirs: Sequence[Measure]) -> list[Conflict]:
    """Each counts one thing, only under another name: two people, three visitors."""
    if len(mine) == len(theirs) == 1 and mine[0].kind.startswith("count") and theirs[0].kind.startswith("count"):
        one, other = mine[0], theirs[0]
        return [Conflict("number", one.shown, other.shown)] if one.value != other.value else []
    return []


@dataclass(frozen=True)
class _Statement:
    """What a sentence is about, whether it denies that, and the words in it that have an opposite."""

    text: str = field(compare=False)
    subject: frozenset[str]
    denied: bool
    turning: frozenset[str]

    @classmethod
    def of(cls, sentence: str, negations: frozenset[str]) -> "_Statement":
        read = tokens(_HARMLESS.sub(" ", sentence))
        denials = {at for at, token in enumerate(read) if token.key in negations and token.key not in _UNCOUNTED}
        denied = len(denials - denials_of_limits(read)) % 2 == 1
        turning = frozenset(token.key for token in tokens(sentence) if token.key in _TURNING)
        return cls(sentence, _subject(sentence), denied, turning)


def _answers(here: str, there: str) -> list[Conflict]:
    lead, other = _LEAD.match(here), _LEAD.match(there)
    if lead and other and (lead["word"].lower() in _NO) != (other["word"].lower() in _NO):
        return [Conflict("yes or no", lead["word"], other["word"])]
    negations = _negations(here)
    if not negations or negations != _negations(there):
        return []
    mine, theirs = (
        dict.fromkeys(_Statement.of(one, negations) for one in sentences(text[opening.end() if opening else 0 :]))
        for text, opening in ((here, lead), (there, other))
    )
    for one in mine:
        for counterpart in theirs:
            turned = _turned(one.turning, counterpart.turning)
            if _alike(one.subject, counterpart.subject) and one.denied != counterpart.denied ^ turned:
                return [Conflict("denial", one.text, counterpart.text)]
    return []


def _negations(text: str) -> frozenset[str]:
    """Those of its language; none where it isn't known."""
    every = [token.key for token in tokens(text)]
    if sum(key in _GERMAN | _GERMAN_DENIALS for key in every) * 5 >= len(every) > 0:
        return _GERMAN_DENIALS
    known = vocabulary(text)
    return known.negations if known else frozenset()


def _turned(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether a word in the one stands against its opposite in the other; two of them cancel each other."""
    if not (mine and theirs):
        return False
    turned = {
        one
        for a, b in REVERSED
        for one, its_opposite in ((a, b), (b, a))
        if {one, its_opposite} & mine == {one} and {one, its_opposite} & theirs == {its_opposite}
    }
    return len(turned) % 2 == 1


def _alike(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether two sentences speak of the same thing."""
    shared = len(mine & theirs)
    fewer, all_of_them = min(len(mine), len(theirs)), len(mine | theirs)
    return fewer > 0 and shared >= _PAIR_ENOUGH * fewer and shared >= _LIKENESS * all_of_them


def _together(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one & other)


@functools.lru_cache(maxsize=1024)
def _subject(sentence: str) -> frozenset[str]:
    """The stems of what a sentence is about: without figures, denials, and the opposites that may turn it round."""
    heavy = [token.key for token in tokens(sentence) if token.kind == "word"]
    telling = [key for key in heavy if key not in _NO_SUBJECT and key not in _TURNING and len(key) > 1]
    return frozenset(terms(" ".join(telling), language(sentence)))
