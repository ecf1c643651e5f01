"""Everybody is silent, in every stage: somebody is called, by name, again and again."""

from datetime import timedelta

import pytest

from bot import clock
from bot.lifecycle import Stage
from bot.views.blocks import when
from bot.workflows.unreached import TOGETHER
from tests.flows.playing import World, labels, said
from tests.flows.reading import newest, stages

COLD = "Can I visit the ward if I had a cold last week?"


async def test_a_silent_expert_is_reminded_then_the_next_is_asked_then_the_duty_person(world: World) -> None:
    await world.maya.asks(COLD)

    await world.moves("2 minutes")
    assert "<@U0LENA>, please say whether you have" in said(world.desk.thread()[-1])
    await world.moves("3 minutes")
    assert (await newest(world)).holder == "U0TOM"
    await world.moves("2 minutes")
    assert world.tom.was_told("please say whether you have")
    await world.moves("3 minutes")
    assert await stages(world) == [Stage.AWAITING_EXPERT]
    assert world.priya.was_told("Please name an expert now")


async def test_a_reminder_replaces_the_one_before_it_and_goes_when_the_stage_ends(world: World) -> None:
    await world.maya.asks(COLD)
    await world.moves("2 minutes")
    assert world.desk.count("please say whether you have") == 1

    await world.lena.clicks("On it")

    assert world.desk.count("please say whether you have") == 0


async def test_a_reminder_offers_to_pass_it_on(world: World) -> None:
    await world.maya.asks(COLD)
    await world.moves("2 minutes")

    await world.lena.clicks("Pass it to Tom Baker")

    assert (await newest(world)).holder == "U0TOM"


