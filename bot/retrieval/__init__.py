"""Finding an earlier answer to the same question: a pure library, knows no Slack and no database."""

from bot.retrieval.differing import differences, key, same
from bot.retrieval.ranking import SILENT_BELOW, Candidate, Match, rank
from bot.retrieval.synonyms import expanded
from bot.retrieval.words import terms

__all__ = ["SILENT_BELOW", "Candidate", "Match", "differences", "expanded", "key", "rank", "same", "terms"]
