"""Several messages as one list of sentences that know where they stand: in a list, under a heading, in private."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from dataclasses import replace

import regex

from bot.trimming.corrections import without_correcting_words
from bot.trimming.private import held_back, hides_what_was_said, is_private, opens_private_part, public_label, tells
from bot.trimming.reading import CODE, HEADING, PRIVATE, read, tidy
from bot.trimming.sentences import CODE_EDGE, Kind, Sentence, split
from bot.trimming.small_talk import GREETING, is_pleasantry, takes_on

_CODE_LINE = "\ue004"
_CODE_BLOCK = regex.compile(f"{CODE}(.*?){CODE}", regex.S)
_BULLET = regex.compile(
    r"(?:[•◦▪‣●○∙·◆➢✓✔→]\ufe0f?|[*\-–—](?=\s)|\(?\d{1,2}[.)](?=\s)|\(?[a-z]\)(?=\s)|\d\ufe0f\u20e3)\s*"
)
_STEP = regex.compile(r"\(?(\d{1,2})[.)](?=\s)")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}「『（]")
_TRAILING = regex.compile(r"(?<=[.!?])\s+(?:\.{2,}|…)\s*$")
_INLINE_STEP = regex.compile(r"[.!?;]\s+\d{1,2}[.)]\s")
_ENDED = regex.compile(r"[.!?…。！？｡।॥؟۔][\"'”’»)\]}」』）*_]*$")
_ADDRESSED = regex.compile(
    rf"^(?:(?i:{GREETING})\s+)?{PRIVATE}(?:\s*{PRIVATE})*(?:\s*[,:;–—-]+\s*|\s+(?=\p{{Lu}}|\d|(?:yes|no|it|it's|the|"
    rf"you|we|they|this|that|there|if|in|on|please|hi|hello|thanks|for|as|only|not)\b))|"
    rf"(?<![,\s])[,\s]++{PRIVATE}(?=[.!?]*$)|^(?i:{GREETING})"
    r"(?:(?:,?\s+\p{Lu}[\p{L}'’-]+){1,2}|(?: (?:there|all|again|everyone|both|team|folks))?)\s*[,–—-]\s*(?=\p{L})"
)
_BEGUN = regex.compile(r"\p{L}{3,}[.!?]\s+\p{Lu}\p{Ll}*(?: \p{Ll}+){0,3}$")  # `… to dependence. Keep`
_LOWER = regex.compile(r"^\p{Ll}+(?=['’\s,])")  # no `pH`, no address
_OPENS_LIST = regex.compile(r"(?i)\s(?:your|the|an?|of|in|for|to|with|are|is|includes?|including|such as|by|from|on)$")
_HALF_LISTED = regex.compile(r":\s[^.!?:]{1,60}$")  # `Among them are: aspirin`, and the others below
_TITLE = regex.compile(r"(?:\d+(?:\.\d+)+\s+\p{Lu}|(?:How|What|Why|When|Where|Who)\s)[^.!?:]*")
_LONGEST_BARE_ITEM = 12
_LONGEST_TITLE = 8


def outline(messages: Sequence[str], *, question: str = "") -> list[Sentence]:
    """The sentences of what was written, without thanks, greetings, repetitions and the question itself."""
    found: list[Sentence] = []
    seen: list[str] = []  # sorted
    asked = _bare(question)
    line = 0
    for number, message in enumerate(messages):
        hidden = False
        beside_private = opens_private_part(message)
        for kind, text in _lines(read(message)):
            line += 1
            for part in _parts(kind, text):
                label = public_label(part, beside_private=beside_private)
                part = part.removeprefix(label)
                one = _sentence(part, number, line, kind)
                held = held_back(one.text)
                told = [i for i, each in enumerate(found) if tells(each.text, held)] if held else []
                hidden = (hidden and not label) or (opens_private_part(part) and not told)
                one = replace(one, private=one.private or hidden or bool(told))
                key = _bare(one.text)
                repeated = kind is not Kind.ITEM and _is_repeated(one.text, key, seen)
                repeated = repeated or (bool(asked) and key == asked)
                if not one.text or repeated or (kind is Kind.PROSE and is_pleasantry(one.text)):
                    continue
                if not told and one.private and found and hides_what_was_said(part):
                    told = [len(found) - 1]
                for i in told:
                    found[i] = replace(found[i], private=True)
                insort(seen, key)
                found.append(one)
    return _placed(found)


def is_small_talk(message: str) -> bool:
    """Whether a message (mrkdwn) says only thanks, greetings and promises to answer later: nothing for the public."""
    return bool(message.strip()) and not outline([message])


def takes_it_on(message: str) -> bool:
    """Whether all that a message (mrkdwn) says is that its writer is on it."""
    return is_small_talk(message) and takes_on(read(message))


def plain_question(question: str) -> str:
    """A question (mrkdwn) as plain text; as it is where nothing in it is for the public."""
    return " ".join(one.text for one in outline([question])) or question


def public_text(sentences: Iterable[Sentence]) -> str:
    """These sentences as they would be posted: one paragraph, list items on lines of their own."""
    text, before = "", None
    for one in sentences:
        if before is not None:
            text += _gap(before, one)
        text += without_correcting_words(one.text) if one.kind is Kind.PROSE else one.text
        before = one
    return text


def _gap(before: Sentence, after: Sentence) -> str:
    listed = Kind.ITEM in (before.kind, after.kind) or Kind.HEADING in (before.kind, after.kind)
    if before.line == after.line:
        return "" if before.text[-1] in "。！？｡」』）" and _UNSPACED.match(after.text) else " "
    return "\n" if listed or not (_ENDED.search(before.text) or before.text.endswith(":")) else " "


def _bare(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _is_repeated(text: str, key: str, seen: Sequence[str]) -> bool:
    """Said before, or the beginning of what was said before. `seen` is sorted."""
    at = bisect_left(seen, key)
    if at == len(seen):
        return False
    return seen[at] == key or (not _ENDED.search(text) and key.count(" ") > 1 and seen[at].startswith(key))


def _lines(text: str) -> list[tuple[Kind, str]]:
    text = _CODE_BLOCK.sub(lambda match: CODE_EDGE + match[1].replace("\n", _CODE_LINE) + CODE_EDGE, text)
    lines = [line for line in text.replace(CODE, "").split("\n") if line.strip()]
    found: list[tuple[Kind, str]] = []
    after_header = False
    for at, line in enumerate(lines):
        following = lines[at + 1 : at + 3]
        more = bool(following)
        bare = line.replace(HEADING, "")
        kind = Kind.PROSE
        if _BULLET.match(bare):
            kind = Kind.ITEM
        elif more and _is_heading(line, following[0]):
            kind = Kind.HEADING
        elif more and public_label(bare, beside_private=True) != bare and _opens(bare, following):
            kind = Kind.HEADER
        elif after_header and len(bare.split()) <= _LONGEST_BARE_ITEM and more | (found[-1][0] is Kind.ITEM):
            kind = Kind.ITEM
        elif found and _goes_on(found[-1], bare):
            found[-1] = (found[-1][0], f"{found[-1][1]} {bare}")
            continue
        bare_point = kind is Kind.ITEM and not _BULLET.match(bare)
        after_header = kind is Kind.HEADER or (after_header and bare_point)
        found.append((kind, bare))
    return found


def _is_heading(line: str, below: str) -> bool:
    """A short line in bold; `2.1 Adults` or `How it works`, and a sentence below."""
    bare = line.replace(HEADING, "").strip()
    if HEADING in line:
        return len(bare.split()) <= _LONGEST_BARE_ITEM
    return (
        _TITLE.fullmatch(bare) is not None
        and len(bare.split()) <= _LONGEST_TITLE < len(below.split())
        and _ENDED.search(below.rstrip()) is not None
    )


def _opens(line: str, following: Sequence[str]) -> bool:
    return line.endswith(":") or _opens_list(line, following)


def _opens_list(line: str, following: Sequence[str]) -> bool:
    """`Vitamin A plays a role in your`, and short lines below; not a line that was only wrapped by hand."""
    if not (_OPENS_LIST.search(line) or _HALF_LISTED.search(line)):
        return False
    return len(following) == 2 and all(_is_point(each.strip()) for each in following)


def _is_point(line: str) -> bool:
    return not line[0].islower() and len(line.split()) <= _LONGEST_BARE_ITEM and not _ENDED.search(line)


def _goes_on(before: tuple[Kind, str], line: str) -> bool:
    """A line that was only wrapped by hand: a long one without an end before it, small letters after it or a sentence
    that had only begun."""
    kind, text = before
    wrapped = kind is Kind.PROSE and len(text) >= 60 and not _ENDED.search(text) and not text.endswith(":")
    return wrapped and (line[:1].islower() or _BEGUN.search(text[-60:]) is not None)


def _parts(kind: Kind, text: str) -> list[str]:
    if kind is Kind.HEADING or (kind is Kind.ITEM and not _INLINE_STEP.search(text)):
        return [text]
    rest = _ADDRESSED.sub("", text)
    greeted = not text.startswith(rest[:1])
    return split(_LOWER.sub(lambda word: word[0].capitalize(), rest) if greeted else rest)


def _sentence(part: str, message: int, line: int, kind: Kind) -> Sentence:
    private = PRIVATE in part or is_private(part)
    text = _TRAILING.sub("", part)
    text = tidy(text.replace(PRIVATE, "").replace(CODE_EDGE, "").replace(_CODE_LINE, "\n"))
    step = _STEP.match(text)
    if kind is Kind.PROSE and step is not None:
        kind = Kind.ITEM
    if kind is Kind.HEADER and not (text.endswith(":") or _OPENS_LIST.search(text) or _HALF_LISTED.search(text)):
        kind = Kind.PROSE
    return Sentence(
        text, message, line, kind, step=int(step[1]) if step else 0, private=private, code=CODE_EDGE in part
    )


def _placed(sentences: list[Sentence]) -> list[Sentence]:
    """Each with its header: the line that opens its list, or the heading it stands under where there are several."""
    headings = [one.message for one in sentences if one.kind is Kind.HEADING]
    placed: list[Sentence] = []
    header, heading = -1, -1
    for at, one in enumerate(sentences):
        before = placed[-1] if placed else None
        if before is not None and before.message != one.message:
            header = heading = -1
        if one.kind is Kind.HEADING:
            header, heading = -1, at if headings.count(one.message) > 1 else -1
        elif one.kind is Kind.ITEM:
            if before is not None and before.message == one.message and before.kind is not Kind.ITEM:
                opens = before.kind is Kind.HEADER or not _ENDED.search(before.text) or not _whole(one.text)
                header = at - 1 if opens and before.kind is not Kind.HEADING else heading
            one = replace(one, under=header if header >= 0 else heading)
        else:
            header = -1
            one = replace(one, under=heading)
        placed.append(one)
    return placed


def _whole(item: str) -> bool:
    """An item that could be a sentence on its own."""
    return len(item.split()) >= 6 and _ENDED.search(item) is not None
