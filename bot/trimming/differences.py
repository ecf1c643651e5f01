"""What one sentence says otherwise than the sentences it was made from."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.trimming.listing import listed, paired
from bot.trimming.quantities import Quantity, agrees, quantities
from bot.trimming.segments import Segment, segments
from bot.trimming.tokens import Token, in_order, tokens
from bot.trimming.vocabulary import Vocabulary, vocabulary

_JOINING = paired("and/and or/or to/to through/to till/to until/to y/y e/y o/o u/o a/a et/et ou/ou à/à")
_BEGINNINGS = listed("from since by desde depuis dès")  # before a day or a date
_OWN_WORDS = 0.6  # of its telling words from the source: as much makes it a kept sentence, less a new wording


@dataclass(frozen=True)
class Original:
    """The expert's sentences, each as text and tokens."""

    sentences: Sequence[str]
    read: Sequence[Sequence[Token]]
    words: frozenset[str]
    quantities: Sequence[Quantity]
    vocabulary: Vocabulary | None

    @classmethod
    def of(cls, sentences: Sequence[str]) -> "Original":
        """Read once, compared often."""
        read = [tokens(one) for one in sentences]
        found = [each for one, text in zip(read, sentences, strict=True) for each in quantities(one, text)]
        words = frozenset(token.key for one in read for token in one)
        return cls(sentences, read, words, found, vocabulary(" ".join(sentences)))


def differences(original: Original, piece: str) -> list[str]:
    """Every change of fact in this piece of text, in plain sentences."""
    read = tokens(piece)
    found = _numbers(original, read, piece)
    found += [
        f"The link “{t.shown}” isn't in the expert's words."
        for t in read
        if t.kind == "link" and t.key not in original.words
    ]
    words = original.vocabulary
    if words is None:
        return [*found, f"“{piece}” isn't a whole sentence of the expert's, and I can't check this language."]
    telling = [t for t in read if _tells(t, words)]
    sources = _made_from(original, telling, words)
    own = sum(t.key in original.words for t in telling)
    kept = bool(sources) and own >= _OWN_WORDS * len(telling)
    found += _new_words(original, read, telling, sources, words, kept=kept)
    if not sources:
        return found
    together = [t for at in sources for t in original.read[at]]
    found += _force_added(read, together, words, kept=kept) + _joined_otherwise(read, together)
    for at in sources:
        found += _lost(segments(original.sentences[at], words), read, words)
    if kept and len(sources) == 1 and not _keeps_order(telling, original.read[sources[0]]):
        found.append(f"The words stand in another order than in “{original.sentences[sources[0]]}”")
    return found


def _tells(token: Token, words: Vocabulary) -> bool:
    return token.kind in ("number", "link") or (token.kind == "word" and token.key not in words.little)


def _made_from(original: Original, telling: Sequence[Token], words: Vocabulary) -> list[int]:
    """The places of the source sentences it shares most with: one, or as many as its words need."""
    missing = {t.key for t in telling}
    found: list[int] = []
    while missing and len(found) < 3:
        shared = [len(missing & {t.key for t in one if _tells(t, words)}) for one in original.read]
        best = max(range(len(shared)), key=lambda i: (shared[i], -len(original.read[i])), default=-1)
        if best < 0 or shared[best] < (2 if found or len(telling) > 2 else 1):
            break
        found.append(best)
        missing -= {t.key for t in original.read[best]}
    return sorted(found)


def _numbers(original: Original, read: Sequence[Token], piece: str) -> list[str]:
    found = []
    for each in quantities(read, piece):
        same = [old for old in original.quantities if old.number == each.number]
        if not same:
            found.append(f"The number “{each.shown}” isn't in the expert's words.")
        elif not any(agrees(each, old) for old in same):
            found.append(f"“{each.shown}” was “{same[0].shown}” in the expert's words.")
    return found


def _new_words(
    original: Original,
    read: Sequence[Token],
    telling: Sequence[Token],
    sources: Sequence[int],
    words: Vocabulary,
    *,
    kept: bool,
) -> list[str]:
    """Names and opposites anywhere; in a sentence that is otherwise the expert's, any new word."""
    new = [t for t in telling if t.kind == "word" and t.key not in original.words]
    there = {t.key: t.shown for at in sources for t in original.read[at]}
    here = {t.key: t.shown for t in read}
    turned = {}
    for one, other in [*words.opposites, *((b, a) for a, b in words.opposites)]:
        if other in here and other not in there and one in there and one not in here:
            turned[other] = one
    found = [f"“{here[other]}” stands where the expert wrote “{there[one]}”." for other, one in turned.items()]
    forceful = words.negations | words.modals | words.conditions | words.quantifiers
    plain = [t for t in new if t.key not in turned and t.key not in forceful and not _akin(t.key, original.words)]
    first = read[0].start if read else 0
    for token in plain:
        named = token.shown[:1].isupper() and token.start != first
        if kept or named:
            cut = any(word.startswith(token.key) and len(word) > len(token.key) for word in original.words)
            said = "is cut off." if cut and token is telling[-1] else "isn't in the expert's words."
            found.append(f"“{token.shown}” {said}")
    if not kept and telling:
        shown = " ".join(t.shown for t in read[:8])
        found.append(f"“{shown} …” is worded otherwise than the expert wrote. Is it still right?")
    return found


