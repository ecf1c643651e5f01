"""What in a text breaks the account's style, as people see it beside the text."""

from bot.trimming import Style, breaches
from bot.views.blocks import Block, context, quote

MOST = 5


def notes(text: str, style: Style) -> list[Block]:
    """One line each: what may not stay is marked otherwise than what is only better changed."""
    found = breaches(text, style)[:MOST]
    return [context(f":{'no_entry' if each.blocks else 'warning'}: {quote(each.said, 500)}") for each in found]
