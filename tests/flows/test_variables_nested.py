"""One value of a variable holds another: “10 am to 8 pm” stands in “10 am to 8 pm, not on Sundays”."""

from bot.db import variables
from bot.db.models import Entry, Question, Variable
from bot.views.variables import Filled
from bot.workflows import changing, linking, varying
from bot.workflows.people import Actor
from tests.flows.playing import World
from tests.flows.test_entry_life import rows
from tests.flows.test_variables import OLD, change, changes, keep, kept, links, make

LONGER = f"{OLD}, not on Sundays"


async def signed_and_approved(world: World) -> None:
    await world.lena.clicks("Sign off")
    await world.moves("6 seconds")
    await world.maya.clicks("Approve")
    await world.moves("6 seconds")


async def becomes(world: World, label: str, value: str) -> None:
    """Whoever is responsible changes one of several variables."""
    one = next(each for each in await rows(world, Variable) if each.label == label)
    filled = Filled(one.label, value, one.owner, one.department)
    async with world.bot.db.transaction() as session:
        await varying.change(
            session, Actor(one.workspace, "U0MAYA"), variable_id=one.id, number=one.number, filled=filled
        )
    await world.quiet()
    await world.moves("6 seconds")


async def test_a_post_that_says_the_longer_value_is_not_among_those_with_the_shorter_one(world: World) -> None:
    await keep(world, f"Visit us {OLD}.", used=True)
    await make(world.maya)
    await change(world.maya, LONGER)
    await signed_and_approved(world)
    await keep(world, f"You can visit us {LONGER}.", used=True)
    async with world.bot.db.transaction() as session:
        (one,) = await variables.ever(session, (await rows(world, Variable))[0].workspace)
        entry = next(each for each in await rows(world, Entry) if each.short.startswith("You can"))
        linking.add(session, Actor(one.workspace, "U0MAYA"), entry, one)
        await session.flush()

        found = await variables.earlier_posts(session, one)

    assert [use.text for use in found] == [f"Visit us {OLD}."]


async def test_an_edited_text_that_says_the_longer_value_does_not_say_its_end_twice(world: World) -> None:
    await keep(world, f"Visit us {OLD}. Call 555-0100.")
    for value, label in ((OLD, "Hours"), ("555-0100", "Phone")):
        await make(world.maya, value, label)
        while world.maya.windows:
            await world.maya.closes()
    await becomes(world, "Hours", LONGER)
    await world.lena.clicks("Edit")
    await world.lena.fills(words=f"Do visit us {LONGER}. Call 555-0100.")

    await becomes(world, "Phone", "555-0199")

    assert [question.draft for question in await changes(world)] == [f"Do visit us {LONGER}. Call 555-0199."]


async def test_a_restored_version_that_says_the_longer_value_is_not_in_step_with_the_shorter_one(world: World) -> None:
    await keep(world, f"Visit us {LONGER}.")
    await make(world.maya, LONGER)
    await change(world.maya, OLD)
    assert [question.warnings for question in await changes(world)] == [[]]
    await signed_and_approved(world)
    assert await kept(world) == [f"Visit us {OLD}."]

    async with world.bot.db.transaction() as session:
        await changing.restore_version(
            session, Actor((await rows(world, Entry))[0].workspace, "U0LENA"), entry_id=1, number=1
        )
    await world.quiet()
    await signed_and_approved(world)

    assert await links(world) == [(1, LONGER)]
    assert (await rows(world, Question))[-1].draft == f"Visit us {OLD}.", "its change follows"
