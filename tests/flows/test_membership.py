"""People and channels come and go, strangers press buttons, and the bot is removed."""

from sqlalchemy import select

from bot.db.models import Member, Workspace
from bot.lifecycle import Stage
from sandbox.workspace import Person as SandboxPerson
from tests.flows.playing import Person, World
from tests.flows.reading import stages

COLD = "Can I visit the ward if I had a cold last week?"


async def members(world: World, channel: str) -> set[str]:
    async with world.bot.db.snapshot() as session:
        return set(await session.scalars(select(Member.user).where(Member.channel == channel)))


def shares_the_desk(world: World) -> Person:
    """Somebody from another company, in the desk channel."""
    workspace = world.sandbox.workspace
    workspace.people["U9EVE"] = SandboxPerson("U9EVE", "eve", "Eve Elsewhere", team_id="T9ELSEWHERE")
    workspace.channels["C0INFECT"].members.append("U9EVE")
    workspace.direct("U9EVE")
    return world.person("U9EVE")


async def test_joining_and_leaving_is_remembered(world: World) -> None:
    await world.priya.act("join", channel="C0MATERN", user="U0JON")
    assert "U0JON" in await members(world, "C0MATERN")

    await world.jon.act("leave", channel="C0MATERN")
    assert "U0JON" not in await members(world, "C0MATERN")


async def test_removing_the_bot_from_a_desk_tells_the_duty_person(world: World) -> None:
    await world.priya.act("leave", channel="C0INFECT", user="U0BOT")

    assert world.priya.was_told("I was removed from it")


async def test_a_person_of_another_organisation_is_refused(world: World) -> None:
    await world.drafted(COLD)
    eve = shares_the_desk(world)

    await eve.clicks("Sign off")

    assert "another workspace" in eve.whispers[-1]
    assert await stages(world) == [Stage.AWAITING_SIGN_OFF]


async def test_a_person_of_another_organisation_is_not_taken_as_the_expert(world: World) -> None:
    await world.maya.asks("Is the moon made of cheese?")
    eve = shares_the_desk(world)
    await world.priya.clicks("Name an expert")

    await world.priya.fills(anybody=eve.id)

    assert "Please choose a colleague" in str(world.priya.window["errors"])
    assert await stages(world) == [Stage.AWAITING_EXPERT]
    assert eve.direct.messages() == []


async def test_uninstalling_parks_the_workspace(world: World) -> None:
    await world.priya.act("uninstall")

    async with world.bot.db.snapshot() as session:
        workspace = await session.scalar(select(Workspace))
    assert workspace is not None
    assert workspace.parked_at is not None


async def test_a_new_name_is_used_from_now_on(world: World) -> None:
    world.sandbox.workspace.people["U0LENA"].real_name = "Lena Ortiz-Baker"
    await world.priya.act("activate", user="U0LENA")

    await world.maya.asks(COLD)

    assert world.desk.shows("Waiting for *Lena Ortiz-Baker*")


async def test_when_the_duty_person_leaves_the_lead_hears_that_another_is_needed(world: World) -> None:
    await world.ruth.act("deactivate", user="U0PRIYA")

    assert world.ruth.was_told("is your duty person, and their Slack account is switched off")
