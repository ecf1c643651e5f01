"""Which kinds of answer a sentence holds: a number, a place, a reason."""

from collections.abc import Callable

import regex

from bot.trimming.links import EMAIL, LINK, PHONE

_NUMBERED = regex.compile(
    r"(?i)\d|\b(?:(?<!\b(?:no|any|every|some|each) )one(?! of\b| (?:is|can|may|has|should)\b)|two|three|four|five|"
    r"six|seven|eight|nine|ten|twelve|once|twice|half|daily|weekly|monthly)\b"
)
_TIME = regex.compile(
    r"(?i)\d{1,2}[:.]\d{2}|\d\s?[ap]\.?m\b|\b(?:19|20)\d\d\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"\b(?:january|february|march|april|june|july|august|september|october|november|december)\b|"
    r"\d\s*(?:h|hrs?|mins?|wks?|yrs?)\b|\b(?:hours?|days?|weeks?|months?|years?|minutes?|today|tomorrow|tonight|immediately)\b"
)
_OFTEN = regex.compile(
    r"(?i)\b(?:every|each|per|an?) (?:other |few |\d+(?: ?(?:-|–|to|or) ?\d+)? |[a-z]+(?: to [a-z]+)? )?(?:seconds?|"
    r"minutes?|hours?|days?|nights?|mornings?|evenings?|weeks?|months?|years?|meals?|times?)\b|"
    r"\b(?:once|twice|times|daily|weekly|monthly|yearly|annual(?:ly)?|hourly|cada|chaque|fois|veces)\b"
)
_DURATION = regex.compile(
    r"(?i)(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|an?|few|several|couple of|some|many|"
    r"first|half an?))[ -]?(?:more |full )?(?:seconds?|minutes?|mins?|hours?|hrs?|h|days?|weeks?|wks?|months?|years?|"
    r"yrs?|lifetime)\b|\b(?:overnight|immediately|at once|for life|lifelong|indefinitely|permanent(?:ly)?)\b"
)
_CAUSE = regex.compile(
    r"(?i)\b(?:because|since|due to|so that|as a result|caused? by|(?<!(?:good|any|no) )reason|in order to|"
    r"porque|debido|parce que|à cause)\b|, car\b|, (?:and )?so (?!that\b|far\b|on\b)"
)
_ACTION = regex.compile(
    r"(?i)^\W*(?:please |first,? |then |to \w+.*, )?(?:call|ring|phone|apply|use|go|visit|ask|contact|take|check|"
    r"wash|stay|keep|bring|send|write|register|sign|book|fill|complete|submit|download|clean|cover|wear|avoid|"
    r"do not|don['’]t|never|see|get|put|turn|open|try|make|stop|start|talk|speak|tell)\b|\byou (?:can|should|must|"
    r"need to|may|have to)\b|\b(?:should|must) be\b"
)
_PLACE = regex.compile(
    r"\b(?i:at|in|on) (?i:the |your |our )?\p{Lu}|\b(?i:street|st|road|avenue|building|floor|room|clinic|office|"
    r"centre|center|library|website|online|desk|counter)\b"
)
_EFFECT = regex.compile(
    r"(?i)\b(?:works?|lowers?|reduces?|slows?|causes?|increases?|decreases?|acts? (?:as|on|by)|helps?|treats?|"
    r"prevents?|blocks?|relieves?|raises?|affects?|leads? to|results? in|damages?|opposite|whereas|unlike|rather than|"
    r"differs?|different|more than|less than)\b"
)
_PEOPLE = regex.compile(
    r"(?i)\b(?:everyone|everybody|anyone|anybody|nobody|people|persons?|adults?|child(?:ren)?|kids|babies|infants|teens?|"
    r"women|men|mothers?|parents?|carers?|residents?|citizens|patients?|students?|workers|staff|seniors?|veterans|those|"
    r"(?:over|under|aged?) \d+)\b"
)
_DEFINES = regex.compile(
    r"(?i)[^.]{2,60}?\s(?:(?:is|are|was|were)\s(?:an?|the|one|used|caused|in an? (?:class|group|family)|known as|"
    r"called)|means|refers? to|belongs? to)\b"
)
_IN_A_ROW = regex.compile(r"(?i),\s*(?:(?:and|or)\s)?|\s(?:and|or)\s")
_SAID_OF_THEM = regex.compile(
    r"(?i)[:;?]|\b(?:is|are|was|were|be|has|have|had|do|does|did|can|could|may|might|must|should|will|would|i|you|we|they|"
    r"it|if|when|because)\b|n['’]t\b"
)
_FIRST_OF_THEM = 4  # words at most


def _is_row(text: str) -> bool:
    """`High fever, a rash and headache.`: things, and nothing said of them."""
    things = _IN_A_ROW.split(text)
    short = 0 < len(things[0].split()) <= _FIRST_OF_THEM
    return short and len(things) > 1 and all(map(str.strip, things)) and _SAID_OF_THEM.search(text) is None


_SHOWS: dict[str, Callable[[str], object]] = {
    "number": _NUMBERED.search,
    "frequency": _OFTEN.search,
    "duration": _DURATION.search,
    "time": _TIME.search,
    "place": _PLACE.search,
    "people": _PEOPLE.search,
    "reason": _CAUSE.search,
    "action": _ACTION.search,
    "effect": _EFFECT.search,
    "meaning": _DEFINES.match,
    "row": _is_row,
}


def has_number(text: str) -> bool:
    """Whether it names a number, in figures or in words."""
    return _NUMBERED.search(text) is not None


def kinds_of(text: str) -> frozenset[str]:
    """Which kinds of answer a sentence holds."""
    found = {kind for kind, shows in _SHOWS.items() if shows(text)}
    if PHONE.search(text):
        found |= {"place", "phone"}
    elif LINK.search(text) or EMAIL.search(text):
        found.add("place")
    return frozenset(found)
