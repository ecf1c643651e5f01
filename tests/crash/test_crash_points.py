"""The bot is killed (SIGKILL) at every point of every step of the story, and the step ends the same.

A step that begins and ends the same whatever happens in it leads to a story that does, so that each is tried by itself.
"""

import itertools
from collections.abc import Callable

import pytest

from sandbox import Sandbox
from tests.crash.afterlife import Afterlife, Setting, Step, outcome, take
from tests.crash.conftest import Story
from tests.crash.story import STEPS

Record = Callable[[str, object], None]
FEWEST = 4  # points in the smallest step: a command is committed, a window opened, an answer given


async def undisturbed(setting: Setting, sandbox: Sandbox, step: Step) -> object:
    """How the step ends when nothing goes wrong."""
    async with setting.again(sandbox) as world:
        await take(world, step)
        return await outcome(world)


async def die_everywhere(setting: Setting, sandbox: Sandbox, step: Step, **life: object) -> int:
    """Take the step as often as it has points, killed at the next one each time; returns how many there were."""
    expected = await undisturbed(setting, sandbox, step)
    for number in itertools.count(1):
        async with setting.again(sandbox, fatal=number, **life) as world:
            await take(world, step)
            await world.late_duplicates()
            if not world.deaths:
                return number - 1
            told = f"killed {world.deaths[0]} (point {number})\n{world.transcript()}"
            assert await outcome(world) == expected, told
    raise AssertionError("unreachable")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_bot_killed_before_anything_it_does_ends_the_step_as_if_nothing_had_happened(
    step: str, database_url: str, story: Story, sandbox: Sandbox, record_property: Record
) -> None:
    setting = await story.before(step, sandbox, database_url)

    points = await die_everywhere(setting, sandbox, STEPS[step])

    record_property("crash points", points)
    assert points >= FEWEST


@pytest.mark.soak
@pytest.mark.parametrize("step", STEPS)
async def test_a_bot_killed_after_every_statement_ends_the_step_as_if_nothing_had_happened(
    step: str, database_url: str, story: Story, sandbox: Sandbox, record_property: Record
) -> None:
    setting = await story.before(step, sandbox, database_url)

    points = await die_everywhere(setting, sandbox, STEPS[step], fine=True)

    record_property("crash points", points)
    assert points >= FEWEST


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_bot_killed_while_it_starts_starts_the_next_time(
    database_url: str, story: Story, sandbox: Sandbox, record_property: Record
) -> None:
    setting = await story.before("Lena takes it on", sandbox, database_url)

    points = await die_everywhere(setting, sandbox, nothing, from_start=True)

    record_property("crash points", points)
    assert points >= 2


async def nothing(world: Afterlife) -> None:
    """Nobody does anything."""
