"""Values in the cells of a table, so that no spreadsheet runs them and each comes back as it was."""

import json
import re

FORMULA = "=+\\-@＝＋－＠"  # how one begins, for one spreadsheet or another; some drop tabs and line breaks before it
# What was given an apostrophe would look the same as what had one before, so that gets another.
RISKY = re.compile(rf"'*(?:[\t\r\n]|\s*[{FORMULA}])")
BREAKS = re.compile(r"[\r\n]")


def closed(text: str) -> str:
    """As a cell; text that a spreadsheet would take for a formula begins with an apostrophe."""
    return f"'{text}" if RISKY.match(text) else text


def opened(cell: str) -> str:
    """The text of a cell, without the apostrophe that `closed` gave it."""
    return cell[1:] if cell.startswith("'") and RISKY.match(cell) else cell


def listed(texts: tuple[str, ...]) -> str:
    """Several texts in one cell: one a line, as JSON where lines would not tell them apart."""
    simple = texts and not any(BREAKS.search(text) or text != text.strip() or not text for text in texts)
    if simple and not texts[0].startswith("["):
        return "\n".join(texts)
    return json.dumps(texts, ensure_ascii=False)


def unlisted(cell: str) -> tuple[str, ...]:
    """The texts that `listed` put into a cell, or that somebody wrote there one a line."""
    if cell.startswith("["):
        try:
            found = json.loads(cell)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, list) and all(isinstance(text, str) for text in found):
            return tuple(found)
    return tuple(text.strip() for text in re.split(r"\r\n|\r|\n", cell) if text.strip())
