"""Cohesion: the words at which one sees that a sentence leans on another one."""

import regex

from bot.trimming.dates import DAY, MONTH
from bot.trimming.direct_answers import EXPLETIVE, opens_with_answer
from bot.trimming.listing import listed
from bot.trimming.units import PERIOD

MORE = regex.compile(
    r"(?i)^[\W\d]*(?:also|and|another|others?(?! than\b)|in addition|additionally|moreover|furthermore|besides|además|"
    r"también|aussi|de plus)\b"
)
_ASIDE = regex.compile(r"[(\[{].*[)\]}][.!?]?")
CONTRAST = (
    r"but|however|except|that said|having said that|otherwise|even so|nevertheless|nonetheless|on the other hand|"
    r"(?:the (?:only )?)?exceptions?|pero|sin embargo|no obstante|aun así|excepto|salvo|tampoco|ni|en cambio|mais|"
    r"cependant|toutefois|par contre|en revanche|sauf"
)
CONTRAST_UNSPACED = r"ただし|しかし|但是|但|不过|ولكن|لكن|אבל"
RESULT = r"thus|therefore|hence|consequently|as a result|in that case|por eso|entonces|donc"
RESULT_UNSPACED = r"因此|所以"
PAST_THAT = r"(?:(?:from|beyond|above|below|over|under|past) (?:that|there|then)|anything (?:above|below|beyond|over))"
_ON = (
    rf"{CONTRAST}|{PAST_THAT}|{RESULT}|or|yet|still|instead|so|then|though|even then|in (?:this|which|such) cases?|"
    r"for this reason|because of (?:this|that)|for (?:example|instance)|e\.g\.|i\.e\.|similarly|likewise|in contrast|"
    r"by contrast|conversely|meanwhile|in other words|in fact|indeed|alternatively|either way|after (?:that|this)|"
    r"afterwards|since then|until then|by then|to do (?:this|that|so)|if (?:so|not)|in the same way|"
    r"(?:the )?same(?![- ]day)|next(?! (?:week|month|year|\w+day))|por lo tanto|en ese caso|mientras tanto|alors|"
    r"en attendant|dans ce cas|sinon|pas (?:pour|avant|si|avec|en|le|au)"
)
_CONTRASTED = regex.compile(rf"(?i)^\W*(?:{CONTRAST}|actually|in fact|in reality)\b")
_CONNECTIVE = regex.compile(
    rf"(?i)^[\W\d]*(?:(?:{_ON})\b(?!\s+(?:long as|far as|that\b))|{CONTRAST_UNSPACED}|{RESULT_UNSPACED})"
)
THE_REST = regex.compile(  # than all that was said before
    r"(?i)^\W*(?:(?:for|in|on|at) )?(?:(?:every|any|no)(?:body|one|thing|where) else|the rest|(?:all|most|many|some|"
    r"any|the) (?:the )?others?(?! (?:hand|side|day|way)\b)|l[oa]s demás|el resto|les autres|le reste)\b"
)
COUNTED = regex.compile(
    r"(?i)^[\W\d]*(?:(?P<first>first(?:ly\b|,| of all\b| off\b))|(?:second|third|fourth)(?:ly\b|,| of all\b)|"
    r"(?:finally|lastly)\b)"
)
IT = regex.compile(
    r"(?i)^\W*(?:(?:it|they|he|she|its|their|his|her)(?:['’](?:s|re|ll|d|ve))?|él|ell[oa]s?|elles?|ils|"
    r"il(?! (?:n['’]|ne )?(?:faut|faudra|y a|suffit|s['’]agit|convient|vaut mieux|est (?:\w+ ){1,2}(?:de|que|d['’]))))"
    r"\b"
)
_THIS = regex.compile(
    r"(?i)^\W*(?:this|that|these|those|such|both|neither|either|the (?:former|latter)|"
    r"the (?:first|second|third|last|others?)(?= (?:ones?|is|are|was|were|has|have|can|may|will)\b|,)|"
    r"(?:some|most|all|none|one) of (?:these|them|those)|est[oae]s?|es[oae]s?|cela|ceci|ça|ces|"
    r"l[aeo]s? (?:primer[oa]|segund[oa]|otr[oa]|premi[eè]re?|seconde?|deuxième|autre)s?(?= (?:es|son|se|est|sont)\b))\b"
)
_THAT_CLAUSE = regex.compile(
    r"(?i)^\W*(?:this (?:page|form|service|year|month|week|morning|evening|weekend|summer|winter|time|season)|"
    r"est[ea] (?:semana|mes|año|tarde|noche|mañana|verano|invierno|vez)\b|these days\b|both (?:the )?\w+ and\b|"
    r"either \w+ or\b|neither \w+ nor\b|those (?:who|with|over|under|aged|whose|living)\b)"
)
_POINTING = regex.compile(r"(?i)(?<=\w\W{1,3})\b(?:(?P<one>this|that)|these|those|such)\s+(?P<noun>\p{L}{3,})")
_NOT_POINTING = listed(
    """who with that which whose living aged over under from and are were have has for the year week month morning
    evening afternoon weekend summer winter spring autumn fall time season page site website form link number email
    address days was will can may could would should must not than then also there they you your his her its our
    their all any some when where what how why"""
)
_INSIDE = regex.compile(
    r"(?i)(?<=\w\W{1,3})\b(?:such an?|the (?:former|latter)|(?:as|the|mentioned) above|above-mentioned|"
    r"as \w+ (?:above|earlier|before)|(?:both|neither) of (?:these|them)|do(?:ing)? so|in the meantime|"
    r"instead(?! of\b)|either(?=\W*$)|in (?:that|this|which|such) cases?|(?:after|before|until|since|by) (?:that|this|"
    r"then)(?=\W*$|[,;:])|(?<!\b(?:out|over|up|hi|hey|hello|in|is|are|was|were|get|getting|from) )there(?=[,.;:!]|$))"
    r"\b"
)
_WHOSE = regex.compile(
    r"(?i)^\W*the (?:(?:tele)?phone |e-?mail |fax |web |toll-free )?"
    r"(?P<noun>number|address|hotline|website|site|link|form) (?:is|can be found)\b"
)
OBJECT = regex.compile(
    r"(?i)^\W*(?:(?:please|always|never|do not|don['’]t|just|only|then|you (?:can|should|must|may|"
    r"need to))\s+)*(?:take|use|keep|give|store|wash|apply|leave|put|send|bring|call|ask|check|read|clean|cook|"
    r"eat|drink|throw|remove|return|contact|visit)\s(?:\w+\s){0,5}?(?:it|them)\b"
)
_NO_OBJECT = regex.compile(  # `Don't climb up to clear it.`
    r"(?i)^\W*(?:please )?(?:do not|don['’]t|never)\s(?:(?!(?:the|an?|your|any|this|that)\b)[\p{L}-]+\s){1,5}(?:it|"
    r"them)\b"
)
DROPPED = regex.compile(  # `Could be longer.`, `Takes 2 hours.`
    r"(?i)^\W*(?:also |probably |maybe |usually |only )?(?:(?:could|might|would|should|must|can|will|has to|have to|is|"
    r"are|was|were|(?:is|are|wo|ca|does|must)n['’]?t|cannot)(?= (?:be|been|not|take|last|have|also|only|still|cost|"
    r"open|close|start|end|free|closed|available|valid|up to|from|until|at|in|on|\d)\b)|(?:takes|opens|closes|depends|"
    r"lasts|includes|applies|costs(?= (?:\W?\d|about|around|up|from|nothing)))\b)(?!.*\?)"
)
MEASURED = regex.compile(  # `8 drops per litre.`: of what was named before
    r"(?i)^\W*(?:\d[\d.,–-]*|half|one|two|three|four|five|six) ?(?:an? )?(?:mg|ml|g|mcg|drops|tablets?|pills?|"
    r"capsules?|cups?|puffs?|(?:tea|table)?spoons?|pieces?|more|each|per|an?|every|times)\b(?!.*\b(?:is|are|was|were|"
    r"has|have|can|may|should|must|will|contains?|weighs?)\b)"
)
_CONDITION = regex.compile(
    r"(?i)^\W*(?:if|when|once|unless|until|while)\s+(?!it(?: (?:rain|snow|freeze|happen)s|(?:['’]s| is) an?\b))"
)
_AT_A_TIME = regex.compile(  # `Until last week it was in the hall.`
    rf"(?i)^\W*(?:until|till|since|before|after|from|by|in|on|at|for|during) [^,.;:]{{0,20}}?\b(?:{PERIOD}|{DAY}s?|"
    rf"{MONTH}|\d{{4}}|winter|summer|spring|autumn|weekends?|holidays?|nights?|mornings?|evenings?|recently|"
    r"yesterday|noon),? (?=(?:it|they|he|she)\b)"
)
_PAST = regex.compile(  # `Until last week it was in the hall.`
    r"(?i)^\W*(?:until (?:last|recently|then|yesterday|a)\b|previously|formerly|before (?:that|then|last)\b|"
    r"last (?:year|week|month)|in the past)\b[^.]*\b(?:was|were|had|did)\b|\bused to (?:be|have|open|cost|take)\b"
)
_NOW = regex.compile(r"(?i)\b(?:now|nowadays|today|since then|any ?more|no longer|these days)\b")
_CUT_SHORT = regex.compile(  # `Side streets aren't.`
    r"(?i)^(?!.*\b(?:how|who|what|where|when|which|why|that|as|than|if)\b)(?:\S+\s+){1,6}(?:\w+n['’]t|cannot|(?:is|"
    r"are|was|were|do|does|did|can|could|will|would|may|must|should|has|have)(?: not)?)[.!]*$"
)
_SAID_BEFORE = regex.compile(  # `If you don't, …`, `Unless it is, …`
    r"(?i)^\W*(?:if|when|unless|until|once) (?:you|they|it|he|she|we|i|there|that|this) (?:(?:do|does|did|is|are|was|"
    r"were|have|has|had|can|could|will|would|should)(?:n['’]t| not)?|can['’]t|cannot|won['’]t)\s*(?:,|$)"
)
_DIFFERS = regex.compile(  # `Batteries are different: …`
    r"(?i)^\W*(?!(?:each|every|all|no|it|that)\b)(?:[^\s,;:]+ ){1,5}(?:(?:is|are) (?:a )?(?:very |quite )?different|"
    r"works? differently)(?=[.:;]| (?:story|matter)\b)"
)
_TOO = regex.compile(r"(?i)^\W*(?:[^\s,;:]+ ){1,3}too(?=[,.;:!])(?!.*\b(?:is|are)\b[^,]* too\b)")  # `Renters too, …`
_NOT_THERE = regex.compile(
    r"(?i)^\W*not (?:with|for|in|on|at|if|unless|when|until|by|as|to|from|between|during|after|before)\b"
)
_DANGLING = regex.compile(
    r"(?i)^\W*(?:only (?:if|when|with|for|in|on|at|until|after|before)|except|especially|particularly|including|"
    r"such as|which|who|whose|where|because|whereas|while(?=[^,]*$)|rather than|provided|as long as(?=[^,]*$))\b"
)


