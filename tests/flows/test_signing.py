"""Two signatures on the exact text: who may give them, what takes them away, and two people who edit at once."""

import pytest

from bot.lifecycle import Stage
from bot.slack import door
from tests.flows.playing import World, labels, said, texts
from tests.flows.reading import drafts, newest, signatures, stages

COLD = "Can I visit the ward if I had a cold last week?"
LONG = "Please be so kind as to wash your hands with soap and water for at least a whole minute and a half " * 3


async def test_a_signature_that_cannot_be_taken_back_any_more_is_told_so(world: World) -> None:
    await world.approved(COLD)
    channel, message, button = world.lena._button("Take it back", None, 0)
    where = {"channel": channel, "ts": message.ts, "action_id": "take_back", "block_id": button["block_id"]}
    shown = message.blocks
    await world.maya.clicks("I posted it")
    await world.maya.closes()
    message.blocks = shown  # as Lena's screen may still show it

    await world.lena.act("click", **where)

    assert "This question is published, so the signature can't be taken back now." in world.lena.whispers[-1]


async def test_whoever_may_not_sign_hears_what_they_can_do(world: World) -> None:
    await world.drafted(COLD)

    await world.tom.clicks("Sign off")

    assert "Only *Lena Ortiz* can sign this off. If it isn't right, please write why" in world.tom.whispers[-1]


async def test_each_signature_is_bound_to_the_exact_text(world: World) -> None:
    await world.approved(COLD)

    both = await signatures(world)
    assert [(s.role, s.user) for s in both] == [("expert", "U0LENA"), ("comms", "U0MAYA")]
    assert len({s.text_hash for s in both}) == 1


async def test_only_the_holder_signs(world: World) -> None:
    await world.drafted(COLD)

    await world.tom.clicks("Sign off")

    assert "Only *Lena Ortiz* can sign this off." in world.tom.whispers[-1]
    assert await signatures(world) == []


async def test_whoever_signed_cannot_approve(world: World) -> None:
    await world.maya.asks(COLD)
    await world.sam.clicks("Reassign")
    await world.sam.fills(anybody="U0MAYA")
    await world.maya.replies("Yes, after 48 hours without symptoms.")
    await world.moves("15 seconds")
    await world.maya.clicks("Sign off")

    assert (await newest(world)).approver == "U0SAM"
    await world.maya.clicks("Approve")

    assert "You signed this text yourself" in world.maya.whispers[-1]
    assert await stages(world) == [Stage.AWAITING_APPROVAL]


async def test_only_comms_approves(world: World) -> None:
    await world.signed(COLD)

    await world.tom.clicks("Approve")

    assert "Only comms can approve this" in world.tom.whispers[-1]
    assert await stages(world) == [Stage.AWAITING_APPROVAL]


async def test_an_edit_by_the_expert_is_what_gets_signed(world: World) -> None:
    await world.drafted(COLD)

    await world.lena.clicks("Edit")
    await world.lena.fills(words="Yes, after 48 hours.")
    await world.lena.clicks("Sign off")

    assert (await newest(world)).draft == "Yes, after 48 hours."
    assert await stages(world) == [Stage.AWAITING_APPROVAL]
    assert await drafts(world) == ["Yes, you can. Please wash your hands.", "Yes, after 48 hours."]


async def test_an_edit_by_comms_goes_back_to_the_expert(world: World) -> None:
    await world.signed(COLD)

    await world.maya.clicks("Edit")
    await world.maya.fills(words="Yes, you can. Wash your hands, please.")

    assert await stages(world) == [Stage.AWAITING_SIGN_OFF]
    assert await signatures(world) == []
    assert "wording by Maya Chen" in said(world.desk.thread()[-1])
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")
    assert await stages(world) == [Stage.AWAITING_PUBLICATION]


async def test_what_the_edit_changes_against_the_experts_words_is_said(world: World) -> None:
    await world.drafted(COLD, "Yes, you can visit after 48 hours without symptoms.")

    await world.lena.clicks("Edit")
    await world.lena.fills(words="Yes, you can visit after 24 hours without symptoms.")

    assert ":warning:" in said(world.desk.thread()[-1])
    assert "24" in str((await newest(world)).warnings)


async def test_the_count_keeps_up_while_one_types(world: World) -> None:
    await world.drafted(COLD)
    await world.lena.clicks("Edit")
    view = world.lena.window
    typed = "Yes, certainly. " * 12

    values = {"words": {"words": {"type": "plain_text_input", "value": typed}}}
    await world.lena.act("click_view", view_id=view["id"], action_id="words", values=values, value=typed)

    assert "52 over: 192 of 140 characters" in " ".join(texts(world.lena.window["blocks"]))
    assert world.lena.window["state"]["values"]["words"]["words"]["value"] == typed


