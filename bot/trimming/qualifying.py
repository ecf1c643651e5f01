"""Sentences that limit what another one says: exceptions, warnings, instructions, deadlines."""

import regex

_LIMITS = regex.compile(
    r"(?i)^\W*(?:but|however|except|unless|only|although|though|that said|having said that|otherwise|even so|"
    r"nevertheless|nonetheless|on the other hand|"
    r"(?:for |all )?(?:everybody|everyone|anybody|anyone|all) else|note\b|please note|be aware|the exception|"
    r"exceptions?|in rare|"
    r"pero|sin embargo|excepto|salvo|mais|cependant|toutefois|sauf|attention)\b|"
    r"^(?:ただし|しかし|但是|但|不过|ولكن|لكن|אבל)"
)
_CONCLUDES = regex.compile(
    r"(?i)^\W*(?:so(?! far| that| long| much| many| called)|thus|therefore|hence|consequently|as a result|"
    r"that(?:['’]s| is) why|this means|in that case|if (?:so|this is so|that is so|this is the case)|"
    r"por eso|entonces|donc)\b|^(?:因此|所以)"
)
_EXCEPTION = regex.compile(
    r"(?i)\b(?:except (?:for|if|in|when|that|those|on|where|by)|exceptions? (?:is|are|apply|to)|unless|only (?:if|"
    r"when|for|after|with)|excluding|(?:not|n['’]t) (?:apply|valid|available|suitable|allowed|permitted|"
    r"recommended|eligible|covered)|as long as you(?!['’]re)|provided (?:that|you)|"
    r"there are (?:some |a few )?exceptions|(?:it|that|this|answer) (?:all |really )?depends|salvo|"
    r"excepto|a menos que|sauf|à moins)\b|除非|إلا إذا"
)
_INSTRUCTION = regex.compile(
    r"(?i)(?:^|[.;:,(]\s*|\b(?:and|or|but|so|please|pls|plz|then)\s+)\W*(?:(?:do not|don['’]t)(?! (?:need|have|know|"
    r"think|worry|want|require|apply|believe|always|usually|yet))|never)\s\w+|\b(?:must|should|may|shall|can) (?:not|"
    r"never) (?:be )?(?:take|taken|use|used|give|given|eat|eaten|drink|drive|exceed|stop|share|pour|touch|mix|"
    r"mixed|apply|swallow\w*|enter|visit|travel|leave|go|open|start|combine|combined|store|stored|breathe|"
    r"inject\w*|ingest\w*)\b|\b(?:mustn['’]t|shouldn['’]t)\s(?!be able)\w+|(?:^|[.;:,]\s*|\b(?:and|please|must|should|"
    r"then)\s+)(?:avoid|(?:exercise|use) (?:extreme )?caution|be careful|"
    r"stop (?:using|taking)|seek (?:medical|help|immediate|emergency))\b|\bcall (?:911|999|112|"
    r"111|your doctor|a doctor|an ambulance|poison)\b|\b(?:no debe|no use|no tome|nunca|evite|ne pas|"
    r"n['’]utilisez|ne prenez|évitez|jamais)\b"
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
    r"wednes|thurs|fri|satur|sun)day|\d{1,2}[/.]\d{1,2}|midnight|noon|\d\s?[ap]\.?m)\b|\bdeadline\b"
)


def qualifies(text: str) -> bool:
    """Whether it limits the sentence before it."""
    return _LIMITS.match(text) is not None


def concludes(text: str) -> bool:
    """Whether it says what follows from the sentence before it."""
    return _CONCLUDES.match(text) is not None


def weight_of(text: str) -> str:
    """What leaving it out could mislead about: `instruction`, `exception`, `danger`, `deadline`, or nothing."""
    if _INSTRUCTION.search(text):
        return "instruction"
    if _EXCEPTION.search(text):
        return "exception"
    if _DEADLINE.search(text):
        return "deadline"
    return "danger" if _DANGER.search(text) else ""
