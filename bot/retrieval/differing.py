"""What a person should look at before taking two questions for the same one."""

import functools
import re
from collections.abc import Iterable

from bot.retrieval.english import is_of_elsewhere
from bot.retrieval.figures import figures, marks
from bot.retrieval.opposites import opposed
from bot.retrieval.rewording import asked, read, replaced
from bot.retrieval.spelling import alike, limits
from bot.retrieval.synonyms import unified
from bot.retrieval.turning import turned
from bot.retrieval.vocabulary import (
    ASKED,
    ASKED_WITH_NOT,
    DUTIES,
    GROUPS,
    LEAVES,
    NEGATIONS,
    PASSING,
    PLACES,
    REASONS,
    RELATIVE,
    SET_PHRASES,
    STOP_WORDS,
    TIMES,
)
from bot.retrieval.wanting import wanted
from bot.retrieval.words import WRITTEN, plain, stem, terms, words

Parts = dict[str, str]  # what is compared -> as it was written

_PLACE = re.compile(rf"(?<![\w'’-])(?P<name>[^\W\d_][\w'’-]+)\s(?:{'|'.join(sorted(PLACES))})\b", re.IGNORECASE)
_BEGINNING = re.compile(r"(?:^|[.!?:\n])[\s\"'“‘(]*$")
_GROUP_OF = {word: group[0] for group in map(str.split, GROUPS.strip().splitlines()) for word in group}
_SET = re.compile(rf"\b(?:{'|'.join(map(str.strip, SET_PHRASES.split('/')))})\b", re.IGNORECASE)
_ASKING = re.compile(rf"(?:^|[.!?,]\s*){ASKED_WITH_NOT}", re.IGNORECASE)
_DUTY, _LEAVE, _RELATIVE = (re.compile(rf"\b(?:{each})\b", re.IGNORECASE) for each in (DUTIES, LEAVES, RELATIVE))
_WHY, _REASON = (re.compile(rf"\b(?:{each})\b", re.IGNORECASE) for each in ("why", REASONS))
_PASSING = re.compile(rf"\b(?:{PASSING})\b", re.IGNORECASE)
_MAY = re.compile(
    r"\b(?:[Ii]n|of|by|until|till|since|from|to|during|[Tt]his|[Nn]ext|[Ll]ast|\d+(?:th)?) May\b|\bMay \d"
)
_ASKED = re.compile(ASKED, re.IGNORECASE)
_DASHES = str.maketrans("–—−", "---")
_AROUND = '.,;:!?¿¡…"“”„«»‹›‘‚()[]{}。、،؛؟।'  # plain() takes apostrophes away
_SIGNS = (  # that would be lost in plain letters, or as punctuation
    (re.compile(r"(?<![\w.,…])[.,](?=\d)"), "0."),
    (re.compile(r"(?<=\d)['’′](?!\w)"), " feet"),
    (re.compile(r"(?<=\d)(?=[⁰¹²³⁴⁵⁶⁷⁸⁹])"), "^"),
)
_ALIKE = 0.5  # such a part of the terms is shared: then the few words that remain make the difference
_NEARLY = 0.8  # … : then a denial turns the question around; elsewhere it may be how it is put ("I'm not sure which")
_FEW = 2
_NEAR = 20  # characters before a word in which its sentence begins


def same(one: str, other: str) -> bool:
    """Whether these are the same words, but for case, accents and punctuation around them."""
    return key(one) == key(other)


@functools.lru_cache(maxsize=1024)
def key(text: str) -> tuple[str, ...]:
    """What the same words have in common: each as it stands between spaces, without the punctuation around it.

    Signs within and before a word count, since they change it: $20, A-, 2.5 and 2-5, -5, links, the vowels of Hindi;
    and so do the point of .5, the feet of 6' and the power of 10⁶.
    Where there are only signs they are compared themselves.
    """
    for written, sign in _SIGNS:
        text = written.sub(sign, text)
    every = (plain(word).translate(_DASHES).strip(_AROUND) for word in text.split())
    return tuple(word for word in every if word not in ("", "-")) or (" ", text.strip())