async def test_the_count_keeps_up_also_where_the_click_does_not_name_the_windows_hash(world: World) -> None:
    await world.drafted(COLD)
    await world.lena.clicks("Edit")
    view, typed = world.lena.window, "Yes, certainly."
    values = {"words": {"words": {"type": "plain_text_input", "value": typed}}}
    await world.lena.act("click_view", view_id=view["id"], action_id="words", values=values, value=typed)
    body = next(each["body"] for each in reversed(world.sandbox.deliveries) if each["body"].get("actions"))
    shown = {name: value for name, value in body["view"].items() if name != "hash"}

    await world.bot.dispatch(door.of_socket({**body, "view": shown, "trigger_id": "another"}))

    updates = [call for call in world.calls if call["method"] == "views.update"]
    assert [("hash" in call["body"], call["response"]["ok"]) for call in updates] == [(True, True), (False, True)]


async def test_a_text_that_is_too_long_stays_in_the_window_with_the_number_over(world: World) -> None:
    await world.drafted(COLD)
    await world.lena.clicks("Edit")

    await world.lena.fills(words="x" * 152)

    assert "12 over the limit of 140" in str(world.lena.window["errors"])


async def test_two_people_who_edit_at_once_lose_nothing(world: World) -> None:
    await world.signed(COLD)
    await world.maya.clicks("Edit")
    await world.sam.clicks("Edit")
    await world.maya.fills(words="Maya's wording of it.")

    await world.sam.fills(words="Sam's wording of it.")

    shown = " ".join(texts(world.sam.window["blocks"]))
    assert "Maya's wording of it." in shown
    assert "Sam's wording of it." in str(world.sam.window)
    assert world.sam.window["submit"]["text"] == "Replace it"
    await world.sam.submits()
    assert (await newest(world)).draft == "Sam's wording of it."
    assert "Maya's wording of it." in await drafts(world)


async def test_signing_an_older_draft_is_refused_kindly(world: World) -> None:
    await world.drafted(COLD)
    channel, message, element = world.lena._button("Sign off", None, 0)
    await world.lena.clicks("Edit")
    await world.lena.fills(words="Yes, after 48 hours.")

    where = world.sandbox.workspace.channels[channel]
    where.messages[message.ts].blocks = [{"type": "actions", "block_id": "old", "elements": [element]}]
    await world.lena.act("click", channel=channel, ts=message.ts, action_id="sign_off")

    assert "The draft has changed since" in world.lena.whispers[-1]
    assert await stages(world) == [Stage.AWAITING_SIGN_OFF]


async def test_whoever_waits_for_a_signed_text_reads_who_has_it_now_where_its_signer_has_left(world: World) -> None:
    await world.signed(COLD)
    await world.priya.act("deactivate", user="U0LENA")

    await world.sam.clicks("Send back")
    await world.sam.fills(words="Shorter, please.")

    assert world.maya.was_told("please wait with this one. It is with <@U0TOM>, by")
    assert not world.desk.shows("It is with <@U0LENA>")
    assert world.tom.was_told("sent the text back: Shorter, please.")


async def test_words_that_were_to_send_back_an_older_text_meet_the_newer_one(world: World) -> None:
    await world.signed(COLD, "Yes, run the tap for 2 minutes.")
    await world.maya.clicks("Send back")
    await world.lena.replies("Sorry, run the tap for 5 minutes.")
    await world.moves("15 seconds")
    await world.lena.clicks("Sign off")

    await world.maya.fills(words="Make it 5 minutes.")

    assert await stages(world) == [Stage.AWAITING_APPROVAL]
    shown = " ".join(texts(world.maya.window["blocks"]))
    assert "The text was changed while you were writing" in shown
    assert "5 minutes." in shown
    assert world.maya.window["blocks"][-1]["element"]["initial_value"] == "Make it 5 minutes."
    await world.maya.fills(words="Make it 6 minutes.")
    assert await stages(world) == [Stage.AWAITING_SIGN_OFF]
    assert world.lena.was_told("sent the text back: Make it 6 minutes.")


async def test_sending_back_needs_a_reason_and_tells_the_expert(world: World) -> None:
    await world.signed(COLD)

    await world.maya.clicks("Send back")
    await world.maya.fills(words=" ")
    assert "what should change" in str(world.maya.window["errors"])
    await world.maya.fills(words="Please say for how long.")

    assert await stages(world) == [Stage.AWAITING_SIGN_OFF]
    assert world.lena.was_told("Please say for how long.")
    assert not world.maya.sees_button("Approve")


async def test_taking_a_signature_back(world: World) -> None:
    await world.approved(COLD)

    await world.lena.clicks("Take it back")

    assert await stages(world) == [Stage.AWAITING_SIGN_OFF]
    assert await signatures(world) == []
    assert not world.maya.sees_button("I posted it")


