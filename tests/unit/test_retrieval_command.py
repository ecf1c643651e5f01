"""`python -m bot search`, from the command line to the database."""

import argparse
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from bot.cli import search
from bot.db import entries, organisations
from bot.db.engine import Database
from bot.db.models import Entry, Person, Workspace
from bot.settings import Settings
from tests.db.knowledge import ELSEWHERE, HERE, keep
from tests.flows.hospital import HOSPITAL


def made(database_url: str) -> Settings:
    return Settings(_env_file=None, database_url=database_url)


async def find(database_url: str, *arguments: str) -> int:
    """As if typed after `python -m bot search`."""
    parser = argparse.ArgumentParser()
    search.add_arguments(parser)
    return await search.run(parser.parse_args(arguments), made(database_url))


@pytest.fixture
async def knowledge(database_url: str) -> str:
    """The address of a database with two answers in one workspace."""
    db = Database(made(database_url).database)
    async with db.transaction() as session:
        await organisations.identify(session, HERE, name="Riverside", url="", bot_user="U0BOT")
        session.add(Person(workspace=HERE, user="U0LENA", name="Lena Ortiz"))
        await keep(session, "Is the tap water safe?", answer="Yes, boil it first.", review_on=date(2027, 5, 3))
        await keep(session, "May I visit the ward?", status=entries.RETIRED)
        await keep(session, "May I park on the lawn?", status=entries.RECALLED)
    await db.close()
    return database_url


async def also(database_url: str, workspace: str) -> None:
    db = Database(made(database_url).database)
    async with db.transaction() as session:
        session.add(Workspace(id=workspace, name="Lakeside"))
        await keep(session, "Is the lake water safe?", workspace=workspace)
    await db.close()


async def test_an_answer_is_found_by_other_words_and_shown_with_who_stands_by_it(knowledge: str, capsys: Any):
    assert await find(knowledge, "drinking", "water", "from", "taps") == 0

    said = capsys.readouterr().out
    assert said.startswith("Is the tap water safe?\n  Yes, boil it first.\n  Lena Ortiz signed, U0MAYA approved · ")
    assert "review due 03 May 2027" in said


async def test_what_is_found_can_be_had_as_json(knowledge: str, capsys: Any):
    assert await find(knowledge, "tap water", "--json") == 0

    [row] = json.loads(capsys.readouterr().out)
    assert (row["question"], row["expert"], row["review_on"]) == ("Is the tap water safe?", "Lena Ortiz", "2027-05-03")
    assert 0 < row["score"] <= 1


async def test_nothing_found_is_said_and_is_no_success(knowledge: str, capsys: Any):
    assert await find(knowledge, "visiting the ward") == 1
    assert capsys.readouterr().out == "Nothing like that was answered before.\n"

    assert await find(knowledge, "visiting the ward", "--json") == 1
    assert json.loads(capsys.readouterr().out) == []


async def test_a_topic_or_account_that_there_is_not_is_said_with_those_that_there_are(knowledge: str, capsys: Any):
    db = Database(made(knowledge).database)
    async with db.transaction() as session:
        await organisations.store(session, HERE, HOSPITAL)
    await db.close()

    assert await find(knowledge, "--topic", "weather") == 2
    assert capsys.readouterr().err == (
        f"There is no topic weather; there are {', '.join(sorted(each.key for each in HOSPITAL.topics))}.\n"
    )
    assert await find(knowledge, "water", "--account", "mian", "--json") == 2
    assert json.loads(capsys.readouterr().out)["error"].startswith("There is no account mian; there are ")


async def test_among_several_workspaces_one_must_be_named_and_only_that_one_is_searched(knowledge: str, capsys: Any):
    await also(knowledge, ELSEWHERE)

    assert await find(knowledge, "water") == 2
    told = f"Name one of the known workspaces with --workspace: {ELSEWHERE} (Lakeside), {HERE} (Riverside).\n"
    assert capsys.readouterr().err == told

    assert await find(knowledge, "water", "--workspace", ELSEWHERE) == 0
    said = capsys.readouterr().out
    assert "lake water" in said
    assert "tap water" not in said


