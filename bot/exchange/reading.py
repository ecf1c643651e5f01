"""A file of answers, whatever its shape: what it is, its answers, and what can't be read, each with its line."""

from bot.exchange import lines, pages, tables
from bot.exchange.decoding import Undecodable, decoded
from bot.exchange.results import Problem, Read, Unreadable

MOST_BYTES = 48 * 2**20
MOST_LINES = 100_000


def read(name: str, raw: bytes) -> Read:
    """A table, lines of JSON or a page, by what the file's name ends with, else by how it begins."""
    if len(raw) > MOST_BYTES:
        raise Unreadable(Problem(1, f"The file is larger than {MOST_BYTES // 2**20} MB. Please load it in parts."))
    try:
        text = decoded(raw)
    except Undecodable as why:
        raise Unreadable(Problem(why.line, str(why))) from None
    ending, start = name.lower().rpartition(".")[2], text.lstrip()[:1]
    if ending in ("html", "htm", "xhtml") or (ending not in ("csv", "tsv") and start == "<"):
        found = pages.read(text)
    elif ending in ("jsonl", "ndjson", "json") or (ending not in ("csv", "tsv") and start == "{"):
        found = lines.read(text)
    else:
        found = tables.read(text)
    if len(found.lines) > MOST_LINES:
        raise Unreadable(Problem(1, f"The file holds more than {MOST_LINES:,} answers. Please load it in parts."))
    return found