def differences(here: str, there: str) -> tuple[str, ...]:
    """What is in one question and not in the other, in plain words: "Elm Street here, Oak Street there".

    Numbers with their units and limits, names, a word in the place of another, denials, who is meant, days, opposites,
    what is asked for; and where the questions are alike otherwise, the one or two words that set them apart. English,
    and by rules: what isn't listed may differ all the same. What is told once isn't told again in other words.
    Between English and another language every word differs: then it is figures only.
    """
    if is_of_elsewhere(here) != is_of_elsewhere(there):
        return tuple(_put(*_lacking(_digits(here), _digits(there), set())))
    here, there = alike(here, there)
    every = {kind: (parts(here, there), parts(there, here)) for kind, parts in _KINDS.items()}
    agreed = _terms_of(one[key] for both in every.values() for one in both for key in both[0].keys() & both[1].keys())
    pairs = {kind: _lacking(*both, agreed if kind in _READ else set()) for kind, both in every.items()}
    said = {kind: _terms_of((*pair[0], *pair[1])) for kind, pair in pairs.items()}
    shown, told = set[str](), set[str]()
    for kind in sorted(pairs, key=lambda one: (not all(pairs[one]), -len(said[one]))):
        if not said[kind] <= told:
            shown.add(kind)
            told |= said[kind]
    found = [line for kind, pair in pairs.items() if kind in shown for line in _put(*pair)]
    found += _put(*_few_words(here, there, told))
    return (*found, *(["perhaps the other way round"] if turned(here, there) else []))


def disagreements(here: str, there: str) -> frozenset[str]:
    """In what two questions don't agree: "number", "denial" (of what both say), "group", "time", "duty", "opposite",
    "name", "word" (one in the place of another), "asked" (where, when), "reason", "wanted" (a cause, a treatment) or
    "order"."""
    here, there = alike(here, there)
    found = {kind for kind, parts in _KINDS.items() if parts(here, there).keys() != parts(there, here).keys()}
    found |= {"order"} if turned(here, there) else set()
    return frozenset(found if _shared(here, there) >= _NEARLY else found - {"denial"})


def passing(text: str) -> str:
    """The word by which the same question asks something else on another day: "today"; empty where there is none."""
    found = _PASSING.search(text)
    return found[0] if found else ""


def _terms_of(written: Iterable[str]) -> set[str]:
    return {stem(word) for each in written for word in words(each)}


def _lacking(mine: Parts, theirs: Parts, told: set[str]) -> tuple[list[str], list[str]]:
    """What is only in the one, and only in the other."""
    one, other = ([each[key] for key in each if key not in both] for each, both in ((mine, theirs), (theirs, mine)))
    return _untold(one, told), _untold(other, told)


def _untold(written: list[str], told: set[str]) -> list[str]:
    return [each for each in written if not told.issuperset(terms(each))]


def _put(here: list[str], there: list[str]) -> list[str]:
    if here and there:
        return [f"{', '.join(here)} here, {', '.join(there)} there"]
    return [f"{', '.join(here)} only here"] * bool(here) + [f"{', '.join(there)} only there"] * bool(there)


def _digits(text: str) -> Parts:
    """But for those of names such as COVID-19."""
    return {str(int(each)): each for each in re.findall(r"(?<![\w-])\d{1,40}", text) if int(each)}


def _numbers(text: str, other: str) -> Parts:
    """Figures; what may be none only where the other text has one that isn't in this one."""
    mine, theirs = figures(text), {each.key for each in figures(other)}
    counts = theirs - {each.key for each in mine}
    found = {each.key: each.written for each in mine if counts or not each.soft or each.key in theirs}
    return {
        limited: written for each, as_is in found.items() for limited, written in [_limited(each, as_is, text, other)]
    }


def _limited(figure: str, written: str, text: str, other: str) -> tuple[str, str]:
    """With its limit where both texts have one."""
    mine, theirs = limits(text).get(figure), limits(other).get(figure)
    return (f"{mine.sign} {figure}", mine.written(text).strip()) if mine and theirs else (figure, written)


@functools.lru_cache(maxsize=1024)
def _by_word(text: str) -> Parts:
    return {plain(each.group()): each.group() for each in WRITTEN.finditer(text)}


def _denials(text: str, _: str) -> Parts:
    told = _ASKING.sub(" ", _SET.sub(" ", text))
    found = [written for word, written in _by_word(told).items() if word in NEGATIONS]
    return {"denied": f"“{found[0]}”"} if found else {}


def _groups(text: str, _: str) -> Parts:
    found = _by_word(_SET.sub(" ", text)).items()
    shouted = text.isupper()
    return {_GROUP_OF[word]: as_is for word, as_is in found if word in _GROUP_OF and (shouted or not as_is.isupper())}


def _times(text: str, other: str) -> Parts:
    by_word = {word.removesuffix("s"): written for word, written in _by_word(text).items()}
    relative = {plain(each): each for each in _RELATIVE.findall(text)} if _RELATIVE.search(other) else {}
    relative |= {"may": "May"} if _MAY.search(text) else {}
    return relative | {word: written for word, written in by_word.items() if word in TIMES}


def _duties(text: str, other: str) -> Parts:
    """What one has to do here and only may do there, or the other way round."""
    has_to, may, other_has_to, other_may = (kind.search(each) for each in (text, other) for kind in (_DUTY, _LEAVE))
    if has_to and other_may and not may and not other_has_to:
        return {"duty": has_to[0]}
    return {"leave": may[0]} if may and other_has_to and not has_to and not other_may else {}