async def test_whoever_is_about_to_post_is_asked_to_wait_when_the_signature_is_taken_back(world: World) -> None:
    await world.approved("Can I visit the ward?")

    await world.lena.clicks("Take it back")

    assert world.maya.was_told("took the signature back. <@U0MAYA>, please wait with this one")
    assert not world.maya.sees_button("I posted it")


async def test_whoever_is_about_to_post_is_asked_to_wait_when_the_question_is_corrected(world: World) -> None:
    await world.approved("Can I visit the ward?")

    await world.sam.clicks("Correct it")
    await world.sam.fills(text="Can I visit the ward on Sundays?")

    assert world.maya.was_told("please wait with this one")


async def test_whoever_is_about_to_post_is_asked_to_wait_when_another_expert_is_named(world: World) -> None:
    await world.approved("Can I visit the ward?")

    await world.sam.clicks("Reassign")
    await world.sam.fills(user="U0TOM")

    assert world.maya.was_told("please wait with this one")


async def test_whoever_corrects_it_themselves_needs_no_word_to_wait(world: World) -> None:
    await world.approved("Can I visit the ward?")

    await world.maya.clicks("Correct it")
    await world.maya.fills(text="Can I visit the ward on Sundays?")

    assert await stages(world) == [Stage.AWAITING_SIGN_OFF]
    assert not world.maya.was_told("please wait")


async def test_where_nothing_fits_the_number_over_is_said_and_the_words_stay(world: World) -> None:
    await world.drafted(COLD, LONG.strip() + ".")

    assert "over the limit of 140" in said(world.desk.thread()[-1])
    assert not world.lena.sees_button("Sign off")
    await world.lena.clicks("Write it shorter")
    shown = world.lena.window["blocks"]
    assert shown[0]["element"]["initial_value"] == LONG.strip() + ".", "nobody types their own words again"
    assert any(" over: " in text for text in texts(shown))
    await world.lena.fills(words="Wash your hands for 90 seconds.")
    await world.lena.clicks("Sign off")
    assert await stages(world) == [Stage.AWAITING_APPROVAL]


async def test_where_nothing_can_stand_alone_nobody_is_told_to_write_it_shorter(world: World) -> None:
    await world.drafted(COLD, "Yes, 48 hours after it.")
    await world.lena.replies("Sorry, 72 hours, not 48.")
    await world.moves("15 seconds")

    assert "I made no draft" in said(world.desk.thread()[-1])
    assert not world.lena.sees_button("Write it shorter")
    await world.lena.clicks("Write the text")
    await world.lena.fills(words="Yes, 72 hours after it.")
    await world.lena.clicks("Sign off")
    assert await stages(world) == [Stage.AWAITING_APPROVAL]


async def test_the_accounts_own_limit_and_network_count(world: World) -> None:
    answer = (
        "Yes, you can visit the ward after 48 hours without symptoms. Please wash your hands at the door and again "
        "when you leave. A mask is needed where somebody on the ward has a weak immune system."
    )

    await world.maya.asks(COLD, account="sky")
    await world.lena.replies(answer)
    await world.moves("15 seconds")

    assert len((await newest(world)).draft) > 140
    assert "of 300 characters" in said(world.desk.thread()[-1])


MISLEADING = (
    "Yes, you can visit the ward 48 hours after it. Do not come in if you still cough or sneeze, whatever the visit is "
    "for and even if somebody at the desk on the ground floor has told you that you may come."
)
VISITS = (
    "You can visit the ward after 48 hours without symptoms. The ward is open from 2 pm to 8 pm and the desk on the "
    "ground floor shows you the way. Children may come too if a grown-up is with them at all times."
)


FULL = (
    "Yes, you can visit the ward after 48 hours without symptoms. Please wash your hands at the door of the ward. "
    "Please wear a mask in the room. The ward is open from 14:00 to 18:00 every day."
)


@pytest.mark.parametrize(("before", "after"), [("sky", "main"), ("main", "sky")])
async def test_a_question_that_goes_to_an_account_with_another_limit_is_trimmed_anew(
    world: World, before: str, after: str
) -> None:
    await world.maya.asks(COLD, account=before)
    await world.lena.replies(FULL)
    await world.moves("15 seconds")

    await world.maya.clicks("Correct it")
    await world.maya.fills(account=after)

    question = await newest(world)
    assert (question.draft == FULL) == (after == "sky")
    assert len(question.draft) <= question.limit
    await world.lena.clicks("Sign off")
    assert await stages(world) == [Stage.AWAITING_APPROVAL]


async def test_an_experts_own_wording_stays_when_its_question_goes_to_another_account(world: World) -> None:
    await world.drafted(COLD, FULL)
    await world.lena.clicks("Edit")
    await world.lena.fills(words="Yes, after 48 hours.")

    await world.maya.clicks("Correct it")
    await world.maya.fills(account="sky")

    assert (await newest(world)).draft == "Yes, after 48 hours."


