"""Slack lets nobody change a message any more: what people need of it is said anew, once, and goes on there."""

import pytest

from bot import clock
from bot.lifecycle import Stage
from bot.workflows import keeping
from bot.workflows.unreached import TOGETHER
from tests.flows.playing import World, labels, said
from tests.flows.reading import stages
from tests.flows.test_entry_life import change, to_the_next_look
from tests.flows.test_twins import both_kept
from tests.flows.test_variables import NEW, OLD, keep, make
from tests.flows.test_variables import change as becomes

COLD = "Can I visit the ward if I had a cold last week?"
NOT_CHANGED = "can't change the message above any more"


def only(world: World, seconds: int) -> None:
    """From now on no message can be changed once it is that old."""
    world.sandbox.workspace.editable_seconds = seconds


async def test_a_signature_can_be_taken_back_though_the_draft_cannot_be_changed(world: World) -> None:
    await world.drafted(COLD)
    only(world, 20)
    await world.moves("30 seconds")

    await world.lena.clicks("Sign off")
    signed = [said(m) for m in world.desk.thread() if "signed this text. It is with comms now." in said(m)]
    assert [NOT_CHANGED in each for each in signed] == [True]

    await world.lena.clicks("Take it back")
    assert await stages(world) == [Stage.AWAITING_SIGN_OFF]
    assert not world.lena.sees_button("Take it back")


async def test_who_asked_too_is_said_below_a_card_that_cannot_be_changed(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.clicks("On it")
    only(world, 20)
    await world.moves("30 seconds")

    await world.sam.asks(COLD)
    below = [said(m) for m in world.desk.thread() if "can't change the card above" in said(m)]
    assert len(below) == 1
    assert "Asked 2 times" in below[0]

    await world.priya.asks(COLD)
    below = [said(m) for m in world.desk.thread() if "can't change the card above" in said(m)]
    assert len(below) == 1, "what was said a moment ago can still be changed"
    assert "Asked 3 times" in below[0]

    await world.moves("30 seconds")
    await world.maya.asks(COLD)
    below = [said(m) for m in world.desk.thread() if "can't change the card above" in said(m)]
    assert ["Asked 4 times" in each for each in below] == [False, True]


@pytest.mark.parametrize("seconds", [0, 3600])
async def test_what_was_decided_in_a_review_that_cannot_be_changed_is_shown_in_a_new_message(
    world: World, seconds: int
) -> None:
    await world.published(COLD)
    await change(world, review_on=keeping.clock.now().date())
    await to_the_next_look(world)
    only(world, seconds)
    await world.moves("5 seconds")

    await world.lena.clicks("Retire")
    await world.moves("5 seconds")
    await world.lena.clicks("Restore")
    await world.moves("5 seconds")
    assert world.lena.direct.count(NOT_CHANGED) == (2 if seconds == 0 else 0)
    await world.lena.clicks("Still right")

    assert "still right, said Lena Ortiz" in said(world.lena.direct.messages()[-1])


async def test_what_was_asked_again_is_not_said_anew(world: World) -> None:
    await world.published(COLD)
    await change(world, review_on=keeping.clock.now().date())
    await to_the_next_look(world)
    only(world, 60)

    for _ in range(3):
        await to_the_next_look(world)

    assert world.lena.direct.count("still right?") == 2
    assert world.lena.direct.count(NOT_CHANGED) == 0


async def test_a_list_of_changed_texts_that_cannot_be_changed_goes_on_in_a_new_one(world: World) -> None:
    await keep(world, f"Visit us {OLD}.", f"The ward is open {OLD}.")
    await make(world.maya)
    await becomes(world.maya, NEW)
    only(world, 3)
    await world.moves("10 seconds")

    await world.lena.clicks("Sign off")
    await world.moves("10 seconds")
    assert NOT_CHANGED in said(world.lena.direct.messages()[-1])
    await world.lena.clicks("Sign off")
    await world.moves("10 seconds")

    assert "nothing waits for you here any more" in said(world.lena.direct.messages()[-1])
    assert [stage for stage in await stages(world) if stage is Stage.AWAITING_SIGN_OFF] == []


async def test_what_was_decided_about_two_answers_is_shown_in_a_new_message(world: World) -> None:
    await both_kept(world)
    only(world, 0)
    await world.moves("5 seconds")

    await world.lena.clicks("They are two questions")
    await world.moves("5 seconds")

    assert NOT_CHANGED in said(world.lena.direct.messages()[-1])
    assert "are two questions, said *Lena Ortiz*" in said(world.lena.direct.messages()[-1])


@pytest.mark.parametrize("seconds", [0, 3600])
async def test_what_was_decided_about_later_words_is_said_once(world: World, seconds: int) -> None:
    await world.published(COLD)
    await world.lena.replies("Sorry, run the tap for 5 minutes.")
    only(world, seconds)
    await world.moves("5 seconds")

    await world.maya.clicks("It still holds")

    told = [said(m) for m in world.desk.thread() if "*Maya Chen* found that it still holds." in said(m)]
    assert [NOT_CHANGED in each for each in told] == [seconds == 0]


async def test_pings_that_do_not_arrive_are_told_anew_where_the_message_about_others_cannot_be_changed(
    world: World,
) -> None:
    five_minutes = TOGETHER.total_seconds()
    world._shift(five_minutes - clock.now().timestamp() % five_minutes)  # so long it is all one message
    only(world, 0)
    world.sandbox.troubles.set({"answer_500": 500, "method": "chat.postMessage"})
    for number in range(2):
        await world.maya.asks(f"{COLD} I am visitor number {number}.")
        await world.maya.closes()
        await world.moves("70 seconds")
    world.sandbox.troubles.clear()
    await world.moves("30 seconds")

    told = [message for message in world.priya.direct.messages() if "could not reach" in message.text]
    assert ["visitor number 1" in message.text for message in told] == [False, True]
    assert NOT_CHANGED in said(told[-1])


async def test_where_a_question_stood_before_is_not_reopened_from_there(world: World) -> None:
    await world.approved(COLD)
    only(world, 20)
    await world.moves("30 seconds")
    await world.maya.clicks("I posted it")
    await world.maya.closes()
    [below] = [m for m in world.desk.thread() if "*Published*" in said(m)]
    assert "Reopen" in labels(below.blocks)

    await world.maya.clicks("Reopen", place=world.desk)
    await world.maya.submits()

    assert "Reopen" not in labels(below.blocks)
    assert "Where this question stands now is said below." in said(below)
