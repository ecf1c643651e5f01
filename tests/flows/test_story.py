"""The hospital story: one question in; one signed, approved, published and reusable answer out."""

import pytest

from bot.lifecycle import Stage
from tests.flows.playing import World, said
from tests.flows.reading import entries, stages

pytestmark = pytest.mark.each_time

ANSWER = (
    "Yes, you can visit if you have had no symptoms for 48 hours. The ward is open from 2 pm to 8 pm. "
    "Please wash your hands when you come in, and bring no flowers because of the filters we use up there. "
    "We check everybody at the door."
)


async def test_a_question_becomes_a_published_answer_that_is_found_again(world: World) -> None:
    await world.maya.asks("Can I visit the ward if I had a cold last week?", asker="@dora_k")
    assert world.desk.shows("Waiting for *Lena Ortiz* to take it on")
    assert world.maya.was_told("Follow it on its card")

    await world.lena.clicks("On it")
    await world.moves("7 minutes")
    await world.lena.replies(ANSWER)
    await world.moves("15 seconds")
    assert "is this right?" in said(world.desk.thread()[-1])

    await world.lena.clicks("Sign off")
    await world.moves("2 minutes")
    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")
    await world.maya.fills(link="https://x.example/1")
    card = said(world.desk.card())
    assert "*Published*" in card
    assert "9 minutes after it came in" in card
    assert "Answered by *Lena Ortiz*, approved by *Maya Chen*" in card
    assert world.maya.was_told("Kept for next time.")

    await world.sam.asks("Had a cold last week: can I visit the ward?")
    assert "We answered this before" in world.sam.window["title"]["text"]
    await world.sam.chooses("Use this answer")
    await world.sam.clicks("Approve")
    await world.sam.clicks("I posted it")
    await world.sam.closes()

    assert await stages(world) == [Stage.PUBLISHED, Stage.PUBLISHED]
    [entry] = await entries(world)
    assert (entry.used, entry.expert, entry.approver) == (2, "U0LENA", "U0MAYA")
