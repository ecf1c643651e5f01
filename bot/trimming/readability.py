"""How many years of school an English text asks for."""

from functools import lru_cache

import regex

from bot.trimming.listing import paired
from bot.trimming.phrasing import normal, without_addresses
from bot.trimming.sentences import split
from bot.trimming.vocabulary import language

LEAST_WORDS = 20  # in fewer, one long word moves the figure by a whole grade
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*(?:'\p{L}+)*|\d[\d.,:/]*")
_VOWELS = regex.compile(r"[aeiouy]+")
_SILENT = regex.compile(r"(?<=[^aeiouy])e(?:s|d)?$|(?<=[^aeiouy])e(?=(?:ly|ful|less|ness|ment|ments|lessly|fully)$)")
_SOUNDED = regex.compile(
    r"(?:[td]|[^aeiouylr]l)ed$|[^aeiouylr]les?$|[bct]res?$|(?:[csxzg]|[cs]h)es$|[td]edly$"
)  # wanted, table, metre, places
_TWO = regex.compile(  # vowels beside each other that are said one by one
    r"(?<![tcsxg])i(?:a|ou)|(?<![tcsxgnl])io|(?<![qg])u[a](?!d)|uou|uel$|[lr]uen|iet|(?<!fr)(?<=[dlrnp])ien|eo(?!n|u)"
    r"|(?<=[aeiouy])ing$|(?<=[aeo])yer|yee|i(?:er|est)$|^coo(?=per|rd)|crea(?=t(?!ur))|real(?=i)|reac(?=t)|thea|contra(?=i)"
)
_KNOWN = paired(
    """people/2 area/3 areas/3 idea/3 ideas/3 really/2 every/2 everyone/3 everything/3 everybody/4 something/2
    someone/2 sometimes/2 therefore/2 diarrhoea/4 diarrhea/4 science/2 business/2 businesses/3 evening/2 evenings/2
    hour/1 hours/1 our/1 vehicle/3 vehicles/3 museum/3 museums/3 poem/2 household/2 homeowner/3 vegetable/4 vegetables/4
    once/1 recipe/3 lion/2 priest/1 tier/1 pier/1 doesn't/2 didn't/2 isn't/2 wasn't/2 couldn't/2 wouldn't/2 shouldn't/2
    haven't/2 hasn't/2 hadn't/2 mustn't/2 needn't/2 the/1 maybe/2 wednesday/2 eye/1 eyes/1"""
)


def reading_grade(text: str) -> float | None:
    """The US school grade by Flesch-Kincaid: 0.39 × words per sentence + 11.8 × syllables per word − 15.59
    (Kincaid, Fishburne, Rogers and Chissom 1975, Naval Technical Training Command report 8-75).

    None for a text with fewer than LEAST_WORDS words, or in another language than English. Links, handles and hashtags
    aren't read; a number is one short word.
    """
    text = without_addresses(normal(text))
    sentences = [part for line in text.split("\n") for part in split(line) if _WORD.search(part)]
    words = _WORD.findall(text)
    if len(words) < LEAST_WORDS or language(text) != "en":
        return None
    spoken = sum(map(syllables, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * spoken / len(words) - 15.59


@lru_cache(maxsize=4096)
def syllables(word: str) -> int:
    """How many syllables an English word has, by its spelling: at least one. Short forms in capitals count as one."""
    if word.isupper():
        return 1
    word = word.lower().removesuffix("'s")
    if word in _KNOWN:
        return int(_KNOWN[word])
    count = len(_VOWELS.findall(word)) + len(_TWO.findall(word))
    silent = bool(_SILENT.search(word)) and not _SOUNDED.search(word)
    return max(1, count - silent)


def hardest(text: str, *, most: int = 3) -> list[str]:
    """The words with the most syllables, four at least, longest first."""
    words = dict.fromkeys(_WORD.findall(without_addresses(normal(text))))
    long = [word for word in words if syllables(word) >= 4 and not word[0].isdigit()]
    return sorted(long, key=lambda word: (-syllables(word), -len(word)))[:most]
