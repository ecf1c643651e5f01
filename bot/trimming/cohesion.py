"""Words at which one sees that a sentence leans on another one, or on its question."""

import regex

from bot.trimming.listing import listed

MORE = regex.compile(
    r"(?i)^[\W\d]*(?:also|and|another|others?(?! than\b)|in addition|additionally|moreover|furthermore|besides|además|"
    r"también|aussi|de plus)\b"
)
_ASIDE = regex.compile(r"[(\[{].*[)\]}][.!?]?")
_ON = (
    r"however|but|or|yet|still|nevertheless|nonetheless|otherwise|instead|therefore|thus|hence|so|then|though|even so|"
    r"even then|that said|having said that|in (?:that|this|which|such) cases?|as a result|(?:the (?:only "
    r")?)?exceptions?|consequently|for this reason|because of (?:this|that)|for (?:example|instance)|e\.g\.|i\.e\.|"
    r"similarly|likewise|on the other hand|in contrast|by contrast|conversely|meanwhile|in other words|in fact|indeed|"
    r"alternatively|either way|after (?:that|this)|afterwards|since then|until then|by then|to do (?:this|that|so)|if "
    r"(?:so|not)|in the same way|(?:the )?same(?![- ]day)|next(?! (?:week|month|year|\w+day))|except|pero|sin embargo|"
    r"no obstante|por (?:eso|lo tanto)|entonces|aun así|en (?:ese caso|cambio)|mientras tanto|excepto|salvo|tampoco|ni|"
    r"mais|cependant|toutefois|donc|alors|par contre|en (?:revanche|attendant)|dans ce cas|sauf|sinon|pas (?:pour|"
    r"avant|si|avec|en|le|au)"
)
CONNECTIVE = regex.compile(
    rf"(?i)^[\W\d]*(?:(?:{_ON})\b(?!\s+(?:long as|far as|that\b))|ただし|しかし|但是|但|不过|因此|所以|ولكن|لكن|אבל)"
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
    r"(?i)^\W*(?:(?:it|they|he|she|its|their|his|her)(?:['’](?:s|re|ll|d|ve))?|él|ell[oa]s?|elles?|ils|il(?! (?:n['’]|"
    r"ne )?(?:faut|faudra|y a|suffit|s['’]agit|convient|vaut mieux|est (?:\w+ ){1,2}(?:de|que|d['’]))))\b"
)
_THIS = regex.compile(
    r"(?i)^\W*(?:this|that|these|those|such|both|neither|either|the (?:former|latter)|"
    r"the (?:first|second|third|last|others?)(?= (?:ones?|is|are|was|were|has|have|can|may|will)\b|,)|"
    r"(?:some|most|all|none|one) of (?:these|them|those)|est[oae]s?|es[oae]s?|cela|ceci|ça|ces|"
    r"l[aeo]s? (?:primer[oa]|segund[oa]|otr[oa]|premi[eè]re?|seconde?|deuxième|autre)s?(?= (?:es|son|se|est|sont)\b))\b"
)
_EXPLETIVE = regex.compile(
    r"(?i)^\W*it(?:['’]s|\s+(?:is|was|may be|can be|might be|will be|should be|isn['’]t|takes|took|"
    r"depends))(?:\s+(?:not|also|usually|generally|very|still|always|currently|strongly|highly|especially|really|"
    r"often|only|quite|best|perfectly|most))*(?:(?<=takes|took|depends)|\s+(?:important|possible|impossible|"
    r"likely|unlikely|safe|unsafe|recommended|better|best|necessary|essential|normal|common|rare|ok|okay|fine|"
    r"illegal|legal|hard|easy|difficult|estimated|known|unclear|unknown|advised|thought|believed|true|critical|"
    r"crucial|vital|advisable|wise|helpful|useful|worth|your responsibility|hoped|expected|up to|because|"
    r"(?:a |an |a bit of a )?(?:good idea|fallacy|myth|mistake|misconception|crime|requirement|shame|pity))\b)"
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
    r"(?i)(?<=\w\W{1,3})\b(?:such an?|the (?:former|latter)|(?:as|the|mentioned) above|above-mentioned|as \w+ (?:above|"
    r"earlier|before)|(?:both|neither) of (?:these|them)|do(?:ing)? so|in the meantime|"
    r"in (?:that|this|which|such) cases?|(?:after|before|until|since|by) (?:that|this|then)(?=\W*$|[,;:]))\b"
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
DROPPED = regex.compile(  # `Could be longer.`, `Takes 2 hours.`
    r"(?i)^\W*(?:also |probably |maybe |usually |only )?(?:(?:could|might|would|should|must|can|will|has to|have to|is|"
    r"are|was|were|(?:is|are|wo|ca|does|must)n['’]?t|cannot)(?= (?:be|been|not|take|last|have|also|only|still|cost|"
    r"open|close|start|end|free|closed|available|valid|up to|from|until|at|in|on|\d)\b)|(?:takes|opens|closes|depends|"
    r"lasts|includes|applies|costs(?= (?:\W?\d|about|around|up|from|nothing)))\b)(?!.*\?)"
)
_CONDITION = regex.compile(
    r"(?i)^\W*(?:if|when|once|unless|until|while)\s+(?!it(?: (?:rain|snow|freeze|happen)s|(?:['’]s| is) an?\b))"
)
_YES_IF = regex.compile(  # `If it's a flexible ticket, yes.`, `If you are over 65, yes it's free.`
    r"(?i)^\W*(?:if|when|unless|for|from|in|on|at|with|during|after|before|outside|between|until|"
    r"once)\b.*(?:[\w,] yes(?: (?:everywhere|anywhere|always|you (?:can|do|must|should)|it (?:is|does)))?|, (?:then |"
    r"also )?no)\W*$|^\W*(?:if|when|unless|once)\b[^.]*, (?:then )?(?:yes|no),? (?:you|it|they|he|she|we|there)\b"
)
_SHORT_ANSWER = regex.compile(
    r"(?i)^\W*(?:no(?=[,.!;:–—-]|$|\s+(?:you|they|it|we|he|she|i|there|this|that|these|those|the|not|but|because|"
    r"unless|sorry|longer|way|chance|problem|need|como|el|la|los|las|se|es|hay|lo)\b|\s+[-–—]|[。、，！])|(?:yes|nope|yep|"
    r"yeah|sí|oui|non|ja|nein|はい|いいえ|是|不|可以|不可以|نعم|لا|כן|לא|हाँ|नहीं)(?=[\s,.!;:–—-]|$|[。、，！])|(?:si|not|never|always|"
    r"sometimes|maybe|perhaps|usually|normally|generally|mostly|probably)(?=[,.!;:–—]|$)|(?:usually|normally|generally|"
    r"mostly|probably|unfortunately|definitely),? (?:yes|no|not)\b|not (?:usually|normally|generally|necessarily|"
    r"any ?more|as a rule|right now|currently|at the moment|allowed|recommended|safe|necessary|needed|required|"
    r"possible|yet|really|always|at all|now|that we know|automatically|without|unless|until|before)\b)"
)
_NONE_OF = regex.compile(r"(?i)^\W*no (?P<what>\p{L}+(?: \p{L}+){0,3})")
_WORD = regex.compile(r"[\p{L}\p{N}'’]+")
_PILED = regex.compile(r"(?<=[\p{Latin}\s]\p{Mn}{0,30})\p{Mn}")
_ELLIPTIC = regex.compile(
    r"(?i)^\W*(?:(?:you|it|they|we|he|she|that|there|i|this)\s+(?:really\s+|certainly\s+)?(?:can|may|should|is|"
    r"are|do|does|did|will|must|could|would|was|were|have|has)(?:n['’]t|not|\s+not)?|(?:it|that|they|you|"
    r"we)['’](?:s|re)(?:\s+not)?|it (?:all |really )?depends(?: on [^,;:.]{1,40})?|"
    r"definitely|absolutely|certainly|of course|correct|exactly|right|true|false|"
    r"(?:(?:no|sorry|for now|right now|at the moment|just|please),? )*(?:do not|don['’]t))\W*$"
)
_DEPENDS = regex.compile(r"(?i)^\W*(?:it|that|this|the answer)(?: all| really)* depends\b")
_NAMES_IT = regex.compile(  # `It's 988.`
    r"(?i)^\W*(?:it|they|he|she|that|those|these)(?:['’](?:s|re|ll)| (?:is|are|was|were|will)) (?!not\b)"
)
_CUT_SHORT = regex.compile(  # `Side streets aren't.`
    r"(?i)^(?!.*\b(?:how|who|what|where|when|which|why|that|as|than|if)\b)(?:\S+\s+){1,6}(?:\w+n['’]t|cannot|(?:is|are|"
    r"was|were|do|does|did|can|could|will|would|may|must|should|has|have)(?: not)?)[.!]*$"
)
_NOT_THERE = regex.compile(
    r"(?i)^\W*not (?:with|for|in|on|at|if|unless|when|until|by|as|to|from|between|during|after|before)\b"
)
_DANGLING = regex.compile(
    r"(?i)^\W*(?:only (?:if|when|with|for|in|on|at|until|after|before)|except|especially|particularly|including|"
    r"such as|which|who|whose|where|because|whereas|while(?=[^,]*$)|rather than|provided|as long as(?=[^,]*$))\b"
)


def without_marks(text: str) -> str:
    """Latin letters without what is piled on them, so that a disfigured word is still read."""
    return text if text.isascii() else _PILED.sub("", text)


def is_bare_answer(text: str) -> bool:
    """`Yes.`, `No.`, `You can.`: an answer that says nothing without its question."""
    text = without_marks(text)
    if _ELLIPTIC.match(text):
        return True
    return _SHORT_ANSWER.match(text) is not None and len(_WORD.findall(text)) <= 3


def opens_with_answer(text: str) -> bool:
    """Begins with yes, no, or the like."""
    text = without_marks(text)
    return _SHORT_ANSWER.match(text) is not None or _ELLIPTIC.match(text) is not None


def gives_answer(text: str, question: str) -> bool:
    """Says yes or no: at its beginning, for the case that it names, or as there being none of what is asked about."""
    if only_depends(text):
        return False
    if opens_with_answer(text) or _YES_IF.match(without_marks(text)) is not None:
        return True
    none = _NONE_OF.match(text)
    if none is None:
        return False
    asked = {word[:5] for word in _WORD.findall(question.lower()) if len(word) > 2}
    return any(word[:5].lower() in asked for word in none["what"].split())


def only_depends(text: str) -> bool:
    """Whether it only announces cases: `It depends on the test.`"""
    return _DEPENDS.match(text) is not None


def names_it(text: str) -> bool:
    """Whether it says what the thing is that was asked for: `It's 988.`"""
    return _NAMES_IT.match(text) is not None and not _EXPLETIVE.match(text)


def is_connected(text: str) -> bool:
    """Begins with a word that joins it to the sentence before: However, But, Otherwise."""
    if _ASIDE.fullmatch(text) or is_cut_short(text) or _NOT_THERE.match(text):
        return True
    return CONNECTIVE.match(text) is not None or (_DANGLING.match(text) is not None and "," not in text[:60])


def is_cut_short(text: str) -> bool:
    """Leaves its verb to the sentence before: `Side streets aren't.`"""
    return _CUT_SHORT.match(text) is not None and not opens_with_answer(text)


def is_pronoun_for_noun(text: str) -> bool:
    """Begins with it, they, or tells to do something with it: a reader takes the last thing named for it."""
    return (IT.match(text) is not None or OBJECT.match(text) is not None) and not _EXPLETIVE.match(text)


def leans(text: str, question: str = "") -> bool:
    """Begins with, or holds, a pronoun that needs a noun from before; not where that is in the question."""
    condition = _CONDITION.match(text)
    text = text[condition.end() :] if condition else text
    if _EXPLETIVE.match(text) or _THAT_CLAUSE.match(text):
        return False
    if IT.match(text) or _THIS.match(text) or _INSIDE.search(text) or OBJECT.match(text) or DROPPED.match(text):
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
