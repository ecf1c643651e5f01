"""The connection ends at a COMMIT, so that nobody knows whether it stands: at every commit of a step, one effect."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from sandbox import Sandbox
from tests import wire
from tests.crash.afterlife import Afterlife, Setting, afterlife, differences, outcome, take
from tests.crash.conftest import Story
from tests.crash.photographs import forget
from tests.crash.story import STEPS
from tests.crash.test_crash_points import Record, soaked
from tests.flows.reading import broken_promises


@asynccontextmanager
async def wired(setting: Setting, sandbox: Sandbox) -> AsyncIterator[tuple[Afterlife, wire.Wire]]:
    """The world at that moment, and the wire to its database."""
    setting.photo.slack.again(sandbox)
    database = await setting.photo.database_again(setting.folder / "again")
    try:
        async with wire.before(database) as (near, line), afterlife(sandbox, near) as world:
            yield world, line
    finally:
        await forget(database)


@pytest.mark.parametrize("heard", [True, soaked(False)], ids=["the server heard it", "it never did"])
@pytest.mark.parametrize("step", [name if name == "Lena takes it on" else soaked(name) for name in STEPS])
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_commit_that_nobody_confirms_has_one_effect(
    step: str, heard: bool, database_url: str, story: Story, sandbox: Sandbox, record_property: Record
) -> None:
    setting = await story.before(step, sandbox, database_url)
    expected = (await story.undisturbed(step, sandbox, database_url)).outcome

    for number in itertools.count(1):
        async with wired(setting, sandbox) as (world, line):
            line.cut(number, heard=heard)
            await take(world, STEPS[step])
            await world.moves("35 seconds")  # a claim of what was due only then has run out as well
            told = f"commit {number}\n{world.transcript()}"
            assert differences(expected, await outcome(world)) == [], told
            assert await broken_promises(world) == [], told
            failed = [each["status"] for each in sandbox.deliveries if not 200 <= each["status"] < 300]
            assert failed == [], told
            if not line.was_cut:
                break
    record_property("unconfirmed commits", number - 1)
    assert number > 1