async def test_an_acknowledged_question_without_answer_goes_on_after_a_quarter_of_an_hour(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.clicks("On it")

    await world.moves("8 minutes")
    assert world.lena.was_told("please answer")
    await world.moves("7 minutes")

    assert (await newest(world)).holder == "U0TOM"
    assert await stages(world) == [Stage.AWAITING_ACKNOWLEDGEMENT]


async def test_an_unsigned_draft_is_kept_when_it_goes_to_the_next(world: World) -> None:
    await world.drafted(COLD)

    await world.moves("3 minutes")
    assert world.lena.was_told("please sign off")
    await world.moves("7 minutes")

    assert (await newest(world)).holder == "U0TOM"
    assert (await newest(world)).draft
    assert not world.lena.sees_button("Sign off")
    assert world.tom.sees_button("Use the draft so far")


async def test_who_answered_and_did_not_sign_is_not_said_to_have_given_no_answer(world: World) -> None:
    await world.drafted("Can I visit the ward?")
    await world.moves("10 minutes")

    assert world.desk.shows("*Lena Ortiz* could not sign it in time")
    assert not world.desk.shows("could not answer in time")


async def test_a_silent_approver_is_followed_by_the_next_and_the_duty_person(world: World) -> None:
    await world.signed(COLD)
    assert (await newest(world)).approver == "U0MAYA"

    await world.moves("3 minutes")
    assert world.maya.was_told("please approve")
    await world.moves("3 minutes")
    assert (await newest(world)).approver == "U0SAM"
    await world.moves("6 minutes")
    assert (await newest(world)).approver == "U0SAM"
    assert world.priya.was_told("still waits for *Sam Okafor*. Please call them.")
    await world.sam.clicks("Approve")
    assert await stages(world) == [Stage.AWAITING_PUBLICATION]


async def test_an_approved_text_that_nobody_posts_is_brought_to_the_duty_person(world: World) -> None:
    await world.approved(COLD)

    await world.moves("3 minutes")
    assert world.maya.was_told("please post")
    await world.moves("3 minutes")

    assert world.priya.was_told("still waits for *Maya Chen*")


async def test_where_whoever_should_tell_more_stays_silent_the_duty_person_is_called(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.clicks("I need to know more")
    await world.lena.fills(words="How high was the fever?")
    by = (await newest(world)).stage_since + timedelta(hours=24, minutes=10)
    assert f"to tell the expert more, until {when(by)}." in said(world.desk.card())
    await world.moves("24 hours")
    assert not world.priya.was_told("still waits for")

    await world.moves("10 minutes")

    assert world.priya.was_told("still waits for *Maya Chen*. The expert asks: “How high was the fever?”")
    await world.priya.clicks("Tell them more", place=world.desk)
    await world.priya.fills(words="Nobody knows.")
    assert await stages(world) == [Stage.AWAITING_ANSWER]


async def test_a_forwarder_who_owes_the_expert_an_answer_is_nudged_after_a_day(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.clicks("I need to know more")
    await world.lena.fills(words="Which ward is it?")

    await world.moves("24 hours")

    assert world.maya.was_told("the expert waits for more from you")


async def test_the_promise_is_at_risk_after_45_minutes_and_overdue_after_an_hour(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.clicks("On it")

    await world.moves("45 minutes")
    assert world.maya.was_told("at risk")
    assert world.maya.was_told("You can post meanwhile")
    await world.moves("15 minutes")
    assert world.ruth.was_told("overdue")


async def test_a_card_says_that_the_promise_is_over_and_of_which_day_its_times_are(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.clicks("On it")
    assert "date_short_pretty" not in said(world.desk.card())

    await world.moves("60 minutes")
    overdue = said(world.desk.card()).partition("Waiting for")[2]
    assert "*Overdue:* promised to the public for <!date^" in overdue
    assert overdue.count("date_short_pretty") == 4, "in the text and in its block, for whoever reads it tomorrow"

    await world.moves("1 days")
    await world.tom.replies("Yes, you can.")
    await world.moves("15 seconds")
    await world.tom.clicks("Sign off")
    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")
    assert "date_short_pretty" in said(world.desk.card()).partition("Published")[2]


async def test_no_words_to_wait_are_offered_where_the_approved_text_only_has_to_be_posted(world: World) -> None:
    await world.approved(COLD)

    await world.moves("45 minutes")

    assert world.maya.was_told("at risk")
    assert world.maya.was_told("The text is approved and stands in the thread, ready to post.")
    assert not world.maya.was_told("You can post meanwhile")


async def test_where_the_forwarder_has_left_the_duty_person_hears_that_the_promise_is_at_risk(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.clicks("On it")
    await world.ruth.act("deactivate", user="U0MAYA")

    await world.moves("45 minutes")

    assert world.priya.was_told("<@U0PRIYA>, at risk")
    assert world.priya.was_told("You can post meanwhile")


async def test_an_undelivered_ping_tells_the_duty_person_and_the_experts_time_has_not_begun(world: World) -> None:
    world.sandbox.troubles.set({"answer_500": 500, "method": "chat.postMessage"})
    await world.maya.asks(COLD)

    for _ in range(5):
        await world.moves("25 seconds")
    world.sandbox.troubles.clear()
    await world.moves("60 seconds")

    assert world.priya.was_told("I could not reach *Lena Ortiz*")
    assert (await newest(world)).holder == "U0LENA"
    assert world.desk.count("can you answer this one?") <= 2


async def test_many_pings_that_do_not_arrive_are_told_to_the_duty_person_in_one_message(world: World) -> None:
    five_minutes = TOGETHER.total_seconds()
    world._shift(five_minutes - clock.now().timestamp() % five_minutes)  # so long it is all one message
    world.sandbox.troubles.set({"answer_500": 500, "method": "chat.postMessage"})
    for number in range(12):
        await world.maya.asks(f"{COLD} I am visitor number {number}.")
        await world.maya.closes()  # where it is offered to wait for one of the others, too

    for _ in range(4):
        await world.moves("25 seconds")
    world.sandbox.troubles.clear()
    await world.moves("30 seconds")

    [told] = [message for message in world.priya.direct.messages() if "could not reach" in message.text]
    assert "I could not reach the experts for these 12 questions yet" in told.text
    assert "visitor number 0" in told.text
    assert "… and 2 more." in told.text
    assert labels(told.blocks) == ["Name somebody else"] * 10


async def silent_in_choosing(world: World) -> None:
    await world.maya.types(f"/ask {COLD}")


async def silent_awaiting_expert(world: World) -> None:
    await world.maya.asks("Is the moon made of cheese?")


async def silent_awaiting_acknowledgement(world: World) -> None:
    await world.maya.asks(COLD)


async def silent_awaiting_answer(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.clicks("On it")


async def silent_awaiting_asker(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.clicks("I need to know more")
    await world.lena.fills(words="Which ward is it?")


async def silent_awaiting_sign_off(world: World) -> None:
    await world.drafted(COLD)


async def silent_awaiting_approval(world: World) -> None:
    await world.signed(COLD)


async def silent_awaiting_publication(world: World) -> None:
    await world.approved(COLD)


WAYS = {
    Stage.CHOOSING: silent_in_choosing,
    Stage.AWAITING_EXPERT: silent_awaiting_expert,
    Stage.AWAITING_ACKNOWLEDGEMENT: silent_awaiting_acknowledgement,
    Stage.AWAITING_ANSWER: silent_awaiting_answer,
    Stage.AWAITING_ASKER: silent_awaiting_asker,
    Stage.AWAITING_SIGN_OFF: silent_awaiting_sign_off,
    Stage.AWAITING_APPROVAL: silent_awaiting_approval,
    Stage.AWAITING_PUBLICATION: silent_awaiting_publication,
}


@pytest.mark.parametrize("stage", WAYS, ids=lambda stage: stage.name.lower())
async def test_when_everybody_is_silent_somebody_is_called_each_time(world: World, stage: Stage) -> None:
    await WAYS[stage](world)
    assert await stages(world) == [stage]
    step = "25 hours" if stage is Stage.AWAITING_ASKER else "20 minutes"

    for _ in range(3):
        before = len(calls_by_name(world))
        await world.moves(step)
        assert len(calls_by_name(world)) > before, f"nobody was called in {await stages(world)}"
        assert (await newest(world)).holder


def calls_by_name(world: World) -> list[str]:
    """Every message that mentions a person."""
    return [call["body"]["text"] for call in world.posted() if "<@U" in call["body"]["text"]]
