"""Sentences that answer in so many words: with yes or no, with what the thing is, with the figure asked for."""

from collections.abc import Sequence

import regex

from bot.trimming.answer_types import asked_kinds, asks_for_a_thing, asks_for_being, asks_yes_or_no

EXPLETIVE = regex.compile(
    r"(?i)^\W*it(?:['’]s|\s+(?:is|was|may be|can be|might be|will be|should be|isn['’]t|takes|took|"
    r"depends))(?:\s+(?:not|also|usually|generally|very|still|always|currently|strongly|highly|especially|really|"
    r"often|only|quite|best|perfectly|most))*(?:(?<=takes|took|depends)|\s+(?:important|possible|impossible|"
    r"likely|unlikely|safe|unsafe|recommended|better|best|necessary|essential|normal|common|rare|ok|okay|fine|"
    r"illegal|legal|hard|easy|difficult|estimated|known|unclear|unknown|advised|thought|believed|true|critical|"
    r"crucial|vital|advisable|wise|helpful|useful|worth|your responsibility|hoped|expected|up to|because|"
    r"(?:a |an |a bit of a )?(?:good idea|fallacy|myth|mistake|misconception|crime|requirement|shame|pity))\b)"
)
_YES_IF = regex.compile(  # `If it's a flexible ticket, yes.`, `If you are over 65, yes it's free.`
    r"(?i)^\W*(?:if|when|unless|for|from|in|on|at|with|during|after|before|outside|between|until|"
    r"once)\b.*(?:[\w,] yes(?: (?:everywhere|anywhere|always|you (?:can|do|must|should)|it (?:is|does)))?|, (?:then |"
    r"also )?no)\W*$|^\W*(?:if|when|unless|for|from|in|on|at|with|during|after|before|between|until|"
    r"once)\b[^.;:]{2,60}?[\w,] yes,|^\W*(?:if|when|unless|once)\b[^.]*, (?:then )?(?:yes|no),? (?:you|it|they|he|she|"
    r"we|there)\b"
)
_SHORT_ANSWER = regex.compile(
    r"(?i)^\W*(?:no(?=[,.!;:–—-]|$|\s+(?:you|they|it|we|he|she|i|there|this|that|these|those|the|not|but|because|"
    r"unless|sorry|longer|way|chance|problem|need|como|el|la|los|las|se|es|hay|lo)\b|\s+[-–—]|[。、，！])|(?:yes|nope|yep|"
    r"yeah|sí|oui|non|ja|nein|はい|いいえ|是|不|可以|不可以|نعم|لا|כן|לא|हाँ|नहीं)(?=[\s,.!;:–—-]|$|[。、，！])|(?:better|best|rather|"
    r"preferably) not\b|(?:sure|of course|certainly|absolutely|definitely)(?=[,!–—])|only (?:if|with|when|after|until|"
    r"from|for|on|in|at)\b|(?:si|not|never|always|sometimes|maybe|perhaps|usually|normally|generally|mostly|"
    r"probably)(?=[,.!;:–—]|$)|(?:usually|normally|generally|mostly|probably|unfortunately|definitely),? (?:yes|no|"
    r"not)\b|not (?:usually|normally|generally|necessarily|any ?more|as a rule|right now|currently|at the moment|"
    r"allowed|recommended|safe|necessary|needed|required|possible|yet|really|always|at all|now|that we know|"
    r"automatically|without|unless|until|before)\b)"
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
_WHETHER = regex.compile(r"(?i)^\W*whether [^.;]{3,80} depends on\b")
_NAMES_IT = regex.compile(  # `It's 988.`
    r"(?i)^\W*(?:it|they|he|she|that|those|these)(?:['’](?:s|re|ll)| (?:is|are|was|were|will)) (?!not\b)"
)
_DENIES = regex.compile(
    r"(?i)^\W*(?:currently,? |at present,? |so far,? )?there(?: is| are|['’]s) (?:currently |still )?"
    r"(?:no|not)\b"
)
_UNLIMITED = regex.compile(  # to how much, how long
    r"(?i)^\W*(?:there(?: is| are|['’]s) )?no (?:\w+ )?(?:limit|maximum|minimum|charge|fee|deadline|rule)s?\b"
)
_REASON_IS = regex.compile(  # `The usual cause is …`
    r"(?i)^\W*(?:the|one|a) (?:\w+ ){0,2}(?:reason|cause|explanation)s?\b[^,;:.]{0,60}? (?:is|are|was|were)\b"
)
_COUNTED = {"number", "time", "duration", "frequency"}
_IN_FIGURES = regex.compile(
    r"(?i)\W*(?:(?:about|around|up to|at least|usually|normally|only|just|within|from|until|by|on|at|it['’]?s)\s+)"
    r"{0,2}\p{Sc}?\d"
)


def _without_marks(text: str) -> str:
    """Latin letters without what is piled on them, so that a disfigured word is still read."""
    return text if text.isascii() else _PILED.sub("", text)


def is_bare_answer(text: str) -> bool:
    """`Yes.`, `No.`, `You can.`: an answer that says nothing without its question."""
    text = _without_marks(text)
    if _ELLIPTIC.match(text):
        return True
    return _SHORT_ANSWER.match(text) is not None and len(_WORD.findall(text)) <= 3


def opens_with_answer(text: str) -> bool:
    """Begins with yes, no, or the like."""
    text = _without_marks(text)
    return _SHORT_ANSWER.match(text) is not None or _ELLIPTIC.match(text) is not None


def _gives_answer(text: str, question: str) -> bool:
    """Says yes or no: at its beginning, for the case that it names, or as there being none of what is asked about."""
    if only_depends(text):
        return False
    if opens_with_answer(text) or any(cue.match(_without_marks(text)) for cue in (_YES_IF, _WHETHER)):
        return True
    none = _NONE_OF.match(text)
    if none is None:
        return False
    asked = {word[:5] for word in _WORD.findall(question.lower()) if len(word) > 2}
    return any(word[:5].lower() in asked for word in none["what"].split())


def only_depends(text: str) -> bool:
    """Whether it only announces cases: `It depends on the test.`"""
    return _DEPENDS.match(text) is not None


def _names_it(text: str) -> bool:
    """Whether it says what the thing is that was asked for: `It's 988.`"""
    return _NAMES_IT.match(text) is not None and not EXPLETIVE.match(text)


def says_it(texts: Sequence[str], question: str) -> list[bool]:
    """For each whether it answers in so many words: with yes or no, or, as the first, with what the thing is, or with
    the number or time that was asked for."""
    if asks_yes_or_no(question):
        of_being = asks_for_being(question)
        return [_gives_answer(text, question) or (of_being and _DENIES.match(text) is not None) for text in texts]
    kinds = asked_kinds(question)
    for_reason = "reason" in kinds
    of_a_thing, of_figures = asks_for_a_thing(question), bool(kinds & _COUNTED)
    return [
        (for_reason and _REASON_IS.match(text) is not None)
        or (of_figures and _UNLIMITED.match(text) is not None)
        or (at == 0 and ((of_a_thing and _names_it(text)) or (of_figures and _IN_FIGURES.match(text) is not None)))
        for at, text in enumerate(texts)
    ]
