"""Variables from the shell: listed, changed, and carried to another place without a loss."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from bot import clock
from bot.cli import exporting, knowledge
from bot.db.models import Audit, Due, Entry, Link, Variable
from bot.views.variables import Filled
from bot.workflows import linking, varying
from bot.workflows.people import Actor
from tests.db.knowledge import HERE, keep
from tests.unit.test_loading_command import Place
from tests.unit.test_loading_command import place as place
from tests.unit.test_loading_command import two as two

OLD, NEW = "10 am to 8 pm", "9 am to 9 pm"
MAYA = Actor(HERE, "U0MAYA")


async def furnished(place: Place) -> None:
    """Two answers that are kept in step with the visiting hours, which have changed since, and a retired variable."""
    async with place.db.transaction() as session:
        for number in range(2):
            await keep(session, f"When may I visit, {number}?", answer=f"Visit us {OLD}, door {number}.")
        await session.flush()
        made = await varying.make(session, MAYA, Filled("Visiting hours", OLD, "U0LENA", "infection"))
        gone = await varying.make(session, MAYA, Filled("Fax", "555 0199"))
        await varying.retire(session, MAYA, variable_id=gone.id)
        for entry in (await session.scalars(select(Entry))).all():
            await linking.link(session, MAYA, entry_id=entry.id, variable_id=made.id)
        await session.flush()
        await varying.change(session, MAYA, variable_id=made.id, number=1, filled=Filled("Visiting hours", NEW))


async def exported(place: Place) -> bytes:
    file = place.folder / "variables.jsonl"
    assert await place.run(exporting, "variables", "-o", file) == 0
    return file.read_bytes()


async def test_what_is_exported_and_loaded_elsewhere_is_exported_there_byte_for_byte(
    two: tuple[Place, Place], capsys: Any
) -> None:
    here, there = two
    await furnished(here)
    first, answers = await exported(here), await here.exports("answers.jsonl")

    assert await there.loads(first, name="variables.jsonl") == 2
    assert "isn't here. Load the answers first" in capsys.readouterr().err
    assert await there.loads(answers, name="answers.jsonl") == 0
    assert await there.loads(first, "--check", name="variables.jsonl") == 0
    assert "Nothing was loaded; it would be: 2 new" in capsys.readouterr().out
    assert await there.loads(first, name="variables.jsonl") == 0

    assert await exported(there) == first
    async with there.db.snapshot() as session:
        waiting = [due.args["entry"] for due in await session.scalars(select(Due).where(Due.kind == linking.LOOK))]
        assert sorted(waiting) == [1, 2], "their changes are opened there, too"
        assert "2 new variables" in [row.detail for row in await session.scalars(select(Audit))][-1]
    capsys.readouterr()
    assert await there.loads(first, name="variables.jsonl") == 0
    assert "0 new, 2 the same" in capsys.readouterr().out
    later = first.replace(b"555 0199", b"555 0198")
    assert await there.loads(later, name="variables.jsonl") == 0
    assert "1 are here already, say otherwise, and stay as they are" in capsys.readouterr().out
    assert await exported(there) == first


async def test_where_there_is_none_what_is_exported_can_be_loaded_too(place: Place, capsys: Any) -> None:
    none = await exported(place)

    assert none == b""
    assert await place.loads(none, name="variables.jsonl") == 0
    assert "variables.jsonl is empty: there was nothing to load." in capsys.readouterr().out
    assert await place.loads(none, "--json", name="variables.jsonl") == 0
    assert json.loads(capsys.readouterr().out)["new"] == []
    assert await place.loads(none, name="answers.csv") == 2


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "This is no JSON"),
        ("[]", "Write one object a line"),
        ('{"key": "x", "label": "X", "values": []}', "at least what it is now"),
        ('{"key": "A b", "label": "X", "values": [{"value": "555 0100", "at": "2027-05-03"}]}', "like visiting_hours"),
        ('{"key": "x", "label": "X", "values": [{"value": "Please", "at": "2027-05-03"}]}', "one plain word"),
        (
            '{"key": "x", "label": "X", "values": [{"value": "555 0100", "at": "soon"}]}',
            "`at` has to be an instant",
        ),
        ('{"key": "x", "label": 5, "values": [{"value": "555 0100", "at": "2027-05-03"}]}', "has to be a text"),
        ('{"key": "x", "label": "X", "values": 5}', "a list of objects"),
    ],
)
async def test_a_line_that_cannot_be_used_is_named_and_nothing_is_changed(
    place: Place, capsys: Any, line: str, why: str
) -> None:
    good = '{"key": "phone", "label": "Phone", "values": [{"value": "555 0100", "by": "U0MAYA", "at": "2027-05-03"}]}\n'

    assert await place.loads(good + line, name="variables.jsonl") == 2

    told = capsys.readouterr().err
    assert "line 2" in told
    assert why in told
    async with place.db.snapshot() as session:
        assert (await session.scalars(select(Variable))).all() == []


async def test_an_answer_that_does_not_say_the_value_is_not_linked(place: Place, capsys: Any) -> None:
    await furnished(place)
    first = json.loads((await exported(place)).splitlines()[0])
    first["key"], first["answers"][0]["value"] = "other", NEW

    assert await place.loads(json.dumps(first), name="variables.jsonl") == 2

    assert f"doesn't say “{NEW}”" in capsys.readouterr().err


async def test_variables_are_listed_and_changed_by_who_may(place: Place, capsys: Any) -> None:
    assert await place.run(knowledge, "variables") == 0
    assert "There is no variable yet" in capsys.readouterr().out
    await furnished(place)

    assert await place.run(knowledge, "variables") == 0
    shown = capsys.readouterr().out
    assert f"visiting_hours  Visiting hours: {NEW}\n    owner =Lena, changed {clock.now():%Y-%m-%d} by U0MAYA" in shown
    assert "2 answers in step, 2 of them wait for signatures; 0 posts with an earlier value" in shown
    for asked, why in (
        (("--set", "fax", OLD, "--by", "U0MAYA"), "There is no variable fax"),
        (("--set", "visiting_hours", OLD), "Say with --by"),
        (("--set", "visiting_hours", OLD, "--by", "U0OMAR"), "Only <@U0LENA>"),
        (("--set", "visiting_hours", OLD, "--by", "U0NOBODY"), "Nothing is known of U0NOBODY"),
        (("--set", "visiting_hours", "x", "--by", "U0LENA"), "too short"),
    ):
        assert await place.run(knowledge, "variables", *asked) == 2
        assert why in capsys.readouterr().err
    assert await place.run(knowledge, "variables", "--set", "visiting_hours", OLD, "--by", "U0LENA", "--json") == 0

    [row] = json.loads(capsys.readouterr().out)
    assert (row["key"], row["value"], row["changed_by"], row["answers_in_step"]) == ("visiting_hours", OLD, "U0LENA", 2)
    async with place.db.snapshot() as session:
        dues = (await session.scalars(select(Due.key).where(Due.kind == linking.LOOK))).all()
        assert len([key for key in dues if key.endswith(":value:1:3")]) == 2


async def test_variables_are_written_as_lines_of_json_only(place: Place, capsys: Any) -> None:
    assert await place.run(exporting, "variables", "-o", place.folder / "x.csv") == 2
    assert "lines of JSON" in capsys.readouterr().err


async def test_a_file_that_changes_a_text_has_its_links_read_anew(place: Place) -> None:
    given = ("--expert", "U0LENA", "--approver", "U0MAYA", "--account", "main")
    await place.loads(f"question,answer\nWhen may I visit?,Visit us {OLD}.\n", *given)
    async with place.db.transaction() as session:
        made = await varying.make(session, MAYA, Filled("Visiting hours", OLD))
        await linking.link(session, MAYA, entry_id=1, variable_id=made.id)

    await place.loads("question,answer\nWhen may I visit?,At any time.\n", *given)

    async with place.db.snapshot() as session:
        assert (await session.scalars(select(Link))).all() == []
