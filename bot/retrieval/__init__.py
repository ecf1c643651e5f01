"""Finding an earlier answer to the same question: a pure library, knows no Slack and no database."""

from bot.retrieval.confidence import CLOSEST
from bot.retrieval.differing import differences, key, passing, same
from bot.retrieval.encoder import Encoder, load
from bot.retrieval.english import is_of_elsewhere
from bot.retrieval.evidence import closeness
from bot.retrieval.graph import Unloadable
from bot.retrieval.matching import match
from bot.retrieval.ranking import SILENT_BELOW, Candidate, Match, rank
from bot.retrieval.sameness import CLOSE, sameness
from bot.retrieval.synonyms import expanded
from bot.retrieval.words import terms

__all__ = [
    "CLOSE",
    "CLOSEST",
    "SILENT_BELOW",
    "Candidate",
    "Encoder",
    "Match",
    "Unloadable",
    "closeness",
    "differences",
    "expanded",
    "is_of_elsewhere",
    "key",
    "load",
    "match",
    "passing",
    "rank",
    "same",
    "sameness",
    "terms",
]
