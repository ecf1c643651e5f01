"""`python -m bot import` and `export`, from the command line to the database and Slack."""

import argparse
import asyncio
import contextlib
import csv
import io
import json
import os
import sys
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.cli import exporting, importing
from bot.db import organisations
from bot.db.engine import Database
from bot.db.models import Entry, Question, Wording
from bot.lifecycle import Stage
from bot.manifest import manifest
from bot.organisation.file import parse
from bot.settings import Settings
from sandbox import Sandbox
from tests.flows.hospital import HOSPITAL
from tests.flows.test_locks import another_session, until_waiting
from tests.unit.riverside import DIRECTORY

TEAM = "T0RIVERSIDE"
EXAMPLE = Path(__file__).parents[2] / "examples" / "riverside.yaml"
IDS = """\
name: Riverside
duty: U0PRIYA
comms: [U0MAYA, U0SAM]
approvers: [U0MAYA, U0SAM]
departments:
  infection: {name: Infection control, desk: C0INFECT, experts: [U0LENA, U0TOM]}
accounts:
  main: {handle: "@RiversideHealth", network: x}
"""


@pytest.fixture
async def slack() -> AsyncIterator[Sandbox]:
    async with Sandbox(manifest=manifest(url="http://bot.example")).serving() as sandbox:
        yield sandbox


@pytest.fixture
def settings(slack: Sandbox, database_url: str) -> Settings:
    return made(
        slack_bot_token=slack.core.credentials.bot_token, slack_api_url=f"{slack.url}/api/", database_url=database_url
    )


def made(**options: Any) -> Settings:
    return Settings(_env_file=None, **options)


async def bot(settings: Settings, command: str, *arguments: str | Path) -> int:
    """As if typed after `python -m bot`."""
    module = {"import": importing, "export": exporting}[command]
    parser = argparse.ArgumentParser()
    module.add_arguments(parser)
    return await module.run(parser.parse_args([str(each) for each in arguments]), settings)


