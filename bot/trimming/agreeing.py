"""Whether somebody only says that a text is right: "Looks good!", said of a draft, is no part of the answer."""

import regex

from bot.trimming.reading import plain

_TEXT = r"(?:that|this|it|the (?:draft|text|wording|answer)|all|everything)"
_GOOD = r"(?:good|great|right|fine|perfect|correct|ok(?:ay)?|accurate|true)"
_PHRASES = (
    rf"(?:{_TEXT} )?(?:looks|sounds|is|reads|seems) (?:very |really |all )?{_GOOD}(?: (?:to|for|with|by) me)?",
    rf"(?:that|it)s (?:very |all )?{_GOOD}(?: (?:to|for|with|by) me)?",
    rf"(?:all )?{_GOOD}(?: (?:to|for|with|by) me)?|good to go|lgtm|approved|agreed|i agree|confirmed",
    rf"(?:{_TEXT} )?works(?: for me)?|i(?: a)?m (?:happy|fine|ok(?:ay)?) with {_TEXT}|go ahead|well put",
    rf"i(?:ve| have)? (?:sign|signed|approve|approved)(?: (?:off|{_TEXT}))*|signed(?: off)?",
    rf"you can (?:post|publish) {_TEXT}|(?:thanks|thank you)(?: so much| very much| a lot)?",
    r"yes|yep|yeah|yup|sure|si|sí|oui|de acuerdo|daccord|perfecto|parfait|está bien|cest bon",
)
_WHOLE = regex.compile(rf"(?:(?:{'|'.join(_PHRASES)})(?: (?:and )?|$))+")
_NO_WORD = regex.compile(r"(?::[\w+-]+:|[^\p{L}])+")


def agrees(message: str) -> bool:
    """Whether all that a message (mrkdwn) says, after a draft was shown, is that it is right."""
    words = _NO_WORD.sub(" ", plain(message).casefold().replace("'", "").replace("’", "")).strip()
    return _WHOLE.fullmatch(words) is not None
