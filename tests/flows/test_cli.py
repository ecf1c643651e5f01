"""What is done from a shell, as a person would: with settings in the environment, and against the sandbox."""

import asyncio
import io
import json
import os
import socket
import sqlite3
import sys
from pathlib import Path

import pytest

from bot.__main__ import ended
from bot.app import Expertline
from bot.manifest import manifest
from bot.settings import Settings
from bot.slack.sealing import new_key
from sandbox import Sandbox
from tests.conftest import copied
from tests.flows.leaking import listening
from tests.flows.playing import World
from tests.forking import command
from tests.living import TOP, connected, living, shell


async def test_serving_without_tokens_says_what_to_set_and_where_to_get_it(tmp_path: Path) -> None:
    status, out = await shell("serve", DATABASE_URL=f"sqlite:///{tmp_path}/x.db")

    assert status == 2
    assert "SLACK_BOT_TOKEN" in out
    assert "OAuth & Permissions" in out
    assert "Traceback" not in out


async def test_serving_on_an_empty_database_says_to_migrate(tmp_path: Path) -> None:
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}

    status, out = await shell("serve", DATABASE_URL=f"sqlite:///{tmp_path}/x.db", **tokens)

    assert status == 1
    assert "python -m bot migrate" in out


async def test_serving_on_a_database_of_a_newer_version_says_which_to_start(
    migrated_file: Path, tmp_path: Path
) -> None:
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}
    database = copied(migrated_file, tmp_path)
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    status, out = await shell("serve", DATABASE_URL=f"sqlite:///{database}", **tokens)

    assert status == 1
    assert "A newer version has migrated the database" in out


async def test_what_is_asked_wrongly_is_told_to_programs_as_json() -> None:
    for wrong in (("search", "--limit", "none"), ("forget", "everything"), ("outbox",)):
        status, out = await shell(*wrong, "--json")
        assert (status, json.loads(out)["ok"]) == (2, False)

    status, out = await shell("export", "everything", "--json")
    assert (status, out) == (2, "")  # a file's content, and nothing else


async def test_a_setting_that_makes_no_sense_is_told_to_programs_as_json(tmp_path: Path) -> None:
    wrong = {"HEARTBEAT_SECONDS": "-1", "DATABASE_URL": f"sqlite:///{tmp_path}/x.db"}

    for command_line in (("doctor", "--json"), ("search", "flowers", "--json")):
        status, out = await shell(*command_line, **wrong)
        said = json.loads(out)
        assert (status, said["ok"]) == (2, False)
        assert said["error"].startswith("HEARTBEAT_SECONDS: ")

    status, out = await shell("export", "answers", "--json", **wrong)  # its output is a file's content
    assert (status, out) == (2, "")


async def test_a_setting_that_makes_no_sense_is_named() -> None:
    status, out = await shell("serve", PORT="many")

    assert status == 2
    assert "PORT" in out
    assert "Traceback" not in out


async def test_whoever_reads_may_stop_reading() -> None:
    reads, writes = os.pipe()
    os.close(reads)
    asked = [sys.executable, "-m", "bot", "manifest"]

    process = await asyncio.create_subprocess_exec(*asked, cwd=TOP, stdout=writes, stderr=asyncio.subprocess.PIPE)
    os.close(writes)
    _, told = await process.communicate()

    assert (process.returncode, told) == (141, b"")


@pytest.mark.parametrize("asked", [("manifest",), ("outbox", "list")])
async def test_a_disk_without_room_for_what_is_said_is_told_as_such(
    asked: tuple[str, ...], migrated_file: Path, tmp_path: Path
) -> None:
    path = copied(migrated_file, tmp_path)
    with sqlite3.connect(path) as sql:
        sql.execute("INSERT INTO workspaces (id, name, url, bot_user, parked_why) VALUES ('T1', '', '', '', '')")
    given = os.environ | {"DATABASE_URL": f"sqlite:///{path}"}

    full = os.open("/dev/full", os.O_WRONLY)
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *asked), cwd=TOP, env=given, stdout=full, stderr=asyncio.subprocess.PIPE
    )
    os.close(full)
    _, told = await child.communicate()

    assert (child.returncode, told) == (1, b"What there is to say can't be written: No space left on device.\n")


class Impatient(io.StringIO):
    """Somebody at the keyboard."""

    def read(self, size: int | None = -1) -> str:
        """Ctrl-C instead of a text."""
        raise KeyboardInterrupt