def _akin(word: str, known: Iterable[str]) -> bool:
    """Another form of a word that is there: opens, opening."""
    root = word[:5]
    return len(word) >= 4 and any(
        other[:5] == root or (len(root) < 5 and other.startswith(root))
        for other in known
        if len(other) >= len(word) - 3
    )


def _kinds(words: Vocabulary) -> tuple[tuple[str, frozenset[str]], ...]:
    return (
        ("negation", words.negations),
        ("condition", words.conditions),
        ("modal", words.modals),
        ("quantifier", words.quantifiers),
    )


def _force_added(read: Sequence[Token], together: Sequence[Token], words: Vocabulary, *, kept: bool) -> list[str]:
    """Words that turn, limit or strengthen a statement and weren't there, or not at that place."""
    found = []
    for kind, forceful in _kinds(words):
        if kind != "negation" and not kept:
            continue
        have = Counter(t.key for t in together if t.key in forceful)
        for token in read:
            if token.key in forceful:
                have[token.key] -= 1
                if have[token.key] < 0:
                    found.append(f"“{token.shown}” was added; the expert didn't write it here.")
    if found or not kept:
        return found
    return _negations_moved(read, together, words)


def _joined_otherwise(read: Sequence[Token], together: Sequence[Token]) -> list[str]:
    """`Monday to Friday` where the expert wrote `Monday and Friday`."""
    there: dict[tuple[str, str], set[str]] = {}
    for before, word, after in _joined(together):
        there.setdefault((before.key, after.key), set()).add(_JOINING[word.key])
    return [
        f"“{before.shown} {word.shown} {after.shown}” is joined by another word than the expert's."
        for before, word, after in _joined(read)
        if _JOINING[word.key] not in there.get((before.key, after.key), {_JOINING[word.key]})
    ]


def _joined(read: Sequence[Token]) -> list[tuple[Token, Token, Token]]:
    return [three for three in zip(read, read[1:], read[2:], strict=False) if three[1].key in _JOINING]


def _negations_moved(read: Sequence[Token], together: Sequence[Token], words: Vocabulary) -> list[str]:
    found = []
    reach = [{t.key for t in together[at + 1 : at + 7]} for at, t in enumerate(together) if t.key in words.negations]
    for at, token in enumerate(read):
        if token.key not in words.negations:
            continue
        target = next((t for t in read[at + 1 : at + 5] if _tells(t, words)), None)
        if target is not None and not any(target.key in each for each in reach):
            found.append(f"“{token.shown}” now belongs to “{target.shown}”; in the expert's words it didn't.")
    return found


def _lost(parts: Sequence[Segment], read: Sequence[Token], words: Vocabulary) -> list[str]:
    """What would be lost from the kept parts of a source sentence, and of the conditions that belong to them."""
    here = Counter(t.key for t in read)
    kept = [_is_kept(part, here, words) for part in parts]
    if not any(kept):
        return []
    found = []
    for part, stays in zip(parts, kept, strict=True):
        beside = any(k and other.clause == part.clause for k, other in zip(kept, parts, strict=True))
        if stays:
            found += _lost_within(part, here, words)
        elif part.binds and (beside or part.joins):
            found.append(f"The condition “{part.text}” would be lost.")
        elif beside and part.has_facts:
            found.append(f"“{part.text}” would be lost.")
    return found


def _is_kept(part: Segment, here: Counter[str], words: Vocabulary) -> bool:
    telling = {t.key for t in part.tokens if _tells(t, words)} or {t.key for t in part.tokens}
    return 2 * sum(key in here for key in telling) >= len(telling) > 0


def _lost_within(part: Segment, here: Counter[str], words: Vocabulary) -> list[str]:
    found = []
    forceful = words.modals | words.quantifiers | words.deciding
    begun = _beginnings(part.tokens)
    checks: list[tuple[str, Callable[[Token], bool]]] = [
        ("The negation “{}” is missing from “{}”", lambda t: t.key in words.negations),
        ("The condition “{}” is missing from “{}”", lambda t: t.key in words.conditions),
        ("“{}” is missing from “{}”", lambda t: t.key in forceful or t in part.names or t in begun),
        ("The number “{}” is missing from “{}”", lambda t: t.kind == "number"),
        ("The link “{}” is missing from “{}”", lambda t: t.kind == "link"),
    ]
    for said, applies in checks:
        wanted = Counter(t.key for t in part.tokens if applies(t))
        for token in part.tokens:
            if applies(token) and wanted[token.key] > max(here[token.key], 0):
                wanted[token.key] -= 1
                found.append(said.format(token.shown, part.text))
    here.subtract(t.key for t in part.tokens)
    return found


def _beginnings(read: Sequence[Token]) -> list[Token]:
    """`closed from Monday`, `since May`; in `from Monday to Friday` nothing would be lost without it."""
    return [
        token
        for at, token in enumerate(read)
        if token.key in _BEGINNINGS and not any(each.key in _JOINING for each in read[at + 2 : at + 6])
    ]


def _keeps_order(telling: Sequence[Token], source: Sequence[Token]) -> bool:
    there = [t.key for t in source]
    mine = [t.key for t in telling if t.key in set(there)]
    return in_order(mine, there)
