"""What experts write: several replies, edits, deletions, colleagues, and words beside the thread."""

from bot.lifecycle import Stage
from bot.slack import door
from tests.flows.playing import World, said
from tests.flows.reading import contributions, newest, signatures, stages

COLD = "Can I visit the ward if I had a cold last week?"


async def test_several_replies_belong_together_and_make_one_draft(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.replies("Yes, you can visit the ward.")
    await world.moves("10 seconds")
    await world.lena.replies("Please wash your hands first.")
    await world.moves("10 seconds")
    assert not world.lena.sees_button("Sign off")

    await world.moves("5 seconds")

    assert (await newest(world)).draft == "Yes, you can visit the ward. Please wash your hands first."
    assert world.desk.count("is this right?") == 1


async def test_a_new_word_moves_the_draft_to_the_bottom_and_shrinks_the_old_one(world: World) -> None:
    await world.drafted(COLD)

    await world.lena.replies("Please stay away for 2 days if you cough.")
    await world.moves("15 seconds")

    assert world.desk.count("Newer draft below.") == 1
    assert "is this right?" in said(world.desk.thread()[-1])


async def test_edits_and_deletions_count(world: World) -> None:
    await world.maya.asks(COLD)
    first = await world.lena.replies("Yes, after 24 hours without symptoms.")
    second = await world.lena.replies("Bring a mask.")
    await world.moves("15 seconds")

    await world.lena.edits(first, "Yes, after 48 hours without symptoms.")
    await world.lena.deletes(second)
    await world.moves("15 seconds")

    assert (await newest(world)).draft == "Yes, after 48 hours without symptoms."


async def test_deleting_everything_leaves_nothing_to_sign(world: World) -> None:
    await world.maya.asks(COLD)
    only = await world.lena.replies("Yes, after 24 hours without symptoms.")
    await world.moves("15 seconds")

    await world.lena.deletes(only)
    await world.moves("15 seconds")

    assert (await newest(world)).draft == ""
    assert not world.lena.sees_button("Sign off")


async def test_using_only_the_last_message(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.replies("Let me think about the ward rules for a moment, they changed in May.")
    await world.lena.replies("Yes, after 48 hours without symptoms.")
    await world.moves("15 seconds")

    await world.lena.clicks("Use only my last message")

    assert (await newest(world)).draft == "Yes, after 48 hours without symptoms."


async def test_thanks_after_signing_changes_nothing_and_is_shown_to_comms(world: World) -> None:
    await world.signed(COLD)

    await world.lena.replies("Thanks!")
    await world.moves("15 seconds")

    assert await stages(world) == [Stage.AWAITING_APPROVAL]
    assert len(await signatures(world)) == 1
    assert "wrote after signing" in said(world.desk.thread()[-2])


async def test_a_correction_after_signing_takes_the_signature_away_and_comms_is_asked_to_wait(world: World) -> None:
    await world.signed(COLD, "Yes, run the tap for 2 minutes.")

    await world.lena.replies("Sorry, run the tap for 5 minutes.")

    assert await stages(world) == [Stage.AWAITING_SIGN_OFF]
    assert await signatures(world) == []
    assert world.maya.was_told("please wait with this one")
    assert not world.maya.sees_button("Approve")


async def test_a_correction_after_approval_takes_both_signatures_away(world: World) -> None:
    await world.approved(COLD, "Yes, run the tap for 2 minutes.")

    await world.lena.replies("Sorry, run the tap for 5 minutes.")

    assert await stages(world) == [Stage.AWAITING_SIGN_OFF]
    assert await signatures(world) == []
    assert world.maya.was_told("please wait with this one")
    assert not world.maya.sees_button("I posted it")


async def test_a_correction_after_publishing_is_put_before_comms_who_may_reopen(world: World) -> None:
    await world.published(COLD, "Yes, run the tap for 2 minutes.")

    await world.lena.replies("Sorry, run the tap for 5 minutes.")

    assert await stages(world) == [Stage.PUBLISHED]
    assert world.maya.was_told("Does the public answer still hold?")
    await world.maya.clicks("Reopen")
    await world.maya.submits()
    assert await stages(world) == [Stage.AWAITING_ANSWER]


async def test_editing_a_published_reply_is_put_before_comms_too(world: World) -> None:
    await world.maya.asks(COLD)
    ts = await world.lena.replies("Yes, run the tap for 2 minutes.")
    await world.moves("15 seconds")
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")
    await world.maya.closes()

    await world.lena.edits(ts, "Yes, run the tap for 5 minutes.")

    assert world.maya.was_told("Does the public answer still hold?")
    await world.maya.clicks("It still holds")
    assert world.desk.shows("the public answer still holds")


async def test_a_colleagues_reply_is_used_only_when_they_stand_by_it(world: World) -> None:
    await world.maya.asks(COLD)

    await world.ada.replies("Yes, after 48 hours without symptoms.")
    assert await stages(world) == [Stage.AWAITING_ACKNOWLEDGEMENT]
    assert "did not use your reply" in world.ada.whispers[-1]
    await world.ada.replies("As I said.")
    assert len(world.ada.whispers) == 1

    await world.ada.clicks("I can answer this")
    await world.moves("15 seconds")
    assert (await newest(world)).holder == "U0ADA"
    assert world.lena.was_told("so you needn't any more")
    await world.ada.clicks("Sign off")
    assert await stages(world) == [Stage.AWAITING_APPROVAL]


async def test_whoever_was_asked_may_still_answer_after_it_went_to_the_next(world: World) -> None:
    await world.maya.asks(COLD)
    await world.moves("5 minutes")
    assert (await newest(world)).holder == "U0TOM"

    await world.lena.replies("Yes, after 48 hours without symptoms.")
    await world.moves("15 seconds")

    assert (await newest(world)).holder == "U0LENA"
    assert world.tom.was_told("so you needn't any more")


async def test_chatter_of_comms_is_no_answer(world: World) -> None:
    await world.maya.asks(COLD)

    await world.sam.replies("Let's see what Lena says.")

    assert await contributions(world) == []
    assert world.sam.whispers == []


async def test_an_answer_beside_the_thread_is_asked_about_and_used(world: World) -> None:
    await world.maya.asks(COLD)

    await world.lena.says("Yes, after 48 hours without symptoms.", channel="desk-infection")
    assert "Is this your answer to" in world.lena.whispers[-1]
    await world.lena.clicks("Yes, use it")
    await world.moves("15 seconds")

    assert (await newest(world)).draft == "Yes, after 48 hours without symptoms."


async def test_a_word_beside_the_thread_that_is_no_answer_is_left_alone(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.says("Is anybody going for lunch?", channel="desk-infection")

    await world.lena.clicks("No")
    await world.lena.clicks("Yes, use it")

    assert await contributions(world) == []
    assert "write it once more" in world.lena.whispers[-1]


async def test_a_reply_before_the_cards_place_is_known_is_not_lost(world: World) -> None:
    world.sandbox.troubles.set({"delay_events": 30, "lose_next_reply": 1, "method": "chat.postMessage"})
    await world.maya.asks(COLD)
    card = world.desk.card()
    assert card is not None

    world.sandbox.troubles.set({"delay_events": 0})
    await world.lena.replies("Yes, after 48 hours without symptoms.")
    await world.moves("31 seconds")
    await world.moves("15 seconds")

    assert [c.text for c in await contributions(world)] == ["Yes, after 48 hours without symptoms."]
    assert (await newest(world)).stage is Stage.AWAITING_SIGN_OFF


async def test_a_deleted_card_is_posted_again_while_the_question_is_open(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.clicks("On it")
    card = world.desk.card()

    await world.delete_message(world.desk, card)

    assert world.desk.card().ts != card.ts
    assert "Waiting for *Lena Ortiz*" in said(world.desk.card())
    await world.lena.replies("Yes, after 48 hours without symptoms.")
    await world.moves("15 seconds")
    await world.lena.clicks("Sign off")
    assert await stages(world) == [Stage.AWAITING_APPROVAL]


async def test_the_deleted_card_of_a_closed_question_is_posted_again_when_it_is_reopened(world: World) -> None:
    await world.published(COLD)
    await world.delete_message(world.desk, world.desk.card())
    assert world.desk.card() is None
    await world.lena.says("Sorry, it is 72 hours.", channel="desk-infection")
    await world.lena.clicks("Yes, use it")

    await world.maya.clicks("Reopen")
    await world.maya.submits()

    assert "Waiting for *Lena Ortiz* to answer" in said(world.desk.card())
    assert "reopened this question" in said(world.desk.thread()[-1])
    await world.lena.replies("Yes, after 72 hours without symptoms.")
    await world.moves("15 seconds")
    assert world.lena.sees_button("Sign off", world.desk)


async def test_a_correction_written_directly_to_the_bot_after_signing_counts(world: World) -> None:
    world.sandbox.troubles.set({"answer_error": {"conversations.invite": "cant_invite"}})
    await world.maya.asks("What about labour ward birth plans?", account="bumps")
    await world.jon.act("say", channel=world.jon.direct.id, text="Bring it along, run the tap for 2 minutes.")
    await world.moves("15 seconds")
    await world.jon.clicks("Sign off")

    await world.jon.act("say", channel=world.jon.direct.id, text="Sorry, run the tap for 5 minutes.")

    assert await stages(world) == [Stage.AWAITING_SIGN_OFF]
    assert await signatures(world) == []


async def test_a_word_beside_the_thread_after_publishing_is_asked_about(world: World) -> None:
    await world.published(COLD)

    await world.lena.says("Sorry, it is 72 hours.", channel="desk-infection")

    await world.lena.clicks("Yes, use it")
    assert world.maya.was_told("Does the public answer still hold?")


async def test_a_direct_word_counts_where_its_event_does_not_say_what_kind_of_channel_it_is_from(world: World) -> None:
    world.sandbox.troubles.set({"answer_error": {"conversations.invite": "cant_invite"}})
    await world.maya.asks("What about labour ward birth plans?", account="bumps")
    await world.jon.act("say", channel=world.jon.direct.id, text="Bring it along.")
    events = [each["body"] for each in world.sandbox.deliveries if each["kind"] == "event"]
    body = next(each for each in events if each["event"].get("text") == "Bring it along.")
    event = {name: value for name, value in body["event"].items() if name != "channel_type"}
    event |= {"ts": f"{float(event['ts']) + 1:.6f}", "text": "Run the tap for 5 minutes."}

    await world.bot.dispatch(door.of_socket({**body, "event_id": "Ev2", "event": event}))
    await world.moves("15 seconds")

    assert (await newest(world)).draft == "Bring it along. Run the tap for 5 minutes."
