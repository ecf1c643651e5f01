"""Thanks, greetings, promises to answer later, praise of a draft: said to a colleague, not to the public."""

import regex

from bot.trimming.dates import DAY, MONTH
from bot.trimming.reading import plain

_REST = r"[^.!?]{0,60}"  # of the same short sentence
_LATER = (
    r"(?:soon|later|today|shortly|asap|right away|in a (?:bit|moment|minute|sec(?:ond)?|few)(?: minutes?)?|"
    r"in \d+ ?(?:m|min|minutes?|mins))"
)
GREETING = (
    r"hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|hola|bonjour|salut|buen[oa]s (?:días|tardes|noches)"
)
_MOMENT = r"(?:sec(?:ond)?|moment|minute|mins?|tick|few minutes|bit)s?"
_THANKED_FOR = (
    r"(?:so|very|a|much|lot|again|all|both|everyone|for|your|the|his|her|their|this|that|you|question|patience|"
    r"quick|fast|prompt|help|input|out|in|touch|reminder|ping|heads[ -]up|\w+ing|to|team|advance|kindly|message|"
    r"note|interest|support)"
)
_ANSWERS = (  # after "Thanks" these are no names
    r"(?:yes|yep|no|nope|not|never|always|maybe|only|all|none|nobody|everybody|today|tomorrow|tonight|now|"
    rf"{DAY}|{MONTH})\b"
)
_NAMED = rf"(?: (?!{_ANSWERS})\p{{L}}+(?=[ .!]*$)|(?:,? (?!{_ANSWERS})(?-i:\p{{Lu}})[\p{{L}}'’-]+){{1,2}})"
_THANKS = rf"(?:many |huge )?thank(?:s| you)\b{_NAMED}?(?:\W+{_THANKED_FOR})*{_NAMED}?"
_NOT_YET = (
    r"(?:i['’]?m )?on it|will do|got (?:it|this)|i(?:['’]ve got|['’]?ve| have) (?:it|this)|mine|on my way",
    r"(?:i can (?:answer|take)|can answer) (?:this|that|it)(?: one)?",
    r"(?:i['’]?ll|i will|i['’]?m going to|will) (?:answer|reply|respond|check|look|get back|find out|come back|write|"
    rf"take (?:it|this|that|a look|care of)|do|ask|confirm|let you know)\b{_REST}",
    r"(?:please )?(?:let me|gonna|just) (?:check|look|see|think|find out|ask|confirm|get back|verify|looking|"
    r"checking)\b" + _REST,
    r"(?:i['’]?m )?(?:looking|checking|working)(?: (?:into|on|at|up|with))?\b(?: (?:it|this|that|now|right now|one))*"
    rf"(?:\W+{_LATER})?",
    rf"(?:just )?(?:one|a|1|two|2) {_MOMENT}(?:\W+please)?|give me (?:a|one|\d+) ?(?:{_MOMENT}|m)\b{_REST}",
    r"brb|bear with me|(?:be )?(?:right )?back (?:soon|in\b[^.!?]{0,20})",
    rf"ahora (?:miro|respondo)|je (?:regarde|réponds){_REST}",
)
_TAKING_ON = rf"(?:(?:yes|ok(?:ay)?|sure|great)\W+)?(?:{'|'.join(_NOT_YET)})"
_AGREED = r"ok(?:ay)?|k|sure(?: thing)?|roger|ack"
_PRAISED = (
    r"(?:what an? |(?:that|this|it)(?:['’]?s| is) an? )?(?:very |really |absolutely )?(?:(?:great|good|excellent|fair|"
    r"nice) (?:one|question|point|q)|(?:common|frequent|interesting|important) question)"
)
_ALL = r"(?:\W+(?:all|both|everyone|everybody|team|folks|(?-i:\p{Lu})\p{L}+))*"
_PRAISED_WORK = (
    r"(?:(?:great|good|nice|excellent|amazing|fantastic|awesome|brilliant|super) (?:job|work|stuff|team ?work|"
    rf"team effort|catch|answer)|(?:well|nicely) done|awesome|wow|hooray|yay|congrat(?:ulation)?s|love it){_ALL}"
)
_OFTEN = (
    r"(?:(?:very |quite |so |really )?(?:a lot|often|daily|regularly|all the time)|(?:every|each) \w+|"
    r"from (?:many|lots)\b)"
)
_SAYINGS = (
    _THANKS,
    r"ty|thx|cheers|np|no (?:problem|worries)(?: at all)?|yw|you['’]?re welcome|my pleasure",
    r"(?:always )?(?:happy|glad) to help(?: any ?time)?",
    _PRAISED_WORK,
    r"(?:wow\W+)?that was (?:so |really |very |super )?(?:quick|fast)",
    r"(?:much |greatly )?appreciated|(?:i |we )?(?:really |much )?appreciate (?:it|that|this|(?:your|the) help)",
    r"(?:i['’]?m |i am |we['’]?re )?(?:glad|happy) (?:i|we) could help|good to (?:know|hear)",
    r"(?:muchas )?gracias|de nada|merci(?: beaucoup)?|de rien",
    rf"(?:{GREETING})(?:\W+(?:there|all|everyone|everybody|team|"
    r"folks|again|(?-i:\p{Lu})\p{L}+))*(?:\W+(?:many )?thank(?:s| you)\b(?:\W+\w+){0,6})?",
    rf"have a (?:nice|good|great|lovely) (?:day|weekend|one|evening){_ALL}|take care|(?:(?:kind|warm|best) )?regards|"
    r"best wishes",
    _TAKING_ON,
    _AGREED,
    r"great|perfect|noted|understood|done|lol|haha",
    rf"(?:i )?hop(?:e|ing) (?:that|this|it) (?:helps|answers)\b{_REST}",
    rf"{_PRAISED}(?:\W+thanks?|\W+(?:and )?(?:one |it['’]?s one )?(?:that )?(?:we|i) (?:get|hear)\b"
    rf"(?: (?:it|this|that|asked))*(?: one| question)? {_OFTEN}{_REST})?",
    r"(?:i['’]?m|i am|we['’]?re) (?:so |very )?glad (?:that )?you(?:['’]ve)? asked(?: (?:this|that|me|us|it))?",
    r"(?:that|this|the|your|it)(?: (?:question|one))?(?:['’]s| is)? (?:comes up|(?:been |being )?asked|heard) "
    rf"{_OFTEN}{_REST}",
    r"(?:i|we)(?:['’]?ve| have)? (?:just |now |also )?(?:double[ -])?checked (?:this |that |it )?with [^.!?,:;]{0,40}",
    r"sorry(?: (?:for|about) (?:the|my|any|being) (?:delay|wait|late(?: reply)?|slow \w+|inconvenience|confusion))?",
    r"apologies(?: for the (?:delay|wait))?",
    rf"(?:please )?let (?:me|us) know (?:if|whether) (?:you|that|this|there)\b{_REST}",
    r"(?:any|more) questions\W*(?:just )?(?:ask|let me know)?",
)
_MORE = rf"(?:\W+(?:{_THANKS}|{_TAKING_ON}))"  # `On it, give me a minute`
_WHOLE = regex.compile(rf"(?i)\W*(?:{'|'.join(_SAYINGS)}){_MORE}{{0,2}}\W*")
_TAKES_ON = regex.compile(rf"(?i)\b(?:{_TAKING_ON}|{_AGREED})\b")

