"""Answers as tables and as lines of JSON: what was written is read as it was, and what isn't ours is read kindly."""

import csv
import io
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import exchange
from bot.db.models import Entry, Use, Version
from bot.exchange import COLUMNS, HISTORIES, cells, in_cells, in_json
from bot.exchange.columns import Kind

STAYS = {
    "id": "the database's own",
    "workspace": "a file is of one",
    "question_id": "the question isn't in the file",
    "moves": "numbers this database's own messages",
    "asked": "elsewhere nobody was asked to review it yet",
    "asked_at": "as `asked`",
}
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
TRICKY = st.sampled_from(
    ["=1+1", "'=1", "''=1", "\t=1", "\r\nx", " =1", "'", "＝1", "[]", '["a"]', "\ufeffx", "a;b,c\td"]
)
OF_KIND = {
    Kind.TEXT: TEXT | TRICKY,
    Kind.NUMBER: st.integers(0, 2**31 - 1),
    Kind.TRUTH: st.booleans(),
    Kind.DAY: st.dates(),
    Kind.INSTANT: st.datetimes(timezones=st.just(UTC)),
    Kind.TEXTS: st.lists(TEXT | TRICKY).map(tuple),
}
ROWS = st.lists(
    st.fixed_dictionaries({column.name: OF_KIND[column.kind] for column in COLUMNS}), min_size=1, max_size=3
)


def table(rows: list[dict[str, Any]], delimiter: str = ",") -> str:
    out = io.StringIO(newline="")
    write = csv.DictWriter(out, [column.name for column in COLUMNS], delimiter=delimiter)
    write.writeheader()
    write.writerows(in_cells(row) for row in rows)
    return out.getvalue()


def values(name: str, raw: bytes) -> list[dict[str, Any]]:
    found = exchange.read(name, raw)
    assert found.problems == []
    return [line.values for line in found.lines]


def test_every_column_of_an_entry_goes_into_files_or_stays_for_a_reason():
    assert {column.name for column in COLUMNS} - {"wordings"} | STAYS.keys() == set(Entry.__table__.columns.keys()), (
        "a new column needs a line in bot/exchange/columns.py"
    )


def test_every_column_of_a_history_goes_into_files_or_stays_for_a_reason():
    for name, table in (("versions", Version), ("uses", Use)):
        columns = {column.name for column in HISTORIES[name]} | {"entry_id"}
        assert columns | {"id", "workspace", "question_id"} == set(table.__table__.columns.keys()), (
            "a new column needs a line in bot/exchange/histories.py"
        )


@given(ROWS)
def test_a_table_comes_back_as_it_was_with_any_texts(rows: list[dict[str, Any]]):
    assert values("a.csv", table(rows).encode()) == rows
    assert values("a.csv", table(rows, ";").encode("utf-16")) == rows


@given(ROWS)
def test_lines_of_json_come_back_as_they_were_with_any_texts(rows: list[dict[str, Any]]):
    text = "".join(json.dumps(in_json(row), ensure_ascii=False) + "\n" for row in rows)

    assert values("a.jsonl", text.encode()) == rows


def test_what_never_happened_is_an_empty_cell_and_nothing_that_is_said():
    row: dict[str, Any] = {column.name: None for column in COLUMNS} | {"question": "A?"}

    assert {**in_cells(row)} == {column.name: "" for column in COLUMNS} | {"question": "A?"}
    assert values("a.jsonl", json.dumps(in_json(row)).encode()) == [{"question": "A?"}]


@given(TEXT | TRICKY)
def test_no_cell_is_a_formula_and_no_two_texts_share_a_cell(text: str):
    cell = cells.closed(text)

    assert cells.opened(cell) == text
    assert cell[:1] not in {*"\t\r\n"}
    assert cell.lstrip()[:1] not in {*"=+-@＝＋－＠"}


FAQ = 'Question;Answer\r\n"Is it ""open""?";"Yes, 9–17;\r\nnot on Sundays. 🎈"\r\nWhere?;Naïve Straße\r\n'
READ = [
    {"question": 'Is it "open"?', "full": "Yes, 9–17;\r\nnot on Sundays. 🎈"},
    {"question": "Where?", "full": "Naïve Straße"},
]


@pytest.mark.parametrize(
    "raw",
    [
        FAQ.encode(),
        FAQ.encode("utf-8-sig"),
        f"sep=;\r\n{FAQ}".encode("utf-8-sig"),
        FAQ.encode("utf-16"),
        FAQ.encode("utf-16-be"),
        FAQ.encode("utf-16-le"),
        FAQ.replace('"Yes, 9–17;', '"Yes, 9–17§').replace(";", "\t").replace("§", ";").encode("utf-16"),
        f"\r\n{FAQ}\r\n;\r\n".encode(),
    ],
)
@pytest.mark.parametrize("name", ["faq.csv", "faq.txt", "faq"])
def test_what_spreadsheets_write_is_read(raw: bytes, name: str):
    assert values(name, raw) == READ


