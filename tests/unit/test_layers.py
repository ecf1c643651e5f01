"""Who may import whom, who may ask the time, and how long a file may be: what the linters don't say."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST_LINES = 320
LONG: dict[str, int] = {}
EMPTY_WORDS = {"utils", "util", "helpers", "helper", "common", "service", "services", "manager", "base", "misc"}
TELLING_TIME = {
    "datetime.now": {"bot/clock.py"},
    "datetime.utcnow": set(),
    "datetime.today": set(),
    "date.today": set(),
    "time.time": {"bot/clock.py", "sandbox/clock.py"},
    # How long something took in the real world, which no test and no demo may bend.
    "time.monotonic": {"bot/clock.py", "sandbox/delivery.py", "sandbox/player.py"},
    "time.clock_gettime": {"bot/clock.py"},
    "time.perf_counter": {"bot/events.py", "bot/metrics.py"},
}
LIBRARIES = {
    "slack_bolt": ("bot/handlers/", "bot/slack/", "bot/app.py", "bench/"),
    "slack_sdk": ("bot/handlers/receive.py", "bot/slack/", "bot/app.py", "bot/cli/", "bench/"),
    "apscheduler": ("bot/heartbeat.py",),
    "bot": ("bot/", "bench/", "tests/", "migrations/"),
    "sandbox": ("sandbox/", "bench/", "tests/"),
}


def files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(tree: ast.AST) -> Iterator[str]:
    """The full name of every module that is imported, wherever in the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module)
            yield from (f"{node.module}.{each.name}" for each in node.names)


def mentioned(tree: ast.AST) -> set[str]:
    """Every `a.b` that is written somewhere, `a` as its module calls it."""
    called = {
        each.asname or each.name: f"{node.module}.{each.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for each in node.names
    }
    called |= {
        each.asname: each.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for each in node.names
        if each.asname
    }
    found = set(called.values())
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            full = ast.unparse(node)
            first, _, rest = full.partition(".")
            found |= {full, f"{called.get(first, first)}.{rest}"}
    return found


def told_by(tree: ast.AST) -> set[str]:
    """The ways in which a file asks for the time."""
    names = mentioned(tree)
    return {way for way in TELLING_TIME if any(each == way or each.endswith(f".{way}") for each in names)}


def test_only_the_clock_asks_for_the_time():
    told = {name(path): told_by(ast.parse(path.read_text())) for path in files("bot", "sandbox")}

    assert [(file, way) for file, ways in told.items() for way in ways if file not in TELLING_TIME[way]] == []


def test_a_library_is_imported_only_where_it_belongs():
    misplaced = [
        (name(path), library)
        for path in files("bot", "sandbox", "bench", "migrations")
        for library in {module.partition(".")[0] for module in imports(ast.parse(path.read_text()))} & LIBRARIES.keys()
        if not name(path).startswith(LIBRARIES[library])
    ]

    assert misplaced == []


def test_no_file_is_much_longer_than_a_few_screens():
    lengths = {name(path): len(path.read_text().splitlines()) for path in files("bot", "sandbox")}

    assert {file: lines for file, lines in lengths.items() if lines > LONG.get(file, MOST_LINES)} == {}


def test_files_are_called_by_what_they_are_about():
    words = {name(path): set(re.split(r"[/_.]", name(path))) for path in files("bot", "sandbox", "bench", "tests")}

    assert [file for file, named in words.items() if named & EMPTY_WORDS] == []


@pytest.mark.parametrize(
    ("source", "way"),
    [
        ("import time\ntime.time()", "time.time"),
        ("from time import time\ntime()", "time.time"),
        ("import time as t\nt.time()", "time.time"),
        ("import datetime\ndatetime.datetime.now()", "datetime.now"),
        ("from datetime import datetime as dt\ndt.now()", "datetime.now"),
        ("from datetime import date\nkey = date.today", "date.today"),
    ],
)
def test_there_is_no_way_round_the_clock(source, way):
    assert told_by(ast.parse(source)) == {way}


def test_what_only_looks_like_the_time_is_left_alone():
    assert told_by(ast.parse("from bot import clock\nclock.now()\nself.time.time_out()\nrow.date.today_only")) == set()
