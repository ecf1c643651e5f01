"""Looking through what is kept: by words, by menus, page by page, and from the Home tab."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import clock
from bot.db import entries
from tests.conftest import copied, playing
from tests.db.knowledge import keep
from tests.flows.playing import World, texts

TEAM = "T0RIVERSIDE"


@pytest.fixture
async def town(migrated_file: Path, tmp_path: Path) -> AsyncIterator[World]:
    """The hospital with two dozen answers; which database it is doesn't matter, tests/db looks at both."""
    async with playing(f"sqlite:///{copied(migrated_file, tmp_path)}") as world:
        async with world.bot.db.transaction() as session:
            now = clock.now()
            for number in range(24):
                fields: dict[str, Any] = {"workspace": TEAM, "used_at": now - timedelta(days=number), "used": 2}
                await keep(session, f"When does ward {number} open to visitors?", topic="visiting", **fields)
            old = {"workspace": TEAM, "used_at": now - timedelta(days=200), "used": 1, "account": "meds"}
            await keep(session, "May I take ibuprofen with tea?", expert="U0OMAR", topic="medicines", **old)
            await keep(session, "Is the pool open?", review_on=date(2020, 1, 1), **old | {"account": "sky"})
            ended = {"ended_by": "U0OMAR", "ended_at": now - timedelta(days=3)}
            await keep(session, "Is the old wing closed?", status=entries.RETIRED, **old, **ended)
            await keep(session, "May I park on the lawn?", status=entries.RECALLED, **old, **ended)
        yield world


def shown(world: World) -> str:
    return " ".join(texts(world.sam.window["blocks"]))


async def press(world: World, action: str, **more: Any) -> None:
    await world.sam.act("click_view", view_id=world.sam.window["id"], action_id=action, **more)


async def choose(world: World, menu: str, label: str) -> None:
    """In a menu whose options are fetched."""
    view = world.sam.window["id"]
    found = await world.sam.act("suggest", view_id=view, action_id=menu, query=label)
    option = next(one for one in found["options"] if one["text"]["text"] == label)
    await press(world, menu, selected_option=option)


async def test_all_that_is_kept_can_be_paged_through_ten_at_a_time(town: World) -> None:
    await town.sam.types("/answers")
    assert "Used last · 1 to 10 of 26" in shown(town)
    assert "“When does ward 9 open" in shown(town)

    await press(town, "answers_more")
    assert "11 to 20 of 26" in shown(town)
    await press(town, "answers_more")
    assert "21 to 26 of 26" in shown(town)
    assert "Show more" not in shown(town)

    await press(town, "answers_back")
    assert "11 to 20 of 26" in shown(town)


async def test_menus_narrow_what_is_found_and_can_be_set_back(town: World) -> None:
    await town.sam.types("/answers")

    await choose(town, "by_topic", "Medicines")
    assert "1 to 1 of 1" in shown(town)
    assert "ibuprofen" in shown(town)

    await choose(town, "by_account", "@riverside.health")
    assert "No answer is kept under these menus" in shown(town)

    await choose(town, "by_topic", "Any topic")
    assert "Is the pool open?" in shown(town)

    await choose(town, "by_account", "Any account")
    await choose(town, "by_owner", "Omar Haddad")
    assert "1 to 1 of 1" in shown(town)
    assert "ibuprofen" in shown(town)


@pytest.mark.parametrize(
    ("use", "found"),
    [
        ("due", "Is the pool open?"),
        ("never", "1 to 2 of 2"),
        ("90", "1 to 2 of 2"),
        ("retired", "Is the old wing closed?"),
        ("retired", "*Retired* <!date"),
        ("recalled", "May I park on the lawn?"),
        ("recalled", "*Recalled* <!date"),
    ],
)
async def test_what_somebody_should_look_at_is_found(town: World, use: str, found: str) -> None:
    await town.sam.types("/answers")
    menu = next(block for block in town.sam.window["blocks"] if block.get("block_id") == "menus")["elements"][-1]

    await press(town, "by_use", selected_option=next(one for one in menu["options"] if one["value"] == use))

    assert found in shown(town)
    assert "When does ward" not in shown(town)


async def test_what_was_recalled_is_struck_and_cannot_be_copied_by_mistake(town: World) -> None:
    await town.sam.types("/answers")
    assert "rich_text_preformatted" in str(town.sam.window["blocks"])

    menu = next(block for block in town.sam.window["blocks"] if block.get("block_id") == "menus")["elements"][-1]
    recalled = next(one for one in menu["options"] if one["value"] == "recalled")
    await press(town, "by_use", selected_option=recalled)

    assert "rich_text_preformatted" not in str(town.sam.window["blocks"])
    assert "{'strike': True}" in str(town.sam.window["blocks"])


async def test_words_and_menus_go_together_and_the_words_stay(town: World) -> None:
    await town.sam.types("/answers is the pool or the ward open")
    assert "The closest answers · 1 to 10 of 25" in shown(town)

    await choose(town, "by_account", "@riverside.health")

    assert "The closest answers · 1 to 1 of 1" in shown(town)
    assert town.sam.window["state"]["values"]["search"]["search"]["value"] == "is the pool or the ward open"


async def test_words_that_have_nothing_to_do_with_what_is_kept_find_nothing(town: World) -> None:
    await town.sam.types("/answers zzqq")

    assert "Nothing like that was answered before." in shown(town)


async def test_the_home_tab_counts_what_is_kept_and_leads_to_what_is_due(town: World) -> None:
    view = await town.sam.opens_home()
    said = " ".join(texts(view["blocks"]))

    assert "Answers (26)" in said
    assert "26 kept · 1 due for review · 2 not reused yet" in said
    assert said.count("“When does ward") == 5

    await town.sam.act("click_view", view_id=view["id"], action_id="find_due")
    assert "1 to 1 of 1" in shown(town)
    assert "Is the pool open?" in shown(town)


async def test_where_all_have_ended_it_says_where_they_are(world: World) -> None:
    async with world.bot.db.transaction() as session:
        ended = {"ended_by": "U0OMAR", "ended_at": clock.now()}
        await keep(session, "Is the old wing closed?", workspace=TEAM, status=entries.RETIRED, **ended)

    await world.sam.types("/answers")

    assert "those that ended are behind “All that are offered”" in shown(world)