@pytest.mark.parametrize(
    ("name", "raw", "line", "said"),
    [
        ("a.csv", "question,answer\nWhy?,Café\n".encode("windows-1252"), 2, "looks like Windows-1252 (“é”)"),
        ("a.csv", b"PK\x03\x04rest", 1, "a workbook"),
        ("a.pdf", b"%PDF-1.7", 1, "a PDF"),
        ("a.csv", b"q\0u\0e", 1, "isn't UTF-16-LE"),
    ],
)
def test_a_file_that_is_no_such_text_is_refused_with_what_to_do(name: str, raw: bytes, line: int, said: str):
    with pytest.raises(exchange.Unreadable) as refused:
        exchange.read(name, raw)

    assert refused.value.problem.line == line
    assert said in str(refused.value)


NO_TITLES = "line 1: The first line has to name the columns"


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.csv", "colour,answer\nred,x\n", NO_TITLES + ", at least question and answer. I found: colour, answer."),
        ("a.csv", "", NO_TITLES),
        ("a.csv", 'question,answer\nA?,b\n"C?,d\n', "line 3: The quotation marks don't fit together"),
        ("a.csv", 'question,answer\nA?,"b" c\n', "line 2: The quotation marks don't fit together"),
        ("a.csv", "question,answer\nA?,b,c\n", "line 2: There are more cells than titles"),
        ("a.csv", "question,title,answer\nA?,b,c\n", "line 1: “question” and “title” both mean `question`. Take one"),
        ("a.csv", "\nquestion,answer, Text\nA?,b,c\n", "line 2: “answer” and “Text” both mean `full`. Take one"),
        ("a.csv", "question,answer,answer\nA?,b,c\n", "line 1: “answer” and “answer” both mean `full`. Take one"),
        ("a.jsonl", '{"q": "A?", "question": "B?"}', "line 1: “q” and “question” both mean `question`. Take one"),
        ("a.csv", "question,review_on\n\nA?,03/05/2027\n", "line 3: `review_on` has to be a date such as 2027-05-03"),
        ("a.csv", "question,used\nA?,-1\n", "line 2: `used` has to be a whole number; I found “-1”"),
        ("a.csv", "question,used\nA?,99999999999\n", "line 2: `used` has to be a whole number"),
        ("a.csv", "question,answer\nA?,a\0b\n", "line 2: `full` has to be a text without NUL"),
        ("a.jsonl", '{"question": "A?"}\n{"question"\n', "line 2: This is no JSON"),
        ("a.jsonl", '\n["A?"]\n', "line 2: Write one object a line"),
        ("a.jsonl", '{"question": 7}', "line 1: `question` has to be a text"),
        ("a.jsonl", '{"question": "\\ud800"}', "line 1: `question` has to be a text without NUL and half characters"),
        ("a.jsonl", '{"wordings": "A?"}', "line 1: `wordings` has to be a list of texts"),
        ("a.jsonl", '{"used": true, "used_at": "soon"}', "line 1: `used` has to be a whole number"),
        ("a.jsonl", "[" * 100_000, "line 1: This is no JSON"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_read_is_told_with_its_number_and_what_to_write(name: str, text: str, told: str):
    assert str(exchange.read(name, text.encode()).problems[0]).startswith(told)


def test_two_names_of_which_one_says_nothing_are_read():
    assert values("a.jsonl", b'{"question": "A?", "title": null, "meta": {"q": 1, "title": 2}}') == [{"question": "A?"}]


def test_other_breaks_between_lines_stay_inside_a_text():
    [row] = values("a.jsonl", json.dumps({"question": "A\u2028B\x85C?"}, ensure_ascii=False).encode())

    assert row == {"question": "A\u2028B\x85C?"}


def test_columns_that_mean_nothing_here_are_named_but_not_the_names_of_people():
    found = exchange.read("a.csv", b"question,answer,colour,expert,expert_name\nA?,b,red,U1,Lena\n")

    assert found.passed_over == ["colour"]
    assert found.lines[0].values == {"question": "A?", "full": "b", "expert": "U1"}


def test_a_day_is_read_as_spreadsheets_in_europe_write_it_too():
    [row] = values("a.csv", b"question;review_on\nA?;3.05.2027\n")

    assert row == {"question": "A?", "review_on": date(2027, 5, 3)}


def test_dates_and_wordings_are_read_as_people_write_them():
    [row] = values("a.csv", b'question,review_on,wordings\nA?,2027-05-03,"B?\n\n C? "\n')

    assert row == {"question": "A?", "review_on": date(2027, 5, 3), "wordings": ("B?", "C?")}
    [row] = values("a.jsonl", b'{"question": "A?", "made_at": "2026-05-03 14:02"}')
    assert row["made_at"] == datetime(2026, 5, 3, 14, 2, tzinfo=UTC)
