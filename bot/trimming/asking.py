"""What a question asks for: yes or no, a number, a place, a reason."""

import regex

_ASKS = (
    r"(?:is|are|am|was|were|can|could|may|might|do|does|did|will|would|shall|should|must|have|has|had|"
    r"(?:is|are|can|do|does|wo|should)n['’]t|can['’]t|est-ce|"
    r"puedo|puede|se puede|debo|tengo que|hay|es|son|está|están)"
)
_POLAR = regex.compile(
    rf"(?i)^\W*{_ASKS}\s|[,;:.!]\s*(?:so\s+|then\s+|and\s+)?{_ASKS}\s[^.]*\?|"
    r"¿(?!.*\b(?:qué|cuál|cuánd|cuánt|cóm|dónde|quién|adónde))|-(?:t-)?(?:je|tu|ils?|elles?|on|nous|vous)\b|か[?？]|吗[?？]|^क्या|^هل|^האם"
)
_OF_BEING = regex.compile(r"(?i)\b(?:(?:is|are) there|any|safe|interact\w*)\b|^\W*(?:can|may)\b")
_ONESELF = regex.compile(r"(?i)\b(?:i|my|me|mine|our|us|yo|mi|mis|je|mon|ma|mes)\b|\b(?:puedo|debo|tengo)\b|\bj['’]")
_POLITELY = regex.compile(
    r"(?i)^\W*(?:please |(?:can|could|would|will) (?:(?:you|somebody|someone|anyone) (?:please |kindly )?(?:give|"
    r"tell|provide|explain|help|get|let|have|share|send|find)\b(?: (?:me|us))?(?: know)?|(?:we|i) (?:please |kindly )?"
    r"(?:get|have|find)(?: (?:an?|the|some|any|more|further|your))* (?:information|info|details?|advice|help|"
    r"explanation|answer|update|link|list|copy|(?:phone )?number|(?:e-?mail )?address)\b))"
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
        r"(?i)(?:^\W*|[,;:.?!][^\w,;:.?!]*|\b(?:and|or|know|say|sure|see|tell me|until|from|since) )when\b|"
        r"\bwhat (?:time|day|date|hours)\b|\bhow (?:long|soon|often|late)\b|\bopen(?:ing)?\b(?! to\b)|"
        r"deadline|cuándo|quand|horaire|horario"
    ),
    "frequency": regex.compile(r"(?i)\bhow (?:often|frequently|many times)\b|cuántas veces|combien de fois"),
    "duration": regex.compile(
        r"(?i)\bhow (?:long|quickly|soon|fast|much time|many (?:minutes|hours|days|weeks|months|years))\b|"
        r"cuánto tiempo|combien de temps"
    ),
    "place": regex.compile(
        r"(?i)\bwhere\b|\bwho (?:(?:do|can|should|must) (?:i|we|you|people|they|one)|to)\b|\bcontact\b|\bcall\b|"
        r"\blinks?\b|\bfind (?:out|more|information)\b|\bapply\b|\bwebsite\b|\bphone\b|\bnumber\b|dónde|où"
    ),
    "phone": regex.compile(
        r"(?i)\b(?:who|whom|where|what number) (?:do|can|should|to|must) ?(?:i|we|you)? (?:call|ring|phone)\b|"
        r"\bphone number\b"
    ),
    "people": regex.compile(
        r"(?i)^\W*who\b(?!['’]s\b| (?:do|to|is|are|was|were)\b(?! (?:eligible|allowed|covered|included|at risk|able))|"
        r" (?:can|should|must) (?:i|we|you)\b)"
    ),
    "reason": regex.compile(r"(?i)\bwhy\b|\bwhat causes\b|\breason\b|por qué|pourquoi"),
    "action": regex.compile(
        r"(?i)\bhow (?:do|can|should|to|would|does one|may)\b|\bwhat (?:should|can|do|must) (?:i|we|you|people)\b|"
        r"\bwhat to\b|cómo|comment"
    ),
    "effect": regex.compile(
        r"(?i)\b(?:what|how) (?:does|do|did|will|would|can)\b[^?]{0,120}\b(?:do|works?|lead to|affect|help|change)\b|"
        r"\beffects?\b|\baffects?\b|\bimpact\b|\bdifferen(?:ce|t)\b|\bwhat happens\b"
    ),
    "row": regex.compile(
        r"(?i)\bwhat (?:are|were)\b|\bwhat (?:\w+ )?(?:can|should|do|must) (?:i|we|you|people)\b(?! tell)|"
        r"\bwhich (?:\p{L}+s)\b|\bwhat \p{L}+s are\b|\bsymptoms\b|qué \p{L}+s|quels|quelles"
    ),
    "meaning": regex.compile(
        r"(?i)\b(?:information|info|details|facts|know|learn|tell (?:me|us)) (?:more )?(?:on|about|regarding)\b|"
        r"^\W*(?:what|who)(?:['’]s| (?:is|are|was|were))\b|^\W*(?:is|are) [^?]{2,40} an? [\w-]+\W*$|"
        r"\bmeans?\b|qué es|qu['’]est-ce"
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


def asked_kinds(question: str) -> frozenset[str]:
    """Which kinds of answer the question asks for."""
    return frozenset(kind for kind, asks in _ASKED.items() if asks.search(question))
