"""People and channels come and go, strangers press buttons, and the bot is removed."""

from sqlalchemy import select

from bot.db.models import Member, Workspace
from bot.lifecycle import Stage
from sandbox.workspace import Person as SandboxPerson
from tests.flows.playing import World
from tests.flows.reading import stages

COLD = "Can I visit the ward if I had a cold last week?"


async def members(world: World, channel: str) -> set[str]:
    async with world.bot.db.snapshot() as session:
        return set(await session.scalars(select(Member.user).where(Member.channel == channel)))


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
    stranger = SandboxPerson("U9EVE", "eve", "Eve Elsewhere", team_id="T9ELSEWHERE")
    world.sandbox.workspace.people["U9EVE"] = stranger
    world.sandbox.workspace.channels["C0INFECT"].members.append("U9EVE")
    eve = world.person("U9EVE")

    await eve.clicks("Sign off")

    assert "another workspace" in eve.whispers[-1]
    assert await stages(world) == [Stage.AWAITING_SIGN_OFF]


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