def names_in(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


async def loaded(settings: Settings) -> Any:
    db = Database(settings.database)
    try:
        async with db.snapshot() as session:
            return await organisations.load(session, TEAM)
    finally:
        await db.close()


def changed_file(folder: Path, old: str = "", new: str = "") -> Path:
    path = folder / "org.yaml"
    path.write_text(EXAMPLE.read_text().replace(old, new))
    return path


# -- import


async def test_the_example_is_loaded_and_what_to_see_to_is_said(settings: Settings, capsys: Any):
    assert await bot(settings, "import", EXAMPLE) == 0

    said = capsys.readouterr().out
    assert said.startswith(
        "riverside.yaml is loaded into Riverside Health (T0RIVERSIDE): Riverside Health with 3 departments"
    )
    assert "Pharmacy: experts who aren't in #desk-pharmacy: Grace Kim." in said
    assert await loaded(settings) == parse(EXAMPLE.read_bytes(), DIRECTORY)


async def test_loading_it_again_says_that_nothing_changed(settings: Settings, capsys: Any):
    await bot(settings, "import", EXAMPLE)
    capsys.readouterr()

    assert await bot(settings, "import", EXAMPLE) == 0
    assert capsys.readouterr().out.startswith("Nothing changed: riverside.yaml was loaded into Riverside Health")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_what_is_loaded_while_others_hold_what_it_needs_is_loaded(settings: Settings, database_url: str):
    async with another_session(database_url) as other:
        await other.execute("SET deadlock_timeout = '20s'")  # so that the command is the one to give way
        async with other.transaction():
            await other.execute("LOCK TABLE members IN SHARE MODE")
            loading = asyncio.create_task(bot(settings, "import", EXAMPLE))
            await until_waiting(other)
            await other.execute("LOCK TABLE workspaces IN SHARE MODE")  # to which the command has written: a circle

        assert await loading == 0

    assert await loaded(settings) == parse(EXAMPLE.read_bytes(), DIRECTORY)


async def test_a_changed_file_says_what_changed(settings: Settings, tmp_path: Path, capsys: Any):
    await bot(settings, "import", EXAMPLE)
    capsys.readouterr()

    await bot(settings, "import", changed_file(tmp_path, '["@lena", "@tom"]', '["@lena", "@ada"]'))

    said = capsys.readouterr().out
    assert "What changed:\n  Infection control: experts: added Ada Novak; removed Tom Baker.\n" in said


async def test_checking_says_what_would_change_and_changes_nothing(settings: Settings, tmp_path: Path, capsys: Any):
    await bot(settings, "import", EXAMPLE)
    before = await loaded(settings)
    capsys.readouterr()

    assert (
        await bot(settings, "import", changed_file(tmp_path, "name: Riverside Health\n", "name: R\n"), "--check") == 0
    )

    said = capsys.readouterr().out
    assert "Nothing was loaded." in said
    assert "Loading it would change:\n  The organisation's name is now R, was Riverside Health." in said
    assert await loaded(settings) == before


async def test_a_bad_file_says_everything_at_once_and_changes_nothing(settings: Settings, tmp_path: Path, capsys: Any):
    bad = changed_file(tmp_path, '"@lena", "@tom"', '"@lenna", "@tmo"')
    for old, new in (("network: bluesky", "network: bluskey"), ("limit: 140", "limit: 999")):
        bad.write_text(bad.read_text().replace(old, new))

    assert await bot(settings, "import", bad) == 2

    said = capsys.readouterr().err.splitlines()
    assert said[0] == "org.yaml can't be used, and nothing was changed:"
    lines = bad.read_text().splitlines()
    numbers = [int(line.split()[1].rstrip(":")) for line in said[1:]]
    assert [lines[number - 1].strip().split(":")[0] for number in numbers] == ["experts", "experts", "limit", "network"]
    assert 'write "@lena"' in said[1]
    assert await loaded(settings) is None


async def test_problems_are_there_as_json_too(settings: Settings, tmp_path: Path, capsys: Any):
    assert await bot(settings, "import", changed_file(tmp_path, "limit: 140", "limit: 999"), "--json") == 2

    said = json.loads(capsys.readouterr().out)
    assert said["ok"] is False
    assert said["problems"][0]["what"] == "limit of account 'main' is '999'"
    assert EXAMPLE.read_text().splitlines()[said["problems"][0]["line"] - 1].strip() == "limit: 140"


async def test_what_is_loaded_is_there_as_json(settings: Settings, capsys: Any):
    assert await bot(settings, "import", EXAMPLE, "--json") == 0

    said = json.loads(capsys.readouterr().out)
    assert (said["ok"], said["loaded"]) == (True, True)
    assert said["changes"] == ["New: Riverside Health with 3 departments, 5 accounts and 7 topics."]
    assert len(said["findings"]) == 6


async def test_a_file_of_ids_is_checked_without_slack_and_without_a_database(tmp_path: Path, capsys: Any):
    path = tmp_path / "org.yaml"
    path.write_text(IDS)
    settings = made(database_url=f"sqlite:///{tmp_path / 'none.db'}")

    assert await bot(settings, "import", path, "--check") == 0
    assert "It was not compared with Slack" in capsys.readouterr().out
    assert not (tmp_path / "none.db").exists()

    assert await bot(settings, "import", EXAMPLE, "--check") == 2
    assert "'@priya' can't be looked up without Slack" in capsys.readouterr().err


async def test_checking_works_before_the_database_is_there(slack: Sandbox, tmp_path: Path, capsys: Any):
    token = slack.core.credentials.bot_token
    new = f"sqlite:///{tmp_path / 'none.db'}"
    settings = made(slack_bot_token=token, slack_api_url=f"{slack.url}/api/", database_url=new)

    assert await bot(settings, "import", EXAMPLE, "--check") == 0
    assert "Maternity: experts who aren't in #desk-maternity: Jon Reyes." in capsys.readouterr().out

    assert await bot(settings, "import", EXAMPLE) == 1
    assert (
        f"There is no database at {tmp_path / 'none.db'}. Please run: python -m bot migrate" in capsys.readouterr().err
    )
    assert not (tmp_path / "none.db").exists()


async def test_without_a_token_nothing_is_loaded(tmp_path: Path, capsys: Any):
    assert await bot(made(), "import", EXAMPLE) == 2
    assert "SLACK_BOT_TOKEN isn't set" in capsys.readouterr().err


async def test_a_refused_token_and_a_dead_network_are_said_plainly(settings: Settings, capsys: Any):
    wrong = made(**{**settings.model_dump(), "slack_bot_token": "xoxb-wrong"})
    assert await bot(wrong, "import", EXAMPLE) == 1
    assert "Slack refuses SLACK_BOT_TOKEN (invalid_auth)" in capsys.readouterr().err

    dead = made(**{**settings.model_dump(), "slack_api_url": "http://127.0.0.1:9/api/"})
    assert await bot(dead, "import", EXAMPLE, "--json") == 1
    assert "Slack can't be reached" in json.loads(capsys.readouterr().out)["error"]


async def test_a_dead_database_is_said_plainly(settings: Settings, capsys: Any):
    dead = made(**{**settings.model_dump(), "database_url": "postgresql://nobody@127.0.0.1:9/none"})

    assert await bot(dead, "import", EXAMPLE) == 1
    assert "The database can't be used" in capsys.readouterr().err
    assert await bot(dead, "export", "questions") == 1
    assert "The database can't be used" in capsys.readouterr().err


async def test_a_file_meant_for_another_workspace_is_not_loaded(settings: Settings, capsys: Any):
    assert await bot(settings, "import", EXAMPLE, "--workspace", "T0OTHER") == 2
    assert "is for Riverside Health (T0RIVERSIDE), not for T0OTHER" in capsys.readouterr().err
    assert await loaded(settings) is None

    assert await bot(settings, "import", EXAMPLE, "--workspace", TEAM) == 0


async def test_a_duty_person_who_left_stops_the_import(settings: Settings, slack: Sandbox, capsys: Any):
    slack.workspace.people["U0PRIYA"].deleted = True

    assert await bot(settings, "import", EXAMPLE) == 2
    assert "The duty person, Priya Shah, has left" in capsys.readouterr().err
    assert await loaded(settings) is None


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("entries.csv", "can't be read: No such file"),
        ("missing.yaml", "can't be read: No such file"),
        ("folder.yaml", "can't be read: Is a directory"),
    ],
)
async def test_what_is_no_organisation_file_is_refused(tmp_path: Path, capsys: Any, name: str, why: str):
    (tmp_path / "folder.yaml").mkdir()

    assert await bot(made(), "import", tmp_path / name) == 2
    assert why in capsys.readouterr().err


