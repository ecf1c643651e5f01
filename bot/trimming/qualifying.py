"""Sentences that limit what another one says: exceptions, warnings, instructions, deadlines."""

import regex

from bot.trimming.cohesion import CONTRAST, CONTRAST_UNSPACED, PAST_THAT, RESULT, RESULT_UNSPACED, is_cut_short
from bot.trimming.dates import ANY_MONTH, DAY, MONTH_OR_SHORT
from bot.trimming.units import NUMBER_WORD, PERIOD

_UNASKED = (  # of whoever wants more, no case of its own
    r"(?:you(?:['’]d| would)? (?:have (?:\w+ )?(?:questions?|doubts?|queries)|want|wish|like|can\b|prefer|need (?:more|"
    r"help|further|any))|(?:you(?:['’]re| are) )?(?:unsure|not sure|in doubt|interested|curious|wondering)|possible|"
    r"necessary|needed|applicable|so\b|not\b|anything|i \w+)"
)
_NOT_THERE = (  # `With the basic card you can't.`, `On Sundays there's no bus.`
    r"(?:with|without|for|on|in|at|from|during|outside|under|over|between) [^.;]{3,60}? (?:(?:you|they|we|it|there|he|"
    r"she) (?:\w+n['’]t|cannot|(?:is|are|may|must|do|does|can|will) not|(?:is|are) no)|there['’]s no)\b"
)
_THERE_ONE_CAN = (  # `With a rolling contract they can.`
    r"(?:with|without|for(?! more| further| any| all| details| information| questions| help| example| instance)|on|in|"
    r"at(?! the same)|from|during|outside|under|over|between|"
    r"after|before) [^.;,]{3,60}?,? (?:you|they|we|it|there|he|she) "
    r"(?:can|may|must|ha(?:ve|s) to|needs? to|should)\b"
)
_OTHER_CASE = regex.compile(
    rf"(?i)^\W*(?:(?:and|also) )?(?:if (?!{_UNASKED}|you (?:look|think|imagine|consider|compare|were)\b)"
    rf"(?=[^.]*(?:\byou|\bwe\b|\bus\b|\d))|if it(?:['’]s| is| has)(?: been)? (?:more|longer|later|less|earlier|"
    rf"shorter|over|under|older|newer|after|before)\b|{_THERE_ONE_CAN}|the others? (?:is|are|was|were|has|had)\b|"
    rf"{PAST_THAT}\b|{_NOT_THERE})"
)
_AGES = r"(?:adults?|grown-ups|child(?:ren)?|kids|babies|infants|toddlers|newborns|teenagers|teens|pensioners|seniors)"
_GROUP = regex.compile(  # `Children get half.`, `Vans over 3.5 tonnes must …`, `From the third child on …`
    rf"(?i)^\W*(?:(?:and|but|for|in|with|among) )?(?P<who>(?:(?:pregnant|breast-?feeding|older|elderly|"
    rf"young(?:er)?) )?(?:{_AGES}|(?:pregnant|breast-?feeding) (?:women|mothers))\b(?! (?:of|to|and adults)\b)|"
    r"(?:\p{L}+s|people|anyone|anybody|everyone|everybody|those|women|men)(?: (?:who are|that are|aged?|of))* "
    r"(?:under|over|above|below|between|younger than|older than) (?:the age of )?\d[^,.]{0,30}|"
    r"(?:anyone|anybody|those|people) (?:who|whose|living|with|without|born|working|getting|already) [^,.;]{3,60}|"
    r"whoever [^,.]{3,60}|from (?:the )?(?:[\p{L}]+ )?(?:\d+(?:st|nd|rd|th)?|second|third|fourth|fifth|sixth)"
    r"(?: [\p{L}]+)? on(?:wards?)?\b)"
)
_ALIKE = regex.compile(r"(?i)\b(?:too|also|as well|likewise|the same (?:holds|goes|applies|is true))\b")
_RULES = regex.compile(
    r"(?i)\b(?:can|cannot|may|must|should|ha(?:ve|s) to|needs?(?: to)?|gets?|pays?|\w+n['’]t|not|never|no)\b"
)
_HELPERS = r"(?:gp|doctor|nurse|midwife|pharmacist|dentist|vet|pa?ediatrician)"
_HELP = regex.compile(
    rf"(?i)\bif (?!{_UNASKED}|(?:you|they) (?:call|ring|phone|contact|tell|ask)\b)[^.;]{{0,160}}?\b(?:(?:call|ring|"
    rf"phone|see|contact|speak to|talk to|tell|ask|(?:go|come) (?:straight )?to|get to) (?:us\b|"
    rf"(?:\w+ ){{0,2}}(?:{_HELPERS}|hospital|emergency|er|a&e|police|"
    r"\d{3})\b)|(?:get|seek) (?:\w+ ){0,2}(?:help|seen|checked|care|advice|attention)\b)|"
    r"(?:^|[.;,] )\W{0,5}(?:please |always )?(?:keep|stay|wait|stop|call|ring|phone|see|tell|ask|contact|go|come|use|"
    rf"take|give|leave|wear|check|report|turn|switch|shut|close|unplug|throw|return|get|move|open)\b[^.;]"
    rf"{{0,160}}?\bif (?!{_UNASKED})(?:yours?|you|he|she|they|it|there|the)\b|"
    r"^\W*(?:please )?(?:run|rinse|wash|shake|boil|call|ring|check|ask|open|leave|switch|turn|read|test|close|clean|"
    r"take|eat|let) [^.;]{3,60} (?:first|beforehand)\W*$"
)
_TURNS_ROUND = regex.compile(
    r"(?i)^\W*(?:having said that|that said|however|nevertheless|even so|on the other hand|the exception|exceptions?|"
    r"(?:(?:for|in|on) )?the rest of (?:the|our|your))\b"
)
_LIMITS = regex.compile(
    r"(?i)^\W*(?:(?:you|they|we|it|he|she) (?:do|does|can|may|must|should|will)(?:n['’]?t| not)? (?:if|when|in|on|at|"
    rf"for|with|where|unless|between|after|before|from|during)|{CONTRAST}|unless|only|although|though|"
    r"not(?! (?:all|only|just|really|necessarily|that)\b)|(?:for |all )?(?:everybody|everyone|anybody|anyone|"
    r"all) else|(?:(?:for|in|on) )?the rest of (?:the|our|your)|the (?:second|latter)(?: one)?(?=,| (?:is|are|was|"
    r"were|has|have|can|may|isn['’]t|aren['’]t)\b)|note\b|please note|be aware|in rare|aunque|s[oó]lo|solamente|"
    r"l[oa]s demás|el resto|seulement|uniquement|pas|"
    rf"les autres|le reste|attention)\b|^(?:{CONTRAST_UNSPACED})"
)
_THOUGH = regex.compile(r"(?i)^[^.;:?]{3,80},? (?:though|however)(?=[,.!])")  # `It can be severe, though, and …`
_UNPROVEN = regex.compile(  # `These ways have not been proven.`
    r"(?i)^\W*(?:(?:these|those|this|that|such)(?: \w+)?|they|it) (?:(?:ha(?:ve|s)|is|are|was|were)(?:n['’]t| not|"
    r" never)(?: been)?|(?:do|does|can|may|might)(?:n['’]t| not)|cannot)(?: yet| always| all|"
    r" \w+ly)* (?:be )?(?:proven|shown|tested|approved|licensed|recommended|guaranteed|intended|suitable|valid|safe|"
    r"work|help|enough|count|apply|replace|protect|mean)\b"
)
_CONCLUDES = regex.compile(
    rf"(?i)^\W*(?:{RESULT}|so(?! far| that| long| much| many| called)|that(?:['’]s| is) why|this means|"
    rf"if (?:so|(?:this|that) is so|this is the case))\b|^(?:{RESULT_UNSPACED})"
)
_YOU_NEED = regex.compile(
    r"(?i)\byou(?:['’]ll| will| also)* need (?:the|your|an?|proof|photo|id)(?! (?:lot|bit|few))(?= )"
)
_SHUT_THERE = regex.compile(  # `During the market the street is closed.`
    r"(?i)^\W*(?:during|on|in|at|outside|between|beyond) [^.;]{3,60} (?:is|are) (?:closed|shut|banned|forbidden|"
    r"prohibited|unsafe)\b"
)
_NEXT = regex.compile(
    r"(?i)^\W*(?:then,? (?!(?:it|that|this|there|again)\b)|after(?:wards| that| this),? |next, |finally, )"
)
_EXCEPTION = regex.compile(
    r"(?i)\b(?:except (?:for|if|in|when|that|those|the|on|where|by)|exceptions? (?:is|are|apply|to)|"
    r"(?:is|are) (?:an |the )?(?:only )?exceptions?|(?:needs?|gets?|pays?|takes?|"
    r"costs?)(?<!\b(?:you|i|we|they|it|to) \w+) (?:more|less|longer|extra|half|double|twice(?: as much)?|nothing)"
    r"(?=[,.;]|$)|unless|only (?:(?:need|get|have|pay|do|use|take|appl|work)\w* (?:\w+ ){0,2})?(?:if|when|for|"
    r"after|with)|excluding|(?:not|\w+n['’]t) (?:apply|valid|available|suitable|allowed|permitted|recommended|eligible|"
    r"covered|included|accepted|advised|advisable|(?:\w+ )?(?:as|so|very) (?:effective(?:ly)?|reliabl[ey]|well))|"
    r"\bno \w+ (?:is|are) (?:valid|available|allowed|permitted|accepted|"
    r"covered)|(?:is|are) (?:excluded|exempt)|(?:is|are) (?:a different|another) story\b|as long as you(?!['’]re)|"
    r"provided (?:that|you)|you (?:must|have to|need to) (?:be|have|live|earn|own)|"
    r"there are (?:some |a few )?exceptions|until further notice|(?:it|"
    r"that|this|answer) (?:all |really )?depends|whether [^.;]{3,80} depends on|(?:can|may|must|should|have to|has to|"
    r"need to) still\b(?! (?:be (?:seen|heard))\b)|still (?:can|must|have to|has to|needs?|appl(?:y|ies)|required|"
    r"(?:is|are|do|does)(?=[,.;]))|"
    r"(?:stays?|remains?|(?:is|are) still) (?:\w+ )?(?:closed|shut|banned|forbidden|prohibited|unsafe|off limits)|"
    r"(?:is|are) still too \p{L}+|"
    r"costs? extra|(?:extra|additional) (?:charge|fee|cost)s?|(?:is|are|['’]s|"
    r"works?) different(?:ly)?(?! (?:from|to|than)\b)|(?:has|have) (?:different|other|special|their own) (?:rules|"
    r"limits|conditions|hours|prices)|(?:different|other|special) (?:rules|limits|conditions|hours|prices) (?:apply|"
    r"for)|(?:edit|update|"
    r"actualización|mise à jour)(?= ?:)|salvo|excepto|a menos que|s[oó]lo (?:si|cuando|para|con)|no (?:se (?:aplica|"
    r"permite|admite|acepta|recomienda)|(?:es|son|está|están) (?:válid|permitid|admitid|incluid|recomendad)[oa]s?|"
    r"incluyen?)|(?:is|are|['’]s|['’]re|works?|protects?|helps?) (?:much |a lot |far )?less (?:effective(?:ly)?|"
    r"reliabl[ey]|well)|sauf|à moins|"
    r"(?:seulement|uniquement) (?:si|pour|quand|avec|sur)|réservée?s? (?:à|aux?)|"
    r"ne (?:s['’]appliquent?|comprend|comprennent|vaut) pas|pas (?:admis|autoris|valable|permis|compris|inclus|"
    r"recommand|rembours)\w*)\b|除非|إلا إذا"
)
_INSTRUCTION = regex.compile(
    r"(?i)^\W*(?:until|till) (?:then|further notice),? (?:please|keep|use|stay|boil|wear|you (?:must|should|need|"
    r"have to))\b|\bboil (?:\w+ ){0,2}water\b|(?:^|[.;:,(]\s*|\b(?:and|or|but|so|please|pls|plz|"
    r"then)\s+)\W{0,5}(?:(?:do not|don['’]?t)(?! (?:need|have|know|think|worry|want|require|apply|believe|always|"
    r"usually|yet))|never)\s\w+|\b(?:must|should|may|shall|can) (?:not|never) (?:be )?(?:take|taken|use|used|give|"
    r"given|eat|eaten|drink|drive|exceed|stop|share|pour|touch|mix|mixed|apply|swallow\w*|enter|visit|travel|leave|go|"
    r"open|start|combine|combined|store|stored|breathe|inject\w*|ingest\w*)\b|\b(?:mustn['’]t|"
    r"shouldn['’]t)\s(?!be able)\w+|"
    r"\b(?:must|should|ha(?:ve|s) to|needs? to) (?:stay|keep|be kept) (?:out|away|off|clear)\b|"
    r"(?:^|[.;:,]\s*|\b(?:and|please|must|should|then)\s+)(?:avoid|check (?:the|"
    r"your) (?:label|strength|dose|pack\w*|bottle|leaflet|expiry)|(?:exercise|"
    rf"use) (?:extreme )?caution|be careful|(?:see|call|tell|ring|contact) (?:a|your|the) {_HELPERS} if|"
    r"go to (?:the|an) (?:ER|A&E|emergency|hospital)|stop (?:using|taking)|"
    r"seek (?:medical|help|immediate|emergency))\b|\b(?:take|eat|drink|use|give) nothing\b|\bcall (?:911|999|112|111|"
    r"your doctor|a doctor|an ambulance|poison)\b|\b(?:no (?:se )?(?:l[aoe]s? )?(?:debe|use|utilice|tome|dé|beba|coma|"
    r"mezcle|deje|venga|tire)n?|nunca|evite|llame al (?:112|061|911)|ne pas|il ne faut pas|évitez|jamais|"
    r"appelez le (?:15|18|112))\b|"
    r"(?:^|[.;:,(]\s*|\b(?:et|mais|ou)\s+)\W{0,5}n(?:e |['’])(?:l[ea]s? |l['’]|en |y )?\w+ez\b"
)
_DANGER = regex.compile(
    r"(?i)\b(?:contraindicat\w*|allergic|pregnan(?:t|cy)|breast-?feeding|fatal|deadly|life-threatening|"
    r"poison control|poisonous|emergency (?:room|services|department|number|care)|medical emergency|"
    r"serious side effects?|liver damage|(?:increas|rais)(?:es?|ed|ing) (?:the|your|their) risk of)\b"
)
_A_WHILE = rf"(?:\d+|{NUMBER_WORD}|an?) {PERIOD}"
_DEADLINE = regex.compile(
    r"(?i)\b(?:deadline|due|no later than|expires?|closes?|ends?|until|by|before|apply by|"
    rf"last day)\b[^.]{{0,25}}?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:(?!may\b(?!\s+\d)){MONTH_OR_SHORT}|{DAY}|"
    r"\d{1,2}[/.]\d{1,2}|midnight|noon|\d\s?[ap]\.?m)\b(?!,? (?:\d{1,2},? )?1\d{3}\b)|\bdeadline\b|(?:^|"
    r"[.;,] )\W{0,5}(?:please |you (?:must|should|have to|need to) )?(?:claim|apply|report|register|appeal|ask|tell|"
    r"book|pay|return|renew|reply|submit|file|send|complain|enrol)\b[^.;]{0,60}\b(?:within|no later than|"
    r"before (?:you|the|your)|by the)\b|"
    rf"\b(?:(?:you|they|we)(?: have|['’]ve| get)(?: got)?|has|have)(?: only| just)? {_A_WHILE} (?:to|in which)\b|"
    rf"\b(?:must|ha[sv]e? to|needs? to)\b[^.;]{{0,40}}\bwithin {_A_WHILE}\b|"
    r"\b(?:plazo|límite|hasta|antes|termina|vence|limite|jusqu['’]|avant|tard|termine)\b[^.]{0,25}?"
    rf"\b\d{{1,2}} (?:de )?{ANY_MONTH}\b"
)


