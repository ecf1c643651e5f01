"""Answers of an FAQ page that says what it holds in the words of schema.org: JSON-LD, microdata or RDFa.

https://schema.org/FAQPage: a Question has a name and an acceptedAnswer, an Answer with a text.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from bot import retrieval
from bot.exchange.markup import LARGEST, Element, Unwritable, plain, readable, tree
from bot.exchange.results import QUESTION, Line, Problem, Read

DEEPEST = 60
NOTHING = (
    "The page marks no questions and answers (schema.org FAQPage, as JSON-LD, microdata or RDFa). "
    "Copy them into a table with the columns question and answer."
)
OPENING = re.compile(r"<!--|(?://|/\*)?\s*<!\[CDATA\[(?:\*/)?")
CLOSING = re.compile(r"(?:-->|(?://|/\*)?\s*\]\]>(?:\*/)?)\Z")
LONGEST_CLOSING = 20
IN_A_TABLE = "Write the right one in a table with question and answer."
ADDRESS = re.compile(r" \((?:https?://|[^()\s]+@)[^()\s]*\)")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n")
# An attribute that says of what type an element is, and those that say which property of the one around it.
WAYS = (("itemtype", ("itemprop",)), ("typeof", ("property", "rel")))


@dataclass(frozen=True)
class _Asked:
    """A question of the page with its answer, and why it can't be used; empty where it can."""

    question: str
    answer: str
    wrong: str

    @classmethod
    def of(cls, name: Callable[[], str], text: Callable[[], str]) -> "_Asked":
        question = answer = wrong = ""
        try:
            question = " ".join(name().split())
            answer = text()
        except Unwritable as why:
            wrong = f"“{question[:60]}” holds {why}. Write it in words, in a table with question and answer."
        else:
            if not question or not answer:
                wrong = f"“{question[:60]}” has no answer." if question else "It has no question."
        return cls(question, answer, wrong)


def read(text: str) -> Read:
    """Every question of the page with its answer; said twice in two ways, it counts once."""
    found = Read("a page with questions and answers")
    if len(text) > LARGEST:
        found.problems.append(
            Problem(1, f"The page is larger than {LARGEST // 2**20} MB. Please save it without pictures.")
        )
        return found
    page = tree(text)
    base = _base(page)
    every = _one_each([*_in_scripts(page, base, found), *_in_elements(page, base)])
    for number, asked in enumerate(every, 1):
        if asked.wrong:
            found.problems.append(Problem(number, asked.wrong, QUESTION))
        else:
            found.lines.append(Line(number, {"question": asked.question, "full": asked.answer}, of=QUESTION))
    if found.lines:
        found.left_out, found.problems = found.problems, []
    elif not found.problems:
        found.problems.append(Problem(1, NOTHING))
    return found


def _one_each(every: Iterable[_Asked]) -> list[_Asked]:
    """Each question once, with its fullest answer; where two of its answers say different things, with neither."""
    found: dict[object, _Asked] = {}
    for asked in every:
        key = asked if asked.wrong else retrieval.key(asked.question)
        before = found.get(key, asked)
        fuller, other = sorted((before, asked), key=lambda one: len(one.answer), reverse=True)
        if before.wrong or _says_all(fuller.answer, other.answer):
            found[key] = before if before.wrong else fuller
        else:
            shown = f"“{before.answer[:60]}” and “{asked.answer[:60]}”"
            found[key] = replace(before, wrong=f"“{before.question[:60]}” has two answers here: {shown}. {IN_A_TABLE}")
    return list(found.values())


def _says_all(fuller: str, other: str) -> bool:
    """Whether it has every sentence of the other, or the very same words; the addresses of links don't count."""
    (all_words, every), (its_words, its_own) = _sentences(fuller), _sentences(other)
    return all_words == its_words or its_own <= every


def _sentences(answer: str) -> tuple[tuple[str, ...], set[tuple[str, ...]]]:
    text = ADDRESS.sub("", answer)
    return retrieval.key(text), {retrieval.key(one) for one in SENTENCE_END.split(text)}


def _base(page: Element) -> str:
    """The page's own address, where it says so: links that begin in the middle go on from there."""
    for element in page.every():
        marks = element.attributes
        if element.name == "base" and marks.get("href", "").startswith("http"):
            return marks["href"]
        if element.name == "link" and marks.get("rel", "").lower() == "canonical":
            return marks.get("href", "")
    return ""


# -- JSON-LD