async def test_neither_a_file_nor_a_draft_is_refused(capsys: Any):
    assert await bot(made(), "import") == 2
    assert await bot(made(), "import", EXAMPLE, "--from-workspace") == 2
    assert capsys.readouterr().err.count("Name one file to load, or ask for a draft") == 2


async def test_a_first_file_is_drafted_from_the_workspace(settings: Settings, tmp_path: Path, capsys: Any):
    target = tmp_path / "org.yaml"

    assert await bot(settings, "import", "--from-workspace", "-o", target) == 0
    assert f"{target} is written. Fill in what is missing" in capsys.readouterr().out
    assert 'experts: ["@lena", "@tom", "@ada"]' in target.read_text()

    assert await bot(settings, "import", target) == 2
    assert "duty is still to be filled in" in capsys.readouterr().err


async def test_a_file_that_is_no_yaml_is_told_before_slack_is_asked(
    settings: Settings, slack: Sandbox, tmp_path: Path, capsys: Any
):
    file = tmp_path / "org.yaml"
    file.write_text("name: Riverside\nduty: @priya\n")

    assert await bot(settings, "import", file) == 2
    assert "line 2: a name that begins with @ needs quotes" in capsys.readouterr().err
    assert slack.calls == []


async def test_a_draft_never_replaces_a_file_and_says_so_before_slack_is_asked(
    settings: Settings, slack: Sandbox, tmp_path: Path, capsys: Any
):
    target = tmp_path / "org.yaml"
    target.write_text("mine")

    assert await bot(settings, "import", "--from-workspace", "-o", target) == 2
    assert target.read_text() == "mine"
    assert "is there already" in capsys.readouterr().err
    assert slack.calls == []
    assert await bot(settings, "import", "--from-workspace", "-o", tmp_path / "no" / "org.yaml") == 2
    assert "can't be written" in capsys.readouterr().err


