"""The parts of a sentence, and which of them bind the others: "only if …", "unless …", "but …"."""

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from bot.trimming.abbreviations import STARTERS
from bot.trimming.links import fixed_spans
from bot.trimming.tokens import Token, tokens
from bot.trimming.vocabulary import Vocabulary

_BORDER = regex.compile(
    r"(?i)(?P<clause>;|,\s+(?=(?:and|so|or|y|et)\b))|:\s|[()\[\]]\s?|(?<!\d)[–—]|,\s+|\s(?=-\s)|\s+(?=(?:unless|"
    r"except|only if|only when|provided|as long as|until|if|when|but not|but only|but|because|although|while|"
    r"before|after|salvo|excepto|a menos que|siempre que|s[oó]lo (?:si|cuando)|si|cuando|mientras|aunque|antes de|"
    r"después de|pero|hasta|sauf|à moins|seulement (?:si|quand)|s['’](?=il)|si|quand|lorsque|tant que|bien que|avant|"
    r"après|mais|jusqu)\b)"
)
_BINDS = regex.compile(
    r"(?i)^\W*(?:(?:and|or|but|even|only|y|o|et|ou)\s+)*(?:if|unless|except|excluding|only|provided|providing|"
    r"as long as|until|till|when|whenever|while|before|after|but|although|though|not|no more|without|other than|"
    r"once|during|within|up to|at least|at most|for those|for people|for children|for adults|si|salvo|excepto|"
    r"sólo|solo|hasta|cuando|mientras|aunque|antes|después|pero|no|sin|sauf|seulement|jusqu|s['’]il|quand|lorsque|"
    r"tant que|bien que|avant|après|mais|pas|sans|à moins)\b"
)


_JOINS = regex.compile(r"(?i)\W*(?:but|although|though|unless|except|pero|mais|sauf|salvo)\b")


@dataclass(frozen=True)
class Segment:
    """A part of a sentence, of its `clause`th statement. `binds`: it is a condition; `joins`: one with but."""

    text: str
    tokens: Sequence[Token]
    clause: int
    binds: bool
    joins: bool
    names: frozenset[Token]

    @property
    def has_facts(self) -> bool:
        """Whether it holds a name, a number or a link."""
        return bool(self.names) or any(token.kind in ("number", "link") for token in self.tokens)


def segments(sentence: str, words: Vocabulary) -> list[Segment]:
    """The parts between commas, brackets and joining words, in order."""
    found: list[Segment] = []
    clause, start = 0, 0
    fixed = fixed_spans(sentence)
    borders = [
        (match.start(), match.end(), bool(match["clause"]))
        for match in _BORDER.finditer(sentence)
        if not any(opened < match.end() and match.start() < close for opened, close in fixed)
    ]
    for at, end, is_clause in [*borders, (len(sentence), len(sentence), False)]:
        text = sentence[start:at].strip(" ,;:()[]–—")
        read = tokens(text)
        if read:
            binds = _BINDS.match(text) is not None or any(t.key in words.negations for t in read)
            joins = _JOINS.match(text) is not None
            names = frozenset(t for t in read if _is_name(t, first=not found and t is read[0]))
            found.append(Segment(text, read, clause, binds, joins, names))
        clause += is_clause
        start = end
    return found


def _is_name(token: Token, *, first: bool) -> bool:
    return token.kind == "word" and token.shown[:1].isupper() and not first and token.key not in STARTERS
