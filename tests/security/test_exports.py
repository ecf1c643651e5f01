"""Exports hold what people wrote, and no formula that a spreadsheet would run."""

import csv
import io
import json
import sys
from argparse import ArgumentParser

import pytest

from bot.cli import exporting
from bot.db.models import Entry, Question
from bot.lifecycle import Stage
from tests.security.house import HOME, House
from tests.security.stages import choosing

NASTY = [
    *("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", " =1", "\t=1", "＝1", '=HYPERLINK("http://x","y")'),
    *('a "quoted" word', "a, b; c", "two\nlines", "two\r\nlines", "'apostrophe", "", "plain", "100 %", "2026-01-01"),
    *("<b>x</b>", "\u202e=1", "é🎈", "=" * 3_000),
]


def restored(cell: str) -> str:
    """As docs/security.md says: one leading apostrophe comes off, where what follows looks like a formula."""
    return cell[1:] if cell.startswith("'") and exporting.cell(cell[1:]) == cell else cell


async def exported(house: House, *arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    parser = ArgumentParser()
    exporting.add_arguments(parser)
    options = parser.parse_args([*arguments, "--workspace", HOME])
    assert await exporting.run(options, house.bot.settings) == 0
    return capsys.readouterr().out


async def filled(house: House) -> None:
    """A question for each of them, with the words in every field."""
    await choosing(house)
    async with house.bot.db.transaction() as session:
        kept = await session.get(Entry, 1)
        assert kept is not None
        kept.short = kept.full = kept.used_on = "=1+1"
    columns = ("text", "asker", "link", "note", "draft", "published_link", "withdrawn_why", "account", "topic")
    async with house.bot.db.transaction() as session:
        for number, words in enumerate(NASTY, 2):
            fields = dict.fromkeys(columns, words)
            session.add(Question(id=number, workspace=HOME, forwarder="U0FAY", holder="U0FAY", **fields))
    house.sql.execute("UPDATE people SET name = '=cmd()' WHERE user = 'U0FAY'")


async def test_a_table_is_rfc_4180_without_formulas_and_its_values_come_back(
    house: House, capsys: pytest.CaptureFixture[str]
):
    csv.field_size_limit(sys.maxsize)
    await filled(house)

    text = await exported(house, "questions", capsys=capsys)
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))

    assert text.endswith("\r\n")
    assert [restored(row["text"]) for row in rows[1:]] == NASTY
    assert [restored(row["note"]) for row in rows[1:]] == NASTY
    assert {row["stage"] for row in rows} == {Stage.CHOOSING.value}
    for row in rows:
        for cell in row.values():
            assert cell.lstrip()[:1] not in {*"=+-@＝＋－＠"}
            assert cell[:1] not in {*"\t\r\n"}
    answers = await exported(house, "answers", capsys=capsys)
    assert "'=1+1" in answers
    assert ",=1+1" not in answers


async def test_lines_of_json_hold_every_value_as_it_was(house: House, capsys: pytest.CaptureFixture[str]):
    await filled(house)

    lines = (await exported(house, "questions", "--json", capsys=capsys)).splitlines()

    assert [json.loads(line)["text"] for line in lines[1:]] == NASTY
