"""Slack loses replies, says 429 and 500, closes channels: each message stands once in the end, or a person hears."""

import pytest
from sqlalchemy import select, true

from bot.db.models import Inbox, Outbox
from bot.db.parking import go_on
from bot.lifecycle import Stage
from sandbox import talking
from tests.flows.playing import World, said
from tests.flows.reading import newest, stages
from tests.flows.test_signing import VISITS

pytestmark = pytest.mark.each_time

COLD = "Can I visit the ward if I had a cold last week?"


async def test_a_lost_reply_leaves_one_copy(world: World) -> None:
    world.sandbox.troubles.set({"lose_next_reply": 1, "method": "chat.postMessage"})

    await world.maya.asks(COLD)
    await world.moves("25 seconds")

    assert world.desk.count("forwarded by Maya Chen") == 1
    assert world.lena.sees_button("On it")


async def test_a_lost_reply_whose_echo_is_late_is_looked_for_before_it_is_sent_again(world: World) -> None:
    world.sandbox.troubles.set({"lose_next_reply": 1, "method": "chat.postMessage", "delay_events": 600})

    await world.maya.asks(COLD)
    await world.moves("25 seconds")
    world.sandbox.troubles.set({"delay_events": 0})
    await world.moves("10 minutes")

    assert any(call["method"] == "conversations.history" for call in world.calls)
    assert world.desk.count("forwarded by Maya Chen") == 1


@pytest.mark.parametrize("error", ["ratelimited", "token_revoked", "accesslimited"])
async def test_a_lost_reply_is_looked_for_again_where_slack_lets_nobody_look_now(world: World, error: str) -> None:
    world.sandbox.troubles.set({"lose_next_reply": 1, "method": "chat.postMessage", "delay_events": 3600})
    await world.maya.asks(COLD)
    world.sandbox.troubles.set({"answer_error": {"conversations.history": error}})

    await world.moves("25 seconds")
    async with world.bot.db.transaction() as session:
        await go_on(session, true())
    await world.moves("2 minutes")

    tried = [call for call in world.calls if call["method"] == "conversations.history"]
    assert [call["response"].get("error") for call in tried] == [error, None]
    assert world.desk.count("forwarded by Maya Chen") == 1


async def test_where_looking_for_a_lost_reply_has_to_wait_others_are_said_there_meanwhile(world: World) -> None:
    world.sandbox.troubles.set({"lose_next_reply": 1, "method": "chat.postMessage", "delay_events": 3600})
    await world.maya.asks(COLD)
    world.sandbox.troubles.set({"answer_429": 1, "retry_after": 120, "method": "conversations.history"})
    await world.moves("25 seconds")

    await world.sam.asks("How many people may visit the ward at once?")
    await world.moves("2 minutes")

    assert world.desk.count("forwarded by Maya Chen") == world.desk.count("forwarded by Sam") == 1
    looked = [call["t"] for call in world.calls if call["method"] == "conversations.history"]
    meanwhile = [str(call["body"].get("text")) for call in world.calls if looked[0] < call["t"] < looked[1] - 60]
    assert any(text.startswith("“How many people") for text in meanwhile)


async def test_another_apps_message_with_our_key_is_not_taken_for_ours(world: World) -> None:
    desk = world.sandbox.workspace.channels[world.desk.id]
    forged = {"event_type": "expertline_message", "event_payload": {"key": "question:1:card:1"}}
    planted = talking.say(world.sandbox.workspace, desk, "U0TOM", "I am the card.")
    planted.metadata = forged
    world.sandbox.troubles.set({"answer_500": 1, "method": "chat.postMessage"})

    await world.maya.asks(COLD)
    await world.moves("25 seconds")

    assert any(call["method"] == "conversations.history" for call in world.calls)
    assert world.desk.count("forwarded by Maya Chen") == 1


