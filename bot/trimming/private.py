"""What was said to the comms team, not to the public: off the record, what not to publish, and where that ends."""

from functools import lru_cache

import regex

from bot.trimming.listing import listed
from bot.trimming.tokens import tokens
from bot.trimming.vocabulary import ENGLISH

_PUBLISH = r"(?:publish|post|quote|share|tweet|print|release)"
_INTERNAL = regex.compile(
    r"(?i)\b(?:off[ -]the[ -]record\b|not for (?:publication|the public|publishing|sharing|release|attribution)\b|"
    r"between (?:us|you and me|ourselves)\b|internal(?:ly)? only\b|for internal use\b|fyi only\b|"
    rf"confiden(?:tial|cial|tiel)\b(?=:|,| -| –|$)|(?:don['’]?t|do not|never) (?:{_PUBLISH} (?:this|that|it|me|"
    r"the following)(?! (?!(?:last|bit|part|yet|please|to|with|in|on|as|until|for|but|or|and|anywhere|publicly|"
    r"though)\b)\p{L})|(?:publish|quote) (?:the|these|those|my))\b|"
    r"keep (?:this|that|it) (?:to yourself|between us|quiet)\b|just for (?:you|us|your information)\b|"
    r"embargoed\b|under embargo\b|embargo(?=:| until| ends| lifts)|entre (?:nous|nosotros)\b|"
    r"extraoficial|no (?:l[oa]s? )?(?:publi(?:que|car)|cit(?:es?|ar)\b)|"
    r"ne (?:l[ea]s? |me )?(?:publi|cit)ez pas\b|ne pas (?:publi|cit|diffus)er\b)|"
    r"^\W*(?:that(?:['’]s| is)|c['’]est|eso es) confiden(?:tial|tiel|cial)\W*$"
)
_ADVICE = regex.compile(  # on what to publish: it hides nothing that follows
    r"(?i)\b(?:i|we)(?:(?:['’]d| would)(?: really| rather| probably)? not|['’]?d rather you didn['’]t|"
    r" wouldn['’]?t)\s(?:(?:name|mention|publish|post|quote|tweet) (?!you)|promise (?:that|this|it|any)\b)|"
    r"\bplease (?:do not|don['’]?t) (?:say|mention|name|promise|quote|tweet)\b(?! (?:your|any ?thing)\b)|"
    r"^\W*@[\w.-]+[,:]? (?:(?:can|could|would|will|do|did|have|are) (?:you|we|u)|please|pls|fyi)\b"
)
_POINTS_BACK = regex.compile(
    r"(?i)^\W*(?:(?:all )?(?:that|this|it)(?:['’]s| (?:is|was|stays))|the last|c['’]est|cela|ça|eso|esto)\b|"
    rf"\b(?:{_PUBLISH}|keep) (?:me on )?(?:that|this|it|the|these|those)\b"
)
_SHORT_ASIDE = 8  # words
_ITS_OWN = regex.compile(r"\w\W+\([^)]+\)\W*$")  # `No kebabs, haha (don't publish that)`
_INTERNAL_LINK = regex.compile(
    r"(?i)https?://(?:[\w.-]+\.)?(?:slack\.com/(?:archives|files|team)|localhost\b|[\w-]+\.(?:local|internal|corp|"
    r"lan|intra|intranet|home)\b|intranet\.|(?:10|127)\.\d+\.\d+\.\d+|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|"
    r"sharepoint\.com|[\w-]+\.sharepoint\.com|[\w-]+/(?=$|\s))"
)
_SAYS = r"(?:say|publish|post|share|tweet|quote|use)"
_PUBLIC = regex.compile(
    rf"(?i)^\W*(?:(?:but|and|so|instead|then|or) )?(?:you (?:can|may|could) {_SAYS}(?: (?:this|that|the following))?|"
    rf"what (?:you|we) (?:can|may|could) {_SAYS}(?: is)?|on the record|for (?:publication|publishing|release)|"
    rf"(?:please |pls )?{_SAYS} (?:this|the following)(?: instead)?|suggested (?:text|reply|answer|wording|tweet|post))"
    r"\s*:\s*"
)
_FOR_THE_PUBLIC = regex.compile(r"(?i)^\W*(?:(?:but|and|so) )?(?:publicly|(?:for|to) the public)\s*:\s*")
_HELD_BACK = regex.compile(
    rf"(?i)\b(?:don['’]?t|do not|never|not|wouldn['’]?t) (?:{_PUBLISH}|mention|say)(?: about)? "
    r"(?P<what>[^,.;:!?()–—]{2,60})"
)
_PART = r"bit|part|figures?|numbers?|thing|sentence|line"
_PARTS = regex.compile(rf"(?i)\b(?:{_PART})\b")
_ITS_END = regex.compile(
    rf"(?i)\b(?:{_PART}|yet|until|till|because|as|since|please|publicly|anywhere|though|for now|to any(?:one|body)|"
    r"in public|it['’]s|they['’]re)\b.*"
)
_TELLS_NOTHING = ENGLISH.little | listed("fact any yet")


def is_private(text: str) -> bool:
    """Whether this sentence isn't for the public."""
    return _is_internal(text) or any(rule.search(text) for rule in (_ADVICE, _INTERNAL_LINK))


def opens_private_part(text: str) -> bool:
    """`Off the record:` hides all that follows in its message."""
    return _is_internal(text)


def public_label(text: str, *, beside_private: bool) -> str:
    """`You can say:`, with which the part for the public begins; `For the public:` only beside what is for the team,
    since it may be one case among others. Empty where there is none."""
    match = _PUBLIC.match(text) or (_FOR_THE_PUBLIC.match(text) if beside_private else None)
    return match[0] if match else ""


def hides_what_was_said(text: str) -> bool:
    """`That's off the record.` is said of the sentence before it."""
    if _ADVICE.search(text) and regex.search(r"(?i)\bpromise (?:that|this|it)\b", text):
        return True
    short = len(text.split()) <= _SHORT_ASIDE and ":" not in text and not _ITS_OWN.search(text)
    return short and _is_internal(text) and _POINTS_BACK.search(text) is not None


def held_back(text: str) -> frozenset[str]:
    """What may not be published, as the words that tell it: `don't publish the two weeks bit`. Empty for none, and for
    what may be an order to the public, as `don't share the link`."""
    match = _HELD_BACK.search(text)
    if match is None:
        return frozenset()
    words = _telling(_ITS_END.sub("", match["what"]))
    is_order = not (is_private(text) or _PARTS.search(match["what"]) or any(each[:1].isdigit() for each in words))
    return frozenset() if is_order else words


def _is_internal(text: str) -> bool:
    return _INTERNAL.search(text) is not None


def tells(text: str, words: frozenset[str]) -> bool:
    """Whether it says all of what may not be published."""
    return words <= _telling(text)


@lru_cache(maxsize=4096)
def _telling(text: str) -> frozenset[str]:
    return frozenset(each.key for each in tokens(text) if each.kind != "sign" and each.key not in _TELLS_NOTHING)