def _in_scripts(page: Element, base: str, found: Read) -> Iterator[_Asked]:
    for script in page.every():
        kind = script.attributes.get("type", "").partition(";")[0].strip().lower()
        if script.name != "script" or kind != "application/ld+json":
            continue
        try:
            said = json.loads(_unwrapped(script.raw.strip()), strict=False)
        except (ValueError, RecursionError) as error:
            where = script.line + getattr(error, "lineno", 1) - 1
            what = getattr(error, "msg", "too deep")
            found.problems.append(
                Problem(where, f"Its JSON-LD can't be read ({what}). Ask whoever looks after the page.")
            )
            continue
        things = list(_things(said))
        named = {thing["@id"]: thing for thing in things if isinstance(thing.get("@id"), str) and len(thing) > 1}
        for thing in things:
            if _is(thing, "Question") and ("acceptedAnswer" in thing or "name" in thing):
                answers = [named.get(one.get("@id", ""), one) for one in _objects(thing.get("acceptedAnswer"))]
                yield _Asked.of(partial(_name, thing), partial(_texts, answers, base))


def _unwrapped(script: str) -> str:
    """Without the comment or the CDATA section around it."""
    opening = OPENING.match(script)
    closing = CLOSING.search(script, max(len(script) - LONGEST_CLOSING, 0))
    return script[opening.end() if opening else 0 : closing.start() if closing else len(script)]


def _name(thing: dict[str, Any]) -> str:
    return plain(_text(thing.get("name")) or _text(thing.get("text")))


def _texts(answers: list[dict[str, Any]], base: str) -> str:
    return "\n".join(filter(None, (plain(_text(one.get("text")), base) for one in answers)))


def _things(said: object) -> Iterator[dict[str, Any]]:
    """Every object, however it is nested, in order."""
    waiting: list[tuple[object, int]] = [(said, 0)]
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, dict):
            yield value
        inside = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
        if depth < DEEPEST:
            waiting += [(each, depth + 1) for each in reversed(inside)]


def _is(thing: dict[str, Any], wanted: str) -> bool:
    types = thing.get("@type")
    return any(_last(one) == wanted for one in (types if isinstance(types, list) else [types]) if isinstance(one, str))


def _last(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2].rpartition("#")[2].rpartition(":")[2]


def _objects(value: object) -> list[dict[str, Any]]:
    found = value if isinstance(value, list) else [value]
    return [one if isinstance(one, dict) else {"text": one} for one in found if isinstance(one, dict | str)]


def _text(value: object) -> str:
    if isinstance(value, list):
        return next((text for each in value if (text := _text(each))), "")
    if isinstance(value, dict):
        return _text(value.get("@value"))
    return value if isinstance(value, str) else ""


# -- microdata and RDFa


def _in_elements(page: Element, base: str) -> Iterator[_Asked]:
    by_id = {element.attributes["id"]: element for element in page.every() if "id" in element.attributes}
    for element in page.every():
        for type_, said_by in WAYS:
            if _typed(element, type_, "Question"):
                named = element.attributes.get("itemref", "").split()
                elsewhere = [by_id.pop(each) for each in named if each in by_id]  # once, or a page could hurt
                names = _properties(element, type_, said_by, "name", elsewhere)[:1]
                answers = _properties(element, type_, said_by, "acceptedAnswer", elsewhere)
                texts = [text for answer in answers for text in _marked(answer, type_, said_by)]
                yield _Asked.of(partial(_values, names, ""), partial(_values, texts, base))


def _typed(element: Element, type_: str, wanted: str) -> bool:
    return any(_last(one) == wanted for one in element.attributes.get(type_, "").split())


def _properties(
    element: Element, type_: str, said_by: tuple[str, ...], wanted: str, elsewhere: Sequence[Element] = ()
) -> list[Element]:
    """The elements in it, or elsewhere in the page, that say this of this thing, not of another inside it."""
    found = []
    waiting = [child for child in reversed((*element.children, *elsewhere)) if isinstance(child, Element)]
    while waiting:
        inside = waiting.pop()
        if any(_last(one) == wanted for name in said_by for one in inside.attributes.get(name, "").split()):
            found.append(inside)
        elif type_ not in inside.attributes:
            waiting += [child for child in reversed(inside.children) if isinstance(child, Element)]
    return found


def _marked(answer: Element, type_: str, said_by: tuple[str, ...]) -> list[Element]:
    """What is marked as its text; a paragraph ends where the next one or a list begins, so then it is all of it."""
    thing = next((each for each in answer.every() if _typed(each, type_, "Answer")), answer)
    texts = _properties(thing, type_, said_by, "text")
    return [answer] if any(text.name == "p" for text in texts) else texts or [answer]


def _values(elements: list[Element], base: str) -> str:
    return "\n".join(filter(None, (_value(element, base) for element in elements)))


def _value(element: Element, base: str) -> str:
    said = element.attributes.get("content")
    return plain(said, base) if said is not None else readable(element, base)