def qualifies(text: str) -> bool:
    """Whether it limits the sentence before it."""
    return _LIMITS.match(text) is not None or _UNPROVEN.match(text) is not None or is_cut_short(text)


def limits_midway(text: str) -> bool:
    """Whether it limits what was said before it, and says so only in its midst: `It can be severe, though, …`."""
    return _THOUGH.match(text) is not None


def tells_another_case(text: str) -> bool:
    """Whether it says what holds in a case of its own: `If you still have a fever, …`, `The other is …`."""
    return _OTHER_CASE.match(text) is not None


def group_of(text: str) -> str:
    """For whom it says what holds, where that is some and not all: `children under 12`; empty for others, and where
    it says that the same holds for these."""
    found = _GROUP.match(text)
    return str(found["who"]) if found is not None and not _ALIKE.search(text) else ""


def rules(text: str) -> bool:
    """Whether it says what somebody may, must or gets, or that they don't."""
    return _RULES.search(text) is not None


def turns_round(text: str) -> bool:
    """Whether it limits all that was said before it: `Having said that, …`."""
    return _TURNS_ROUND.match(text) is not None


def goes_on(text: str) -> bool:
    """Whether it says what is done next."""
    return _NEXT.match(text) is not None


def concludes(text: str) -> bool:
    """Whether it says what follows from the sentence before it."""
    return _CONCLUDES.match(text) is not None


def weight_of(text: str, *, explaining: bool = False) -> str:
    """What leaving it out could mislead about: `instruction`, `exception`, `danger`, `deadline`, or nothing.

    Where something is only explained, `you need a …` is no condition.
    """
    if _INSTRUCTION.search(text) or _HELP.search(text):
        return "instruction"
    if _EXCEPTION.search(text) or _SHUT_THERE.match(text) or (not explaining and _YOU_NEED.search(text)):
        return "exception"
    if _DEADLINE.search(text):
        return "deadline"
    return "danger" if _DANGER.search(text) else ""
