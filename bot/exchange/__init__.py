"""Answers as files: tables, lines of JSON, and FAQ pages. A pure library, knows no Slack and no database."""

from bot.exchange.columns import COLUMNS, HISTORY, SIGNED_FOR, Value, Values, in_cells, in_json
from bot.exchange.histories import HISTORIES, Histories
from bot.exchange.reading import MOST_BYTES, read
from bot.exchange.results import Line, Problem, Read, Unreadable

__all__ = [
    "COLUMNS",
    "HISTORIES",
    "HISTORY",
    "MOST_BYTES",
    "SIGNED_FOR",
    "Histories",
    "Line",
    "Problem",
    "Read",
    "Unreadable",
    "Value",
    "Values",
    "in_cells",
    "in_json",
    "read",
]