async def test_a_workspace_that_is_not_known_is_refused_with_those_that_are(knowledge: str, capsys: Any):
    assert await find(knowledge, "water", "--workspace", "T0NOBODY") == 2
    assert capsys.readouterr().err.endswith("T0HERE (Riverside).\n")


async def test_without_a_workspace_it_says_how_to_get_one(database_url: str, capsys: Any):
    assert await find(database_url, "water") == 1
    assert capsys.readouterr().err.startswith("No workspace is known yet")


async def test_a_database_that_was_never_migrated_is_not_made_by_looking(tmp_path: Path, capsys: Any):
    file = tmp_path / "none.db"

    assert await find(f"sqlite:///{file}", "water") == 1
    assert "python -m bot migrate" in capsys.readouterr().err
    assert not file.exists()


async def test_a_database_out_of_reach_is_said_without_a_traceback(capsys: Any):
    assert await find("postgresql://nobody@127.0.0.1:1/nothing", "water") == 1
    assert "nobody listens at its address. Check it and DATABASE_URL" in capsys.readouterr().err


async def test_as_many_as_asked_for_are_shown_and_at_least_one_must_be(knowledge: str, capsys: Any):
    db = Database(made(knowledge).database)
    async with db.transaction() as session:
        for number in range(7):
            await keep(session, f"Is water number {number} safe?")
    await db.close()

    await find(knowledge, "water", "--limit", "3", "--json")
    assert len(json.loads(capsys.readouterr().out)) == 3
    with pytest.raises(SystemExit):
        await find(knowledge, "water", "--limit", "0")


@pytest.mark.parametrize("arguments", [("--unused-days", "9999999"), ("--limit", "1" + "0" * 5000), ("--limit", "x")])
async def test_a_number_that_is_out_of_reach_is_refused_kindly(knowledge: str, capsys: Any, arguments: tuple[str, ...]):
    with pytest.raises(SystemExit):
        await find(knowledge, *arguments)

    assert f"argument {arguments[0]}: write a number from 1 to 100,000\n" in capsys.readouterr().err
    assert await find(knowledge, arguments[0], "100000") in (0, 1)


async def test_what_is_expired_is_called_so(knowledge: str, capsys: Any):
    db = Database(made(knowledge).database)
    async with db.transaction() as session:
        await session.execute(update(Entry).values(review_on=date(2020, 5, 3)))
    await db.close()

    await find(knowledge, "tap water")
    assert " · expired, review was due 03 May 2020" in capsys.readouterr().out

    await find(knowledge, "tap water", "--json")
    assert json.loads(capsys.readouterr().out)[0]["expired"] is True


async def test_programs_are_told_as_json_what_is_in_the_way(knowledge: str, capsys: Any):
    assert await find(knowledge, "water", "--json", "--workspace", "T0NOBODY") == 2

    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], told["error"][:30]) == (False, "Name one of the known workspac")


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["--due"], ["Old?"]),
        (["--topic", "water", "--account", "main"], ["Is the tap water safe?"]),
        (["--owner", "U0TOM"], ["Old?"]),
        (["--never-reused"], ["Old?"]),
        (["--unused-days", "30"], ["Old?"]),
        (["--retired"], ["May I visit the ward?"]),
        (["--recalled"], ["May I park on the lawn?"]),
        (["safe", "--topic", "water"], ["Is the tap water safe?"]),
        (["safe", "--topic", "other"], []),
        ([], ["Is the tap water safe?", "Old?"]),
    ],
)
async def test_the_same_can_be_asked_for_as_in_slack(
    knowledge: str, capsys: Any, arguments: list[str], found: list[str]
):
    db = Database(made(knowledge).database)
    async with db.transaction() as session:
        await session.execute(update(Entry).values(topic="water", used=2))
        old: dict[str, Any] = {"owner": "U0TOM", "review_on": date(2020, 1, 1), "account": "other"}
        await keep(session, "Old?", used_at=datetime(2020, 1, 1, tzinfo=UTC), **old)
    await db.close()

    assert await find(knowledge, *arguments, "--json") == (0 if found else 1)
    assert [row["question"] for row in json.loads(capsys.readouterr().out)] == found
