"""Finding somebody who answers: taking it on, passing it on, asking back, and people who aren't there."""

import asyncio
from datetime import timedelta

from bot import clock
from bot.db import organisations
from bot.lifecycle import Stage
from bot.views.blocks import at
from tests.flows.hospital import HOSPITAL
from tests.flows.playing import World, said, texts
from tests.flows.reading import moves, newest, stages

COLD = "Can I visit the ward if I had a cold last week?"


async def asks_back(world: World) -> None:
    await world.lena.clicks("I need to know more")
    await world.lena.fills(words="How high was the fever?")


async def test_taking_it_on_is_acknowledged_in_the_thread_and_on_the_card(world: World) -> None:
    await world.maya.asks(COLD)
    ping = world.desk.thread()[-1]
    assert "<@U0LENA>" in ping.text
    assert "Please say by" in said(ping)

    await world.lena.clicks("On it")

    assert world.desk.shows("is on it and answers by")
    assert "Waiting for *Lena Ortiz* to answer" in said(world.desk.card())
    assert not world.lena.sees_button("On it")


async def test_five_clicks_on_one_button_are_one(world: World) -> None:
    await world.maya.asks(COLD)
    channel, message, element = world.lena._button("On it", None, 0)

    body = {"do": "click", "as": "U0LENA", "channel": channel, "ts": message.ts, "action_id": element["action_id"]}

    await asyncio.gather(*(world.sandbox.act(body) for _ in range(5)))
    await world.quiet()

    assert (await moves(world)).count("take it on") == 1
    assert world.lena.whispers == []


async def test_somebody_else_cannot_take_it_and_is_told_how_to_help(world: World) -> None:
    await world.maya.asks(COLD)

    await world.ada.clicks("On it")

    assert "just write it in the thread" in world.ada.whispers[-1]
    assert await stages(world) == [Stage.AWAITING_ACKNOWLEDGEMENT]


async def test_passing_it_on_names_the_colleague_and_tells_them_why(world: World) -> None:
    await world.maya.asks(COLD)

    await world.lena.clicks("Not me")
    await world.lena.fills(user="U0TOM", note="You did the ward rules.")

    assert (await newest(world)).holder == "U0TOM"
    assert "You did the ward rules." in said(world.desk.thread()[-1])
    assert "<@U0TOM>" in said(world.desk.thread()[-1])
    assert not world.lena.sees_button("On it") or "U0TOM" in said(world.desk.thread()[-1])


async def test_passing_on_again_to_another_is_not_a_double_click(world: World) -> None:
    await world.maya.asks(COLD)
    await world.maya.clicks("Not me")
    await world.maya.fills(user="U0TOM")

    await world.maya.clicks("Not me")
    await world.maya.fills(user="U0OMAR")

    assert (await newest(world)).holder == "U0OMAR"


async def test_whoever_has_it_already_is_not_asked_again(world: World) -> None:
    await world.maya.asks(COLD)
    await world.maya.clicks("Not me")
    await world.maya.fills(user="U0TOM")

    await world.maya.clicks("Not me")
    await world.maya.fills(user="U0TOM", note="You did the ward rules.")

    assert "choose somebody else" in str(world.maya.window["errors"])


async def test_passing_it_on_without_a_name_asks_the_next_in_the_list(world: World) -> None:
    await world.maya.asks(COLD)

    await world.lena.clicks("Not me")
    await world.lena.fills(user="nobody")

    assert (await newest(world)).holder == "U0TOM"


async def test_what_a_phone_announces_says_what_is_asked_and_that_it_is_urgent(world: World) -> None:
    await world.maya.asks(COLD, urgent="urgent")

    announced = world.desk.thread()[-1].text
    assert announced.startswith(f":rotating_light: *Urgent:* <@U0LENA>, can you answer this one? “{COLD}”")


