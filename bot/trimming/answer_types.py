"""Answer types: which of them a question asks for, and which a sentence holds: a number, a place, a reason."""

from collections.abc import Callable

import regex

from bot.trimming.dates import DAY, MONTH
from bot.trimming.links import EMAIL, LINK, PHONE
from bot.trimming.units import NUMBER_WORD, PERIOD

_ASKS = (
    r"(?:is|are|am|was|were|can|could|may|might|do|does|did|will|would|shall|should|must|have|has|had|"
    r"(?:is|are|can|do|does|wo|should)n['’]t|can['’]t|est-ce|"
    r"puedo|puede|se puede|debo|tengo que|hay|es|son|está|están)"
)
_POLAR = regex.compile(
    rf"(?i)^\W*{_ASKS}\s|[,;:.!]\s*(?:so\s+|then\s+|and\s+)?{_ASKS}\s[^.]*\?|"
    r"¿(?!.*\b(?:qué|cuál|cuánd|cuánt|cóm|dónde|quién|adónde))|-(?:t-)?(?:je|tu|ils?|elles?|on|nous|vous)\b|か[?？]|"
    r"吗[?？]|^क्या|^هل|^האם"
)
_OF_BEING = regex.compile(r"(?i)\b(?:(?:is|are) there|any|safe|interact\w*)\b|^\W*(?:can|may)\b")
_ONESELF = regex.compile(r"(?i)\b(?:i|my|me|mine|our|us|yo|mi|mis|je|mon|ma|mes)\b|\b(?:puedo|debo|tengo)\b|\bj['’]")
_WHAT_TO_DO = regex.compile(r"(?i)\bwhat (?:should|must|do|does|shall|can) [^?]{2,40}? (?:do|have to|need to)\b")
_EXPLAIN = regex.compile(r"(?i)\bwhy\b|^\W*how (?:does|do|did) (?!(?:i|we|you|one|people)\b)|por qué|pourquoi")
_POLITELY = regex.compile(
    r"(?i)^\W*(?:please |(?:can|could|would|will) (?:(?:you|some(?:body|one)|any(?:body|one)) (?:please |kindly "
    r")?(?:give|tell|provide|explain|help|get|let|have|share|send|find)\b(?: (?:me|us|know))*|(?:we|i) (?:get|have|"
    r"find)(?: \w+)? (?:information|info|details|advice|help(?! (?:with|for|to|from|paying)\b)|number|address|link|"
    r"list)\b))"
)
_OPEN = regex.compile(
    r"(?i)^\W*(?:how|what|when|where|who|whom|whose|which|why|cuánd|cuánt|cóm|dónde|qué|quién|por qué|quand|"
    r"combien|comment|où|qui|quel|pourquoi|(?:à|de|en|pour|depuis|jusqu['’]à|d['’]) ?(?:quel|quand|combien|où|qui))"
)
_OF_A_THING = regex.compile(
    r"(?i)^\W*(?:what|where|when|who|which|how (?:much|many|long|old|far|big|high))(?: \p{L}+)?"
    r"(?:['’]s| (?:is|are|was|were|will))\b"
)
_ASKED = {
    "number": regex.compile(
        r"(?i)\bhow (?:much|many|often|long|old|far|big|soon|late|high)\b|\b(?:cost|price|fee|dose|dosage|rate|"
        r"percentage|amount|limit|maximum|minimum|number of|size|age)\b|cuánt|combien|多少"
    ),
    "time": regex.compile(
        r"(?i)(?:^\W*|[,;:.?!]\W*|\b(?:and|or|know|say|sure|tell me|until|from|since) )when\b|\bwhat (?:time|day|date|"
        r"hours)\b|\bhow (?:long|soon|often|late)\b|\bopen(?:ing)?\b|deadline|cuándo|quand|horaire|horario"
    ),
    "frequency": regex.compile(r"(?i)\bhow (?:often|frequently|many times)\b|cuántas veces|combien de fois"),
    "duration": regex.compile(
        r"(?i)\bhow (?:long|quickly|soon|fast|much time|many (?:minutes|hours|days|weeks|months|years))\b|"
        r"cuánto tiempo|combien de temps"
    ),
    "place": regex.compile(r"(?i)\b(?:where|contact|call|links?|apply|website|phone|number)\b|dónde|où"),
    "dose": regex.compile(
        r"(?i)\b(?:dos(?:es?|ages?|ing)|how (?:much|many) .{0,60}\b(?:take|give|have|use|too much|too many|safe))\b|"
        r"dosis"
    ),
    "phone": regex.compile(
        r"(?i)\b(?:who|whom|what number) (?:do|can|should|to|must) ?(?:i|we|you)? (?:call|ring|phone)\b|\bphone "
        r"number\b"
    ),
    "people": regex.compile(
        r"(?i)^\W*who\b(?!['’]s\b| (?:can|should|must|could|would|will|may|did) (?:i|we|you)\b| (?:do|to|is|are|was|"
        r"were)\b(?! (?:eligible|entitled|allowed|covered|at risk)))"
    ),
    "reason": regex.compile(r"(?i)\bwhy\b|\bwhat causes\b|\breason\b|por qué|pourquoi"),
    "action": regex.compile(
        r"(?i)\bhow (?:do|can|should|to|would|may)\b|\bwhat (?:to|(?:should|can|do|must) (?:i|we|you|people))\b|cómo|"
        r"comment"
    ),
    "effect": regex.compile(
        r"(?i)\b(?:what|how) (?:does|do|did|will|would|can)\b[^?]{0,120}\b(?:do|works?|lead to|affect|help|change)\b|"
        r"\beffects?\b|\baffects?\b|\bimpact\b|\bdifferen(?:ce|t)\b|\bwhat happens\b"
    ),
    "row": regex.compile(r"(?i)\bwhat (?:are|were)\b|\bwhich \p{L}+s\b|qué \p{L}+s|quels|quelles"),
    "meaning": regex.compile(
        r"(?i)\b(?:information|info|details|facts|know|learn|tell (?:me|us)) (?:more )?(?:on|about)\b|^\W*(?:what|"
        r"who)(?:['’]s| (?:is|are|was|were))\b|^\W*(?:is|are) [^?]{2,40} an? [\w-]+\W*$|\bmeans?\b|qué es|qu['’]est-ce"
    ),
}


