"""Abbreviations in capitals that a text uses without saying what they stand for."""

from collections.abc import Collection, Iterator

import regex

from bot.trimming.listing import listed
from bot.trimming.phrasing import normal, without_addresses
from bot.trimming.vocabulary import ENGLISH

COMMON = listed(  # docs/organisation.md names them
    """UK US USA EU UN TV PC DVD CD OK AM PM AD BC ID PIN FAQ Q&A DIY CV GPS SMS USB PDF URL QR RSVP SOS UV LED DNA HIV
    AIDS COVID CCTV ATM CEO VIP GMT UTC BST EST EDT CST CDT MST MDT PST PDT CET"""
)
_UNITS = listed(
    "KB MB GB TB KW MW GW KWH MPH KPH RPM BPM PSI HZ KHZ MHZ IU MG ML KG KM CM MM DB BTU PPM"
)  # after a number
_SHOUTED = (  # short words that people write in capitals to stress them; longer ones are words anyway
    ENGLISH.little
    | ENGLISH.negations
    | ENGLISH.modals
    | ENGLISH.conditions
    | ENGLISH.quantifiers
    | listed(
        """yes please now today only free open close shut call dial ask go stay leave wait keep stop start end use take
        drink eat wash boil help safe new news live next last first day time week year hot cold wet ice snow fire
        flood smoke storm high low road exit left right north south east west read note alert sorry thank big
        best even ever soon late early still here home work back down off out one lot info misc edit act real self
        eyes"""
    )
)
_LONGEST = 5  # letters; what is longer is a word in capitals
_TOKEN = regex.compile(
    r"(?<![\w&^.])(?:(?:[\p{Lu}&&\p{Latin}]\.){2,6}|[a-z]?[\p{Lu}&&\p{Latin}][\p{Lu}\d&&[\p{Latin}\d]]*(?:&[\p{Lu}&&\p{Latin}]+)*"
    r"(?:-\d\w*)?)(?:'?s)?(?![\w&])",
    regex.V1,
)
_ROMAN = regex.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
_NUMBER = regex.compile(r"\d ?$")
_NAME = regex.compile(r" \p{Lu}\p{Ll}")
_POSTCODE = regex.compile(r",? \d{5}(?!\d)")
_RUN = regex.compile(r"(?<!\p{Lu})(?:\p{Lu}[\p{Lu}']*[ ,]+)+\p{Lu}[\p{Lu}']*(?![\p{Ll}&])")
_WORD = regex.compile(r"[\p{L}\p{M}']+")
_IN_BRACKETS = regex.compile(r"\(([^()]{2,120})\)")
_BEFORE, _MOST = 120, 3


def unexplained(text: str, *, known: Collection[str]) -> tuple[str, ...]:
    """Those of two or more capitals that are neither `known`, nor COMMON, nor explained in the text; three at most.

    `acute kidney injury (AKI)` and `AKI (acute kidney injury)` explain one. Codes with a digit, units after a number,
    Roman numerals, initials of names and words stressed in capitals are none. None in a text that is all in capitals.
    """
    text = without_addresses(normal(text))
    if _is_shouted(text):
        return ()
    familiar = {_bare(one).casefold() for one in known} | {one.casefold() for one in COMMON}
    shouted = [match.span() for match in _RUN.finditer(text) if _stresses(match[0])]
    found: dict[str, None] = {}
    for match in _TOKEN.finditer(text):
        short = _bare(match[0])
        inside = any(start <= match.start() < end for start, end in shouted)
        if not (inside or short.casefold() in familiar or _is_something_else(text, match, short)):
            found[short] = None
    return tuple(short for short in found if not _is_explained(text, short))[:_MOST]


def _bare(written: str) -> str:
    """Without full stops and an ending: `N.H.S.` and `GPs` are `NHS` and `GP`."""
    short = normal(written).strip().replace(".", "")
    return short.removesuffix("s").removesuffix("'") if short[-1:] == "s" else short


def _is_shouted(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return len(_WORD.findall(text)) > 2 and sum(map(str.isupper, letters)) > 0.7 * len(letters)


def _stresses(run: str) -> bool:
    """`DO NOT TOUCH`: capitals beside each other, one of them a plain word."""
    return any(word.casefold() in _SHOUTED or len(word) > _LONGEST for word in _WORD.findall(run))


def _is_something_else(text: str, match: regex.Match[str], short: str) -> bool:
    letters = [letter for letter in short if letter.isupper()]
    if len(letters) < 2 or len(letters) > _LONGEST or any(sign.isdigit() for sign in short):
        return True
    before, after = text[max(0, match.start() - 20) : match.start()], text[match.end() : match.end() + 7]
    if short.casefold() in _SHOUTED or (short.upper() in _UNITS and _NUMBER.search(before)):
        return True
    if _ROMAN.fullmatch(short):
        return True
    of_a_name = match[0].endswith(".") and len(letters) == 2 and _NAME.match(after)
    return bool(of_a_name) or bool(len(short) == 2 and _POSTCODE.match(after))


def _is_explained(text: str, short: str) -> bool:
    """By words that could be its own: one of them begins with its first letter."""
    return any(short[0].casefold() in map(_initial, words) for words in _explaining(text, short))


def _initial(word: str) -> str:
    return "" if word.casefold() in ENGLISH.little else word[0].casefold()


def _explaining(text: str, short: str) -> Iterator[list[str]]:
    """The words beside it where one of the two is in brackets."""
    for match in _IN_BRACKETS.finditer(text):
        inside = match[1].strip().strip("\"'")
        before = text[max(0, match.start() - _BEFORE) : match.start()].rstrip().rstrip("\"'")
        if _bare(inside.split(",")[0].split(";")[0].strip()) == short:
            yield _WORD.findall(before)[-len(short) - 3 :]
        elif regex.search(rf"(?<!\w){regex.escape(short)}s?$", before.replace(".", "")):
            words = _WORD.findall(inside)
            yield words if len(words) > 1 or len(inside) > _LONGEST else []
