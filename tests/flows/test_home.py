"""The Home tab and the search for earlier answers."""

from sqlalchemy import select

from bot.db.models import Outbox
from tests.flows.playing import World, texts

COLD = "Can I visit the ward if I had a cold last week?"


async def test_before_an_organisation_is_loaded_it_says_who_must_do_what(bare_world: World) -> None:
    view = await bare_world.maya.opens_home()

    shown = " ".join(texts(view["blocks"]))
    assert "python -m bot import --from-workspace --workspace T0RIVERSIDE -o org.yaml" in shown
    assert "python -m bot import org.yaml --workspace T0RIVERSIDE" in shown


async def test_it_shows_what_waits_for_this_person_and_links_to_the_card(world: World) -> None:
    await world.maya.asks(COLD)

    view = await world.lena.opens_home()

    shown = " ".join(texts(view["blocks"]))
    assert "Waiting on you (1)" in shown
    assert "Say that you have it" in shown
    buttons = [b["accessory"] for b in view["blocks"] if "accessory" in b]
    assert buttons[0]["url"].startswith("https://riverside-health.slack.com/archives/C0INFECT/p")
    assert "At risk" not in shown


async def test_comms_sees_what_is_at_risk_and_how_today_went(world: World) -> None:
    await world.published(COLD)
    await world.maya.asks("When does the ward open?")
    await world.maya.chooses("Ask") if world.maya.window.get("submit") else None
    await world.lena.clicks("On it")
    await world.moves("46 minutes")

    shown = " ".join(texts((await world.sam.opens_home())["blocks"]))

    assert "At risk (1)" in shown
    assert "*Last 24 hours:* 1 published, within 1 minute." in shown


async def test_with_what_was_due_before_its_day_is_said(world: World) -> None:
    await world.maya.asks(COLD)
    [waits] = [text for text in texts((await world.lena.opens_home())["blocks"]) if "promised by" in text]
    assert "date_short_pretty" not in waits

    for _ in range(5):
        await world.moves("4 hours")

    [waits] = [text for text in texts((await world.sam.opens_home())["blocks"]) if "promised by" in text]
    assert waits.count("date_short_pretty") == 2


async def test_more_than_ten_are_shown_on_demand(world: World) -> None:
    for number in range(12):
        await world.maya.asks(f"When does ward {number} open to visitors?")
        if world.maya.window.get("submit"):
            await world.maya.chooses("Ask")

    view = await world.lena.opens_home()
    assert "Waiting on you (12)" in " ".join(texts(view["blocks"]))
    assert sum("accessory" in block for block in view["blocks"]) == 10
    await world.lena.act("click_view", view_id=view["id"], action_id="home_more")

    again = world.sandbox.core.modals.render(world.sandbox.core.modals.homes["U0LENA"])
    assert sum("accessory" in block for block in again["blocks"]) == 12


async def test_tabs_that_were_shown_are_not_kept_for_ever(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.opens_home()
    assert "views.publish" in await calls(world)

    await world.moves("3 days")
    await world.bot.heartbeat.tidy()

    kept = await calls(world)
    assert "views.publish" not in kept
    assert "chat.postMessage" in kept


async def calls(world: World) -> set[str]:
    async with world.bot.db.snapshot() as session:
        return set(await session.scalars(select(Outbox.method)))


async def test_a_question_can_be_asked_from_the_home_tab(world: World) -> None:
    view = await world.maya.opens_home()

    await world.maya.act("click_view", view_id=view["id"], action_id="new_question")

    assert world.maya.window["title"]["text"] == "Ask an expert"


async def test_answers_are_found_by_other_words_while_one_types(world: World) -> None:
    await world.published(COLD)

    await world.sam.types("/answers visiting with a cold")
    assert "Yes, you can. Please wash your hands." in " ".join(texts(world.sam.window["blocks"]))

    values = {"search": {"search": {"type": "plain_text_input", "value": "parking for lorries"}}}
    view = world.sam.window
    await world.sam.act(
        "click_view", view_id=view["id"], action_id="search", values=values, value="parking for lorries"
    )
    assert "Nothing like that was answered before" in " ".join(texts(world.sam.window["blocks"]))


async def test_without_words_the_answers_used_last_are_shown(world: World) -> None:
    await world.published(COLD)

    await world.sam.types("/answers")

    assert "Used last" in " ".join(texts(world.sam.window["blocks"]))
