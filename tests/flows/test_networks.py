"""An account that posts the same text on several networks: it suits each, and people see each one's count."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import playing
from tests.flows.hospital import HOSPITAL
from tests.flows.playing import World, said
from tests.flows.reading import broken_promises, newest

LINK = "https://riverside.example/visits/when-you-had-a-cold-and-how-long-to-wait-before-you-come"
REPLY = f"Yes, after 48 hours. All about visits is on {LINK} and at the desk."


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """The hospital, whose first account is on X and on Bluesky."""
    first, *others = HOSPITAL.accounts
    both = first.model_copy(update={"network": "x+bluesky"})
    organisation = HOSPITAL.model_copy(update={"accounts": (both, *others)})
    async with playing(database_url, organisation=organisation) as world:
        yield world
        assert await broken_promises(world) == []


async def test_a_text_suits_each_network_and_each_count_is_shown(world: World) -> None:
    await world.drafted("Can I visit if I had a cold?", REPLY)

    assert (await newest(world)).draft == "Yes, after 48 hours."  # a link counts in full on Bluesky
    assert "20 of 140 characters (X 20, Bluesky 20)" in said(world.desk.thread()[-1])

    await world.lena.clicks("Edit")
    await world.lena.fills(words="Yes, 48 hours after your last cough.")
    await world.lena.clicks("Sign off")
    assert "(X 36, Bluesky 36)" in said(world.desk.thread()[-1])
    await world.maya.clicks("Approve")
    assert "on X and Bluesky" in said(world.desk.thread()[-1])
