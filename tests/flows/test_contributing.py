"""What experts write: several replies, edits, deletions, colleagues, and words beside the thread."""

from bot.lifecycle import Stage
from bot.slack import door
from sandbox import rendering, talking
from sandbox.workspace import Message
from tests.conftest import load
from tests.flows.hospital import HOSPITAL
from tests.flows.playing import World, said
from tests.flows.reading import contributions, entries, newest, question_rows, signatures, stages

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


async def test_words_that_stand_only_in_the_blocks_of_a_message_count(world: World) -> None:
    await world.maya.asks(COLD)
    workspace, desk = world.sandbox.workspace, world.sandbox.workspace.channels[world.desk.id]

    blocks = rendering.rich_text("Yes, after 48 hours without symptoms.")
    written = talking.post(workspace, desk, "U0LENA", "", blocks=blocks, thread_ts=world.desk.card().ts)
    await world.moves("15 seconds")
    assert (await newest(world)).draft == "Yes, after 48 hours without symptoms."

    talking.edit(workspace, desk, written, by="U0LENA", blocks=rendering.rich_text("Yes, after 24 hours."))
    await world.moves("15 seconds")
    assert (await newest(world)).draft == "Yes, after 24 hours."


async def _shows_a_picture(world: World, *, thread: str = "", user: str = "U0LENA") -> Message:
    desk = world.sandbox.workspace.channels[world.desk.id]
    shown = talking.post(world.sandbox.workspace, desk, user, "", subtype="file_share", thread_ts=thread)
    await world.quiet()
    return shown


async def test_a_picture_or_recording_alone_is_no_answer_and_its_writer_is_asked_for_words(world: World) -> None:
    await world.maya.asks(COLD)

    picture = await _shows_a_picture(world, thread=world.desk.card().ts)
    await world.moves("15 seconds")

    assert await stages(world) == [Stage.AWAITING_ACKNOWLEDGEMENT]
    assert [told for told in world.lena.whispers if "I can only read words" in told]

    await world.lena.edits(picture.ts, "Yes, after 48 hours without symptoms.")
    await world.moves("15 seconds")
    assert (await newest(world)).draft == "Yes, after 48 hours without symptoms."


