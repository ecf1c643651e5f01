"""Modals on the page: errors, keys, live counts; the Home tab; and the drawer behind the scenes."""

import pytest

from sandbox import Sandbox
from tests.browser.browsing import Page
from tests.browser.gallery import WINDOW, field, mrkdwn, plain

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

COUNTED = {
    "type": "modal",
    "title": plain("Edit the text"),
    "submit": plain("Save"),
    "blocks": [
        field(
            "words",
            "The text",
            {
                "type": "plain_text_input",
                "multiline": True,
                "initial_value": "Yes",
                "focus_on_load": True,
                "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
            },
            dispatch_action=True,
        ),
        {"type": "context", "block_id": "count", "elements": [mrkdwn("3 of 140")]},
    ],
}


async def test_required_fields_are_asked_for_under_each_field(page: Page, sandbox: Sandbox, parrot) -> None:
    sandbox.core.modals.open("U0MAYA", WINDOW)
    await page.sees("Every field")

    await page.submit()

    await page.sees("Please complete this required field.")
    wrong = page.window.locator(".field.wrong label[id]")
    assert await wrong.all_inner_texts() == ["Long text", "Short text", "Colour", "One of"]
    assert await page.window.locator(".field.wrong textarea").evaluate("(area) => area === document.activeElement")
    assert not any(said["type"] == "view_submission" for said in parrot.heard)


async def test_what_the_bot_minds_is_shown_under_the_field_and_the_words_stay(
    page: Page, sandbox: Sandbox, parrot
) -> None:
    parrot.says = lambda said: (
        {"response_action": "errors", "errors": {"words": "9 characters over."}}
        if said["type"] == "view_submission"
        else None
    )
    sandbox.core.modals.open("U0MAYA", COUNTED)

    await page.fill("The text", "Much longer than it may be")
    await page.submit()

    await page.sees("9 characters over.")
    assert await page.window.locator("textarea").input_value() == "Much longer than it may be"


async def test_a_bot_that_fails_leaves_the_window_open_and_says_so(page: Page, sandbox: Sandbox) -> None:
    sandbox.delivery.bot_url = "http://127.0.0.1:9"
    sandbox.core.modals.open("U0MAYA", COUNTED)

    await page.fill("The text", "Kept")
    await page.submit()

    await page.sees("We had some trouble connecting. Try again?")
    assert await page.window.locator("textarea").input_value() == "Kept"


async def test_a_count_keeps_up_while_the_cursor_stays(page: Page, sandbox: Sandbox, parrot) -> None:
    view = sandbox.core.modals.open("U0MAYA", COUNTED)

    def counting(said):
        if said["type"] == "block_actions":
            words = said["actions"][0]["value"]
            count = {"type": "context", "block_id": "count", "elements": [mrkdwn(f"{len(words)} of 140")]}
            sandbox.core.modals.update(view, {**COUNTED, "blocks": [COUNTED["blocks"][0], count]})

    parrot.says = counting
    await page.window.locator("textarea").wait_for()
    for _ in range(3):
        await page.press("ArrowLeft")
    await page.tab.keyboard.type("Oh ")
    await page.sees("6 of 140")
    await page.tab.keyboard.type("well, ")

    await page.sees("12 of 140")
    assert await page.window.locator("textarea").input_value() == "Oh well, Yes"
    assert await page.window.locator("textarea").evaluate("(area) => area.selectionStart") == len("Oh well, ")


async def test_escape_closes_a_window_and_tab_stays_inside(page: Page, sandbox: Sandbox, parrot) -> None:
    sandbox.core.modals.open("U0MAYA", {**COUNTED, "notify_on_close": True})
    await page.window.locator("textarea").wait_for()

    for _ in range(6):
        await page.press("Tab")
        assert await page.window.evaluate("(window) => window.contains(document.activeElement)")
    await page.press("Escape")

    await page.window.wait_for(state="hidden")
    assert (await parrot.hears("view_closed"))["view"]["callback_id"] == ""
    assert await page.conversation.locator(".composer textarea").evaluate("(area) => area === document.activeElement")


async def test_escape_in_a_list_closes_only_the_list(page: Page, sandbox: Sandbox) -> None:
    sandbox.core.modals.open("U0MAYA", WINDOW)
    await page.window.get_by_role("button", name="Colour").click()
    await page.tab.get_by_role("option", name="Red").wait_for()

    await page.press("Escape")

    assert await page.tab.get_by_role("option").count() == 0
    assert await page.window.is_visible()


async def test_a_pushed_window_has_a_way_back_and_typed_words_wait_there(page: Page, sandbox: Sandbox) -> None:
    sandbox.core.modals.open("U0MAYA", COUNTED)
    await page.fill("The text", "Below")
    sandbox.core.modals.push("U0MAYA", {"type": "modal", "title": plain("On top"), "blocks": []})
    await page.sees("On top")

    await page.window.get_by_label("Back").click()

    await page.sees("Edit the text")
    assert await page.window.locator("textarea").input_value() == "Below"


async def test_two_people_have_their_own_windows(page: Page, sandbox: Sandbox) -> None:
    sandbox.core.modals.open("U0MAYA", COUNTED)
    await page.fill("The text", "Maya's")

    await page.become("Lena")
    assert await page.window.count() == 0
    await page.become("Maya")

    assert await page.window.locator("textarea").input_value() == "Maya's"


async def test_the_home_tab_shows_what_the_bot_published(page: Page, sandbox: Sandbox, parrot) -> None:
    button = {"type": "button", "action_id": "find", "text": plain("Find an answer")}
    body = {
        "type": "home",
        "blocks": [{"type": "header", "text": plain("Waiting on you")}, {"type": "actions", "elements": [button]}],
    }
    await page.open_channel("Expertline")
    await page.tab.get_by_role("tab", name="Home").click()
    sandbox.core.modals.publish("U0MAYA", body)

    await page.sees("Waiting on you")
    await page.click("Find an answer")

    await sandbox.settled()
    await page.tab.wait_for_function("() => !document.querySelector('[aria-busy=true]')")
    assert (await parrot.hears("block_actions"))["view"]["type"] == "home"


async def test_trouble_is_ordered_behind_the_scenes(page: Page, sandbox: Sandbox) -> None:
    await page.tab.get_by_role("button", name="Behind the scenes", exact=True).click()
    drawer = page.tab.get_by_label("Behind the scenes", exact=True).locator("visible=true").last
    await drawer.get_by_role("button", name="Answer 429").click()
    await drawer.get_by_role("button", name="Repeat events").click()
    before = sandbox.clock.now()
    await drawer.get_by_role("button", name="5 min later", exact=True).click()

    await drawer.get_by_role("button", name="Answer 429 1").wait_for()
    await page.tab.locator('#behind [aria-pressed="true"]', has_text="Repeat events").wait_for()
    assert sandbox.troubles.answer_429 == 1
    assert sandbox.troubles.repeat_events == 1
    assert sandbox.clock.now() - before > 299


async def test_the_first_visit_says_what_to_try_and_only_once(page: Page) -> None:
    await page.sees("Begin as Maya, in comms.")
    await page.tab.get_by_role("button", name="Got it").click()

    await page.sees_no_more("Begin as Maya, in comms.")
    await page.tab.reload()
    await page.tab.locator(".seat .heading").first.wait_for()
    assert await page.tab.get_by_text("Begin as Maya, in comms.").count() == 0