async def test_what_may_mislead_keeps_sign_off_closed_until_the_expert_says_that_it_is_right(world: World) -> None:
    await world.drafted(COLD, MISLEADING)
    draft = world.desk.thread()[-1]
    assert "An instruction is left out: “Do not come in if you still cough" in said(draft)
    assert labels(draft.blocks) == ["Still right without it", "Edit", "Not me"]
    assert "If it is still right without what is left out, say so, and then sign off by" in said(draft)

    await world.tom.clicks("Still right without it")
    assert "Only the person who is to sign can do that" in world.tom.whispers[-1]
    await world.lena.clicks("Still right without it")

    assert labels(draft.blocks) == ["Sign off", "Edit", "Not me"]
    assert "Lena Ortiz says that it is still right without it." in said(draft)
    await world.lena.clicks("Sign off")
    assert "*Lena Ortiz* says that it is still right without it." in said(world.desk.thread()[-1])
    assert await stages(world) == [Stage.AWAITING_APPROVAL]


async def test_a_limit_that_is_written_after_signing_and_left_out_takes_the_signature_away(world: World) -> None:
    first, limit = MISLEADING.split(". ", 1)
    await world.signed(COLD, f"{first}.")

    await world.lena.replies(limit)
    await world.moves("15 seconds")

    assert await signatures(world) == []
    assert "Still right without it" in labels(world.desk.thread()[-1].blocks)
    await world.lena.clicks("Still right without it")
    await world.lena.clicks("Sign off")
    await world.lena.replies("Thanks!")
    await world.moves("15 seconds")
    assert [s.user for s in await signatures(world)] == ["U0LENA"]


async def test_what_one_expert_said_of_it_is_not_the_next_ones_word(world: World) -> None:
    await world.drafted(COLD, MISLEADING)
    await world.lena.clicks("Still right without it")
    await world.sam.clicks("Reassign")
    await world.sam.fills(anybody="U0TOM")

    await world.tom.clicks("Use the draft so far")

    draft = world.desk.thread()[-1]
    assert "Still right without it" in labels(draft.blocks)
    assert "says that it is still right" not in said(draft)


async def test_a_limit_written_after_another_wording_was_taken_closes_it_too(world: World) -> None:
    await world.drafted(COLD, VISITS)
    await world.lena.clicks("Use this one")

    await world.lena.replies(
        "Do not come in if you still cough or sneeze, " + "whatever anybody tells you, " * 5 + "please."
    )
    await world.moves("15 seconds")

    assert "Still right without it" in labels(world.desk.thread()[-1].blocks)


async def test_an_edit_of_the_experts_own_needs_no_such_word(world: World) -> None:
    await world.drafted(COLD, MISLEADING)

    await world.lena.clicks("Edit")
    await world.lena.fills(words="Yes, 48 hours after it, unless you still cough or sneeze.")
    await world.lena.clicks("Sign off")

    assert await stages(world) == [Stage.AWAITING_APPROVAL]


async def test_an_edit_by_comms_that_may_mislead_closes_it_too(world: World) -> None:
    await world.signed(COLD, "Yes, you can visit the ward 48 hours after it. Do not come in if you still cough.")

    await world.maya.clicks("Edit")
    await world.maya.fills(words="Yes, you can visit the ward 48 hours after it.")

    assert "Still right without it" in labels(world.desk.thread()[-1].blocks)


async def test_what_is_kept_is_bold_and_what_is_cut_is_struck_through(world: World) -> None:
    await world.drafted(COLD, VISITS)

    blocks = world.desk.thread()[-1].blocks
    (told,) = [part for block in blocks for part in block.get("elements", []) if part["type"] == "rich_text_section"]
    styles = [(piece["text"], *piece["style"]) for piece in told["elements"] if "style" in piece]

    first, second, third = VISITS.replace(". ", ".|").split("|")
    assert styles == [(first, "bold"), (second, "strike"), (third, "bold")]


async def test_another_of_the_texts_that_fit_can_be_taken_instead(world: World) -> None:
    await world.drafted(COLD, VISITS)
    assert (await newest(world)).draft.startswith("You can visit the ward after 48 hours without symptoms. Children")
    draft = world.desk.thread()[-1]
    assert "Or, 55 characters: “You can visit the ward after 48 hours without symptoms.”" in said(draft)

    await world.lena.clicks("Use this one")

    assert (await newest(world)).draft == "You can visit the ward after 48 hours without symptoms."
    assert "Children may come too" in said(world.desk.thread()[-1])
    await world.lena.clicks("Sign off")
    assert [s.user for s in await signatures(world)] == ["U0LENA"]
