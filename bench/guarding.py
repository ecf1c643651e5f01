"""How many seeded changes of fact the guard names, and how many harmless edits it wrongly refuses."""

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from bot import trimming
from bot.trimming.outline import outline

DATA = Path(__file__).parents[2] / "shared" / "data" / "trimming"
BAR, MOST_REFUSED = 0.97, 0.05
SEED = 11
Edit = Callable[[str, random.Random], str]  # a sentence changed, or as it was where the edit doesn't apply

_NEGATION = re.compile(r"(?i)\b(?:not|never|no|without|cannot)\b|(?<=\w)n['’]t\b")
_NUMBER = re.compile(r"(?<![\w.,/:-])\d{1,4}(?![\w.,/:-])")
_UNIT = re.compile(r"(?<=\d)( ?)(mg|mL|ml|g|mcg|hours?|days?|weeks?|months?|years?|minutes?|percent|%|degrees)\b")
_CONDITION = re.compile(r"(?i)(?:,? (?:unless|only if|except|provided|until|if|when) [^,.;()]+)(?=[.,;])")
_MODALS = {"must": "may", "should": "must", "may": "should", "can": "must", "will": "may", "cannot": "can"}
_OPPOSITES = {
    "before": "after", "after": "before", "more": "less", "less": "more", "all": "some", "always": "never",
    "increase": "decrease", "safe": "unsafe", "daily": "weekly", "open": "closed", "high": "low", "above": "below",
    "least": "most", "effective": "ineffective", "adults": "children", "included": "excluded", "likely": "unlikely",
}  # fmt: skip
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}(?: [A-Z][a-z]+)*\b")


def _swapped(sentence: str, words: dict[str, str], dice: random.Random) -> str:
    there = [word for word in words if re.search(rf"\b{word}\b", sentence)]
    if not there:
        return sentence
    word = dice.choice(there)
    return re.sub(rf"\b{word}\b", words[word], sentence, count=1)


def _one(pattern: re.Pattern[str], sentence: str, dice: random.Random, new: Callable[[re.Match[str]], str]) -> str:
    found = list(pattern.finditer(sentence))
    if not found:
        return sentence
    match = dice.choice(found)
    return re.sub(r" {2,}", " ", sentence[: match.start()] + new(match) + sentence[match.end() :]).strip()


def _add_not(sentence: str, dice: random.Random) -> str:
    verb = re.compile(r"\b(?:is|are|was|can|should|may|will|must)\b(?! not)")
    return _one(verb, sentence, dice, lambda match: f"{match[0]} not")


_OTHER_UNIT = {"mg": "g", "g": "mg", "mcg": "mg", "ml": "l", "mL": "L", "%": " people", "percent": "people"}


def _other_unit(match: re.Match[str]) -> str:
    unit = match[2]
    return match[1] + _OTHER_UNIT.get(unit, "weeks" if unit.startswith("day") else "days")


CHANGES: dict[str, Edit] = {
    "a negation dropped": lambda s, dice: _one(_NEGATION, s, dice, lambda match: ""),
    "a negation added": _add_not,
    "a number changed": lambda s, dice: _one(_NUMBER, s, dice, lambda match: str(int(match[0]) + dice.randint(1, 9))),
    "a number dropped": lambda s, dice: _one(_NUMBER, s, dice, lambda match: ""),
    "a unit changed": lambda s, dice: _one(_UNIT, s, dice, _other_unit),
    "a unit dropped": lambda s, dice: _one(_UNIT, s, dice, lambda match: ""),
    "a condition dropped": lambda s, dice: _one(_CONDITION, s, dice, lambda match: ""),
    "a modal changed": lambda s, dice: _swapped(s, _MODALS, dice),
    "an opposite": lambda s, dice: _swapped(s, _OPPOSITES, dice),
    "a name changed": lambda s, dice: _one(_NAME, s, dice, lambda match: "Fairhaven"),
    "a name dropped": lambda s, dice: _one(_NAME, s, dice, lambda match: ""),
    "a link changed": lambda s, dice: _one(re.compile(r"(?<=https://)\w+"), s, dice, lambda match: f"{match[0]}x"),
}
HARMLESS: dict[str, Edit] = {
    "n't written out": lambda s, dice: re.sub(r"(?<=\w)(?<!ca)(?<!wo)n['’]t\b", " not", s, count=1),
    "an opening word dropped": lambda s, dice: re.sub(
        r"^(?:Currently|Please|Also|However|Additionally|In addition),? ", "", s
    ),
    "final stop dropped": lambda s, dice: s.removesuffix("."),
    "curly quotes": lambda s, dice: s.replace("'", "’"),
    "an exclamation mark": lambda s, dice: re.sub(r"\.$", "!", s),
    "two spaces": lambda s, dice: s.replace(" ", "  ", 1),
}


def main(argv: list[str]) -> int:
    """Measure; 1 where too few changes are named or too many harmless edits refused."""
    parser = argparse.ArgumentParser(prog="python -m bench guarding", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--missed", action="store_true", help="print what got past the guard")
    options = parser.parse_args(argv)
    if not DATA.exists():
        print(f"There is no {DATA}.")
        return 2
    replies = _replies()
    caught, seeded, past = _count(replies, CHANGES, changing=True)
    refused, harmless, _ = _count(replies, HARMLESS, changing=False)
    figures = {name: caught[name] / seeded[name] for name in CHANGES if seeded[name]}
    figures |= {f"refused: {name}": refused[name] / harmless[name] for name in HARMLESS if harmless[name]}
    named, wrong = caught.total() / seeded.total(), refused.total() / harmless.total()
    figures |= {"seeded": seeded.total(), "named": named, "harmless": harmless.total(), "wrongly refused": wrong}
    if options.missed:
        print("\n".join(past))
    print(json.dumps(figures, indent=1) if options.json else "\n".join(f"{v:10.4g}  {k}" for k, v in figures.items()))
    return int(named < BAR or wrong > MOST_REFUSED)


def _replies() -> list[list[str]]:
    """The replies' sentences, long enough to say something and short enough to be posted."""
    found = []
    for name in ("faq", "meds"):
        for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines():
            found.append([each.text for each in outline([str(json.loads(line)["answer"])])])
    return found


def _count(
    replies: Sequence[Sequence[str]], edits: dict[str, Edit], *, changing: bool
) -> tuple[Counter[str], Counter[str], list[str]]:
    """Per kind of edit how many the guard named, how many there were, and those that got past it."""
    dice = random.Random(SEED)
    named: Counter[str] = Counter()
    made: Counter[str] = Counter()
    past = []
    for sentences in replies:
        source = "\n".join(sentences)
        for sentence in sentences:
            for name, edit in edits.items():
                changed = edit(sentence, dice)
                if not 20 <= len(changed) <= 300 or changed == sentence or (changing and changed in source):
                    continue
                made[name] += 1
                if trimming.guard(source, changed):
                    named[name] += 1
                else:
                    past.append(f"{name}: {sentence}\n    {changed}")
    return named, made, past
