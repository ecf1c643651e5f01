"""Whether two questions that are kept both ask the same: judged more strictly than what is offered to people."""

from bot.retrieval.confidence import Learned, signs
from bot.retrieval.differing import differences, same
from bot.retrieval.evidence import Encoded, evidence
from bot.retrieval.ranking import Candidate, by_words

CLOSE = 0.55  # a cosine below it never comes to that


def sameness(one: str, other: str, mine: Encoded, theirs: Encoded, learned: Learned) -> float:
    """From 0 to 1: the chance that they ask the same, by the lesser of both directions.

    0 where anything sets them apart that a person would be shown: a number, a denial, a place, who is meant; and where
    one of them isn't understood, isn't English (then nothing of that is seen), or is too long to be read to its end.
    """
    if same(one, other):
        return 1.0
    if not all(each.understood and each.english and each.is_whole for each in (mine, theirs)) or differences(
        one, other
    ):
        return 0.0
    return min(_chance(one, other, mine, theirs, learned), _chance(other, one, theirs, mine, learned))


def _chance(one: str, other: str, mine: Encoded, theirs: Encoded, learned: Learned) -> float:
    words = by_words(one, [Candidate(0, (other,), "")])(other)
    return learned.confidence(signs(evidence(mine, theirs, words=words), learned, more=(), rivals=()))
