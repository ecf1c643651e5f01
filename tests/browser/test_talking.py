"""What people do on the page: write, reply, edit, use commands, become somebody else."""

import pytest
from playwright.async_api import Browser

from sandbox import Sandbox, talking
from tests.browser.browsing import PHONE, Page

TOLD_LATE = """
    const Told = ResizeObserver;
    window.ResizeObserver = class extends Told {
        constructor(hear) { super((...changes) => setTimeout(() => hear(...changes), 500)); }
    };
"""  # as on a busy machine: what changed its size says so after it was drawn once more

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def test_a_thread_reply_is_seen_by_the_person_beside(page: Page) -> None:
    await page.say("Who knows about visiting?")
    await page.open_thread("Who knows about visiting?")
    await page.say("I do")
    await page.tab.get_by_role("button", name="Side by side").click()
    await page.become("Sam")
    await page.open_channel("#comms")

    await page.conversation.get_by_role("button", name="1 reply").click()

    await page.thread.get_by_text("I do").wait_for()
    await page.say("So do I")
    maya = page.tab.locator('.seat[data-seat="U0MAYA"] .thread')
    await maya.get_by_text("So do I").wait_for()
    await maya.get_by_text("2 replies").wait_for()


async def test_whoever_comes_back_on_a_phone_sees_the_newest_message_whole(browser: Browser, sandbox: Sandbox) -> None:
    where = next(channel for channel in sandbox.workspace.channels.values() if channel.name == "comms")
    for number in range(30):
        await sandbox.act({"do": "say", "as": "U0SAM", "channel": where.id, "text": f"Message {number}"})

    page = await Page.open(browser, sandbox.url, size=PHONE, at="U0MAYA/C0COMMS", first=TOLD_LATE)
    await page.sees("Message 29")
    whole = """() => {
        const box = document.querySelector(".conversation .scroll");
        return box.scrollHeight - box.scrollTop - box.clientHeight <= 1;
    }"""
    await page.tab.wait_for_function(whole)
    await page.tab.set_viewport_size({**PHONE, "height": 500})  # as when the keyboard comes up

    await page.tab.wait_for_function(whole)
    await page.tab.context.close()


async def test_typing_a_slash_lists_the_commands_with_their_hints(page: Page, sandbox: Sandbox, parrot) -> None:
    parrot.says = lambda said: {"text": "Found *nothing* yet."} if "command" in said else None
    area = page.conversation.locator(".composer textarea")
    await area.press_sequentially("/an")

    await page.sees("[any words]")
    await page.press("Enter")
    assert await area.input_value() == "/answers "
    await area.press_sequentially("cold & flu")
    await page.press("Enter")

    await page.sees("Only visible to you")
    await page.sees("nothing")
    assert (await parrot.hears("command"))["command"] == "/answers"
    assert (await parrot.hears("command"))["text"] == "cold &amp; flu"


async def test_an_unknown_command_stays_where_it_was_typed(page: Page) -> None:
    await page.say("/nonsense at all")

    await page.sees("/nonsense is not a valid command.")
    assert await page.conversation.locator(".composer textarea").input_value() == "/nonsense at all"


async def test_a_name_that_is_chosen_becomes_a_mention(page: Page, sandbox: Sandbox) -> None:
    area = page.conversation.locator(".composer textarea")
    await area.press_sequentially("Ask @pri")
    await page.press("Tab")
    await area.press_sequentially("in #comms, not @dora")
    await page.press("Escape")
    await page.press("Enter")

    await page.seat.locator(".mention", has_text="@Priya Shah").wait_for()
    said = list(sandbox.workspace.channels["C0COMMS"].messages.values())[-1]
    assert said.text == "Ask <@U0PRIYA> in <#C0COMMS>, not @dora"
    await page.tab.locator('[data-person="U0PRIYA"] .badge').wait_for()


async def test_ones_own_words_can_be_changed_and_taken_back(page: Page) -> None:
    await page.say("Frist")
    await page.shortcut("Edit message", on="Frist")
    await page.seat.get_by_label("Edit Maya’s message").fill("First")
    await page.click("Save")
    await page.sees("(edited)")

    await page.shortcut("Delete message", on="First")

    await page.sees_no_more("First")
    await page.message("newborn niece").hover()
    await page.become("Sam")
    await page.message("newborn niece").get_by_label("More actions").click()
    assert await page.tab.get_by_role("menuitem", name="Delete message").count() == 0


async def test_a_root_that_is_deleted_leaves_its_thread_behind(page: Page) -> None:
    await page.say("A root")
    await page.open_thread("A root")
    await page.say("A reply")
    await page.thread.get_by_text("1 reply").wait_for()
    await page.click("Close the thread")

    await page.shortcut("Delete message", on="A root")

    await page.sees("This message was deleted.")
    await page.sees("1 reply")


async def test_a_message_shortcut_reaches_the_bot_with_its_message(page: Page, sandbox: Sandbox, parrot) -> None:
    await page.shortcut("Ask an expert", on="newborn niece")
    await sandbox.settled()

    heard = await parrot.hears("message_action")
    assert heard["callback_id"] == "ask"
    assert "newborn niece" in heard["message"]["text"]


async def test_a_bot_that_is_gone_is_said_in_words(page: Page, sandbox: Sandbox) -> None:
    sandbox.delivery.bot_url = "http://127.0.0.1:9"

    await page.shortcut("Ask an expert", on="newborn niece")

    await page.sees("Expertline is not responding")


async def test_unread_marks_and_mentions_go_once_they_are_seen(page: Page, sandbox: Sandbox) -> None:
    desk = sandbox.workspace.channels["C0INFECT"]
    talking.post(sandbox.workspace, desk, "U0LENA", "Hello all")
    talking.post(sandbox.workspace, desk, "U0LENA", "and <@U0MAYA>")

    row = page.seat.locator('[data-channel="C0INFECT"]')
    await row.locator(".badge", has_text="1").wait_for()
    await page.open_channel("#desk-infection")

    await row.locator(".badge").wait_for(state="detached")
    await page.tab.locator('[data-person="U0MAYA"] .badge').wait_for(state="detached")


async def test_a_phone_shows_one_thing_at_a_time(browser, sandbox: Sandbox) -> None:
    page = await Page.open(browser, sandbox.url, size=PHONE, at="U0MAYA/C0COMMS")
    await page.say("From the bus")
    assert not await page.seat.locator(".sidebar").is_visible()

    await page.open_thread("From the bus")
    assert not await page.conversation.is_visible()
    await page.say("A reply")
    await page.thread.get_by_text("1 reply").wait_for()
    await page.open_channel("#general")

    assert not await page.thread.is_visible()
    await page.say("Hello, general")
    assert await page.overflows() == 0
    assert page.complaints == []


async def test_joins_and_channels_one_is_not_in(page: Page) -> None:
    await page.become("Grace")
    await page.open_channel("#desk-pharmacy")

    await page.click("Join")

    await page.sees("has joined the channel")
    await page.say("Here I am")
    await page.sees("Here I am")
