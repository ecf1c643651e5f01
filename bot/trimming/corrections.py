"""Later words that take earlier ones back: "sorry, 5 pm, not 4". What was taken back is never offered."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import regex

from bot.trimming.answer_types import has_number, kinds_of
from bot.trimming.dates import ANY_DAY, ANY_MONTH
from bot.trimming.sentences import Sentence, short
from bot.trimming.units import UNITS, unit_key

_HESITATING = r"oh|ah|ok|no|well|hmm+|uh|um+|euh|oops|oups|ups|ay|uy|zut|vaya"  # where people catch themselves
_APOLOGY = r"sorry|perd[oó]na?|disculp[ae]|pardon|désolée?"
_SLIP = r"(?:wait,? no|no,? wait)(?= ?[,.:;!–—-])|whoops|oops|my (?:mistake|bad|error)|typo"
_CAUGHT = r"(?<=(?:ah|oh|oops|oups|hmm|uh|hang on|hold on),? )no(?=,)"  # `Ah no, we open at 9.`
_INSTEAD = r"i meant?|(?:scratch|strike|make) that|quise decir|je voulais dire"
_SHOULD = r"should (?:be|read|say|have been)"
_JOKING = r"(?:(?:just|only) )?(?:kidding|joking)"
_SCRAP = (  # `Scrap the first figure, …`, `Forget 3 pm, …`; not `Ignore the date on the lid, …`
    r"(?:scrap|scratch|ignore|disregard|forget) (?:(?:that|my|the (?:first|last|earlier|previous|above|wrong|second)) "
    r"(?:figures?|numbers?|dates?|times?|price|amount|dose|day)\b(?: (?:above|i \p{L}+|from [^.,:;!?]{1,20}))?|"
    r"(?:the |that )?\p{Sc}?\d[\d.:]*(?: ?\p{L}+)?(?=[,:;]| [–—-]))"
)
_NEWS = r"update|actualiz\w+|mise à jour"
_CORRECTING = regex.compile(
    rf"(?i)\W*(?=(?P<first>\p{{L}}))(?:(?:{_HESITATING}|{_APOLOGY})\W+)*(?:{_SLIP}|{_CAUGHT}|edit|(?:(?:a|one|"
    r"small|quick) )*correction(?: (?:to|of|on) [^,.:;!?]{1,40})?|correcci[oó]n|rectification|erreur)\s*[,:;!–—-]+\s*"
    r"(?=[\p{L}\d])|"
    rf"\W*(?=(?P<first>\p{{L}}))(?:(?:{_APOLOGY})\W+(?:but )?(?:i|we)(?:['’]?ve| have)? (?:just |now |only )*(?:saw|"
    r"seen|checked|heard|noticed|looked|found|got|learned|was told|were told|been told)\b[^.:;!?]{0,40}:|"
    rf"{_SCRAP}\s*[,:;–—-])\s*(?=[\p{{L}}\d])"
)
_SORRY_ALONE = regex.compile(rf"(?i)\W*(?:so |very |really |i['’]?m |i am )*(?:{_APOLOGY}|{_NEWS})\b")
_MEANT = regex.compile(rf"(?i)\b(?:{_INSTEAD}|{_SHOULD}|correction)\b")
_SORRY = (
    rf"(?:{_APOLOGY}|{_SLIP}|{_CAUGHT}|{_INSTEAD}|{_SHOULD}|{_JOKING}|{_SCRAP}|"
    rf"(?:edit|{_NEWS})(?=[^.!?]{{0,20}}[:–—-] )|"
    r"correction|i misspoke|let me correct|corrected|corrección|rectifico|me equivoqué|erreur|rectification|"
    r"je (?:rectifie|me suis trompée?))"
)
_OPENS = regex.compile(
    r"(?i)^(?:\*(?=[\p{L}\d]\S*(?:\s+\S+){0,6}\s*$)|"
    rf"\W*(?:(?:{_HESITATING}|actually|wait|so|very|i['’]?m|a|one|small|quick)\W+)*{_SORRY}\b)"
)
_ACTUALLY = regex.compile(r"(?i)^\W*(?:actually|rather|(?:no )?wait(?= ?[,.:;!…–—-]| (?:no|it|that|i)\b))\b")
_SHORTLY = regex.compile(  # `11 am*`, `Two, actually.`
    r"(?i)(?=.{0,120}$)(?:\S+(?:\s+\S+){0,2}(?<=\w)\*|\S+(?:\s+\S+){0,3}[\s,–—-]+(?:actually|sorry)\W*)"
)
_INSIDE = regex.compile(
    rf"(?i)(?<=\w\W?)(?:\.{{2,}}|…|[,;–—(-])\s*(?:(?:no|oh|wait|actually)\W+)?(?:{_APOLOGY}|{_INSTEAD}|{_JOKING}|oops|"
    r"correction|no wait)\b|(?<=\w\W?)(?:\.{2,}|…|[–—])\s*(?:no|wait|actually),\s*(?:at |on )?\d"
)
_TO_A_COLLEAGUE = regex.compile(rf"(?i)\b(?:{_INSTEAD}|{_JOKING})\b")
_STRESSED = regex.compile(  # `weather IS covered`
    r"(?<=\p{Ll}\W+)(?:IS|ARE|ISN['’]?T|AREN['’]?T|NOT|CAN|CAN['’]?T|CANNOT|DO|DON['’]?T|DOES|DOESN['’]?T|WILL|WON['’]?T|"
    r"MUST|NO|ONLY)(?=\W+\p{Ll})"
)
_ALL = regex.compile(
    r"(?i)\b(?:ignore|disregard|forget|delete|scratch)\b.{0,25}\b(?:what i (?:said|wrote)|my (?:last|previous|earlier|"
    r"first)|(?:last|previous|earlier|first) (?:message|answer|reply|one)|(?:above|that)(?=[.!,;]|$))|"
    r"\b(?:that (?:was|is)|i was) wrong\b"
)
_NOT = regex.compile(
    r"(?i)(?:[,;(–—-]\s*|\d\S{0,20}\s+)(?:and |but )?(?:not|no|instead of|rather than|pas|→|≠)\s+"
    r"(?:at |on |the |a |after |before |las? |los |el |les? |en |à )?([\p{L}\d][\p{L}\d.,:/%'’-]*)"
)
_NUMBER = regex.compile(r"\d[\d.,:/]*")
_MEASURE = regex.compile(r"(?P<sign>[$€£]?)(?P<figure>\d[\d.,:/]*)(?P<gap>[\s-]?)(?P<unit>\p{L}+|%)?")
_NO_UNIT = frozenset({"in"})  # `bus 5 in the square`
_YES = regex.compile(r"(?i)^\W*(?:yes|sí|oui|ok(?:ay)?|so)\b\W*")
_KIND = regex.compile(r"(?<!\d[.,:/]?)\d[\d.,:/]*+\s*([ap]\.?m\b|\p{L}+|%|°\w?)|([$€£])\s*\d", regex.I)
_NAMED = tuple(
    regex.compile(rf"\b{names}\b")
    for names in (ANY_DAY, ANY_MONTH, "(?:noon|midnight|mediodía|medianoche|midi|minuit)")
)
_TOO_MANY = "So much was corrected in this reply that I can't tell what still holds."
_COMPLETE = regex.compile(
    r"(?i)\b(?:is|are|was|were|it's|that's|be|do|does|can|can't|must|should|will|has|have|opens?|closes?|costs?|"
    r"takes?|starts?|ends?|applies|runs?|lasts?|needs?|use|call|go|leave|don't|not|es|son|está|están|hay|abr(?:e|en|imos)|"
    r"cierran?|cerramos|cuestan?|tiene|puede|debe|sera|será|est|sont|ouvr(?:e|ent|ons)|ferm(?:e|ent|ons)|coûte|faut|peut|"
    r"doit)\b"
)
_OF_WHAT_WAS_SAID = regex.compile(  # `That's the amount for …`
    r"(?i)^\W*(?:that|this|those|these)(?:['’](?:s|re)| (?:is|are|was|were)) (?:(?:only|just|all) )?(?:the|what|how|"
    r"for|if|when)\b(?! \d)"
)
_REMEMBERED = 4096  # sentences: each correction is held against all before it
_MOST = 20  # corrections


def corrections(sentences: Sequence[Sentence]) -> dict[int, tuple[int, ...]]:
    """Which sentence takes which earlier ones back, both by their place: none, where it only looks as if it did.

    One more than `_MOST` shows that there are too many.
    """
    found: dict[int, tuple[int, ...]] = {}
    for at, one in enumerate(sentences):
        if len(found) > _MOST:
            break
        if _ALL.search(one.text) and at:
            last = sentences[at - 1].message
            found[at] = tuple(i for i in range(at) if sentences[i].message == last)
        elif at and _corrects(one.text):
            found[at] = _targets(sentences[:at], one.text)
    return found


def restated(sentences: Sequence[Sentence]) -> dict[int, tuple[int, ...]]:
    """The same, without a word of correcting: which sentence says with other measures what an earlier message said."""
    said: dict[str, list[int]] = {}
    found: dict[int, tuple[int, ...]] = {}
    for at, one in enumerate(sentences):
        before = said.setdefault(_but_for_measures(one.text), [])
        if taken := tuple(i for i in before if sentences[i].message != one.message):
            found[at] = taken
        before.append(at)
    return found


def corrected(sentence: str, correction: str) -> str:
    """The sentence with the one figure that the correction puts in place of its own; else as it is."""
    gone = {word.strip(".,:") for word in _NOT.findall(correction)}
    new = [each for each in map(_bare, _NUMBER.findall(correction)) if each not in gone]
    old = [each for each in map(_bare, _NUMBER.findall(sentence)) if not gone or each in gone]
    if len(new) != 1 or len(old) != 1:
        return sentence
    return regex.sub(rf"(?<![\d.,]){regex.escape(old[0])}(?!\d|[.,]\d)", new[0], sentence)


def _bare(figure: str) -> str:
    return figure.rstrip(".,:/")


def unusable(
    sentences: Sequence[Sentence], found: Mapping[int, Sequence[int]], direct: Sequence[frozenset[int]]
) -> dict[int, str]:
    """Sentences that a correction keeps from being offered, each with the reason (empty for the correction itself).

    `found` are the `corrections`. Of each sentence, `direct` says which ones it isn't understood without, by their
    place: where not only a figure or a day was corrected, what points to it goes along. Of a reply that takes back more
    than anybody can follow, none is offered.
    """
    reasons: dict[int, str] = {}
    if len(found) > _MOST:
        return dict.fromkeys(range(len(sentences)), _TOO_MANY)
    for at, taken in found.items():
        if not taken:
            continue
        gone = set(taken)
        for i in range(0 if _is_of_figures(sentences[at].text) else at):
            if not direct[i].isdisjoint(gone):
                gone.add(i)
        for i in gone.difference(taken):
            reasons[i] = f"Left out, because what it points to was corrected later: “{short(sentences[i].text, 80)}”"
        for i in taken:
            reasons[i] = (
                f"Left out, because it was corrected later: “{short(sentences[i].text, 80)}” "
                f"(“{short(sentences[at].text, 80)}”)"
            )
        anew = _but_for_measures(sentences[at].text) == _but_for_measures(sentences[taken[0]].text)
        if not anew and (_ALL.search(sentences[at].text) or not _stands_alone(sentences[at].text)):
            reasons[at] = ""
    for at, one in enumerate(sentences):
        text = without_correcting_words(one.text)
        opened = _OPENS.match(text)
        if any(again.start() > (opened.end() if opened else 0) for again in _INSIDE.finditer(text)):
            reasons[at] = f"Left out, because it corrects itself halfway: “{short(one.text, 80)}”"
    return reasons


def without_correcting_words(sentence: str) -> str:
    """Without the `Wait no,` or `Correction:` it opens with: the public never saw what is corrected."""
    opened = _CORRECTING.match(sentence)
    if opened is None:
        return sentence
    rest = sentence[opened.end() :]
    return rest[0].upper() + rest[1:] if opened["first"].isupper() else rest


@lru_cache(maxsize=_REMEMBERED)
def _but_for_measures(text: str) -> str:
    """What it says, with an empty place for each figure that has a unit."""

    def blank(found: "regex.Match[str]") -> str:
        unit = unit_key(found["unit"] or "")
        is_measure = found["sign"] or (unit in UNITS and unit not in _NO_UNIT)
        return f"{found['sign']}#{found['gap']}{unit}" if is_measure else found[0]

    return _MEASURE.sub(blank, _YES.sub("", text.casefold())).strip()


def _corrects(text: str) -> bool:
    """Whether it opens as what takes something back does."""
    if _SHORTLY.fullmatch(text) and has_number(text):
        return True
    return _OPENS.search(text) is not None or (_ACTUALLY.search(text) is not None and _is_of_figures(text))


def _targets(earlier: Sequence[Sentence], text: str) -> tuple[int, ...]:
    """The earlier sentences meant: those with the word that is taken back, else with a number of the same kind."""
    named = [word.strip(".,:").lower() for word in _NOT.findall(text)]
    holding = tuple(i for i, one in enumerate(earlier) if any(_holds(one.text, word) for word in named))
    if holding:
        return holding
    kinds, figures = _kinds(text), _figures(text)
    same = tuple(i for i, one in enumerate(earlier) if kinds & _kinds(one.text) and not figures <= _figures(one.text))
    if same:
        return same
    if not _COMPLETE.search(text):
        named_anew = tuple(i for i, one in enumerate(earlier) if _names_otherwise(text, one.text))
        if named_anew:
            return named_anew[-1:]
    if _NUMBER.search(text):
        return _closest(text, earlier, [i for i, one in enumerate(earlier) if _NUMBER.search(one.text)])
    words = _content(text)
    alike = tuple(i for i, one in enumerate(earlier) if words & _content(one.text))
    if _SORRY_ALONE.match(text) and not _MEANT.search(text):
        return alike[-1:] if _STRESSED.search(text) else ()  # else it is an apology, or news
    return alike[-1:] or (len(earlier) - 1,)


def _closest(text: str, earlier: Sequence[Sentence], places: Sequence[int]) -> tuple[int, ...]:
    """Of these, the last one of those that share the most words with it."""
    words = {word[:5] for word in _content(text)}
    shared = {i: len(words & {word[:5] for word in _content(earlier[i].text)}) for i in places}
    return (max(places, key=lambda i: (shared[i], i)),) if places else ()


def _names_otherwise(text: str, earlier: str) -> bool:
    """Another day where the earlier one has a day, another month, noon for midnight."""
    pairs = zip(_named(text), _named(earlier), strict=True)
    return any(named and before and not named <= before for named, before in pairs)


@lru_cache(maxsize=_REMEMBERED)
def _named(text: str) -> tuple[frozenset[str], ...]:
    """The days it names, the months, and noon or midnight."""
    return tuple(frozenset(names.findall(text.lower())) for names in _NAMED)


def _holds(text: str, word: str) -> bool:
    return regex.search(rf"(?<![\p{{L}}\d.,]){regex.escape(word)}(?![\p{{L}}\d]|[.,]\d)", text.lower()) is not None or (
        word[0].isdigit() and regex.search(rf"(?<![\d.,]){regex.escape(word)}(?!\d|[.,]\d)", text) is not None
    )


@lru_cache(maxsize=_REMEMBERED)
def _kinds(text: str) -> frozenset[str]:
    """The units its numbers carry."""
    found = {(unit or sign).lower().replace(".", "") for unit, sign in _KIND.findall(text)}
    units = frozenset("clock" if kind in ("am", "pm") else kind.rstrip("s") for kind in found)
    return units - {"to", "and", "or", "not", "for"}


@lru_cache(maxsize=_REMEMBERED)
def _figures(text: str) -> frozenset[str]:
    return frozenset(_NUMBER.findall(text))


def _is_of_figures(text: str) -> bool:
    """Whether it corrects a number, a day or a time, and not who or what it is about."""
    return _NUMBER.search(text) is not None or any(names.search(text.lower()) for names in _NAMED)


@lru_cache(maxsize=_REMEMBERED)
def _content(text: str) -> frozenset[str]:
    """Its longer words, without those that correct."""
    return frozenset(regex.findall(r"\p{L}{4,}", _MEANT.sub("", text.lower())))


def _said(text: str) -> str:
    """Without the words that correct, said as a sentence of its own or not."""
    opened = _OPENS.match(text)
    return text[opened.end() :] if opened is not None else text


def _stands_alone(text: str) -> bool:
    opened = _OPENS.match(text)
    if opened is not None and _TO_A_COLLEAGUE.search(opened[0]):
        return False
    if len(text.split()) < 5 or _OF_WHAT_WAS_SAID.match(_said(text)):
        return False
    is_order = "action" in kinds_of(without_correcting_words(text))
    return is_order or _COMPLETE.search(regex.sub(r"(?i)\bnot\b", "", text)) is not None
