"""Sentences that limit what another one says: exceptions, warnings, instructions, deadlines."""

import regex

from bot.trimming.cues import is_cut_short

_UNASKED = (  # of whoever wants more, no case of its own
    r"(?:you(?:['’]d| would)? (?:have (?:any |more |further |other )?(?:questions?|doubts?|queries)|want|wish|like|"
    r"need (?:more|"
    r"help|further|any)|can\b|are (?:unsure|not sure|in doubt|interested|curious|wondering))|you['’]re (?:unsure|not "
    r"sure|"
    r"in doubt|interested|curious|wondering)|in doubt|unsure|not sure|possible|necessary|needed|applicable|so\b|not\b|"
    r"anything|i (?:remember|recall))"
)
_OTHER_CASE = regex.compile(
    rf"(?i)^\W*(?:(?:and|also) )?(?:if (?!{_UNASKED}|you (?:look|think|imagine|consider|compare|"
    rf"were)\b)(?=[^.]*(?:\byou|\d))|the others? (?:is|are|was|were|has|had)\b)"
)
_HELP = regex.compile(
    rf"(?i)\bif (?!{_UNASKED})[^.;]*\b(?:call|ring|phone|see|contact|speak to|talk to|tell|ask|go (?:straight )?to|"
    rf"come "
    r"(?:straight )?to|get to|seek) (?:us\b|help\b|(?:urgent |immediate )?medical|(?:(?:your|the|a|an) )?(?:\w+ "
    r")?(?:gp|doctor|"
    r"nurse|midwife|pharmacist|pa?ediatrician|dentist|vet|hospital|emergency|er|a&e|police|\d{3})\b)"
)
_TURNS_ROUND = regex.compile(
    r"(?i)^\W*(?:having said that|that said|however|nevertheless|even so|on the other hand|the exception|exceptions?)\b"
)
_DEPENDS = regex.compile(r"(?i)^\W*(?:it|that|this|the answer)(?: all| really)* depends\b")
_LIMITS = regex.compile(
    r"(?i)^\W*(?:(?:you|they|we|it|he|she) (?:do|does|can|may|must|should|will)(?:n['’]?t| not)? (?:if|when|in|on|at|"
    r"for|with|"
    r"where|unless|between|after|before|from|during)|but|however|except|unless|only|although|though|that said|having "
    r"said that|otherwise|even so|"
    r"nevertheless|nonetheless|on the other hand|not(?! (?:all|only|just|really|necessarily|that)\b)|"
    r"(?:for |all )?(?:everybody|everyone|anybody|anyone|all) else|note\b|please note|be aware|the exception|"
    r"exceptions?|in rare|"
    r"pero|sin embargo|no obstante|aun así|aunque|excepto|salvo|s[oó]lo|solamente|tampoco|en cambio|l[oa]s demás|"
    r"el resto|mais|cependant|toutefois|par contre|en revanche|sauf|seulement|uniquement|pas|ni|les autres|le reste|"
    r"attention)\b|"
    r"^(?:ただし|しかし|但是|但|不过|ولكن|لكن|אבל)"
)
_CONCLUDES = regex.compile(
    r"(?i)^\W*(?:so(?! far| that| long| much| many| called)|thus|therefore|hence|consequently|as a result|"
    r"that(?:['’]s| is) why|this means|in that case|if (?:so|this is so|that is so|this is the case)|"
    r"por eso|entonces|donc)\b|^(?:因此|所以)"
)
_EXCEPTION = regex.compile(
    r"(?i)\b(?:except (?:for|if|in|when|that|those|the|on|where|by)|exceptions? (?:is|are|apply|to)|unless|only "
    r"(?:(?:need|"
    r"get|have|pay|do|use|take|appl|work)\w* (?:\w+ ){0,2})?(?:if|when|for|after|with)|excluding|(?:not|\w+n['’]t) "
    r"(?:apply|valid|available|suitable|allowed|permitted|"
    r"recommended|eligible|covered|included|accepted)|as long as you(?!['’]re)|provided (?:that|you)|"
    r"you (?:must|have to|need to) (?:be|have|live|earn|own)|there are (?:some |a few )?exceptions|"
    r"(?:it|that|this|answer) (?:all |really )?depends|costs? extra|(?:extra|additional) (?:charge|fee|cost)s?|"
    r"(?:has|have) (?:different|other|special|their own) (?:rules|limits|conditions|hours|prices)|"
    r"(?:different|other|special) (?:rules|limits|conditions|hours|prices) (?:apply|for)|"
    r"you(?:['’]ll| will| also)* need (?:the|your|an?|proof|photo|id)(?! (?:lot|bit|few))(?= )|"
    r"(?:edit|update|actualización|mise à jour)(?= ?:)|"
    r"salvo|excepto|a menos que|s[oó]lo (?:si|cuando|para|con)|no (?:se (?:aplica|permite|admite|acepta|recomienda)|"
    r"(?:es|son|está|están) (?:válid|permitid|admitid|incluid|recomendad)[oa]s?|incluyen?)|"
    r"sauf|à moins|(?:seulement|uniquement) (?:si|pour|quand|avec|sur)|réservée?s? (?:à|aux?)|ne (?:s['’]appliquent?|"
    r"comprend|comprennent|vaut) pas|pas (?:admis|autoris|valable|permis|compris|inclus|recommand|rembours)\w*)\b|"
    r"除非|إلا إذا"
)
_INSTRUCTION = regex.compile(
    r"(?i)(?:^|[.;:,(]\s*|\b(?:and|or|but|so|please|pls|plz|then)\s+)\W*(?:(?:do not|don['’]?t)(?! (?:need|have|know|"
    r"think|worry|want|require|apply|believe|always|usually|yet))|never)\s\w+|\b(?:must|should|may|shall|can) (?:not|"
    r"never) (?:be )?(?:take|taken|use|used|give|given|eat|eaten|drink|drive|exceed|stop|share|pour|touch|mix|"
    r"mixed|apply|swallow\w*|enter|visit|travel|leave|go|open|start|combine|combined|store|stored|breathe|"
    r"inject\w*|ingest\w*)\b|\b(?:mustn['’]t|shouldn['’]t)\s(?!be able)\w+|(?:^|[.;:,]\s*|\b(?:and|please|must|should|"
    r"then)\s+)(?:avoid|check (?:the|your) (?:label|strength|dose|pack\w*|bottle|leaflet|expiry)|(?:exercise|use) "
    r"(?:extreme )?caution|be careful|(?:see|call|tell|ring|contact) (?:a|your|the) (?:doctor|gp|nurse|"
    r"midwife|pharmacist|pa?ediatrician|dentist|vet) if|"
    r"go to (?:the|an) (?:ER|A&E|emergency|hospital)|stop (?:using|taking)|seek (?:medical|help|immediate|"
    r"emergency))\b|"
    r"\b(?:take|eat|drink|use|give) nothing\b|\bcall (?:911|999|112|111|your doctor|a doctor|an ambulance|poison)\b|"
    r"\b(?:no (?:se )?(?:l[aoe]s? )?(?:debe|use|utilice|tome|dé|beba|coma|mezcle|deje|venga|tire)n?|nunca|evite|"
    r"llame al (?:112|061|911)|ne pas|il ne faut pas|évitez|jamais|appelez le (?:15|18|112))\b|"
    r"(?:^|[.;:,(]\s*|\b(?:et|mais|ou)\s+)\W*n(?:e |['’])(?:l[ea]s? |l['’]|en |y )?\w+ez\b"
)
_DANGER = regex.compile(
    r"(?i)\b(?:contraindicat\w*|allergic|pregnan(?:t|cy)|breast-?feeding|fatal|deadly|life-threatening|"
    r"poison control|poisonous|emergency (?:room|services|department|number|care)|medical emergency|"
    r"serious side effects?|liver damage|(?:increas|rais)(?:es?|ed|ing) (?:the|your|their) risk of)\b"
)
_DEADLINE = regex.compile(
    r"(?i)\b(?:deadline|due|no later than|expires?|closes?|ends?|until|by|before|apply by|"
    r"last day)\b[^.]{0,25}?(?:\d{1,2}(?:st|nd|rd|th)?\s+)?(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|"
    r"may(?=\s+\d)|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|(?:mon|tues|"
    r"wednes|thurs|fri|satur|sun)day|\d{1,2}[/.]\d{1,2}|midnight|noon|\d\s?[ap]\.?m)\b(?!,? (?:\d{1,2},? )?1\d{3}\b)|"
    r"\bdeadline\b|"
    r"\b(?:plazo|límite|hasta|antes|termina|vence|limite|jusqu['’]|avant|tard|termine)\b[^.]{0,25}?\b\d{1,2} (?:de )?"
    r"(?:ene|feb|mar|abr|may|jun|jul|ago|sep|oct|nov|dic|jan|fév|avr|mai|jui|ao[uû]|déc)"
)


def qualifies(text: str) -> bool:
    """Whether it limits the sentence before it."""
    return _LIMITS.match(text) is not None or is_cut_short(text)


def tells_another_case(text: str) -> bool:
    """Whether it says what holds in a case of its own: `If you still have a fever, …`, `The other is …`."""
    return _OTHER_CASE.match(text) is not None


def turns_round(text: str) -> bool:
    """Whether it limits all that was said before it: `Having said that, …`."""
    return _TURNS_ROUND.match(text) is not None


def only_depends(text: str) -> bool:
    """Whether it only announces cases: `It depends on the test.`"""
    return _DEPENDS.match(text) is not None


def concludes(text: str) -> bool:
    """Whether it says what follows from the sentence before it."""
    return _CONCLUDES.match(text) is not None


def weight_of(text: str) -> str:
    """What leaving it out could mislead about: `instruction`, `exception`, `danger`, `deadline`, or nothing."""
    if _INSTRUCTION.search(text) or _HELP.search(text):
        return "instruction"
    if _EXCEPTION.search(text):
        return "exception"
    if _DEADLINE.search(text):
        return "deadline"
    return "danger" if _DANGER.search(text) else ""
