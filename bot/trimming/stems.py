"""The words of a text that tell something, as stems."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import regex
import snowballstemmer

from bot.trimming.answer_types import asked_kinds
from bot.trimming.phrasing import without_addresses
from bot.trimming.sentences import Sentence
from bot.trimming.vocabulary import LANGUAGES, SYNONYMS, language

_STEMMERS = {
    name: snowballstemmer.stemmer(full) for name, full in (("en", "english"), ("es", "spanish"), ("fr", "french"))
}
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*")
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]{2,}")


@lru_cache(maxsize=20_000)
def _stem(word: str, name: str) -> str:
    stemmer = _STEMMERS.get(name)
    return str(stemmer.stemWord(word)) if stemmer is not None else word


@lru_cache(maxsize=1)
def _same() -> dict[str, str]:
    """For each stem of a word that has synonyms, the one that stands for them all."""
    lines = [line.split() for line in SYNONYMS.strip().splitlines()]
    return {_stem(word, "en"): _stem(line[0], "en") for line in lines for word in line}


def terms(text: str, name: str) -> list[str]:
    """The stems of its telling words; pairs of characters where a script has no spaces."""
    little = LANGUAGES[name].little if name in LANGUAGES else frozenset()
    found = []
    for word in _WORD.findall(text.lower().replace("’", "'")):
        if not word.isascii() and _UNSPACED.search(word):
            found += [word[i : i + 2] for i in range(len(word) - 1)]
        elif word not in little:
            found.append(_stem(word.removesuffix("'s"), name))
    return found


def unified(text: str, name: str = "en") -> list[str]:
    """The same with one stem for all words that mean the same."""
    same = _same() if name == "en" else {}
    return [same.get(term, term) for term in terms(text, name)]


def bags_of(sentences: Sequence[Sentence], question: str) -> tuple[list[Counter[str]], list[str]]:
    """The stems of each sentence, and those asked for, in the sentences' language."""
    name = language(" ".join(one.text for one in sentences[:40]) or question)
    asked, kinds = set(unified(question, name)), asked_kinds(question)
    if "duration" in kinds:
        asked -= {"long", "take"}  # how long it takes is told with other words
    leads_somewhere = bool(kinds & {"place", "action"})  # else, what an address is made of says nothing
    texts = [one.text if leads_somewhere else without_addresses(one.text) for one in sentences]
    bags = [Counter(unified(text, name)) for text in texts]
    return bags, sorted(asked)  # sorted: the same sum, to the last bit, in every process