def asks_yes_or_no(question: str) -> bool:
    """Whether yes or no would be an answer."""
    question = _POLITELY.sub("", question)
    return _POLAR.search(question) is not None and not _OPEN.match(question)


def asks_for_being(question: str) -> bool:
    """Whether "there is none" would be an answer."""
    return _OF_BEING.search(question) is not None


def asks_for_a_thing(question: str) -> bool:
    """Whether it is asked what, where or when something is, so that `It's …` would say so."""
    return _OF_A_THING.match(question) is not None


def asks_for_oneself(question: str) -> bool:
    """Whether somebody asks what they themselves, or theirs, may or must do."""
    return _ONESELF.search(question) is not None


def asks_to_explain(question: str) -> bool:
    """Whether it is asked why something is, or how it works."""
    return _EXPLAIN.search(question) is not None


def asks_what_to_do(question: str) -> bool:
    """Whether it is asked what somebody should or must do."""
    return _WHAT_TO_DO.search(question) is not None


def asked_kinds(question: str) -> frozenset[str]:
    """Which kinds of answer the question asks for."""
    return frozenset(kind for kind, asks in _ASKED.items() if asks.search(question))


_NUMBERED = regex.compile(
    rf"(?i)\d|\b(?:(?<!\b(?:no|any|every|some|each) )one(?! of\b)|(?!one\b){NUMBER_WORD}|(?<!\bat )once|twice|half|"
    r"daily|weekly|monthly)\b"
)
_TIME = regex.compile(
    rf"(?i)\d{{1,2}}[:.]\d{{2}}|\d\s?[ap]\.?m\b|\b(?:19|20)\d\d\b|\b{DAY}|\b(?!may\b){MONTH}\b|"
    rf"(?:\d\s*|\b){PERIOD}\b|\b(?:today|tomorrow|tonight|immediately)\b"
)
_OFTEN = regex.compile(
    r"(?i)\b(?:every|each|per|an?) (?:\d+(?: ?(?:-|–|to|or) ?\d+)? |[a-z]+(?: to [a-z]+)? )?"
    rf"(?:{PERIOD}|nights?|mornings?|evenings?|meals?|times?)\b|"
    r"\b(?:(?<!\bat )once|twice|times|daily|weekly|monthly|yearly|annual(?:ly)?|hourly|cada|chaque|fois|veces)\b"
)
_DURATION = regex.compile(
    rf"(?i)(?:\d|\b(?:{NUMBER_WORD}|an?|few|several|couple of|some|many|first))[ -]?(?:more |full )?(?:{PERIOD}|"
    r"lifetime)\b(?! (?:of age|old|or (?:older|younger|over|above|under)|and (?:older|younger|over|above|under|"
    r"up))\b)|\b(?:overnight|immediately|at once|for life|lifelong|indefinitely|permanent(?:ly)?)\b"
)
_DOSE = regex.compile(
    r"(?i)\d ?(?:mg|mcg|µg|ml|g|micrograms?|milligrams?|grams?|iu|units?)\b|"
    rf"(?:\d|\b(?:{NUMBER_WORD}|one|half an?|an?)) (?:\w+ )?(?:tablets?|pills?|capsules?|drops|puffs?|teaspoons?|"
    r"tablespoons?|spoonfuls?|sprays?|patch(?:es)?|sachets?|injections?)\b"
)
_CAUSE = regex.compile(
    r"(?i)\b(?:because|since|due to|so that|as a result|caused? by|(?<!(?:good|any|no) )reason|in order to|"
    r"porque|debido|parce que|à cause)\b|, car\b|, (?:and )?so (?!that\b|far\b|on\b)"
)
_ACTION = regex.compile(
    r"(?i)^\W*(?:please |first,? |then |to \w+.*, )?(?:call|ring|phone|apply|use|go|visit|ask|contact|take|check|wash|"
    r"stay|keep|bring|send|write|register|sign|book|fill|complete|submit|download|clean|cover|wear|avoid|do not|"
    r"don['’]t|never|see|get|put|turn|open|try|make|stop|start|talk|speak|tell|report|pull|remove|rinse|pour|empty|"
    r"switch|unplug|treat|look|watch|wait|drink|eat|give|order|collect|read|enter|choose|click|log|select|pay|show|"
    r"leave|move|run|boil|filter|mix|add|throw|return|claim|search|follow|hold|wipe|scrub|rub|dip|soak|spread|insert|"
    r"swallow|breathe|lift|unscrew|drain|fetch|(?:dry|press|brush|spray|place|store|replace|air|cut|lay|hang|bleed|"
    r"warm|cool|heat|cook|pack|seal|mark|set|sweep|shut|close|lock) (?:the|your|it|them|an?|any|all|both|each|"
    r"every(?:thing)?|small|out|off|up)\b)\b|\byou (?:can|should|must|need to|"
    r"may|have to)\b|\b(?:should|must) be\b"
)
_PLACE = regex.compile(
    rf"\b(?i:at|in|on) (?i:the |your |our )?(?!(?i:{DAY}|{MONTH}))\p{{Lu}}|"
    r"\b(?i:street|st|road|avenue|building|floor|room|clinic|office|"
    r"centre|center|library|website|online|desk|counter|pharmacy|hospital|surgery|town hall|city hall|supermarket|"
    r"depot|post office|station)\b"
)
_EFFECT = regex.compile(
    r"(?i)\b(?:works?|lowers?|reduces?|slows?|causes?|increases?|decreases?|acts? (?:as|on|by)|helps?|treats?|"
    r"prevents?|blocks?|relieves?|raises?|affects?|leads? to|results? in|damages?|opposite|whereas|unlike|rather than|"
    r"differs?|different|more than|less than)\b"
)
_PEOPLE = regex.compile(
    r"(?i)\b(?:everyone|everybody|anyone|anybody|nobody|people|persons?|adults?|child(?:ren)?|kids|babies|infants|"
    r"teens?|women|men|mothers?|parents?|carers?|residents?|citizens|patients?|students?|workers|staff|seniors?|"
    r"veterans|those|(?:over|under|aged?) \d+)\b"
)
_DEFINES = regex.compile(
    r"(?i)[^.]{2,60}?\s(?:(?:is|are|was|were)\s(?:an?|the|one|used|caused|in an? (?:class|group|family)|known as|"
    r"called)|means|refers? to|belongs? to)\b"
)
_IN_A_ROW = regex.compile(r"(?i),\s*(?:(?:and|or)\s)?|\s(?:and|or)\s")
_SAID_OF_THEM = regex.compile(
    r"(?i)[:;?]|\b(?:is|are|was|were|be|has|have|had|do|does|did|can|could|may|might|must|should|will|would|i|you|we|"
    r"they|it|if|when|because)\b|n['’]t\b"
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
    "dose": _DOSE.search,
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
