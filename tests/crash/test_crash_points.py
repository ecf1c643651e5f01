"""The bot is killed (SIGKILL) at every point of every step of the story, and the step ends the same.

A step that begins and ends the same whatever happens in it leads to a story that does, so that each is tried by itself.
"""

import asyncio
import itertools
import signal
from collections.abc import Callable

import pytest
from _pytest.mark.structures import ParameterSet

from sandbox import Sandbox
from tests.crash.afterlife import differences, outcome, take
from tests.crash.conftest import Story
from tests.crash.story import STEPS

Record = Callable[[str, object], None]


def soaked(value: object) -> ParameterSet:
    """Only in the long form."""
    return pytest.param(value, marks=pytest.mark.soak)


LOCKED_SECONDS = 30  # real ones; PostgreSQL takes the lock away after ten
FEWEST = 4  # points in the smallest step: a command is committed, a window opened, an answer given
EVERY = range(1, 10_000)


@pytest.mark.parametrize("step", [name if name == "Lena takes it on" else soaked(name) for name in STEPS])
@pytest.mark.parametrize("database_url", ["sqlite", soaked("postgresql")], indirect=True)
async def test_a_bot_told_to_stop_anywhere_is_out_in_ten_seconds_and_nothing_is_lost(
    step: str, database_url: str, story: Story, sandbox: Sandbox, record_property: Record
) -> None:
    tried = await die_everywhere(story, step, sandbox, database_url, how=signal.SIGTERM)

    record_property("stopping points", tried)


@pytest.mark.by_turns("step")
@pytest.mark.parametrize("step", ["Maya forwards the question", "Lena signs"])
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_bot_frozen_before_a_call_wakes_after_another_made_it_and_one_copy_stands(
    step: str, database_url: str, story: Story, sandbox: Sandbox, record_property: Record
) -> None:
    setting = await story.before(step, sandbox, database_url)
    expected = (await story.undisturbed(step, sandbox, database_url)).outcome
    sandbox.delivery.timeout = 0.5

    woken = 0
    for number in itertools.count(1):
        async with setting.again(sandbox, fatal=number, signal=signal.SIGSTOP, locks=False) as world:
            await take(world, STEPS[step])
            if not world.deaths:
                break
            await world.thaw()
            await world.quiet()
            await world.moves("35 seconds")
            assert differences(expected, await outcome(world)) == [], (
                f"frozen {world.deaths} (point {number})\n{world.transcript()}"
            )
        woken += 1
    record_property("frozen senders", woken)
    assert woken >= FEWEST


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_bot_frozen_with_a_lock_in_its_hand_loses_it_and_the_step_can_be_taken(
    database_url: str, story: Story, sandbox: Sandbox
) -> None:
    setting = await story.before("Lena signs", sandbox, database_url)
    expected = (await story.undisturbed("Lena signs", sandbox, database_url)).outcome

    async with setting.again(sandbox, fatal=1, signal=signal.SIGSTOP) as world:
        async with asyncio.timeout(LOCKED_SECONDS):
            while not (await outcome(world))["signatures"]:
                await world.lena.clicks("Sign off")  # until then she is told to try again
        assert world.deaths == ["before a commit"]
        await world.thaw()
        await world.quiet()
        await world.moves("35 seconds")
        assert differences(expected, await outcome(world)) == [], world.transcript()


async def die_everywhere(
    story: Story,
    step: str,
    sandbox: Sandbox,
    database: str,
    *,
    points: range = EVERY,
    first: int = 0,
    fine: bool = False,
    how: int = signal.SIGKILL,
) -> int:
    """Take the step as often as it has points, killed at the next one each time; returns how many were tried.

    `points`: those of them that are tried. `first`: it is killed there before, each time, and the points are those of
    the next life.
    """
    setting = await story.before(step, sandbox, database)
    expected = (await story.undisturbed(step, sandbox, database)).outcome
    for tried, number in enumerate(points):
        deaths = {"fatal": first, "fatal_again": number} if first else {"fatal": number}
        async with setting.again(sandbox, fine=fine, signal=how, **deaths) as world:
            await take(world, STEPS[step])
            await world.late_duplicates()
            if len(world.deaths) < len(deaths):
                assert number > FEWEST
                return tried
            told = f"killed {' and '.join(world.deaths)} (point {number})\n{world.transcript()}"
            assert differences(expected, await outcome(world)) == [], told
    raise AssertionError("unreachable")


@pytest.mark.by_turns("half")
@pytest.mark.parametrize("half", ["odd", "even"])
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_bot_killed_before_anything_it_does_ends_the_step_as_if_nothing_had_happened(
    half: str, step: str, database_url: str, story: Story, sandbox: Sandbox, record_property: Record
) -> None:
    points = EVERY[0 if half == "odd" else 1 :: 2]
    tried = await die_everywhere(story, step, sandbox, database_url, points=points)

    record_property("crash points", tried)


@pytest.mark.soak
@pytest.mark.parametrize("step", STEPS)
async def test_a_bot_killed_after_every_statement_ends_the_step_as_if_nothing_had_happened(
    step: str, database_url: str, story: Story, sandbox: Sandbox, record_property: Record
) -> None:
    tried = await die_everywhere(story, step, sandbox, database_url, fine=True)

    record_property("crash points", tried)


@pytest.mark.parametrize("first", [5, soaked(9), soaked(13), soaked(17)])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_bot_killed_again_while_it_takes_up_its_work_takes_it_up_the_next_time(
    first: int, database_url: str, story: Story, sandbox: Sandbox, record_property: Record
) -> None:
    name = "Maya approves"  # two leases pass: after an ask the duty person would hear of it
    tried = await die_everywhere(story, name, sandbox, database_url, first=first)

    record_property("crash points in recovery", tried)