def test_ctrl_c_ends_a_command_without_a_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", Impatient())

    assert ended(["trim"]) == 130
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("asked", [("migrate",), ("serve",), ("keys", "list"), ("outbox", "list")])
@pytest.mark.parametrize(
    ("database", "why"),
    [
        ("postgresql://nobody@127.0.0.1:9/none", "nobody listens at its address"),
        ("sqlite:///{folder}", "its file can't be opened"),
        ("sqlite:///{folder}/no.db", "its file isn't an SQLite database"),
    ],
)
async def test_a_database_that_cannot_be_used_is_told_in_one_sentence(
    database: str, why: str, asked: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "no.db").write_text("This is no database, whatever it is called. " * 30)
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s", "TOKEN_KEYS": new_key()}

    status, out = await shell(*asked, DATABASE_URL=database.format(folder=tmp_path), **tokens)

    assert status == 1
    assert len(out.splitlines()) == 1
    assert f"can't be used: {why}. Check it and DATABASE_URL, and try again." in out


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (("--url", "bot.example.org"), "such as https://bot.example.org"),
        (("--url", "http://bot.example.org"), "such as https://bot.example.org"),
        (("--prefix", "City Ask"), "up to 20 small letters"),
        (("--name", "x" * 36), "a name of 1 to 35 characters"),
    ],
)
async def test_no_manifest_is_made_that_slack_would_refuse(wrong: tuple[str, ...], words: str) -> None:
    status, out = await shell("manifest", *wrong)

    assert status == 2
    assert words in out
    assert "_metadata" not in out


@pytest.mark.parametrize("number", ["0", "-5", "many"])
async def test_a_list_is_as_long_as_a_number_from_one_on(number: str, tmp_path: Path) -> None:
    status, out = await shell("knowledge", "audit", f"--limit={number}", DATABASE_URL=f"sqlite:///{tmp_path}/x.db")

    assert status == 2
    assert "write a number from 1" in out


@pytest.mark.parametrize("asked", [("serve",), ("keys", "list"), ("outbox", "list"), ("export", "answers")])
async def test_where_there_is_no_database_none_is_made_and_it_is_said_what_may_have_happened(
    asked: tuple[str, ...], tmp_path: Path
) -> None:
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s", "TOKEN_KEYS": new_key()}

    status, out = await shell(*asked, DATABASE_URL=f"sqlite:///{tmp_path}/x.db", **tokens)

    assert status == 1
    assert f"There is no database at {tmp_path}/x.db. Please run: python -m bot migrate" in out
    assert "its disk was forgotten" in out
    assert not os.listdir(tmp_path)


async def test_a_port_that_is_taken_is_told_before_any_work_is_begun(migrated_file: Path, tmp_path: Path) -> None:
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s", "SLACK_API_URL": "http://127.0.0.1:9/api/"}
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = {"HOST": "127.0.0.1", "PORT": str(other.getsockname()[1])}
        database = copied(migrated_file, tmp_path)

        status, out = await shell("serve", DATABASE_URL=f"sqlite:///{database}", **tokens, **taken)

    assert status == 1
    assert "another process listens there already" in out
    assert "started" not in out


async def test_a_second_process_on_one_sqlite_file_says_that_it_is_for_one(tmp_path: Path) -> None:
    async with Sandbox().serving() as sandbox:
        async with living(sandbox, tmp_path) as bot:
            where = {**bot.environment, "HOST": "127.0.0.1", "PORT": str(bot.port)}  # where it can't go on for long
            _, second = await shell("serve", **where)
        with socket.create_server(("127.0.0.1", bot.port)):
            _, alone = await shell("serve", **where)

    assert "another process serves on this SQLite file already, and SQLite is for one" in second
    assert "SQLite" not in alone


async def test_what_keeps_it_from_starting_is_in_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bot = Expertline(Settings(_env_file=None, database_url=f"sqlite:///{tmp_path}/x.db"))

    async def fail() -> None:
        raise ValueError("bed 7")

    monkeypatch.setattr(bot, "start", fail)

    with listening() as log, pytest.raises(ValueError, match="bed 7"):
        async with bot._lifespan(bot.app):
            raise AssertionError

    [line] = map(json.loads, log.getvalue().splitlines())
    assert (line["message"], line["error"]) == ("the bot can't start", "ValueError")
    assert "bed 7" not in log.getvalue()


