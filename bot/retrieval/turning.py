"""Where two questions say the same of the same things, but the other way round."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from bot.retrieval.rewording import MOST, read
from bot.retrieval.vocabulary import ACTS, ARTICLES, ASKED_OF, BEING, CAUSES, GIVEN, GRAMMAR, ONESELF
from bot.retrieval.words import plain, words

_MEANT = frozenset({"it", "he", "she", "they", "him", "her", "them"})  # somebody or something told elsewhere
_PUT = {"by"} | _MEANT | ARTICLES | GRAMMAR - ONESELF.keys()  # says nothing of who does what
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_ASKED_OF = re.compile(rf"\b{ASKED_OF}\b", re.IGNORECASE)
_GIVEN = re.compile(rf"\b(?:{GIVEN})\b(?! {ASKED_OF}\b)", re.IGNORECASE)

FEWEST = 3  # words that have to stand the other way round
NEARLY = 0.8  # such a part of the words is in both where what is given and what is asked changed places


def turned(here: str, there: str) -> bool:
    """Whether it is asked the other way round: who does what to whom, what causes what, or what if what."""
    if max(len(read(text)) for text in (here, there)) > MOST:
        return False  # nobody is sure of those anyway, and it would take long
    if _sides(here) and _sides(there):
        return _caused(here, there)
    return _backwards(here, there) or _swapped(here, there)


def _backwards(here: str, there: str) -> bool:
    """ "Can a dog infect a cat?" and "Can a cat infect a dog?"

    All that carries meaning is in both, and three words of it stand in the opposite order: parts of a sentence that
    changed places ("with a cold, may I come?") have two such words at most. A passive turns them as well, so there the
    order has to be the same.
    """
    if _subjects(here) != _subjects(there):
        return False
    in_order = (" ".join(asked_first(text)) for text in (here, there))
    mine, theirs = ([ONESELF.get(key, key) for key, _ in read(text) if key not in _PUT] for text in in_order)
    if _passive(here) != _passive(there):
        return mine == theirs and len(mine) >= FEWEST
    often, often_there = Counter(mine), Counter(theirs)
    places = {key: place for place, key in enumerate(theirs)}
    return _longest_rising([-places[key] for key in mine if often[key] == often_there[key] == 1]) >= FEWEST


def _caused(here: str, there: str) -> bool:
    """ "What can cause stones?" and "What can stones cause?": most of what both name is on the other side."""
    mine, theirs = _sides(here), _sides(there)
    both = mine.keys() & theirs.keys()
    return 2 * sum(mine[key] != theirs[key] for key in both) > len(both)


def _sides(text: str) -> dict[str, bool]:
    """Of each word whether it is what causes something, where one word says so."""
    every = read(text)
    written = [plain(each.written) for each in every]
    following = [*written[1:], ""]
    causes = [
        place
        for place, each in enumerate(every)
        if each.key in CAUSES or (each.key == "lead" and following[place] == "to")
    ] or [place for place, word in enumerate(written) if word in ACTS]
    if len(causes) != 1:
        return {}
    at = causes[0]
    passive = written[at].endswith("ed") and (following[at] == "by" or not BEING.isdisjoint(written[:at]))
    return {each.key: (place < at) != passive for place, each in enumerate(every) if place != at and not each.is_light}


def _swapped(here: str, there: str) -> bool:
    """ "Can I give blood if I take aspirin?" and "Can I take aspirin if I gave blood?" """
    shared, every = _subjects(here) & _subjects(there), _subjects(here) | _subjects(there)
    if 2 * len(shared) < NEARLY * (len(shared) + len(every)):
        return False
    (given, asked), (given_there, asked_there) = _given_and_asked(here), _given_and_asked(there)
    return not given.isdisjoint(asked_there) and not asked.isdisjoint(given_there)


def _given_and_asked(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words of what is given and of what is asked, without those that are in both and without figures."""
    asked, *given = asked_first(text)
    one, other = (frozenset(key for key in _subjects(each) if " " not in key) for each in (" ".join(given), asked))
    return one - other, other - one


def asked_first(text: str) -> list[str]:
    """What a text asks, then what it takes as given: what stands after "if" or "since", and is told beside it."""
    sentences = _SENTENCE.split(text.strip())
    asked = next((each for each in reversed(sentences) if each.endswith("?")), sentences[-1])
    given = [each for each in sentences if each is not asked]
    while condition := _GIVEN.search(asked):
        before, after = asked[: condition.start()], asked[condition.start() :]
        again = None if _ASKED_OF.search(before) else _ASKED_OF.search(after)
        end = again.start() if again else len(after)
        given.append(after[:end])
        asked = f"{before} {after[end:]}"
    return [asked, *given]


def _subjects(text: str) -> frozenset[str]:
    return frozenset(word.key for word in read(text) if not word.is_light)


def _passive(text: str) -> bool:
    every = frozenset(words(text))
    return "by" in every and bool(every & BEING)


def _longest_rising(numbers: Sequence[int]) -> int:
    """The length of the longest rising subsequence."""
    ends: list[int] = []
    for number in numbers:
        place = bisect_left(ends, number)
        ends[place : place + 1] = [number]
    return len(ends)