_TEXT = r"(?:that|this|it|the (?:draft|text|wording|answer)|all|everything)"
_GOOD = (
    r"(?:good|great|right|fine|perfect|correct|ok(?:ay)?|accurate|true|excellent|awesome|brilliant|lovely|fantastic|"
    r"super|cool|nice)"
)
_AGREEMENTS = (
    rf"(?:{_TEXT} )?(?:looks|sounds|is|reads|seems) (?:very |really |all )?{_GOOD}(?: (?:to|for|with|by) me)?",
    rf"(?:that|it)s (?:very |all )?{_GOOD}(?: (?:to|for|with|by) me)?",
    rf"(?:all )?{_GOOD}(?: (?:to|for|with|by) me)?|good to go|lgtm|approved|agreed|i agree|confirmed",
    rf"(?:{_TEXT} )?works(?: for me)?|i(?: a)?m (?:happy|fine|ok(?:ay)?) with {_TEXT}|go ahead|well put",
    rf"i(?:ve| have)? (?:sign|signed|approve|approved)(?: (?:off|{_TEXT}))*|signed(?: off)?",
    rf"you can (?:post|publish) {_TEXT}|(?:thanks|thank you)(?: so much| very much| a lot| all| both)*",
    r"yes|yep|yeah|yup|sure|si|sí|oui|de acuerdo|daccord|perfecto|parfait|está bien|cest bon",
)
_AGREES = regex.compile(rf"(?:(?:{'|'.join(_AGREEMENTS)})(?: (?:and )?|$))+")
_NO_WORD = regex.compile(r"(?::[\w+-]+:|[^\p{L}])+")


def is_pleasantry(sentence: str) -> bool:
    """Whether nothing in it is meant for the public, and nothing would be lost without it."""
    if not any(character.isalnum() for character in sentence):
        return True
    if len(sentence) > 160:
        return False
    parts = sentence.split(",")  # `Thanks for asking, hope this helps!`
    return _WHOLE.fullmatch(sentence) is not None or (1 < len(parts) < 4 and all(map(_WHOLE.fullmatch, parts)))


def takes_on(pleasantry: str) -> bool:
    """Whether a pleasantry says that its writer is on it: "On it", "let me check", "sure"."""
    return _TAKES_ON.search(pleasantry) is not None


def agrees(message: str) -> bool:
    """Whether all that a message (mrkdwn) says, after a draft was shown, is that it is right."""
    words = _NO_WORD.sub(" ", plain(message).casefold().replace("'", "").replace("’", "")).strip()
    return _AGREES.fullmatch(words) is not None