@pytest.mark.parametrize(("written", "why"), [("PORT=3000\n".encode("utf-16"), "it isn't text in UTF-8")])
async def test_an_env_file_that_cannot_be_read_is_named(written: bytes, why: str, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(written)

    status, _, told = await command(["manifest"], environment=dict(os.environ), folder=tmp_path)

    assert status == 2
    assert told == f".env can't be read: {why}.\n"


async def test_the_doctor_finds_a_healthy_bot_healthy_and_names_experts_outside_their_desk(
    world: World, database_url: str
) -> None:
    world.sandbox.use_manifest(manifest(url="http://bot.example"))

    status, out = await shell("doctor", **connected(world.sandbox, database_url))

    assert "ok   the token is for the workspace" in out
    assert "ok   the bot reads back what it posts, with its key (replies)" in out
    assert "hm   Maternity: experts who aren't in #desk-maternity: Jon Reyes." in out
    assert status == 0


async def test_the_doctor_names_a_token_that_slack_refuses(world: World, database_url: str) -> None:
    settings = connected(world.sandbox, database_url) | {"SLACK_BOT_TOKEN": "xoxb-wrong"}

    status, out = await shell("doctor", "--json", **settings)

    found = json.loads(out)
    assert status == 1
    assert any("Slack refuses the token (invalid_auth)" in each["checked"] for each in found)


async def test_a_published_answer_is_found_from_the_shell(world: World, database_url: str) -> None:
    await world.published("Can I visit the ward if I had a cold last week?")

    status, out = await shell("search", "visiting", "with", "a", "cold", "--json", DATABASE_URL=database_url)

    assert status == 0
    assert "Yes, you can. Please wash your hands." in out


async def test_trimming_from_the_shell() -> None:
    text = "Yes, it is safe. " + "The main was fixed at 3 am and two samples came back clean from the laboratory. " * 2

    status, out = await shell("trim", "--limit", "40", "--question", "Is it safe?", "--json", text)

    assert status == 0
    assert "Yes, it is safe." in out


async def test_the_manifest_from_the_shell() -> None:
    status, out = await shell("manifest", "--json", "--url", "https://bot.example.org", "--prefix", "city")

    assert status == 0
    assert json.loads(out)["features"]["slash_commands"][0]["command"] == "/city-ask"


async def test_the_manifest_takes_the_address_as_slacks_pages_name_it_too() -> None:
    _, out = await shell("manifest", "--url", "https://bot.example.org/slack/events/")

    assert "request_url: https://bot.example.org/slack/events\n" in out
    assert "https://bot.example.org/slack/events/slack" not in out


async def test_a_line_of_the_env_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text('COMMAND_PREFIX=city\n\nSLACK_BOT_TOKEN="xoxb-1\n')

    status, out, told = await command(["manifest"], environment=dict(os.environ), folder=tmp_path)

    assert status == 0
    assert "/city-ask" in out
    assert told == ".env: line 3 can't be read and is passed over. Write NAME=value, with quotes in pairs or without.\n"


async def test_it_runs_as_a_module() -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "--help", cwd=TOP, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await child.communicate()

    assert child.returncode == 0
    assert b"python -m bot" in out


async def test_answers_to_one_question_are_listed(migrated_file: Path, tmp_path: Path) -> None:
    path = copied(migrated_file, tmp_path)
    with sqlite3.connect(path) as sql:
        sql.execute("INSERT INTO workspaces (id, name, url, bot_user, parked_why) VALUES ('T1', '', '', '', '')")
        for number, text in ((1, "Wait 2 days."), (2, "Wait 5 days.")):
            sql.execute(
                'INSERT INTO entries (id, workspace, status, question, short, "full", account, network, topic, '
                "department, expert, approver, owner, made_at, review_on, used, used_at, used_on, ref, signed) VALUES "
                "(?, 'T1', 'live', 'May I visit?', ?, '', '', 'x', '', '', 'U1', 'U2', 'U1', '2026-01-01 00:00:00', "
                "'2099-01-01', 1, '2026-01-01 00:00:00', '', ?, 1)",
                (number, text, str(number)),
            )
        sql.execute(
            "INSERT INTO twins (id, workspace, first_id, second_id, kind, texts, found_at, asked, moves, settled_by, "
            "how, moved) VALUES (1, 'T1', 1, 2, 'contradiction', '', '2026-01-01 00:00:00', 1, 1, '', '', '[]')"
        )
    status, out = await shell("knowledge", "twins", "--json", DATABASE_URL=f"sqlite:///{path}")
    [pair] = json.loads(out)

    assert status == 1
    assert [answer["short"] for answer in pair["answers"]] == ["Wait 2 days.", "Wait 5 days."]
    assert pair["differs"] == [{"what": "number", "here": "2 days", "there": "5 days"}]
    status, out = await shell("knowledge", "twins", DATABASE_URL=f"sqlite:///{path}")
    assert "contradiction, found 01 Jan 2026, asked once" in out
