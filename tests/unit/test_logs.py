"""A log line says what happened and to what, never what somebody wrote."""

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot import events, logs

WORDS = "the patient in bed 7 is Dora"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Logging as `serve` sets it up at DEBUG, into a string; as it was afterwards."""
    root, own, hook = logging.getLogger(), logging.getLogger("bot"), sys.excepthook
    before = (root.handlers[:], root.level, own.level, logging.raiseExceptions)
    stream = io.StringIO()
    logs.configure("DEBUG", "json", stream)
    yield stream
    root.handlers[:], sys.excepthook = before[0], hook
    root.setLevel(before[1])
    own.setLevel(before[2])
    logging.raiseExceptions = before[3]
    logging.captureWarnings(False)


def told(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def fails() -> None:
    raise ValueError(WORDS)


def test_an_event_is_one_line_of_json_with_its_fields(lines: io.StringIO) -> None:
    events.tell("move", workspace="T1", question=7, move="sign_off")

    [line] = told(lines)
    assert line.pop("at").endswith("Z")
    assert line == {"level": "info", "event": "move", "workspace": "T1", "question": 7, "move": "sign_off"}


def test_what_takes_time_says_how_long_and_how_it_ended(lines: io.StringIO) -> None:
    with events.timed("delivery", workspace="T1"):
        events.note(question=7)
    with pytest.raises(ValueError), events.timed("delivery"):
        fails()

    well, badly = told(lines)
    assert (well["outcome"], well["question"]) == ("done", 7)
    assert well["ms"] >= 0
    assert (badly["outcome"], badly["error"]) == ("failed", "ValueError")


def test_an_event_inside_another_is_about_the_same_question(lines: io.StringIO) -> None:
    with events.timed("due", workspace="T1", kind="clock"):
        events.note(question=7)
        events.tell("move", move="escalate")

    inner, _ = told(lines)
    assert (inner["workspace"], inner["question"]) == ("T1", 7)
    assert "kind" not in inner


def test_an_exception_is_told_by_type_and_place_without_its_values(lines: io.StringIO) -> None:
    try:
        try:
            fails()
        except ValueError as error:
            raise RuntimeError(f"could not keep {WORDS}") from error
    except RuntimeError:
        logging.getLogger("bot.somewhere").exception("that failed")

    [line] = told(lines)
    assert line["error"] == "RuntimeError from ValueError"
    assert any("test_logs.py" in place for place in line["stack"])
    assert WORDS not in lines.getvalue()


@pytest.mark.parametrize("name", ["aiosqlite", "slack_sdk.web", "sqlalchemy.engine", "asyncio"])
def test_libraries_say_where_but_not_what(lines: io.StringIO, name: str) -> None:
    library = logging.getLogger(name)
    library.debug("sending %s", WORDS)
    library.warning("could not send %s", WORDS)
    library.error(f"could not send {WORDS}")

    assert WORDS not in lines.getvalue()
    assert all(line["library"] == name and line["place"].startswith("test_logs:") for line in told(lines))


def test_bolt_is_silent_whatever_level_it_gives_itself(lines: io.StringIO) -> None:
    bolt = logging.getLogger("slack_bolt.AsyncApp")
    bolt.setLevel(logging.DEBUG)
    bolt.error("failed to run a listener")

    assert told(lines) == []


def test_the_last_word_of_a_crash_holds_no_value() -> None:
    program = (
        f"import sys; from bot import logs; logs.configure('DEBUG', 'json', sys.stdout); raise RuntimeError({WORDS!r})"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert json.loads(done.stdout)["event"] == "crashed"
    assert WORDS not in done.stdout + done.stderr
    assert done.returncode == 1


def test_for_people_the_same_is_one_plain_line(lines: io.StringIO) -> None:
    logging.getLogger().handlers[0].setFormatter(logs.PlainLines())
    events.tell("move", workspace="T1", question=7)

    assert lines.getvalue().rstrip().endswith("INFO    move workspace=T1 question=7")


def test_what_waits_for_a_commit_is_not_told_before(lines: io.StringIO) -> None:
    session = Session()

    events.once_committed(session, "move", question=7)
    assert told(lines) == []

    events.committed(session)
    assert [line["question"] for line in told(lines)] == [7]
