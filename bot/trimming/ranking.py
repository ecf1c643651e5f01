"""How well each sentence answers the question: words in common, the kind of answer asked for, its place."""

import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import regex
import snowballstemmer

from bot.trimming.cues import is_bare_answer, opens_with_answer
from bot.trimming.links import EMAIL, LINK, PHONE
from bot.trimming.outline import Kind, Sentence
from bot.trimming.vocabulary import LANGUAGES, language

_STEMMERS = {
    name: snowballstemmer.stemmer(full) for name, full in (("en", "english"), ("es", "spanish"), ("fr", "french"))
}
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*")
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]{2,}")
_ASKS = (
    r"(?:is|are|am|was|were|can|could|may|might|do|does|did|will|would|shall|should|must|have|has|had|"
    r"(?:is|are|can|do|does|wo|should)n['’]t|can['’]t|est-ce|puis-je|peut-on|dois-je|faut-il)"
)
_POLAR = regex.compile(
    rf"(?i)^\W*{_ASKS}\s|[,;:.!]\s*(?:so\s+|then\s+|and\s+)?{_ASKS}\s[^.]*\?|"
    r"¿(?:es|son|puedo|puede|hay|debo|se puede|está)\s|か[?？]|吗[?？]|^क्या|^هل|^האם"
)
_OPEN = regex.compile(
    r"(?i)^\W*(?:how|what|when|where|who|whom|whose|which|why|cuánd|cuánt|cóm|dónde|qué|quién|por qué|quand|"
    r"combien|comment|où|qui|quel|pourquoi)"
)
_NUMBERED = regex.compile(
    r"(?i)\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|once|twice|half|daily|weekly|monthly)\b"
)
_TIME = regex.compile(
    r"(?i)\d{1,2}[:.]\d{2}|\d\s?[ap]\.?m\b|\b(?:19|20)\d\d\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"\b(?:january|february|march|april|june|july|august|september|october|november|december)\b|\d\s*(?:h|min)\b|"
    r"\b(?:hours?|days?|weeks?|months?|years?|minutes?|today|tomorrow|tonight|until|before|after|within)\b"
)
_CAUSE = regex.compile(
    r"(?i)\b(?:because|since|due to|so that|as a result|caused? by|reason|in order to|porque|debido|parce que|car|"
    r"à cause)\b|, (?:and )?so (?!that\b|far\b|on\b)"
)
_ACTION = regex.compile(
    r"(?i)^\W*(?:please |first,? |then |to \w+.*, )?(?:call|ring|phone|apply|use|go|visit|ask|contact|take|check|"
    r"wash|stay|keep|bring|send|write|register|sign|book|fill|complete|submit|download|clean|cover|wear|avoid|"
    r"do not|don['’]t|never|see|get|put|turn|open|try|make|stop|start|talk|speak|tell)\b|\byou (?:can|should|must|"
    r"need to|may|have to)\b|\b(?:should|must) be\b"
)
_PLACE = regex.compile(
    r"(?i)\b(?:at|in|on) (?:the |your |our )?\p{Lu}|\b(?:street|st|road|avenue|building|floor|room|clinic|office|"
    r"centre|center|library|website|online|desk|counter)\b"
)
_DEFINES = regex.compile(r"(?i)[^.]{2,60}?\s(?:is|are|means|refers to|was|were)\s(?:an?|the|one|used|caused)\b")