def is_connected(text: str) -> bool:
    """Begins with a word that joins it to the sentence before: However, But, Otherwise."""
    if _ASIDE.fullmatch(text) or is_cut_short(text):
        return True
    if any(cue.match(text) for cue in (_NOT_THERE, _SAID_BEFORE, _DIFFERS, _TOO)):
        return True
    return _CONNECTIVE.match(text) is not None or (_DANGLING.match(text) is not None and "," not in text[:60])


def is_contrasted(text: str) -> bool:
    """Begins with a word that turns round what the sentence before it says: But, However."""
    return _CONTRASTED.match(text) is not None


def is_cut_short(text: str) -> bool:
    """Leaves its verb to the sentence before: `Side streets aren't.`"""
    return _CUT_SHORT.match(text) is not None and not opens_with_answer(text)


def is_pronoun_for_noun(text: str) -> bool:
    """Begins with it, they, or tells to do something with it: a reader takes the last thing named for it."""
    text = without_time(text)
    return (IT.match(text) is not None or OBJECT.match(text) is not None) and not EXPLETIVE.match(text)


def tells_what_was(text: str) -> bool:
    """Says what isn't so any more: `Until last week it was in the hall.`"""
    return _PAST.search(text) is not None


def tells_what_is(text: str) -> bool:
    """Says how it is now."""
    return _NOW.search(text) is not None


def without_time(text: str) -> str:
    """Without the time it opens with, where a pronoun comes next: `Until last week it was …`."""
    opened = _AT_A_TIME.match(text)
    return text[opened.end() :] if opened else text


def leans(text: str, question: str = "") -> bool:
    """Begins with, or holds, a pronoun that needs a noun from before; not where that is in the question."""
    text = without_time(text)
    condition = _CONDITION.match(text)
    text = text[condition.end() :] if condition else text
    if EXPLETIVE.match(text) or _THAT_CLAUSE.match(text):
        return False
    if IT.match(text) or _THIS.match(text) or _INSIDE.search(text) or OBJECT.match(text) or DROPPED.match(text):
        return True
    if MEASURED.match(text) or _NO_OBJECT.match(text):
        return True
    known = question.lower()
    whose = _WHOSE.match(text)
    if whose is not None and whose["noun"].lower() not in known:
        return True
    for match in _POINTING.finditer(text):
        noun = match["noun"].lower()
        if noun not in _NOT_POINTING and (match["one"] or "").lower() != "that":
            root = noun[:5]
            if root not in text[: match.start()].lower() and root not in known:
                return True
    return False
