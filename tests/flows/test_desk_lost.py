"""A desk can't be used any more, in the middle of a story: nobody waits in a place where nothing arrives."""

import pytest

from bot.lifecycle import Stage
from sandbox import events
from tests.flows.playing import World
from tests.flows.reading import stages

COLD = "Can I visit the ward if I had a cold last week?"
NEWBORN = "May my newborn sleep in my bed on the labour ward?"


async def archived(world: World) -> None:
    await world.priya.act("archive", channel="C0INFECT")
    await world.quiet()


async def test_whoever_was_asked_in_a_desk_that_is_archived_is_asked_directly_at_once(world: World) -> None:
    await world.maya.asks(COLD)

    await archived(world)

    await world.lena.clicks("On it", place=world.lena.direct)
    assert await stages(world) == [Stage.AWAITING_ANSWER]


async def test_whoever_is_on_it_hears_where_to_write_now(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.clicks("On it")

    await archived(world)
    await world.lena.replies("Yes, you can.", place=world.lena.direct)
    await world.moves("15 seconds")

    assert await stages(world) == [Stage.AWAITING_SIGN_OFF]
    assert world.lena.sees_button("Sign off", world.lena.direct)


async def test_a_draft_that_waits_in_a_lost_desk_can_be_signed(world: World) -> None:
    await world.drafted(COLD)

    await archived(world)
    await world.lena.clicks("Sign off", place=world.lena.direct)

    assert await stages(world) == [Stage.AWAITING_APPROVAL]


async def test_an_approval_that_waits_in_a_lost_desk_can_be_given(world: World) -> None:
    await world.drafted(COLD)
    await world.lena.clicks("Sign off")

    await archived(world)
    await world.maya.clicks("Approve", place=world.maya.direct)

    assert await stages(world) == [Stage.AWAITING_PUBLICATION]


async def test_whoever_was_asked_directly_is_not_asked_again(world: World) -> None:
    await archived(world)
    await world.maya.asks(COLD)
    asked = [message for message in world.lena.direct.messages() if "can you answer" in message.text]

    await world.priya.act("unarchive", channel="C0INFECT")
    await archived(world)

    assert [message for message in world.lena.direct.messages() if "can you answer" in message.text] == asked


async def test_a_reminder_that_dies_in_a_desk_nobody_said_was_lost_comes_directly_with_its_buttons(
    world: World,
) -> None:
    await world.maya.asks(COLD)
    world.sandbox.workspace.channels["C0INFECT"].archived = True

    await world.moves("2 minutes")

    await world.lena.clicks("On it", place=world.lena.direct)
    assert await stages(world) == [Stage.AWAITING_ANSWER]


async def test_what_does_not_arrive_in_a_lost_desk_is_told_of_once_not_at_every_stage(world: World) -> None:
    await world.maya.asks(COLD)
    await archived(world)
    await world.lena.replies("Yes, you can.", place=world.lena.direct)
    await world.moves("15 seconds")
    await world.lena.clicks("Sign off", place=world.lena.direct)
    await world.maya.clicks("Approve", place=world.maya.direct)

    def heard() -> int:
        return len([message for message in world.priya.direct.messages() if "could not deliver" in message.text])

    assert heard() == 1
    await world.moves("61 minutes")
    assert heard() == 2


async def test_the_duty_person_hears_that_the_desk_of_everything_else_is_lost(world: World) -> None:
    await world.priya.act("archive", channel="C0COMMS")

    assert world.priya.was_told("can't be used")


async def test_whoever_was_asked_in_a_desk_the_bot_is_removed_from_is_asked_directly(world: World) -> None:
    await world.maya.asks(COLD)

    await world.priya.act("leave", channel="C0INFECT", user="U0BOT")
    await world.quiet()

    assert world.priya.was_told("I was removed from it")
    await world.lena.clicks("On it", place=world.lena.direct)
    assert await stages(world) == [Stage.AWAITING_ANSWER]


async def test_told_twice_that_it_was_removed_it_says_so_once(world: World) -> None:
    workspace = world.sandbox.workspace
    as_to_members = events.membership(workspace, workspace.channels["C0INFECT"], "U0BOT", joined=False)
    await world.priya.act("leave", channel="C0INFECT", user="U0BOT")
    workspace.happened(as_to_members, None)
    await world.quiet()

    assert len([m for m in world.priya.direct.messages() if "I was removed" in m.text]) == 1


@pytest.mark.parametrize(
    ("gone", "why"), [("archive", "it was archived"), ("delete_channel", "it was deleted"), ("leave", "I was removed")]
)
async def test_the_loss_of_a_private_desk_is_heard_too(world: World, gone: str, why: str) -> None:
    world.sandbox.workspace.channels["C0INFECT"].private = True

    await world.priya.act(gone, channel="C0INFECT", user="U0BOT")

    assert world.priya.was_told(why)


@pytest.mark.parametrize("gone", ["archive", "delete_channel"])
async def test_an_expert_outside_a_lost_desk_is_asked_once(world: World, gone: str) -> None:
    await world.priya.act(gone, channel="C0MATERN")
    await world.maya.asks(NEWBORN)
    await world.moves("30 seconds")

    asked = [message for message in world.jon.direct.messages() if "can you answer" in message.text]
    assert len(asked) == 1