async def test_a_picture_of_whoever_should_tell_more_tells_the_expert_nothing(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.clicks("I need to know more")
    await world.lena.fills(words="Which ward is it?")

    await _shows_a_picture(world, thread=world.desk.card().ts, user="U0MAYA")

    assert await stages(world) == [Stage.AWAITING_ASKER]
    assert "the expert was told nothing of this. Please write here what it says." in world.maya.whispers[-1]


async def test_a_picture_takes_no_signature_away_and_troubles_nobody_after_publishing(world: World) -> None:
    await world.approved(COLD)
    await _shows_a_picture(world, thread=world.desk.card().ts)
    assert await stages(world) == [Stage.AWAITING_PUBLICATION]

    await world.maya.clicks("I posted it")
    await world.maya.closes()
    await _shows_a_picture(world, thread=world.desk.card().ts)
    await _shows_a_picture(world)

    assert not world.maya.sees_button("It still holds")
    assert not world.lena.was_told("Is this your answer")


async def test_deleting_everything_leaves_nothing_to_sign(world: World) -> None:
    await world.maya.asks(COLD)
    only = await world.lena.replies("Yes, after 24 hours without symptoms.")
    await world.moves("15 seconds")

    await world.lena.deletes(only)
    await world.moves("15 seconds")

    assert (await newest(world)).draft == ""
    assert not world.lena.sees_button("Sign off")
    assert "I made no draft: Nothing of what was written here is left." in world.desk.thread()[-1].text


async def test_where_nothing_is_left_behind_an_edited_text_both_are_said(world: World) -> None:
    await world.maya.asks(COLD)
    only = await world.lena.replies("Yes, after 24 hours without symptoms.")
    await world.moves("15 seconds")
    await world.lena.clicks("Edit")
    await world.lena.fills(words="Yes, after 24 hours.")

    await world.lena.deletes(only)
    await world.moves("15 seconds")

    why = "Nothing of what was written here is left. The wording before was “Yes, after 24 hours.”"
    assert f"I made no draft: {why}" in world.desk.thread()[-1].text


async def test_a_deleted_word_of_whoever_passed_on_leaves_the_next_ones_request(world: World) -> None:
    await world.maya.asks(COLD)
    ts = await world.lena.replies("I think 48 hours without symptoms.")
    await world.moves("15 seconds")
    await world.lena.clicks("Not me")
    await world.lena.fills(user="U0TOM")

    await world.lena.deletes(ts)
    await world.moves("15 seconds")

    assert (await stages(world), (await newest(world)).draft) == ([Stage.AWAITING_ACKNOWLEDGEMENT], "")
    assert world.tom.sees_button("On it")


async def test_a_deletion_does_not_end_what_another_asked_back(world: World) -> None:
    await world.drafted(COLD)
    [row] = await contributions(world)
    await world.sam.clicks("Reassign")
    await world.sam.fills(user="U0TOM")
    await world.tom.clicks("I need to know more")
    await world.tom.fills(words="How high was the fever?")

    await world.lena.deletes(row.ts)
    await world.moves("15 seconds")

    assert await stages(world) == [Stage.AWAITING_ASKER]
    assert world.maya.sees_button("Tell them more")


async def test_that_they_are_on_it_becomes_an_answer_where_it_is_edited_into_one(world: World) -> None:
    await world.maya.asks(COLD)
    ts = await world.lena.replies("On it")

    await world.lena.edits(ts, "On it!")
    await world.moves("15 seconds")
    assert await stages(world) == [Stage.AWAITING_ANSWER]
    await world.lena.edits(ts, "Yes, after 48 hours without symptoms.")
    await world.moves("15 seconds")

    assert (await newest(world)).draft == "Yes, after 48 hours without symptoms."
    assert await stages(world) == [Stage.AWAITING_SIGN_OFF]


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


async def test_who_stands_in_for_the_approver_is_asked_to_wait(world: World) -> None:
    await world.approved(COLD, "Yes, run the tap for 2 minutes.")
    await world.ruth.act("deactivate", user="U0MAYA")
    assert (await newest(world)).holder == "U0PRIYA"

    await world.lena.replies("Sorry, run the tap for 5 minutes.")

    assert world.priya.was_told("please wait with this one")


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
    assert world.desk.count("still holds") == 1


async def test_what_was_decided_about_later_words_is_said_where_it_was_asked(world: World) -> None:
    await world.published(COLD, "Yes, run the tap for 2 minutes.")
    await world.lena.replies("Sorry, run the tap for 5 minutes.")
    await world.lena.replies("And only cold water.")

    await world.maya.clicks("It still holds")
    assert world.desk.count("*Maya Chen* found that it still holds.") == 1
    await world.sam.clicks("It still holds")
    assert not world.sam.sees_button("It still holds")
    assert world.desk.count("*Sam Okafor* found that it still holds.") == 1

    await world.lena.replies("And never warm water.")
    await world.lena.replies("Nor hot water.")
    await world.sam.clicks("Reopen")
    await world.sam.submits()
    assert not world.maya.sees_button("It still holds")
    assert not world.maya.sees_button("Reopen")
    assert world.desk.count("*Sam Okafor* reopened the question.") == 2


async def test_a_late_press_of_it_still_holds_says_nothing_twice(world: World) -> None:
    await world.published(COLD, "Yes, run the tap for 2 minutes.")
    await world.lena.replies("Sorry, run the tap for 5 minutes.")
    channel, message, button = world.maya._button("It still holds", None, 0)
    where = {"channel": channel, "ts": message.ts, "action_id": "still_right", "block_id": button["block_id"]}
    shown = message.blocks

    await world.maya.clicks("It still holds")
    message.blocks = shown
    await world.sam.act("click", **where)

    assert world.desk.count("still holds") == 1


async def test_each_edit_after_publishing_is_put_before_comms(world: World) -> None:
    await world.published(COLD, "Yes, run the tap for 2 minutes.")
    [row] = await contributions(world)

    await world.lena.edits(row.ts, "Yes, run the tap for 5 minutes.")
    await world.moves("1 minute")
    await world.lena.edits(row.ts, "Yes, run the tap for 9 minutes.")
    await world.lena.deletes(row.ts)

    assert world.maya.was_told("run the tap for 5 minutes")
    assert world.maya.was_told("run the tap for 9 minutes")
    assert world.maya.was_told("the message was deleted")


async def test_small_talk_after_publishing_troubles_nobody(world: World) -> None:
    await world.published(COLD, "Yes, run the tap for 2 minutes.")

    for words in ("Looks good!", "Thanks everyone, great work!", "Awesome, thanks all", "Well done!", "That was quick"):
        ts = await world.lena.replies(words)
    await world.lena.edits(ts, "That was quick!")
    await world.lena.deletes(ts)

    assert not world.maya.sees_button("It still holds")
    await world.lena.edits(ts := await world.lena.replies("Great"), "Great, but it is 5 minutes.")
    assert world.maya.was_told("Great, but it is 5 minutes.")


async def test_small_talk_after_publishing_is_in_no_draft_when_it_is_reopened(world: World) -> None:
    await world.published(COLD, "Yes, run the tap for 2 minutes.")
    await world.lena.replies("Looks good!")

    await world.maya.clicks("Reopen")
    await world.maya.fills(words="It is wrong.")

    assert (await newest(world)).draft == "Yes, run the tap for 2 minutes."
    assert not world.lena.was_told("Looks good!")


async def test_that_the_draft_looks_good_is_no_part_of_it(world: World) -> None:
    await world.drafted(COLD, "Yes, run the tap for 2 minutes.")

    ts = await world.lena.replies("Looks good!")
    assert "To sign it, please press *Sign off* on it." in world.lena.whispers[-1]
    await world.lena.clicks("Sign off")
    await world.lena.replies("Yes, that's right.")
    assert await stages(world) == [Stage.AWAITING_APPROVAL]
    assert (await newest(world)).draft == "Yes, run the tap for 2 minutes."
    assert "wrote after signing (the text is the same): “Yes, that's right.”" in said(world.desk.thread()[-2])

    await world.lena.edits(ts, "Looks good, but only for 5 minutes.")
    assert await stages(world) == [Stage.AWAITING_SIGN_OFF]


async def test_that_something_is_fine_is_the_answer_before_there_is_a_draft(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.replies("That's fine.")
    await world.moves("15 seconds")

    assert (await newest(world)).draft == "That's fine."


async def test_words_that_take_the_place_of_a_suggested_text_show_it(world: World) -> None:
    await world.maya.types("/ask")
    await world.maya.fills(text=COLD, account="main", suggestion="Yes, you can. Please wash your hands.")

    await world.lena.replies("But only after 48 hours.")
    await world.moves("15 seconds")

    draft = said(world.desk.thread()[-1])
    assert "This takes the place of an earlier wording: “Yes, you can. Please wash your hands.”" in draft


async def test_a_colleague_answers_what_nobody_was_asked(world: World) -> None:
    nobody = HOSPITAL.departments[0].model_copy(update={"experts": ()})
    await load(world, HOSPITAL.model_copy(update={"departments": (nobody, *HOSPITAL.departments[1:])}))
    await world.maya.asks(COLD)

    await world.ada.replies("Yes, after 48 hours.")

    assert "Nobody is on it yet, and I did not use your reply." in world.ada.whispers[-1]


async def test_what_a_colleague_writes_about_a_signed_text_is_shown_to_whoever_decides(world: World) -> None:
    await world.signed(COLD)

    await world.tom.replies("Careful: we changed that rule yesterday.")

    assert world.maya.was_told("*Tom Baker*, who isn't its expert, wrote about this text: “Careful: we changed that")
    assert await stages(world) == [Stage.AWAITING_APPROVAL]
    await world.maya.clicks("Approve")
    await world.tom.replies("Thanks!")
    await world.sam.replies("I'll post it in a minute.")
    assert world.desk.count("who isn't its expert") == 1


async def test_a_message_that_is_deleted_after_signing_is_said_to_be_deleted(world: World) -> None:
    await world.signed(COLD, "Yes, run the tap for 2 minutes.")
    [row] = await contributions(world)

    await world.lena.deletes(row.ts)

    assert world.maya.was_told(
        "<@U0LENA> deleted a message, so the draft changed and has to be signed again. <@U0MAYA>"
    )
    await world.moves("15 seconds")
    await world.moves("10 minutes")
    assert (await newest(world)).holder == "U0TOM"
    assert "No draft was made here." in [m.text for m in world.desk.thread()]


async def test_what_is_first_written_after_publishing_is_put_before_comms_each_time_it_is_edited(world: World) -> None:
    await world.published(COLD, "Yes, run the tap for 2 minutes.")
    ts = await world.lena.replies("Sorry, run the tap for 5 minutes.")

    await world.lena.edits(ts, "Sorry, run the tap for 9 minutes.")
    assert world.maya.was_told("Sorry, run the tap for 9 minutes.")
    await world.lena.deletes(ts)
    assert world.maya.was_told("the message was deleted")
    await world.lena.replies("Thank you all!")
    assert not world.maya.was_told("Thank you all!")


async def test_what_was_written_after_publishing_is_in_the_draft_when_it_is_reopened(world: World) -> None:
    await world.published(COLD, "Yes, run the tap for 2 minutes.")
    await world.lena.replies("Sorry, run the tap for 5 minutes.")

    await world.maya.clicks("Reopen")
    await world.maya.submits()

    assert world.lena.was_told("The public answer was: “Yes, run the tap for 2 minutes.”")
    assert "There is a draft so far: “Sorry, run the tap for 5 minutes.”" in said(world.desk.thread()[-1])
    await world.lena.clicks("Use the draft so far")
    await world.lena.clicks("Sign off")
    assert await stages(world) == [Stage.AWAITING_APPROVAL]


async def test_no_empty_draft_is_offered_where_a_question_is_reopened(world: World) -> None:
    await world.published(COLD, "Yes, run the tap for 2 minutes.")
    [row] = await contributions(world)
    await world.lena.deletes(row.ts)

    await world.maya.clicks("Reopen")
    await world.maya.submits()

    assert (await newest(world)).draft == ""
    assert not world.lena.sees_button("Use the draft so far")
    assert not world.desk.shows("There is a draft so far")
    await world.maya.clicks("Withdraw")
    await world.maya.submits()
    assert world.desk.shows("*Lena Ortiz* signed this text."), "what was public stays to be seen"


async def test_a_correction_after_publishing_reaches_somebody_who_is_here(world: World) -> None:
    await world.published(COLD, "Yes, run the tap for 2 minutes.")
    await world.ruth.act("deactivate", user="U0MAYA")

    await world.lena.replies("Sorry, run the tap for 5 minutes.")

    assert world.priya.was_told("<@U0PRIYA>, <@U0LENA> wrote after this was published")


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


async def test_all_that_a_colleague_wrote_counts_when_they_stand_by_it(world: World) -> None:
    await world.maya.asks(COLD)
    await world.ada.replies("Yes, you can visit.")
    await world.ada.replies("But not with a fever over 38 degrees.")

    await world.ada.clicks("I can answer this")
    await world.moves("15 seconds")

    assert (await newest(world)).draft == "Yes, you can visit. But not with a fever over 38 degrees."


async def test_a_colleague_who_remarked_something_is_still_asked_next(world: World) -> None:
    await world.maya.asks(COLD)

    await world.tom.replies("Lena surely knows this one.")
    await world.moves("5 minutes")

    assert (await newest(world)).holder == "U0TOM"


async def test_whoever_passed_it_on_and_then_remarked_something_is_not_asked_again(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.clicks("Not me")
    await world.lena.fills(user="U0TOM")

    await world.lena.replies("Tom surely knows this one.")
    await world.moves("5 minutes")

    assert (await newest(world)).stage is Stage.AWAITING_EXPERT


async def test_whoever_remarked_something_first_and_was_asked_later_may_still_answer(world: World) -> None:
    await world.maya.asks(COLD)
    await world.tom.replies("Is that for ward 3?")
    await world.lena.clicks("Not me")
    await world.lena.fills(user="U0TOM")
    await world.sam.clicks("Reassign")
    await world.sam.fills(user="U0OMAR")

    await world.tom.replies("Yes, after 48 hours without symptoms.")
    await world.moves("15 seconds")

    assert ((await newest(world)).holder, (await newest(world)).draft) == (
        "U0TOM",
        "Yes, after 48 hours without symptoms.",
    )


async def test_whoever_was_asked_may_still_answer_after_it_went_to_the_next(world: World) -> None:
    await world.maya.asks(COLD)
    await world.moves("5 minutes")
    assert (await newest(world)).holder == "U0TOM"

    await world.lena.replies("Yes, after 48 hours without symptoms.")
    await world.moves("15 seconds")

    assert (await newest(world)).holder == "U0LENA"
    assert world.tom.was_told("so you needn't any more")


async def _signed_by_tom(world: World) -> None:
    """Lena was silent, so Tom was asked, answered and signed."""
    await world.maya.asks(COLD)
    await world.moves("5 minutes")
    await world.tom.replies("Yes, after 48 hours without symptoms.")
    await world.moves("15 seconds")
    await world.tom.clicks("Sign off")


async def test_a_thank_you_of_whoever_was_asked_before_leaves_it_to_the_signer(world: World) -> None:
    await _signed_by_tom(world)

    await world.lena.replies("Thanks Tom!")
    await world.moves("15 seconds")

    assert (await newest(world)).expert == "U0TOM"
    assert not world.tom.was_told("so you needn't any more")
    await world.tom.clicks("Take it back")
    assert await stages(world) == [Stage.AWAITING_SIGN_OFF]


async def test_nobody_is_kept_as_signer_who_never_signed(world: World) -> None:
    await _signed_by_tom(world)
    await world.lena.replies("Thanks!")
    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")
    await world.maya.closes()

    await world.sam.asks(COLD)
    await world.sam.chooses("Use")

    assert [entry.expert for entry in await entries(world)] == ["U0TOM"]
    assert {row.user for row in await signatures(world) if row.role == "expert"} == {"U0TOM"}


async def test_a_thank_you_does_not_take_it_from_whoever_is_on_it(world: World) -> None:
    await world.maya.asks(COLD)
    await world.moves("5 minutes")
    await world.tom.clicks("On it")

    await world.lena.replies("Thanks Tom!")
    await world.moves("15 seconds")

    assert ((await newest(world)).holder, await stages(world)) == ("U0TOM", [Stage.AWAITING_ANSWER])
    assert world.lena.whispers == []


async def test_a_thank_you_does_not_end_what_another_asked_back(world: World) -> None:
    await world.maya.asks(COLD)
    await world.moves("5 minutes")
    await world.tom.clicks("I need to know more")
    await world.tom.fills(words="Which ward?")

    await world.lena.replies("Thanks!")
    await world.moves("15 seconds")

    assert (await stages(world), (await newest(world)).expert) == ([Stage.AWAITING_ASKER], "U0TOM")


async def test_an_answer_beside_whoever_is_on_it_is_used_when_its_writer_stands_by_it(world: World) -> None:
    await world.maya.asks(COLD)
    await world.moves("5 minutes")
    await world.tom.clicks("On it")

    await world.lena.replies("Yes, after 48 hours without symptoms.")
    assert ((await newest(world)).holder, await stages(world)) == ("U0TOM", [Stage.AWAITING_ANSWER])
    await world.lena.clicks("I can answer this")
    await world.moves("15 seconds")

    assert (await newest(world)).holder == "U0LENA"
    assert world.tom.was_told("so you needn't any more")


async def test_an_objection_of_whoever_was_asked_before_is_signed_anew_by_the_signer(world: World) -> None:
    await _signed_by_tom(world)

    await world.lena.replies("Please wear a mask too.")
    await world.moves("15 seconds")

    assert ((await newest(world)).holder, await stages(world)) == ("U0TOM", [Stage.AWAITING_SIGN_OFF])
    assert await signatures(world) == []
    await world.tom.clicks("Use only my last message")
    assert (await newest(world)).draft == "Yes, after 48 hours without symptoms."


async def test_that_they_are_on_it_counts_also_where_it_is_typed(world: World) -> None:
    await world.maya.asks(COLD)

    await world.lena.replies("On it, give me a minute.")
    await world.moves("15 seconds")

    assert await stages(world) == [Stage.AWAITING_ANSWER]
    assert world.desk.shows("is on it and answers by")
    assert world.desk.count("I made no draft") == 0


async def test_on_it_pressed_in_the_moment_in_which_nobody_was_left_makes_the_question_theirs(world: World) -> None:
    await world.maya.asks(COLD)
    screen = world.lena.screen("On it")
    await world.moves("5 minutes")
    await world.moves("5 minutes")
    assert await stages(world) == [Stage.AWAITING_EXPERT]

    for _ in range(2):
        await screen.click()

    assert ((await newest(world)).stage, (await newest(world)).holder) == (Stage.AWAITING_ANSWER, "U0LENA")
    assert not world.priya.sees_button("Name an expert")
    assert world.lena.whispers == []


async def test_that_they_are_on_it_after_all_takes_it_from_whoever_looks_for_somebody(world: World) -> None:
    await world.maya.asks(COLD)
    await world.moves("6 minutes")
    await world.moves("6 minutes")
    assert await stages(world) == [Stage.AWAITING_EXPERT]

    await world.lena.replies("On it!")

    question = await newest(world)
    assert (question.stage, question.holder) == (Stage.AWAITING_ANSWER, "U0LENA")
    assert "<@U0LENA> is on it and answers by" in world.desk.thread()[-1].text
    assert not world.priya.sees_button("Name an expert")


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


async def test_thanks_and_greetings_beside_the_thread_are_not_asked_about_but_that_they_are_on_it(world: World) -> None:
    await world.maya.asks(COLD)

    await world.lena.says("Good morning all!", channel="desk-infection")
    await world.lena.says("Thanks!", channel="desk-infection")
    assert world.lena.whispers == []

    await world.lena.says("On it", channel="desk-infection")
    await world.lena.clicks("Yes, use it")
    assert await stages(world) == [Stage.AWAITING_ANSWER]


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


async def test_a_reply_in_a_direct_thread_before_the_ping_s_place_is_known_is_not_lost(world: World) -> None:
    await world.maya.asks("May I take ibuprofen?", account="meds")
    await world.omar.clicks("Not me")
    world.sandbox.troubles.set({"answer_error": {"conversations.invite": "cant_invite"}, "delay_events": 30})
    world.sandbox.troubles.set({"lose_next_reply": 1, "method": "chat.postMessage"})
    await world.omar.fills(user="U0GRACE")
    ping = world.grace.direct.messages()[-1]

    world.sandbox.troubles.set({"delay_events": 0})
    await world.grace.act("say", channel=world.grace.direct.id, text="No, please ask first.", thread_ts=ping.ts)
    await world.moves("31 seconds")
    await world.moves("15 seconds")

    assert [c.text for c in await contributions(world)] == ["No, please ask first."]
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


async def test_a_deletion_that_does_not_say_whose_message_it_was_counts_all_the_same(world: World) -> None:
    await world.maya.asks(COLD)
    ts = await world.lena.replies("Yes, you can.")
    for gone in (ts, world.desk.card().ts):
        told = {
            "type": "message",
            "subtype": "message_deleted",
            "channel": world.desk.id,
            "ts": "9.9",
            "deleted_ts": gone,
        }
        world.sandbox.workspace.happened(told, world.sandbox.workspace.channels[world.desk.id])
        await world.quiet()

    assert world.desk.shows("The card was deleted while this question is still open")
    assert (await newest(world)).draft == ""


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

    await world.lena.says("Looks good!", channel="desk-infection")
    await world.lena.says("Great work, all!", channel="desk-infection")
    assert world.lena.whispers == []
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


async def test_direct_words_that_no_question_waits_for_are_said_to_have_gone_nowhere(world: World) -> None:
    for person in (world.maya, world.lena):
        await person.act("say", channel=person.direct.id, text="Thank you!")
        assert not person.was_told("nobody was told")
        await person.act("say", channel=person.direct.id, text="May my dog come along onto the ward?")
        assert person.was_told("No question waits for words from you here, so nobody was told.")
    assert await stages(world) == []
    assert world.maya.was_told("choose *Ask an expert*")
    assert not world.lena.was_told("choose *Ask an expert*")

    words = next(m for m in world.maya.direct.messages() if m.text.startswith("May my dog"))
    await world.maya.act("shortcut", callback_id="ask_expert", channel=world.maya.direct.id, ts=words.ts)
    assert world.maya.window["blocks"][0]["element"]["initial_value"] == words.text


async def test_a_late_direct_answer_is_asked_about_and_used(world: World) -> None:
    world.sandbox.troubles.set({"answer_error": {"conversations.invite": "cant_invite"}})
    await world.maya.asks("What about labour ward birth plans?", account="bumps")
    await world.moves("5 minutes")
    assert (await newest(world)).holder == "U0NINA"

    await world.jon.act("say", channel=world.jon.direct.id, text="Bring it along, please.")
    assert "Is this your answer to" in said(world.jon.direct.messages()[-1])
    await world.jon.clicks("Yes, use it")
    await world.moves("15 seconds")

    assert ((await newest(world)).holder, (await newest(world)).draft) == ("U0JON", "Bring it along, please.")


async def test_a_late_word_beside_the_thread_takes_it_from_whoever_is_on_it_only_after_a_yes(world: World) -> None:
    await world.maya.asks(COLD)
    await world.moves("5 minutes")
    await world.tom.clicks("On it")

    await world.lena.says("Yes, after 48 hours without symptoms.", channel="desk-infection")
    assert (await newest(world)).holder == "U0TOM"
    await world.lena.clicks("Yes, use it")
    await world.moves("15 seconds")

    assert (await newest(world)).holder == "U0LENA"
    assert world.tom.was_told("so you needn't any more")


async def _asked_back_directly(world: World) -> None:
    """Maya isn't in the desk: what Jon needs to know she is asked in her own messages."""
    await world.maya.act("leave", channel="C0MATERN")
    world.sandbox.troubles.set({"answer_error": {"conversations.invite": "cant_invite"}})
    await world.maya.asks("What about labour ward birth plans?", account="bumps")
    await world.jon.clicks("I need to know more")
    world.sandbox.troubles.set({"answer_error": {"conversations.invite": "cant_invite"}})
    await world.jon.fills(words="Which ward?")


async def test_the_forwarder_who_answers_the_direct_question_directly_is_heard(world: World) -> None:
    await _asked_back_directly(world)

    await world.maya.act("say", channel=world.maya.direct.id, text="Ward 3.")

    assert await stages(world) == [Stage.AWAITING_ANSWER]
    assert world.jon.was_told("Ward 3.")


async def test_a_direct_word_that_may_be_meant_for_two_experts_is_asked_about(world: World) -> None:
    await _asked_back_directly(world)
    await world.maya.asks(COLD)
    await world.lena.clicks("I need to know more")
    await world.lena.fills(words="How high was the fever?")

    await world.maya.act("say", channel=world.maya.direct.id, text="Ward 3.")
    assert await stages(world) == [Stage.AWAITING_ASKER, Stage.AWAITING_ASKER]
    assert "How high was the fever?" in said(world.maya.direct.messages()[-1])
    await world.maya.clicks("Tell them more", place=world.maya.direct, old=1)
    await world.maya.submits()

    assert await stages(world) == [Stage.AWAITING_ANSWER, Stage.AWAITING_ASKER]
    assert world.jon.was_told("Ward 3.")


async def test_what_another_of_comms_writes_is_told_to_the_expert_only_when_they_say_so(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.clicks("I need to know more")
    await world.lena.fills(words="Which ward?")

    await world.sam.replies("Maya will know, she is at lunch.")
    assert await stages(world) == [Stage.AWAITING_ASKER]
    await world.sam.replies("It is ward 3.")
    await world.sam.clicks("Tell them more")
    await world.sam.submits()

    assert await stages(world) == [Stage.AWAITING_ANSWER]
    assert world.lena.was_told("It is ward 3.")
    assert not world.lena.was_told("at lunch")


async def test_no_to_one_question_leaves_the_words_for_the_other(world: World) -> None:
    await world.maya.asks(COLD)
    await world.sam.asks("May my dog come along onto the ward?")
    await world.lena.says("Yes, after 48 hours without symptoms.", channel="desk-infection")

    await world.lena.clicks("No")
    await world.lena.clicks("Yes, use it", old=1)

    assert [row.question_id for row in await contributions(world)] == [2]


async def test_words_that_answer_two_questions_count_for_both_and_so_does_what_becomes_of_them(world: World) -> None:
    await world.maya.asks(COLD)
    await world.sam.asks("May my dog come along onto the ward?")
    ts = await world.lena.says("Yes, after 24 hours.", channel="desk-infection")

    await world.lena.clicks("Yes, use it")
    await world.lena.edits(ts, "Yes, after 48 hours.")
    await world.lena.clicks("Yes, use it", old=1)
    await world.lena.clicks("Yes, use it", old=1)
    await world.moves("15 seconds")
    assert [row.draft for row in await question_rows(world)] == ["Yes, after 48 hours."] * 2
    assert len(await contributions(world)) == 2

    await world.lena.clicks("Sign off")
    await world.lena.edits(ts, "Yes, after 72 hours.")
    await world.moves("15 seconds")
    assert [row.draft for row in await question_rows(world)] == ["Yes, after 72 hours."] * 2
    assert await stages(world) == [Stage.AWAITING_SIGN_OFF] * 2

    await world.lena.deletes(ts)
    assert [row.draft for row in await question_rows(world)] == ["", ""]


async def test_words_beside_the_thread_go_where_their_question_was_merged_to(world: World) -> None:
    await world.maya.asks(COLD)
    await world.sam.asks("May my dog come along onto the ward?")
    await world.lena.says("Yes, after 48 hours without symptoms.", channel="desk-infection")
    await world.maya.clicks("Merge with…")
    await world.maya.fills(merge_target="1")

    await world.lena.clicks("Yes, use it", old=1)
    await world.lena.clicks("Yes, use it", old=1)
    await world.moves("15 seconds")

    merged = f"“May my dog come along onto the ward?” is answered together with “{COLD}” now"
    assert [told for told in world.lena.whispers if merged in told] == [f"{merged}, so I took your words there."]
    assert [row.question_id for row in await contributions(world)] == [1]
    assert (await question_rows(world))[0].draft == "Yes, after 48 hours without symptoms."


async def test_words_beside_the_thread_of_another_expert_are_asked_about_where_their_question_was_merged_to(
    world: World,
) -> None:
    await world.sam.asks("May I take ibuprofen before the visit?", topic="medicines")
    await world.maya.asks(COLD)
    await world.lena.says("Yes, after 48 hours without symptoms.", channel="desk-infection")
    await world.maya.clicks("Merge with…", place=world.desk)
    await world.maya.fills(merge_target="1")

    await world.lena.clicks("Yes, use it")

    assert f"“{COLD}” is answered together with" in world.lena.whispers[-2]
    await world.lena.clicks("I can answer this")
    await world.moves("15 seconds")
    assert (await question_rows(world))[0].draft == "Yes, after 48 hours without symptoms."


async def test_deleted_words_answer_no_second_question(world: World) -> None:
    await world.maya.asks(COLD)
    await world.sam.asks("May my dog come along onto the ward?")
    ts = await world.lena.says("Yes, after 24 hours.", channel="desk-infection")
    await world.lena.clicks("Yes, use it")
    await world.lena.deletes(ts)

    await world.lena.clicks("Yes, use it", old=1)

    assert "I don't have that message any more" in world.lena.whispers[-1]
    assert len(await contributions(world)) == 1


async def test_of_many_questions_that_words_beside_the_threads_may_answer_none_is_left_out(world: World) -> None:
    more = ("Is there a children's playground near the ward?", "Which tests do visitors of the ward need?")
    for text in (COLD, "May my dog come along onto the ward?", *more):
        await world.maya.asks(text)

    await world.lena.says("Yes, after 48 hours without symptoms.", channel="desk-infection")

    assert "cold last week" in world.lena.whispers[-1]
    assert "please write it in its thread" in world.lena.whispers[-1]
