"""Posted, withdrawn, posted anyway, opened again."""

import pytest

from bot.lifecycle import Stage
from bot.views.blocks import when
from tests.flows.playing import World, said
from tests.flows.reading import entries, moves, newest, stages

COLD = "Can I visit the ward if I had a cold last week?"


async def test_the_text_is_ready_to_copy_in_a_block_of_its_own(world: World) -> None:
    await world.approved(COLD)

    ready = world.desk.thread()[-1]

    alone = [block for block in ready.blocks if block["type"] == "rich_text"]
    assert alone[0]["elements"][0]["elements"][0]["text"] == "Yes, you can. Please wash your hands."


async def test_posting_is_kept_at_once_and_the_link_may_follow(world: World) -> None:
    await world.approved(COLD)
    await world.maya.clicks("I posted it")
    assert await stages(world) == [Stage.PUBLISHED]
    await world.maya.closes()

    await world.maya.clicks("Add the link")
    await world.maya.fills(link="https://x.example/9")

    assert "See the post" in said(world.desk.card())


async def test_a_double_click_on_posted_keeps_one_entry(world: World) -> None:
    await world.approved(COLD)
    channel, message, element = world.maya._button("I posted it", None, 0)
    body = {"do": "click", "as": "U0MAYA", "channel": channel, "ts": message.ts, "action_id": element["action_id"]}

    await world.sandbox.act(body)
    where = world.sandbox.workspace.channels[channel]
    where.messages[message.ts].blocks = [{"type": "actions", "block_id": "x", "elements": [element]}]
    await world.sandbox.act(body)
    await world.quiet()

    assert len(await entries(world)) == 1
    assert (await moves(world)).count("publish") == 1
    await world.maya.closes()


async def test_the_forwarder_hears_when_it_is_published(world: World) -> None:
    await world.sam.asks(COLD)
    await world.lena.replies("Yes, you can.")
    await world.moves("15 seconds")
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")
    await world.maya.closes()

    assert "Published" in said(world.sam.direct.messages()[-1])


async def test_withdrawing_tells_whoever_it_waited_for(world: World) -> None:
    await world.maya.asks(COLD)

    await world.maya.clicks("Withdraw")
    await world.maya.fills(posted="no", words="The asker found it.")

    assert await stages(world) == [Stage.WITHDRAWN]
    assert world.lena.was_told("nothing more to do")
    assert "The asker found it." in said(world.desk.card())
    assert not world.lena.sees_button("On it")


async def test_who_forwarded_what_another_withdraws_hears_that_no_answer_comes(world: World) -> None:
    await world.maya.asks(COLD)

    await world.sam.clicks("Withdraw")
    await world.sam.fills(words="It was a joke.")

    told = world.maya.direct.messages()[-1].text
    assert f"<@U0SAM> withdrew the question you forwarded: “{COLD}” Reason: “It was a joke.”" in told
    assert "reopen it on its card" in told


async def test_who_withdraws_what_they_forwarded_themselves_is_not_told_of_it(world: World) -> None:
    await world.maya.asks(COLD)

    await world.maya.clicks("Withdraw")
    await world.maya.fills(words="It was a joke.")

    assert not any("you forwarded" in each.text for each in world.maya.direct.messages())