# -- export


@pytest.fixture
async def kept(settings: Settings) -> Settings:
    """A workspace with a question and an answer in it."""
    db = Database(settings.database)
    async with db.transaction() as session:
        await organisations.identify(session, TEAM, name="Riverside Health", url="", bot_user="U0BOT")
        await organisations.store(session, TEAM, HOSPITAL)
        await organisations.set_person(session, TEAM, "U0LENA", name="Lena Ortiz", gone=False)
        for number, text in enumerate(['=HYPERLINK("http://x")', 'She said "hi",\nthen left; naïve 👋', "Plain?"]):
            asked = datetime(2026, 3, 1, 12, number, tzinfo=UTC)
            session.add(
                Question(
                    workspace=TEAM, text=text, holder="U0LENA", expert="U0LENA", forwarder="U0MAYA", asker="@jane",
                    stage=Stage.AWAITING_ANSWER, urgent=number == 1, created_at=asked,
                )
            )  # fmt: skip
        session.add(Question(workspace="T0OTHER", text="Secret", holder="U0X", forwarder="U0X"))
        entry = Entry(
            workspace=TEAM, question="Can I visit?", short="Yes.", full="Yes, you can.", account="main", network="x",
            topic="visiting", department="infection", expert="U0LENA", approver="U0MAYA",
            review_on=date(2026, 9, 1), used_on="main",
        )  # fmt: skip
        session.add(entry)
        await session.flush()
        for text in ("Can I visit?", "May I come?"):
            session.add(Wording(workspace=TEAM, entry_id=entry.id, text=text, terms="visit"))
    await db.close()
    return settings


async def test_the_organisation_is_exported_as_the_file_it_came_from(kept: Settings, tmp_path: Path, capsys: Any):
    target = tmp_path / "org.yaml"

    assert await bot(kept, "export", "organisation", "-o", target) == 0
    assert parse(target.read_bytes(), DIRECTORY) == HOSPITAL
    assert "'@lena'" in target.read_text()

    assert await bot(kept, "export", "organisation", "--json") == 0
    assert json.loads(capsys.readouterr().out)["duty"] == "U0PRIYA"


async def test_without_slack_the_organisation_is_exported_with_ids(kept: Settings, capsys: Any):
    for options in ({"slack_bot_token": ""}, {"slack_api_url": "http://127.0.0.1:9/api/"}):
        assert await bot(made(**{**kept.model_dump(), **options}), "export", "organisation") == 0
        assert parse(capsys.readouterr().out) == HOSPITAL


async def test_where_nothing_can_be_written_the_place_is_blamed_and_not_the_database(
    kept: Settings, tmp_path: Path, capsys: Any
):
    folder = tmp_path / "questions.csv"
    folder.mkdir()

    assert await bot(kept, "export", "questions", "-o", folder) == 1
    assert capsys.readouterr().err == f"{folder} is a folder. Please name a file.\n"
    assert names_in(tmp_path) == ["questions.csv"]


async def test_an_export_that_no_longer_is_read_says_nothing_of_the_database(
    kept: Settings, monkeypatch: pytest.MonkeyPatch, capsys: Any
):
    reads, writes = os.pipe()
    os.close(reads)
    with contextlib.suppress(BrokenPipeError), os.fdopen(writes, "w", buffering=1) as unread:
        monkeypatch.setattr(sys, "stdout", unread)

        with pytest.raises(BrokenPipeError):
            await bot(kept, "export", "questions")

    assert capsys.readouterr().err == ""


async def test_an_export_onto_a_full_disk_says_so(kept: Settings, monkeypatch: pytest.MonkeyPatch, capsys: Any):
    with contextlib.suppress(OSError), os.fdopen(os.open("/dev/full", os.O_WRONLY), "w") as full:
        monkeypatch.setattr(sys, "stdout", full)

        assert await bot(kept, "export", "questions") == 1

    assert capsys.readouterr().err == "It can't be written: No space left on device.\n"