async def test_when_nobody_is_left_the_duty_person_names_somebody(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.clicks("Not me")
    await world.lena.fills(user="nobody")
    await world.tom.clicks("Not me")
    await world.tom.fills(user="nobody", note="Ask the night shift.")

    assert world.priya.was_told("nobody else is left in the list. “Ask the night shift.” Please name an expert now.")

    assert await stages(world) == [Stage.AWAITING_EXPERT]
    assert (await newest(world)).holder == "U0PRIYA"
    await world.priya.clicks("Name an expert")
    await world.priya.fills(user="U0OMAR")
    assert (await newest(world)).holder == "U0OMAR"
    assert "U0OMAR" in world.sandbox.workspace.channels["C0INFECT"].members


async def test_what_whoever_passed_it_on_writes_is_a_colleagues_word_where_nobody_is_left(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.clicks("Not me")
    await world.lena.fills(user="nobody")
    await world.tom.clicks("Not me")
    await world.tom.fills(user="nobody")

    await world.tom.replies("Grace in pharmacy dealt with this last year.")
    await world.moves("16 seconds")
    assert await stages(world) == [Stage.AWAITING_EXPERT]
    assert "Nobody is on it yet, and I did not use your reply." in world.tom.whispers[-1]

    await world.tom.clicks("I can answer this")
    assert (await newest(world)).holder == "U0TOM"
    assert await stages(world) == [Stage.AWAITING_SIGN_OFF]


async def test_who_passes_on_for_another_is_not_said_to_be_unable_to_answer(world: World) -> None:
    await world.maya.asks(COLD)
    await world.maya.clicks("Not me")
    await world.maya.fills(user="nobody")

    await world.maya.clicks("Not me")
    await world.maya.fills(user="nobody")

    assert world.priya.was_told("<@U0MAYA> passed it on for <@U0TOM>, and nobody else is left in the list.")


async def test_nobody_is_asked_to_sign_a_draft_that_was_passed_on_where_nobody_is_left(world: World) -> None:
    await world.drafted(COLD)
    await world.lena.clicks("Not me")
    await world.lena.fills(user="U0TOM")
    await world.tom.clicks("Use the draft so far")
    assert world.tom.sees_button("Sign off")

    await world.tom.clicks("Not me")
    await world.tom.fills(user="nobody")

    assert await stages(world) == [Stage.AWAITING_EXPERT]
    assert not world.tom.sees_button("Sign off")


async def test_asking_back_pauses_the_promise_and_the_answer_comes_to_the_expert(world: World) -> None:
    await world.maya.asks(COLD)
    before = (await newest(world)).promise_at

    await world.lena.clicks("I need to know more")
    await world.lena.fills(words="Which ward is it?")
    assert await stages(world) == [Stage.AWAITING_ASKER]
    assert "promised time is paused" in said(world.desk.card())
    await world.moves("90 minutes")
    assert not world.maya.was_told("at risk")

    await world.maya.clicks("Tell them more")
    await world.maya.fills(words="The maternity ward.")
    assert await stages(world) == [Stage.AWAITING_ANSWER]
    assert world.lena.was_told("The maternity ward.")
    after = (await newest(world)).promise_at
    assert before is not None
    assert after is not None
    assert (after - before).total_seconds() > 5390


async def test_the_forwarder_may_just_reply_to_what_the_expert_asked(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.clicks("I need to know more")
    await world.lena.fills(words="Which ward is it?")

    await world.maya.replies("The maternity ward.")

    assert await stages(world) == [Stage.AWAITING_ANSWER]
    assert world.lena.was_told("from <@U0MAYA>: The maternity ward.")


async def test_that_the_forwarder_is_looking_into_it_tells_the_expert_nothing(world: World) -> None:
    await world.maya.asks(COLD)
    await asks_back(world)

    await world.maya.replies("One moment, I'll ask them.")

    assert await stages(world) == [Stage.AWAITING_ASKER]
    assert (await newest(world)).paused_at is not None


async def test_the_expert_hears_what_becomes_of_what_they_were_told(world: World) -> None:
    await world.maya.asks(COLD)
    await asks_back(world)
    ts = await world.maya.replies("39 degrees.")

    await world.maya.edits(ts, "38 degrees.")
    assert world.lena.was_told("<@U0LENA>, <@U0MAYA> corrected what you were told: it is “38 degrees.” now.")

    await world.lena.replies("Yes, you can.")
    await world.moves("15 seconds")
    await world.lena.clicks("Sign off")
    await world.maya.edits(ts, "37 degrees.")
    told = said(world.desk.thread()[-1])
    assert "“37 degrees.” now. If your answer isn't right any more, please write it here." in told
    assert "*Maya Chen* answered: “37 degrees.”" in told or world.desk.shows("Maya Chen answered: “37 degrees.”")
    assert await stages(world) == [Stage.AWAITING_APPROVAL]

    await world.maya.deletes(ts)
    assert world.lena.was_told("<@U0MAYA> deleted what you were told: “37 degrees.”")


async def test_words_of_the_forwarder_that_become_an_answer_reach_the_expert(world: World) -> None:
    await world.maya.asks(COLD)
    await asks_back(world)
    ts = await world.maya.replies("One moment, I'll ask them.")

    await world.maya.edits(ts, "39 degrees.")

    assert await stages(world) == [Stage.AWAITING_ANSWER]
    assert world.lena.was_told("from <@U0MAYA>: 39 degrees.")
    await world.maya.edits(ts, "39 degrees, they say.")
    assert world.lena.was_told("it is “39 degrees, they say.” now.")


async def test_who_asked_back_again_hears_that_what_they_were_told_before_is_corrected(world: World) -> None:
    await world.maya.asks(COLD)
    await asks_back(world)
    ts = await world.maya.replies("39 degrees.")
    await asks_back(world)

    await world.maya.edits(ts, "38 degrees.")

    assert await stages(world) == [Stage.AWAITING_ASKER]
    assert world.lena.was_told("it is “38 degrees.” now.")


async def test_a_bare_okay_of_the_forwarder_is_asked_about(world: World) -> None:
    await world.maya.asks(COLD)
    await asks_back(world)

    await world.maya.replies("Sure!")
    assert await stages(world) == [Stage.AWAITING_ASKER]
    assert "I told them nothing yet." in world.maya.whispers[-1]

    await world.maya.clicks("Tell them more")
    assert "Sure!" in str(world.maya.window)
    await world.maya.submits()
    assert world.lena.was_told("from <@U0MAYA>: Sure!")


async def test_whoever_is_on_it_can_still_ask_back_or_pass_it_on(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.clicks("On it")
    assert world.lena.sees_button("Not me")

    await world.lena.clicks("I need to know more")
    await world.lena.fills(words="Which ward is it?")
    assert not world.lena.sees_button("I need to know more")
    await world.maya.clicks("Tell them more")
    await world.maya.fills(words="The maternity ward.")
    await world.lena.clicks("Not me")
    await world.lena.fills(user="U0TOM")

    assert (await newest(world)).holder == "U0TOM"
    await world.tom.clicks("On it")
    await world.tom.replies("Yes, you can.")
    assert not world.tom.sees_button("Not me")


async def test_whoever_takes_on_what_another_was_asked_directly_is_asked_in_the_thread(world: World) -> None:
    await world.maya.asks(COLD)
    world.sandbox.troubles.set({"answer_error": {"conversations.invite": "cant_invite"}})
    await world.maya.clicks("Reassign")
    await world.maya.fills(user="U0JON")
    assert world.jon.sees_button("Not me", world.jon.direct)

    await world.lena.replies("On it!")

    assert (await newest(world)).holder == "U0LENA"
    assert not world.jon.sees_button("Not me", world.jon.direct)
    assert world.lena.sees_button("Not me", world.desk)
    assert "<@U0LENA> is on it and answers by" in said(world.desk.thread()[-1])


async def test_whoever_is_told_more_directly_is_told_about_which_question(world: World) -> None:
    world.sandbox.troubles.set({"answer_error": {"conversations.invite": "cant_invite"}})
    await world.maya.asks("What about labour ward birth plans?", account="bumps")
    await world.jon.clicks("I need to know more")
    await world.jon.fills(words="Which week?")
    await world.maya.clicks("Tell them more")
    await world.maya.fills(words="Week 30.")

    told = said(world.jon.direct.messages()[-1])
    assert "from <@U0MAYA>: Week 30." in told
    assert "The question: “What about labour ward birth plans?”" in told


async def test_whoever_asks_back_about_a_draft_can_go_on_with_it(world: World) -> None:
    await world.maya.types("/ask")
    await world.maya.fills(text=COLD, account="main", suggestion="Yes, you can. Please wash your hands.")
    await asks_back(world)
    await world.maya.clicks("Tell them more")
    await world.maya.fills(words="The maternity ward.")

    assert world.lena.was_told("There is a draft so far: “Yes, you can. Please wash your hands.”")
    await world.lena.clicks("Use the draft so far")

    assert await stages(world) == [Stage.AWAITING_SIGN_OFF]
    assert not world.lena.sees_button("Use the draft so far")


async def test_what_the_expert_asked_and_was_told_stays_together_and_comes_before_whoever_approves(
    world: World,
) -> None:
    await world.maya.asks(COLD)
    await world.lena.clicks("I need to know more")
    await world.lena.fills(words="Which ward is it?")
    await world.maya.clicks("Tell them more")
    await world.maya.fills(words="The maternity ward.")

    both = "*Lena Ortiz* asked: “Which ward is it?”\n*Maya Chen* answered: “The maternity ward.”"
    assert world.desk.shows(both)

    await world.lena.clicks("I need to know more")
    await world.lena.fills(words="For how long?")
    await world.lena.replies("Yes, you can.")
    await world.moves("15 seconds")
    assert world.desk.shows("<@U0LENA> is answering below, so “For how long?” needs no answer any more.")

    await world.lena.clicks("Sign off")
    request = said(world.desk.thread()[-1])
    assert "Approve it for" in request
    assert "Lena Ortiz asked: “Which ward is it?”\nMaya Chen answered: “The maternity ward.”" in request
    assert "Lena Ortiz asked: “For how long?”" in request


async def test_more_that_is_told_after_a_reply_in_the_thread_reaches_the_expert_too(world: World) -> None:
    await world.maya.asks(COLD)
    await asks_back(world)
    await world.maya.clicks("Tell them more")
    await world.maya.replies("39 degrees.")

    await world.maya.fills(words="And the patient is 80 years old.")

    assert world.lena.was_told("from <@U0MAYA>: And the patient is 80 years old.")
    assert await stages(world) == [Stage.AWAITING_ANSWER]
    assert (await moves(world)).count("tell the expert more") == 1


async def test_more_that_comes_too_late_stays_in_its_window(world: World) -> None:
    await world.maya.asks(COLD)
    await asks_back(world)
    await world.maya.clicks("Tell them more")
    await world.lena.replies("Yes, you can.")
    await world.moves("15 seconds")
    await world.lena.clicks("Sign off")

    await world.maya.fills(words="The patient is 80 years old.")

    assert "awaiting approval" in str(world.maya.window["errors"])


async def test_an_expert_outside_the_desk_is_invited_and_asked_there(world: World) -> None:
    await world.maya.asks("What about labour ward birth plans?", account="bumps")

    assert "U0JON" in world.sandbox.workspace.channels["C0MATERN"].members
    assert "<@U0JON>" in said(world.channel("desk-maternity").thread()[-1])


async def test_an_expert_who_is_invited_twice_is_asked_once(world: World) -> None:
    await world.maya.asks(COLD)
    world.sandbox.troubles.set({"method": "conversations.invite", "answer_503": 4})

    for user in ("U0OMAR", "U0TOM", "U0OMAR"):
        await world.maya.clicks("Reassign")
        await world.maya.fills(user=user)
    await world.moves("30 seconds")
    await world.moves("30 seconds")

    assert sum("<@U0OMAR>, can you answer this one?" in said(each) for each in world.desk.thread()) == 1


async def test_an_expert_who_cannot_be_invited_is_asked_directly_and_answers_there(world: World) -> None:
    world.sandbox.troubles.set({"answer_error": {"conversations.invite": "cant_invite"}})

    await world.maya.asks("What about labour ward birth plans?", account="bumps")

    ping = world.jon.direct.messages()[-1]
    assert "What about labour ward birth plans?" in said(ping)
    await world.jon.act("say", channel=world.jon.direct.id, text="Bring it along, we read it with you.")
    await world.moves("15 seconds")
    await world.jon.clicks("Sign off")
    assert await stages(world) == [Stage.AWAITING_APPROVAL]


async def test_comms_can_reassign_at_any_time(world: World) -> None:
    await world.drafted(COLD)

    await world.sam.clicks("Reassign")
    await world.sam.fills(user="U0TOM")

    assert (await newest(world)).holder == "U0TOM"
    assert await stages(world) == [Stage.AWAITING_ACKNOWLEDGEMENT]
    assert not world.lena.sees_button("Sign off")
    await world.tom.clicks("Use the draft so far")
    await world.tom.clicks("Sign off")
    assert await stages(world) == [Stage.AWAITING_APPROVAL]


async def test_a_window_to_name_an_expert_that_was_overtaken_says_so_before_it_takes_a_signature_away(
    world: World,
) -> None:
    await world.maya.asks(COLD)
    await world.moves("5 minutes")
    await world.moves("6 minutes")
    assert await stages(world) == [Stage.AWAITING_EXPERT]
    await world.priya.clicks("Name an expert")
    await world.tom.replies("Yes, after 48 hours without symptoms.")
    await world.moves("15 seconds")
    await world.tom.clicks("Sign off")

    await world.priya.fills(user="U0OMAR")

    assert await stages(world) == [Stage.AWAITING_APPROVAL]
    shown = "\n".join(texts(world.priya.window["blocks"]))
    assert "It went on while you were choosing" in shown
    assert "Waiting for *Maya Chen* to approve the text" in shown
    await world.priya.submits()
    assert (await newest(world)).holder == "U0OMAR"
    assert world.desk.shows("so the text has to be signed again")
    assert world.priya.windows == []


async def test_whoever_it_is_taken_from_hears_who_has_it_now(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.clicks("On it")

    await world.sam.clicks("Reassign")
    await world.sam.fills(user="U0TOM")

    assert world.lena.was_told("*Tom Baker* has this one, so you needn't any more.")


async def test_whoever_comms_passes_it_on_for_hears_who_has_it_now(world: World) -> None:
    await world.maya.asks(COLD)

    await world.maya.clicks("Not me")
    await world.maya.fills(user="U0TOM")

    assert "*Maya Chen* passed this on to you." in said(world.desk.thread()[-1])
    assert world.lena.was_told("*Tom Baker* has this one, so you needn't any more.")


async def test_the_draft_so_far_is_not_taken_silently_from_whoever_is_on_it(world: World) -> None:
    await world.drafted(COLD)
    await world.moves("10 minutes")
    await world.tom.clicks("On it")

    await world.lena.clicks("Use the draft so far")

    assert (await newest(world)).holder == "U0LENA"
    assert world.tom.was_told("*Lena Ortiz* has this one, so you needn't any more.")


async def test_a_late_window_of_what_they_need_to_know_does_not_take_it_silently(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.clicks("I need to know more")
    await world.moves("5 minutes")
    await world.tom.clicks("On it")

    await world.lena.fills(words="How high was the fever?")

    assert await stages(world) == [Stage.AWAITING_ASKER]
    assert world.tom.was_told("*Lena Ortiz* has this one, so you needn't any more.")


async def test_an_expert_who_left_is_passed_over(world: World) -> None:
    await world.priya.act("deactivate", user="U0LENA")

    await world.maya.asks(COLD)

    assert (await newest(world)).holder == "U0TOM"


async def test_when_the_holder_leaves_the_next_is_asked_at_once(world: World) -> None:
    await world.maya.asks(COLD)

    await world.priya.act("deactivate", user="U0LENA")

    assert (await newest(world)).holder == "U0TOM"


async def test_whoever_left_is_not_said_to_be_late(world: World) -> None:
    await world.maya.asks(COLD)

    await world.priya.act("deactivate", user="U0LENA")

    assert world.desk.shows("*Lena Ortiz* has left, so I asked *Tom Baker*.")
    assert not world.desk.shows("in time")


async def test_reopened_after_the_expert_left_the_next_is_asked_and_hears_why(world: World) -> None:
    await world.published(COLD)
    await world.priya.act("deactivate", user="U0LENA")

    await world.maya.clicks("Reopen")
    await world.maya.fills(words="It is 72 hours now.")

    assert (await newest(world)).holder == "U0TOM"
    assert world.tom.was_told("It is 72 hours now.")
    assert not world.desk.shows("<@U0LENA>, <@U0MAYA> reopened")


async def test_told_more_after_the_expert_left_the_next_is_asked_and_hears_it(world: World) -> None:
    await world.maya.asks(COLD)
    await asks_back(world)
    await world.priya.act("deactivate", user="U0LENA")

    await world.maya.clicks("Tell them more")
    await world.maya.fills(words="39 degrees.")

    assert (await newest(world)).holder == "U0TOM"
    assert world.tom.was_told("from <@U0MAYA>: 39 degrees.")


async def test_sent_back_after_the_expert_left_the_next_is_asked_and_hears_why(world: World) -> None:
    await world.signed(COLD)
    await world.priya.act("deactivate", user="U0LENA")

    await world.maya.clicks("Send back")
    await world.maya.fills(words="Which ward?")

    assert (await newest(world)).holder == "U0TOM"
    assert world.tom.was_told("sent the text back: Which ward?")
    assert world.tom.sees_button("Use the draft so far")


async def test_sent_back_where_every_expert_left_the_duty_person_hears_why(world: World) -> None:
    await world.signed(COLD)
    await world.priya.act("deactivate", user="U0LENA")
    await world.priya.act("deactivate", user="U0TOM")

    await world.maya.clicks("Send back")
    await world.maya.fills(words="Which ward?")

    assert await stages(world) == [Stage.AWAITING_EXPERT]
    assert world.priya.was_told("sent the text back: Which ward?")


async def test_edited_after_the_expert_left_the_next_is_asked(world: World) -> None:
    await world.signed(COLD)
    await world.priya.act("deactivate", user="U0LENA")

    await world.maya.clicks("Edit")
    await world.maya.fills(words="Yes, you can. Wash your hands, please.")

    assert (await newest(world)).holder == "U0TOM"
    assert world.tom.sees_button("Use the draft so far")


async def test_when_whoever_should_tell_more_leaves_the_duty_person_is_asked_at_once(world: World) -> None:
    await world.maya.asks(COLD)
    await asks_back(world)

    await world.priya.act("deactivate", user="U0MAYA")

    assert (await newest(world)).holder == "U0PRIYA"
    assert world.priya.was_told("How high was the fever?")
    await world.priya.clicks("Tell them more")
    await world.priya.fills(words="39 degrees.")
    assert await stages(world) == [Stage.AWAITING_ANSWER]


async def test_where_the_forwarder_has_left_the_duty_person_is_asked_for_more(world: World) -> None:
    await world.maya.asks(COLD)
    await world.priya.act("deactivate", user="U0MAYA")

    await asks_back(world)

    assert (await newest(world)).holder == "U0PRIYA"
    assert world.priya.was_told("How high was the fever?")


async def test_where_the_approver_has_left_the_duty_person_is_asked_to_post_it_at_once(world: World) -> None:
    await world.approved(COLD)
    await world.ruth.act("deactivate", user="U0MAYA")

    assert (await newest(world)).holder == "U0PRIYA"
    assert world.priya.was_told("approved: ready to post")
    assert world.desk.shows("I asked <@U0PRIYA> to post it instead.")
    await world.priya.clicks("I posted it")
    assert await stages(world) == [Stage.PUBLISHED]


async def test_when_all_approvers_left_the_duty_person_stands_in_and_approves(world: World) -> None:
    await world.signed(COLD)
    await world.ruth.act("deactivate", user="U0MAYA")
    await world.ruth.act("deactivate", user="U0SAM")

    assert (await newest(world)).holder == "U0PRIYA"
    assert world.priya.was_told("Nobody else who may approve for this account is here.")
    await world.priya.clicks("Approve")

    assert await stages(world) == [Stage.AWAITING_PUBLICATION]


async def test_after_a_silent_approver_the_second_leaves_and_the_first_is_asked_again(world: World) -> None:
    await world.signed(COLD)
    await world.moves("6 minutes")

    await world.priya.act("deactivate", user="U0SAM")

    assert (await newest(world)).holder == "U0MAYA"
    assert world.desk.shows("*Sam Okafor* has left, so I asked *Maya Chen*.")


async def test_an_approver_who_left_does_not_count_as_one_who_was_silent(world: World) -> None:
    three = HOSPITAL.model_copy(update={"approvers": ("U0MAYA", "U0SAM", "U0RUTH")})
    async with world.bot.db.transaction() as session:
        await organisations.store(session, world.sandbox.workspace.team["id"], three)
    await world.signed(COLD)
    await world.priya.act("deactivate", user="U0MAYA")
    assert (await newest(world)).holder == "U0SAM"

    await world.moves("6 minutes")

    assert (await newest(world)).holder == "U0RUTH"


async def test_the_duty_person_reads_why_nobody_is_asked(world: World) -> None:
    await world.maya.asks(COLD)
    await world.moves("5 minutes")
    await world.moves("5 minutes")
    assert world.priya.was_told("<@U0TOM> could not answer in time, and everybody else in the list was asked.")
    await world.moves("5 minutes")
    assert world.priya.was_told(f"please name an expert for “{COLD}”")

    await world.maya.clicks("Withdraw", place=world.desk)
    await world.maya.submits()
    await world.tom.replies("Yes, after 48 hours.")
    assert "If it is reopened, your words count." in world.tom.whispers[-1]
    await world.sam.clicks("Reopen")
    await world.sam.fills(words="They asked again.")

    assert world.priya.was_told("<@U0SAM> reopened it: “They asked again.” *Tom Baker* was asked before.")
    await world.priya.clicks("Name an expert")
    await world.priya.fills(user="U0TOM")
    await world.tom.replies("Please wear a mask.")
    assert (await newest(world)).draft == "Yes, after 48 hours. Please wear a mask."


async def test_what_an_expert_wrote_after_it_was_withdrawn_can_be_signed_once_it_is_reopened(world: World) -> None:
    await world.maya.asks(COLD)
    await world.maya.clicks("Withdraw", place=world.desk)
    await world.maya.submits()
    await world.lena.replies("Yes, after 48 hours.")
    assert "If it is reopened, your words count." in world.lena.whispers[-1]

    await world.sam.clicks("Reopen")
    await world.sam.fills(words="They asked again.")
    await world.priya.clicks("Name an expert")
    await world.priya.fills(user="U0LENA")

    await world.lena.clicks("Use the draft so far")
    await world.lena.clicks("Sign off")
    assert (await newest(world)).stage is Stage.AWAITING_APPROVAL
    assert (await newest(world)).draft == "Yes, after 48 hours."


async def test_a_follow_up_says_what_it_follows_up(world: World) -> None:
    await world.published(COLD)
    await world.maya.clicks("Follow-up question")
    await world.maya.fills(text="And with a fever?", account="main")

    assert f"Follows up “{COLD}” Answered: “Yes, you can. Please wash your hands.”" in said(world.desk.card())


async def leaves_unseen(world: World, user: str) -> None:
    """Their account is switched off, and nothing follows: as an earlier version left it."""
    async with world.bot.db.transaction() as session:
        await organisations.set_person(session, world.sandbox.workspace.team["id"], user, name="Gone", gone=True)


async def on_duty(world: World, user: str) -> None:
    """Another organisation file is imported."""
    async with world.bot.db.transaction() as session:
        other = HOSPITAL.model_copy(update={"duty": user})
        await organisations.store(session, world.sandbox.workspace.team["id"], other)


async def test_the_clock_finds_an_approver_who_has_left(world: World) -> None:
    await world.signed(COLD)
    await leaves_unseen(world, "U0MAYA")
    await leaves_unseen(world, "U0SAM")

    await world.moves("3 minutes")

    assert (await newest(world)).holder == "U0PRIYA"
    await world.priya.clicks("Approve")
    await leaves_unseen(world, "U0PRIYA")
    await on_duty(world, "U0RUTH")
    await world.moves("3 minutes")
    assert (await newest(world)).holder == "U0RUTH"
    assert world.ruth.was_told("approved: ready to post")


async def test_whoever_stands_in_has_all_the_time_there_is(world: World) -> None:
    await world.approved(COLD)
    await world.moves("50 minutes")
    left_at = clock.now()

    await world.ruth.act("deactivate", user="U0MAYA")

    asked = said(world.desk.thread()[-1])
    assert "<@U0PRIYA>, approved: ready to post" in asked
    since = (await newest(world)).stage_since
    assert since >= left_at
    assert at(since + timedelta(minutes=6)) in asked
    assert not world.desk.shows("still waits for *Maya Chen*")


async def test_where_somebody_else_comes_on_duty_they_are_asked_to_name_an_expert(world: World) -> None:
    await world.maya.asks("Where is the lost property office?")
    assert (await newest(world)).holder == "U0PRIYA"

    await on_duty(world, "U0SAM")
    await world.moves("5 minutes")

    assert (await newest(world)).holder == "U0SAM"
    assert world.sam.was_told("Please name an expert now")
    assert "still waits for" not in "".join(map(said, world.sam.direct.messages()))


async def test_who_stood_in_as_an_approver_and_is_off_duty_hands_that_on(world: World) -> None:
    await world.signed(COLD)
    await world.ruth.act("deactivate", user="U0MAYA")
    await world.ruth.act("deactivate", user="U0SAM")
    await on_duty(world, "U0RUTH")

    await world.moves("6 minutes")

    await world.ruth.clicks("Approve")
    assert await stages(world) == [Stage.AWAITING_PUBLICATION]


async def test_a_duty_person_who_signed_never_approves_even_where_nobody_else_is_left(world: World) -> None:
    await world.maya.asks(COLD)
    await world.sam.clicks("Reassign")
    await world.sam.fills(anybody="U0PRIYA")
    await world.priya.replies("Yes, after 48 hours without symptoms.")
    await world.moves("15 seconds")
    await world.priya.clicks("Sign off")
    await world.ruth.act("deactivate", user="U0MAYA")
    await world.ruth.act("deactivate", user="U0SAM")

    await world.priya.clicks("Approve")

    assert "Please add an approver to the organisation file." in world.priya.whispers[-1]
    assert await stages(world) == [Stage.AWAITING_APPROVAL]


async def test_the_button_of_an_old_card_says_where_things_stand(world: World) -> None:
    await world.maya.asks(COLD)
    channel, message, element = world.lena._button("I need to know more", None, 0)
    await world.lena.replies("Yes, you can.")
    await world.moves("15 seconds")
    await world.lena.clicks("Sign off")

    body = {"channel": channel, "ts": message.ts, "action_id": element["action_id"]}
    where = world.sandbox.workspace.channels[channel]
    where.messages[message.ts].blocks = [{"type": "actions", "block_id": "x", "elements": [element]}]
    await world.lena.act("click", **body)
    if world.lena.windows:
        await world.lena.fills(words="Which one?")
        assert "waiting" in str(world.lena.window["errors"]) or "awaiting" in str(world.lena.window["errors"])
    assert await stages(world) == [Stage.AWAITING_APPROVAL]