async def test_a_lost_reply_in_a_thread_is_looked_for_in_the_thread(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.clicks("On it")
    await world.lena.replies("Yes, after 48 hours without symptoms.")
    world.sandbox.troubles.set({"lose_next_reply": 1, "method": "chat.postMessage", "delay_events": 600})

    await world.moves("15 seconds")
    await world.moves("25 seconds")
    world.sandbox.troubles.set({"delay_events": 0})

    assert any(call["method"] == "conversations.replies" for call in world.calls)
    assert world.desk.count("is this right?") == 1


async def test_a_success_with_nothing_in_it_is_looked_for_before_it_is_said_again(world: World) -> None:
    world.sandbox.troubles.set({"empty_answer": 1, "method": "chat.postMessage", "delay_events": 600})

    await world.maya.asks(COLD)
    for _ in range(3):
        await world.moves("25 seconds")
    world.sandbox.troubles.set({"delay_events": 0})

    assert world.desk.count("forwarded by Maya Chen") == 1
    assert world.lena.sees_button("On it")


async def test_updates_of_our_own_messages_that_come_back_are_acknowledged_and_leave_no_row(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.clicks("On it")

    bodies = [each["body"] for each in world.sandbox.deliveries if each["kind"] == "event" and each["status"] == 200]
    edits = [body["event_id"] for body in bodies if body["event"].get("subtype") == "message_changed"]
    assert edits
    async with world.bot.db.snapshot() as session:
        assert not {f"event:{edit}" for edit in edits} & set(await session.scalars(select(Inbox.id)))


async def test_a_500_before_anything_happened_is_tried_again(world: World) -> None:
    world.sandbox.troubles.set({"answer_500": 1, "method": "chat.postMessage"})

    await world.maya.asks(COLD)
    await world.moves("25 seconds")

    assert world.desk.count("forwarded by Maya Chen") == 1


async def test_a_500_for_what_may_be_said_twice_is_tried_again_in_a_moment(world: World) -> None:
    await world.maya.asks(COLD)
    world.sandbox.troubles.set({"answer_500": 2, "method": "chat.update"})

    await world.lena.clicks("On it")
    await world.moves("2 seconds")

    assert world.desk.shows("Waiting for *Lena Ortiz* to answer")


@pytest.mark.parametrize("trouble", ["drop_before", "cut_answer", "empty_429", "answer_503", "stall"])
async def test_whatever_comes_back_instead_of_an_answer_the_message_stands_once(world: World, trouble: str) -> None:
    world.bot.slack.timeout = 0.3
    world.sandbox.troubles.set({trouble: 1, "method": "chat.postMessage"})

    await world.maya.asks(COLD)
    await world.moves("25 seconds")

    assert world.desk.count("forwarded by Maya Chen") == 1
    assert world.lena.sees_button("On it")


async def test_a_window_for_which_slack_gives_no_sensible_answer_is_told_kindly(world: World) -> None:
    world.sandbox.troubles.set({"cut_answer": 1, "method": "views.open"})

    await world.maya.types("/ask")

    assert world.maya.was_told("The window didn't open. Nothing is lost")


async def test_a_window_that_did_not_open_is_told_wherever_it_was_asked_for(world: World) -> None:
    said = await world.maya.says("Can I bring flowers?", channel="comms")
    world.sandbox.troubles.set({"cut_answer": 1, "method": "views.open"})

    await world.maya.shortcut(world.sandbox.workspace.channels[world.channel("comms").id].messages[said])
    await world.moves("5 seconds")

    assert world.maya.was_told("The window didn't open. Nothing is lost")

    await world.maya.asks(COLD)
    world.sandbox.troubles.set({"cut_answer": 1, "method": "views.open"})
    await world.lena.clicks("Not me")
    await world.moves("5 seconds")

    assert world.lena.was_told("The window didn't open. Nothing is lost")


@pytest.mark.parametrize("command", ["/ask", "/answers"])
async def test_what_was_typed_comes_back_where_the_window_did_not_open(world: World, command: str) -> None:
    world.sandbox.troubles.set({"cut_answer": 1, "method": "views.open"})

    await world.maya.types(f"{command} {COLD}")

    assert world.maya.was_told(COLD)


async def test_a_window_that_finds_no_room_is_not_put_down_to_slacks_slowness(world: World) -> None:
    await world.published(COLD)
    await world.maya.types("/answers")
    world.sandbox.troubles.set({"answer_error": {"views.push": "push_limit_reached"}})

    await world.maya.presses("Look closer")
    await world.moves("5 seconds")

    assert world.maya.was_told("too many windows are open. Please close them and try again")


async def test_more_words_than_a_question_may_have_come_back_whole(world: World) -> None:
    words = "Can I visit? " + "word " * 2_000 + "the end"

    await world.maya.types(f"/ask {words}")

    assert world.maya.was_told("the end")


async def test_a_429_is_waited_out_as_long_as_slack_says(world: World) -> None:
    world.sandbox.troubles.set({"answer_429": 1, "retry_after": 30, "method": "chat.postMessage"})

    await world.maya.asks(COLD)
    assert world.desk.card() is None or world.clock_moved() >= 30
    await world.moves("30 seconds")

    assert world.desk.count("forwarded by Maya Chen") == 1


async def whys(world: World, name: str) -> list[str]:
    """What the books say of the messages that are called so and will never stand."""
    async with world.bot.db.snapshot() as session:
        rows = (await session.scalars(select(Outbox).where(Outbox.key.contains(f":{name}:")))).all()
    return [row.error for row in rows if not (row.open or row.ts or row.update_of)]


@pytest.mark.lived
async def test_news_that_the_end_has_overtaken_is_dropped_and_never_said_after_it(world: World) -> None:
    """Slack lets nobody say to Maya for two minutes that her question is on its way."""
    world.sandbox.troubles.set({"skip": 1, "answer_429": 1, "retry_after": 120, "method": "chat.postMessage"})

    await world.published(COLD)
    await world.moves("2 minutes")

    told = [call["body"]["text"] for call in world.calls if call["body"].get("channel") == "U0MAYA"]
    assert ["on its way" in text for text in told] == [True, False], told  # the first was refused
    assert "Published" in told[1]
    assert await whys(world, "link") == ["dropped: the question is published"]


async def test_a_reminder_that_was_not_said_in_time_is_dropped(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.clicks("On it")
    world.sandbox.troubles.set({"answer_429": 1, "retry_after": 120, "method": "chat.postMessage"})
    await world.moves("8 minutes")

    await world.lena.replies("Yes, after 48 hours without symptoms.")
    await world.moves("15 seconds")
    await world.moves("2 minutes")

    assert [text for text in map(str, world.posted()) if "please answer" in text] == []
    assert await whys(world, "reminder") == ["dropped: nobody needs it any more"]
    assert world.lena.sees_button("Sign off")


async def test_a_lost_update_is_simply_made_again(world: World) -> None:
    await world.maya.asks(COLD)
    world.sandbox.troubles.set({"lose_next_reply": 1, "method": "chat.update"})

    await world.lena.clicks("On it")
    await world.moves("25 seconds")

    assert "Waiting for *Lena Ortiz* to answer" in said(world.desk.card())


async def test_where_the_card_cannot_be_changed_any_more_its_thread_says_where_the_question_stands(
    world: World,
) -> None:
    await world.maya.asks(COLD)
    world.sandbox.workspace.editable_seconds = 60
    await world.moves("90 seconds")

    await world.lena.replies("Yes, you can.")
    await world.lena.replies("Please wash your hands.")
    await world.moves("15 seconds")
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")

    told = [m.text.partition("stands now: ")[2] for m in world.desk.thread() if "change the card above" in m.text]
    waited = ["Lena Ortiz to sign off", "Maya Chen to approve", "Maya Chen to post it"]
    assert [text for text in told if not text.startswith("Waiting")] == told[-1:]
    assert [word for word, text in zip(waited, told, strict=False) if word not in text] == []
    assert len(told) == len(waited) + 1
    assert world.maya.sees_button("Reopen", world.desk)


async def test_a_draft_that_cannot_be_changed_any_more_comes_anew_to_be_signed(world: World) -> None:
    await world.drafted(COLD, VISITS)
    world.sandbox.workspace.editable_seconds = 20
    await world.moves("30 seconds")

    await world.lena.clicks("Use this one")

    drafts = [said(m) for m in world.desk.thread() if "is this right?" in said(m)]
    assert ["can't change the message above" in each for each in drafts] == [False, True]
    await world.lena.clicks("Sign off")
    assert world.maya.sees_button("Approve")


async def test_an_approval_that_cannot_be_changed_any_more_comes_anew(world: World) -> None:
    await world.signed(COLD)
    world.sandbox.workspace.editable_seconds = 20
    await world.moves("30 seconds")

    await world.sam.asks("May I come to the ward when I had a cold last week?")
    await world.sam.chooses("Wait for the same answer")
    await world.moves("5 seconds")

    asked = [said(m) for m in world.desk.thread() if "Approve it for" in said(m)]
    assert ["can't change the message above" in each for each in asked] == [False, True]
    assert "Asked 2 times" in asked[-1]
    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")
    assert (await stages(world))[0] is Stage.PUBLISHED


@pytest.mark.parametrize("trouble", [{"answer_429": 1, "retry_after": 30}, {"lose_next_reply": 1}])
async def test_of_a_card_that_cannot_be_changed_nothing_older_is_said_after_something_newer(
    world: World, trouble: dict[str, int]
) -> None:
    await world.signed(COLD)
    world.sandbox.workspace.editable_seconds = 1
    await world.moves("5 seconds")
    world.sandbox.troubles.set({**trouble, "skip": 1, "method": "chat.postMessage"})  # what is to be posted comes first

    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")
    await world.moves("1 minute")

    told = [m.text.partition("stands now: ")[2] for m in world.desk.thread() if "change the card above" in m.text]
    assert ["Published" in text for text in told] == sorted("Published" in text for text in told)
    assert "Published" in told[-1]


async def test_an_invitation_names_no_channel_but_the_one_it_is_for(world: World) -> None:
    await world.maya.asks("May my newborn sleep in my bed on the labour ward?")

    async with world.bot.db.snapshot() as session:
        asked = select(Outbox.channel, Outbox.done_at).where(Outbox.method == "conversations.invite")
        assert [(row.channel, row.done_at is None) for row in await session.execute(asked)] == [("C0MATERN", False)]


async def test_a_whisper_is_never_said_twice(world: World) -> None:
    await world.drafted(COLD)
    world.sandbox.troubles.set({"lose_next_reply": 1, "method": "chat.postEphemeral"})

    await world.tom.clicks("Sign off")
    await world.moves("25 seconds")

    assert len(world.tom.whispers) == 1


@pytest.mark.parametrize("error", ["is_archived", "channel_not_found", "not_in_channel", "restricted_action"])
async def test_where_the_desk_cannot_be_written_to_people_are_asked_directly(world: World, error: str) -> None:
    world.sandbox.troubles.set({"answer_error": {"chat.postMessage": error}})

    await world.maya.asks(COLD)
    await world.moves("5 seconds")

    assert "Visit" in said(world.lena.direct.messages()[-1]) or COLD in said(world.lena.direct.messages()[-1])
    assert world.priya.was_told("I could not deliver")
    await world.lena.clicks("On it")
    await world.lena.act("say", channel=world.lena.direct.id, text="Yes, after 48 hours without symptoms.")
    await world.moves("15 seconds")
    await world.lena.clicks("Sign off")
    assert await stages(world) == [Stage.AWAITING_APPROVAL]
    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")
    await world.maya.closes()
    assert await stages(world) == [Stage.PUBLISHED]


async def test_a_desk_that_is_archived_in_the_middle_is_left_for_direct_messages(world: World) -> None:
    await world.maya.asks(COLD)
    await world.priya.act("archive", channel="C0INFECT")
    assert world.priya.was_told("it was archived")

    await world.moves("5 minutes")

    assert (await newest(world)).holder == "U0TOM"
    assert COLD in said(world.tom.direct.messages()[-1])


async def test_a_revoked_token_parks_the_workspace_and_loses_nothing(world: World) -> None:
    world.sandbox.troubles.set({"answer_error": {"chat.postMessage": "token_revoked"}})
    await world.maya.asks(COLD)

    async with world.bot.db.snapshot() as session:
        waiting = (await session.scalars(select(Outbox).where(Outbox.open))).all()
    assert len(waiting) >= 1
    await world.bot._identify()
    await world.moves("61 seconds")

    assert world.desk.count("forwarded by Maya Chen") == 1


async def test_deliveries_that_come_twice_count_once(world: World) -> None:
    world.sandbox.troubles.set({"repeat_events": 50})
    await world.maya.asks(COLD)
    await world.lena.replies("Yes, after 48 hours without symptoms.")
    await world.moves("15 seconds")
    world.sandbox.troubles.clear()

    assert world.desk.count("is this right?") == 1
    assert (await newest(world)).draft == "Yes, after 48 hours without symptoms."


async def test_a_delivery_whose_first_try_was_missed_comes_again(world: World) -> None:
    await world.maya.asks(COLD)
    world.sandbox.troubles.set({"drop_first_try": 1})

    await world.lena.replies("Yes, after 48 hours without symptoms.")
    await world.moves("61 seconds")
    await world.moves("15 seconds")

    assert (await newest(world)).draft == "Yes, after 48 hours without symptoms."