async def test_questions_are_a_table_that_no_spreadsheet_takes_for_formulas(kept: Settings, tmp_path: Path):
    target = tmp_path / "questions.csv"

    assert await bot(kept, "export", "questions", "-o", target) == 0

    raw = target.read_bytes().decode()
    table = list(csv.DictReader(io.StringIO(raw, newline="")))
    assert [row["text"] for row in table] == [
        '\'=HYPERLINK("http://x")',
        'She said "hi",\nthen left; naïve 👋',
        "Plain?",
    ]
    assert [row["asker"] for row in table] == ["'@jane"] * 3
    assert [row["urgent"] for row in table] == ["no", "yes", "no"]
    assert table[0]["expert_name"] == "Lena Ortiz"
    assert table[0]["forwarder_name"] == ""
    assert table[0]["created_at"] == "2026-03-01T12:00:00+00:00"
    assert raw.count("\r\n") == 4
    assert "questions.csv.part" not in names_in(tmp_path)


async def test_questions_as_json_lines_are_exactly_as_they_were_written(kept: Settings, capsys: Any):
    assert await bot(kept, "export", "questions", "--json", "--workspace", TEAM) == 0

    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["text"] for row in rows] == ['=HYPERLINK("http://x")', 'She said "hi",\nthen left; naïve 👋', "Plain?"]
    assert rows[0]["stage"] == "awaiting an answer"
    assert rows[0]["published_at"] is None


async def test_answers_come_with_all_their_wordings(kept: Settings, capsys: Any):
    assert await bot(kept, "export", "answers") == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out, newline=""))
    assert (row["short"], row["review_on"], row["wordings"]) == ("Yes.", "2026-09-01", "Can I visit?\nMay I come?")

    assert await bot(kept, "export", "answers", "--json") == 0
    assert json.loads(capsys.readouterr().out)["wordings"] == ["Can I visit?", "May I come?"]


async def test_with_several_workspaces_one_has_to_be_named(kept: Settings, capsys: Any):
    db = Database(kept.database)
    async with db.transaction() as session:
        await organisations.identify(session, "T0OTHER", name="Other", url="", bot_user="U0B")
    await db.close()

    assert await bot(kept, "export", "questions") == 2
    assert "T0OTHER (Other), T0RIVERSIDE (Riverside Health)" in capsys.readouterr().err
    assert await bot(kept, "export", "questions", "--workspace", "T0OTHER", "--json") == 0
    assert "Secret" in capsys.readouterr().out
    assert await bot(kept, "export", "questions", "--workspace", "T0NONE") == 2


async def test_an_export_before_anything_is_there_says_what_to_do_and_leaves_no_file(
    settings: Settings, tmp_path: Path, capsys: Any
):
    target = tmp_path / "org.yaml"
    assert await bot(settings, "export", "organisation", "-o", target) == 1
    assert capsys.readouterr().err == "No workspace is known yet. Please run: python -m bot import org.yaml\n"

    db = Database(settings.database)
    async with db.transaction() as session:
        await organisations.identify(session, TEAM, name="Riverside Health", url="", bot_user="U0BOT")
    await db.close()
    assert await bot(settings, "export", "organisation", "-o", target) == 1
    assert "No organisation file was loaded yet" in capsys.readouterr().err
    assert not [name for name in names_in(tmp_path) if name.startswith("org")]

    missing = made(database_url=f"sqlite:///{tmp_path / 'none.db'}")
    assert await bot(missing, "export", "questions") == 1
    assert "python -m bot migrate" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@sum", " =1", "\t=1", "\n=1", "＝1", "\u00a0@x", "\ta", "\ra", "\na"]
)
def test_a_text_that_looks_like_a_formula_gets_an_apostrophe(text: str):
    assert exporting.cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["", "1-1", "plain", 5, -5, None])
def test_other_values_stay_as_they_are(value: object):
    assert exporting.cell(value) == value