def _replaced(text: str, other: str) -> Parts:
    mine = " ".join(replaced(text, other)[0])
    return {plain(mine): mine} if mine else {}


def _asked(text: str, other: str) -> Parts:
    """Where, when, who, why or how, if each asks for one of these; how and where to do something is much the same.

    More, where all else is the same word for word."""
    mine, theirs = ({plain(each["word"]): each["word"] for each in _ASKED.finditer(one)} for one in (text, other))
    differ = len(mine) == len(theirs) == 1 and {*mine, *theirs} != {"how", "where"}
    return mine if differ else asked(text, other)


def _reason(text: str, other: str) -> Parts:
    """Why, where the other doesn't ask for a reason: shown, but people ask why who want to know whether."""
    found = _WHY.search(text)
    return {"why": found[0]} if found and not _REASON.search(other) else {}


def _names(text: str, other: str) -> Parts:
    """Places and names, but for those whose every word the other text has too, or for which it has another word:
    COVID-19 and coronavirus."""
    known = {*_stems(other), *(word.key for word in read(other))}
    found = {each.key: each.written for each in marks(text) if each.is_name and each.key not in known}
    text = _without_figures(text)
    for name in (*_places(text, other), *_capitalised(text)):
        stems = _stems(name)
        if not known.issuperset(stems) and not any(" ".join(stems) in longer for longer in found):
            found[" ".join(stems)] = name
    return found


def _without_figures(text: str) -> str:
    for each in marks(text):
        if not each.soft:
            text = text[: each.start] + " " * (each.end - each.start) + text[each.end :]
    return text


def _stems(text: str) -> list[str]:
    return unified(map(stem, words(text)))


def _places(text: str, other: str) -> list[str]:
    """Those in small letters only beside another place: "oak street", but not "a broken street light"."""
    mine, theirs = (
        [each for each in _PLACE.finditer(one) if plain(each["name"]) not in STOP_WORDS] for one in (text, other)
    )
    return [each.group() for each in mine if theirs or each["name"][0].isupper()]


def _capitalised(text: str) -> list[str]:
    """Words with a capital that isn't only the beginning of a sentence's; several in a row are one name."""
    every = list(WRITTEN.finditer(text))
    capital = [
        each for each in every if each.group()[0].isupper() and plain(each.group()) not in ("i", "im", "ive", "ok")
    ]
    capital = [each for each in capital if plain(each.group()) not in STOP_WORDS or not _begins(each, text)]
    if len(capital) * 2 > len(every) > _FEW:
        return []  # a headline, or shouted: capitals say nothing
    runs: list[list[re.Match[str]]] = []
    for each in capital:
        if runs and _joined(runs[-1][-1], each, text):
            runs[-1].append(each)
        else:
            runs.append([each])
    return [" ".join(each.group() for each in run) for run in runs if len(run) > 1 or not _begins(run[0], text)]


_KINDS = {
    "number": _numbers,
    "denial": _denials,
    "group": _groups,
    "time": _times,
    "duty": _duties,
    "opposite": opposed,
    "name": _names,
    "word": _replaced,
    "asked": _asked,
    "reason": _reason,
    "wanted": wanted,
}
_READ = ("name", "word")  # these are any words; what the others know to be the same isn't told


def _joined(one: re.Match[str], next_one: re.Match[str], text: str) -> bool:
    between = text[one.end() : next_one.start()]
    return between == " " or (between == ". " and len(one.group()) <= _FEW)  # St. Mary's


def _begins(word: re.Match[str], text: str) -> bool:
    is_acronym = len(word.group()) > 1 and word.group().isupper()
    return not is_acronym and bool(_BEGINNING.search(text, max(word.start() - _NEAR, 0), word.start()))


def _few_words(here: str, there: str, told: set[str]) -> tuple[list[str], list[str]]:
    mine, theirs = _content(here), _content(there)
    shared = mine.keys() & theirs.keys()
    told = told | (_terms_of(mine.values()) & _terms_of(theirs.values()))  # "a week" is a figure, "week" a word
    only_mine = _untold([written for term, written in mine.items() if term not in shared], told)
    only_theirs = _untold([written for term, written in theirs.items() if term not in shared], told)
    alike = len(shared) >= _ALIKE * max(len(mine), len(theirs))
    few = 0 < len(only_mine) <= _FEW and 0 < len(only_theirs) <= _FEW
    return (only_mine, only_theirs) if alike and few else ([], [])


def _shared(here: str, there: str) -> float:
    """The part of what is asked, but for denials, that both say."""
    mine, theirs = (
        {key for key, as_is in _content(each).items() if plain(as_is) not in NEGATIONS} for each in (here, there)
    )
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine or theirs else 1.0


def _content(text: str) -> Parts:
    return {word.key: word.written for word in read(text) if not word.is_light}