_ELSEWHERE = regex.compile(
    r"(?i)^\W*(?:for (?:more|further|additional) (?:information|details)|(?:to )?(?:read|learn|find out) more|"
    r"more information|see (?:below|above|also)|below you|click here|(?:please )?(?:refer to|see the|visit)\b)"
)
_ASKED = {
    "number": regex.compile(
        r"(?i)\bhow (?:much|many|often|long|old|far|big|soon|late|high)\b|\b(?:cost|price|fee|dose|dosage|rate|"
        r"percentage|amount|limit|maximum|minimum|number of|size|age)\b|cuánt|combien|多少"
    ),
    "time": regex.compile(
        r"(?i)\bwhen\b|\bwhat (?:time|day|date|hours)\b|\bhow (?:long|soon|often|late)\b|\bopen(?:ing)?\b|"
        r"deadline|cuándo|quand|horaire|horario"
    ),
    "place": regex.compile(
        r"(?i)\bwhere\b|\bwho (?:do|can|should|to)\b|\bcontact\b|\bcall\b|\blinks?\b|\bfind (?:out|more|"
        r"information)\b|\bapply\b|\bwebsite\b|\bphone\b|\bnumber\b|dónde|où"
    ),
    "phone": regex.compile(
        r"(?i)\b(?:who|whom|where|what number) (?:do|can|should|to|must) ?(?:i|we|you)? (?:call|ring|phone)\b|"
        r"\bphone number\b"
    ),
    "reason": regex.compile(r"(?i)\bwhy\b|\bwhat causes\b|\breason\b|por qué|pourquoi"),
    "action": regex.compile(
        r"(?i)\bhow (?:do|can|should|to|would|does one|may)\b|\bwhat (?:should|can|do|must) (?:i|we|you|people)\b|"
        r"\bwhat to\b|cómo|comment"
    ),
    "meaning": regex.compile(r"(?i)^\W*(?:what|who)(?:['’]s| (?:is|are|was|were|does))\b|qué es|qu['’]est-ce"),
}
_SHOWS = {
    "number": _NUMBERED.search,
    "time": _TIME.search,
    "place": _PLACE.search,
    "reason": _CAUSE.search,
    "action": _ACTION.search,
    "meaning": _DEFINES.match,
}
_ENOUGH = 0.4  # of overlap per word asked: with less, no sentence has much in common with the question
_WORTH = {"number": 0.6, "time": 0.6, "place": 0.5, "phone": 1.5, "reason": 0.5, "action": 0.4, "meaning": 0.3}


@lru_cache(maxsize=20_000)
def _stem(word: str, name: str) -> str:
    stemmer = _STEMMERS.get(name)
    return str(stemmer.stemWord(word)) if stemmer is not None else word


def terms(text: str, name: str) -> list[str]:
    """The stems of its telling words; pairs of characters where a script has no spaces."""
    little = LANGUAGES[name].little if name in LANGUAGES else frozenset()
    found = []
    for word in _WORD.findall(text.lower().replace("’", "'")):
        if _UNSPACED.search(word):
            found += [word[i : i + 2] for i in range(len(word) - 1)]
        elif word not in little:
            found.append(_stem(word.removesuffix("'s"), name))
    return found


def asks_yes_or_no(question: str) -> bool:
    """Whether yes or no would be an answer."""
    return _POLAR.search(question) is not None and not _OPEN.match(question)


def scores(sentences: Sequence[Sentence], kinds: Sequence[frozenset[str]], question: str) -> list[float]:
    """A number of 0 or more for each; BM25 (Robertson and Zaragoza 2009, k1 1.2, b 0.5) plus answer-type cues.

    `kinds`: which kinds of answer each holds.
    """
    name = language(" ".join(one.text for one in sentences[:40]) or question)
    bags = [Counter(terms(one.text, name)) for one in sentences]
    asked = sorted(set(terms(question, name)))  # sorted: the same sum, to the last bit, in every process
    overlap = _bm25(bags, asked)
    best = max([*overlap, _ENOUGH * len(asked)]) or 1.0
    polar = asks_yes_or_no(question)
    wanted = asked_kinds(question)
    found = []
    for at, (one, bag) in enumerate(zip(sentences, bags, strict=True)):
        place = 1 / (1 + 0.35 * at)
        score = 1.4 * overlap[at] / best + 0.7 * place + sum(_WORTH[kind] for kind in wanted & kinds[at])
        if polar and opens_with_answer(one.text):
            score += 0.8 * place + 0.2
        if one.text.endswith("?") or one.kind in (Kind.HEADER, Kind.HEADING):
            score *= 0.3
        elif is_bare_answer(one.text):
            score = score if polar else score * 0.4
        elif _ELSEWHERE.match(one.text) and "place" not in wanted:
            score *= 0.5
        elif len(bag) < 3 and not _NUMBERED.search(one.text):
            score *= 0.6
        found.append(score)
    return found


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


def kinds_of(text: str) -> frozenset[str]:
    """Which kinds of answer a sentence holds."""
    found = {kind for kind, shows in _SHOWS.items() if shows(text)}
    if PHONE.search(text):
        found |= {"place", "phone"}
    elif LINK.search(text) or EMAIL.search(text):
        found.add("place")
    return frozenset(found)


def asked_kinds(question: str) -> frozenset[str]:
    """Which kinds of answer the question asks for."""
    return frozenset(kind for kind, asks in _ASKED.items() if asks.search(question))
