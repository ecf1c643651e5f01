"""What takes the place of words that were forgotten."""

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any

from bot.views.blocks import ESCAPES, TURNING, Message, message, on, section

GONE = "(forgotten)"
PIECE = re.compile(r"\u2060|\s+(?:>\s?)?|&(?:amp|lt|gt);|.", re.DOTALL)  # of what is shown: one sign as it was written
SIGNS = {escaped: sign for sign, escaped in ESCAPES.items()} | {"\u2060": ""}
LEAST_CUT = 12  # so many signs before an ellipsis are no chance
IN_A_ROW = re.compile(r"[^\W_]+(?: [^\W_]+)*")
FIRST, LEAST = 30, 5  # a message shows at least so much of a text; fewer letters in a row may stand anywhere


def forgotten(at: datetime) -> Message:
    """In the place of a question's card."""
    text = f"This question was forgotten on {on(at)}: what was asked and written is no longer kept."
    return message(text, [section(text)])  # without blocks of its own a message keeps those it has


def part(text: str) -> str:
    """What stands wherever this text is shown, whole or cut short; empty where that would say little."""
    shown = TURNING.sub("", text).strip()[:FIRST]  # its lines may be kept or not, so no part goes beyond one
    longest = max(IN_A_ROW.findall(shown), key=len, default="")
    return longest if len(longest) >= LEAST else ""


def without(said: Any, texts: Collection[str]) -> Any:
    """A message, or a part of one, that shows none of these texts any more."""
    if isinstance(said, list):
        return [without(each, texts) for each in said]
    if isinstance(said, dict):
        if said.get("type") == "rich_text_section" and _tells(said["elements"], texts):
            return {**said, "elements": [{"type": "text", "text": GONE}]}
        return {
            name: blotted(value, texts) if name == "text" and isinstance(value, str) else without(value, texts)
            for name, value in said.items()
        }
    return said


def _tells(elements: list[Any], texts: Collection[str]) -> bool:
    """Whether the new one of two texts that are compared is one of these: it stands there in pieces."""
    new = "".join(each.get("text", "") for each in elements if not each.get("style", {}).get("strike"))
    return len(elements) > 1 and blotted(new, texts) != new


def blotted(shown: str, texts: Collection[str]) -> str:
    """What is shown, with GONE for each of these texts, whole or cut short, in whatever marks it is."""
    for text in filter(None, map(_plain, texts)):
        shown = _without(shown, text)
    return shown


def _plain(text: str) -> str:
    return " ".join(TURNING.sub("", text).split())


def _without(shown: str, text: str) -> str:
    read = [(_sign(piece[0]), *piece.span()) for piece in PIECE.finditer(shown)]
    read = [piece for piece in read if piece[0]]
    signs = "".join(sign for sign, _, _ in read)
    kept, since, at = "", 0, signs.find(text[:LEAST_CUT])
    while at >= 0:
        end = _end(signs, at, text)
        if end:
            kept += shown[since : read[at][1]] + GONE
            since = read[end - 1][2]
        at = signs.find(text[:LEAST_CUT], end or at + 1)
    return kept + shown[since:]


def _sign(piece: str) -> str:
    return " " if piece[0].isspace() else SIGNS.get(piece, piece)


def _end(signs: str, at: int, text: str) -> int:
    """Where the text that begins there ends; 0 where it is another one."""
    same = next((n for n, sign in enumerate(text) if signs[at + n : at + n + 1] != sign), len(text))
    end = at + same
    if same < len(text):
        return end + 1 if same >= LEAST_CUT and signs[end : end + 1] == "…" else 0
    return 0 if _is_within_a_word(signs, at) or _is_within_a_word(signs, end) else end


def _is_within_a_word(signs: str, at: int) -> bool:
    return 0 < at < len(signs) and signs[at - 1 : at + 1].isalnum()
