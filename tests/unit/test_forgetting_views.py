"""Words are taken out of what the bot said, whole or cut short, in whatever marks they stand."""

import json

import pytest

from bot.views.blocks import cut, line, message, quote, quoted, section, verbatim
from bot.views.forgetting import GONE, blotted, part, without

TEXT = "May I bring *two* dogs & a <cat>\nto the ward, or only one of them?"


@pytest.mark.parametrize(
    "shown",
    [
        TEXT,
        quote(TEXT),
        line(TEXT),
        line(TEXT, 30),
        cut(TEXT, 20),
        f"> {quote(TEXT)}".replace("\n", "\n> "),
        f"*Question:* {quote(TEXT)}\n*Draft:* Yes.",
        f"{line(TEXT)} and once more {line(TEXT, 40)}",
    ],
)
def test_a_text_is_taken_out_wherever_it_is_quoted(shown: str) -> None:
    left = blotted(shown, [TEXT])

    assert GONE in left
    assert "two" not in left
    assert "cat" not in left
    assert left.replace(GONE, "").strip("“” \n>") in ("", "*Question:* \n*Draft:* Yes.", "and once more")


@pytest.mark.parametrize("shown", ["May I bring *two* dogs?", "May I bring two …", "Yesterday", "No", "", "…"])
def test_what_only_begins_alike_stays(shown: str) -> None:
    assert blotted(shown, [TEXT, "Yes", " ", "May I bring *two*s"]) == shown


def test_the_rest_of_a_message_stays_as_it_was() -> None:
    said = message(f"Asked: {line(TEXT)}", [section(f"*{line(TEXT)}*\nThe answer."), verbatim(TEXT)])

    left = without(said, [TEXT])

    assert left["text"] == f"Asked: “{GONE}”"
    assert left["blocks"][0]["text"]["text"] == f"*“{GONE}”*\nThe answer."
    assert left["blocks"][1]["elements"][0]["elements"][0]["text"] == GONE
    assert without(said, ["Something else entirely"]) == said


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "Is it\ntrue?\nI read so",
        "Is  it true that it closes",
        "Où est la salle d'attente, s'il vous plaît ?",
        "هل يمكنني زيارة الجناح مع قطتي؟",
    ],
)
def test_the_database_finds_a_text_by_a_part_of_it(text: str) -> None:
    assert part(text)
    for shown in (text, quote(text), quoted(text), line(text, 45)):
        assert part(text) in shown
        assert json.dumps(part(text))[1:-1] in json.dumps(message(shown, [section(shown)]))


def test_too_little_is_not_looked_for() -> None:
    assert [part(text) for text in ("Yes.", "?", "", "a b")] == ["", "", "", ""]