async def test_an_expert_who_asked_back_hears_that_it_is_withdrawn(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.clicks("I need to know more")
    await world.lena.fills(words="How high was the fever?")

    await world.maya.clicks("Withdraw")
    await world.maya.fills(words="They don't say.")

    assert "<@U0LENA>, <@U0MAYA> withdrew this question: nothing more to do." in world.desk.thread()[-1].text


async def test_an_expert_cannot_withdraw(world: World) -> None:
    await world.maya.asks(COLD)

    await world.lena.clicks("Withdraw")

    assert "Only the communications team" in world.lena.whispers[-1]


async def test_posted_although_it_was_withdrawn_is_recorded_and_the_lead_is_told(world: World) -> None:
    await world.approved(COLD)
    await world.sam.clicks("Withdraw")
    await world.sam.fills(posted="no")

    await world.maya.clicks("It was posted anyway")
    await world.maya.closes()

    assert await stages(world) == [Stage.PUBLISHED]
    assert world.ruth.was_told("without two signatures")
    assert await entries(world) == []


async def test_posted_while_the_expert_was_changing_it_is_recorded_as_that_text(world: World) -> None:
    await world.approved(COLD, "Yes, run the tap for 2 minutes.")
    channel, message, element = world.maya._button("I posted it", None, 0)
    await world.lena.replies("Sorry, run the tap for 5 minutes.")

    where = world.sandbox.workspace.channels[channel]
    where.messages[message.ts].blocks = [{"type": "actions", "block_id": "x", "elements": [element]}]
    await world.maya.act("click", channel=channel, ts=message.ts, action_id="posted")
    await world.maya.closes()

    assert await stages(world) == [Stage.PUBLISHED]
    assert (await newest(world)).draft == "Yes, run the tap for 2 minutes."
    assert world.ruth.was_told("run the tap for 2 minutes")


async def test_an_older_text_that_was_posted_after_the_newer_one_was_approved_is_recorded_as_that_text(
    world: World,
) -> None:
    await world.approved(COLD, "Yes, run the tap for 2 minutes.")
    screen = world.maya.screen("I posted it")
    await world.lena.replies("Sorry, run the tap for 5 minutes.")
    await world.moves("15 seconds")
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")

    await screen.click()
    await world.maya.closes()

    assert (await newest(world)).draft == "Yes, run the tap for 2 minutes."
    assert world.ruth.was_told("run the tap for 2 minutes")
    assert await entries(world) == []


async def test_withdrawing_what_is_already_posted_publishes_it(world: World) -> None:
    await world.approved(COLD)

    await world.maya.clicks("Withdraw")
    await world.maya.fills(posted="yes")

    assert await stages(world) == [Stage.PUBLISHED]


async def test_withdrawing_what_is_approved_and_already_posted_is_a_publication_with_both_signatures(
    world: World,
) -> None:
    await world.approved(COLD)
    await world.sam.asks(COLD)

    await world.maya.clicks("Withdraw")
    await world.maya.fills(posted="yes", words="Posted by the night shift.")

    assert await stages(world) == [Stage.PUBLISHED, Stage.PUBLISHED]
    assert not world.ruth.was_told("without two signatures")
    assert [entry.status for entry in await entries(world)] == ["live"]


async def test_posted_without_any_text_says_nothing_untrue(world: World) -> None:
    await world.maya.asks(COLD)

    await world.maya.clicks("Withdraw")
    await world.maya.fills(posted="yes")

    assert "after it came in. I don't know the text." in said(world.desk.card())
    assert "Answered by" not in said(world.desk.card())
    assert world.ruth.was_told("<@U0MAYA> posted an answer to “Can I visit the ward")
    assert world.maya.was_told("Its text isn't known here.")
    assert not any(person.was_told("“”") for person in (world.ruth, world.maya, world.lena))


async def test_whoever_was_asked_hears_that_an_answer_is_posted_not_that_it_was_withdrawn(world: World) -> None:
    await world.maya.asks(COLD)
    await world.maya.clicks("Withdraw")
    await world.maya.fills(posted="yes")

    assert world.lena.was_told("<@U0MAYA> says that an answer is posted already: nothing more to do.")
    assert not world.desk.shows("withdrew this question")
    assert world.desk.shows("Published")
    assert not world.lena.sees_button("On it")


async def test_whoever_was_to_sign_what_is_posted_meanwhile_hears_so_and_what_is_public(world: World) -> None:
    await world.approved(COLD, "Yes, run the tap for 2 minutes.")
    screen = world.maya.screen("I posted it")
    await world.lena.clicks("Take it back")

    await screen.click()
    await world.maya.closes()

    told = "<@U0LENA>, <@U0MAYA> says that an answer is posted already: nothing more to do."
    public = "It is “Yes, run the tap for 2 minutes.” If that isn't right, please write so here."
    assert world.lena.was_told(f"{told} {public}")


async def test_who_was_only_asked_last_is_not_said_to_have_answered_what_was_posted_anyway(world: World) -> None:
    await world.drafted(COLD)
    await world.sam.clicks("Reassign")
    await world.sam.fills(user="U0TOM")

    await world.sam.clicks("Withdraw")
    await world.sam.fills(posted="yes")

    assert "Answered by *Lena Ortiz*." in said(world.desk.card())
    await world.sam.clicks("Reopen")
    await world.sam.submits()
    assert await stages(world) == [Stage.AWAITING_ANSWER]
    assert world.lena.was_told("reopened this question")


async def test_what_is_said_about_an_answer_that_is_posted_already_reaches_everybody_who_is_told_of_it(
    world: World,
) -> None:
    words = "<@U0PRIYA> wrote: “The night shift answered them.”"
    await world.maya.asks(COLD)
    await world.priya.clicks("Withdraw")
    await world.priya.fills(posted="yes", words="The night shift answered them.")

    assert f"{words}" in said(world.desk.thread()[0])
    assert world.lena.was_told(f"nothing more to do. {words}")
    for person in (world.maya, world.ruth):
        assert words in person.direct.messages()[-1].text

    await world.approved("May my dog come along onto the ward?")
    await world.priya.clicks("Withdraw")
    await world.priya.fills(posted="yes", words="The night shift answered them.")
    assert world.maya.direct.messages()[-1].text.count(words) == 1


async def test_who_was_only_asked_to_approve_is_not_said_to_have_approved_what_was_posted_anyway(world: World) -> None:
    await world.signed(COLD)

    await world.sam.clicks("Withdraw")
    await world.sam.fills(posted="yes")

    assert "Answered by *Lena Ortiz*." in said(world.desk.card())
    assert "approved by" not in said(world.desk.card())


async def test_reopening_asks_the_same_expert_and_the_new_text_replaces_the_entry(world: World) -> None:
    await world.published(COLD)

    await world.maya.clicks("Reopen")
    await world.maya.fills(words="The rules changed.")
    assert await stages(world) == [Stage.AWAITING_ANSWER]
    assert world.lena.was_told("The rules changed.")
    await world.answered_anew("No, not before Monday.")

    [entry] = await entries(world)
    assert (entry.short, entry.status) == ("No, not before Monday.", "live")


async def test_who_forwarded_and_who_posted_what_another_reopens_hear_that_it_may_be_wrong(world: World) -> None:
    await world.approved(COLD)
    await world.sam.clicks("I posted it")
    await world.sam.closes()

    await world.priya.clicks("Reopen")
    await world.priya.fills(words="The rule changed.")

    for person in (world.maya, world.sam):
        told = person.direct.messages()[-1].text
        assert f"<@U0PRIYA> reopened “{COLD}”: “The rule changed.”" in told
        assert "may be wrong: please look at what was posted. It waits for <@U0LENA> until <!date^" in told
    assert not world.priya.direct.messages()


async def test_who_forwarded_what_another_takes_up_again_hears_so_and_nothing_of_a_post(world: World) -> None:
    await world.maya.asks(COLD)
    await world.sam.clicks("Withdraw")
    await world.sam.submits()

    await world.sam.clicks("Reopen")
    await world.sam.submits()

    told = world.maya.direct.messages()[-1].text
    assert f"<@U0SAM> reopened “{COLD}”. It waits for <@U0PRIYA> until <!date^" in told


async def test_a_withdrawn_question_that_is_reopened_goes_to_the_duty_person(world: World) -> None:
    await world.maya.asks(COLD)
    await world.maya.clicks("Withdraw")
    await world.maya.fills(posted="no")

    await world.maya.clicks("Reopen")
    await world.maya.submits()

    assert (await newest(world)).holder == "U0PRIYA"
    assert await stages(world) == [Stage.AWAITING_EXPERT]


async def test_once_it_is_public_no_button_offers_to_take_the_signature_back(world: World) -> None:
    await world.approved(COLD)
    assert world.lena.sees_button("Take it back")

    await world.maya.clicks("I posted it")
    await world.maya.closes()

    assert not world.lena.sees_button("Take it back")
    assert world.desk.shows("*Lena Ortiz* signed this text.")


async def test_withdrawing_and_posting_that_cross_end_as_posted_and_the_lead_hears(world: World) -> None:
    await world.approved(COLD)
    screen = world.maya.screen("I posted it")
    await world.sam.clicks("Withdraw")

    await world.sam.fills(posted="no", words="The asker found it.")
    await screen.click()
    await world.maya.closes()

    assert await stages(world) == [Stage.PUBLISHED]
    assert (await newest(world)).published_by == "U0MAYA"
    assert (await moves(world))[-2:] == ["withdraw", "publish"]
    assert world.ruth.was_told("without two signatures")
    assert await entries(world) == []


@pytest.mark.parametrize("ended", ["published", "withdrawn"])
async def test_a_card_of_a_reopened_question_counts_from_then_and_says_so(world: World, ended: str) -> None:
    await world.signed(COLD)
    if ended == "published":
        await world.maya.clicks("Approve")
        await world.maya.clicks("I posted it")
        await world.maya.closes()
    else:
        await world.maya.clicks("Withdraw")
        await world.maya.submits()
    await world.moves("2 hours")

    await world.maya.clicks("Reopen")
    await world.maya.submits()
    since = when((await newest(world)).created_at)
    assert f"forwarded by Maya Chen, reopened {since}" in said(world.desk.card()), "the card is from another day"

    await world.moves("3 minutes")
    await world.maya.clicks("Withdraw")
    await world.maya.submits()
    await world.maya.clicks("It was posted anyway")
    posted = when((await newest(world)).published_at)
    assert f"*Published* {posted}, 3 minutes after it was reopened." in said(world.desk.card())
