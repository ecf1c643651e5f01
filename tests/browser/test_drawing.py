"""What the page draws: every block and field, and nobody's words as markup."""

import asyncio
import re
from pathlib import Path

import pytest
from playwright.async_api import Route

from bot.trimming.reading import SHORTCODES
from sandbox import Sandbox, talking
from sandbox.answers import checked
from tests.browser.browsing import PATIENCE, PHONE, Page
from tests.browser.gallery import MESSAGE, WINDOW

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

BOT = Path(__file__).parents[2] / "bot"
MARKUP = "<img src=x onerror=\"document.title='broken'\"> <script>document.title='broken'</script> <b>bold</b>"


def posted(sandbox: Sandbox, blocks: list, text: str = "Everything") -> None:
    where = sandbox.workspace.channels["C0COMMS"]
    talking.post(sandbox.workspace, where, "U0BOT", text, blocks=checked(blocks), bot_id="B0EXPERTLINE")


async def test_every_kind_of_block_is_drawn(page: Page, sandbox: Sandbox) -> None:
    posted(sandbox, MESSAGE)

    for words in (
        "A heading 🔔",
        "a quotation",
        "2*3*4 and snake_case_name stay as they are",
        "rich quotation",
        "and more",
    ):
        await page.sees(words)
    message = page.message("A heading")
    assert await message.locator("strong", has_text="bold").count() == 1
    assert await message.locator("em").first.inner_text() == "italic"
    assert await message.locator("s").inner_text() == "struck"
    assert await message.get_by_text("one\n  two").count() == 1
    assert await message.get_by_role("link", name="a label").get_attribute("href") == "https://example.org"
    assert await message.locator(".mention.mine").inner_text() == "@Maya Chen"
    assert await message.get_by_role("listitem").all_inner_texts() == ["first", "second"]
    assert await message.get_by_role("cell").all_inner_texts() == ["Lena", "3"]
    assert "can’t draw" not in await message.inner_text()


async def test_dates_are_shown_in_the_readers_zone_or_as_their_fallback(page: Page, sandbox: Sandbox) -> None:
    posted(sandbox, MESSAGE)

    await page.sees("At Nov 25, 2026 8:21 AM, and only this.")


async def test_the_bots_own_emoji_are_drawn_whatever_fonts_there_are(page: Page, sandbox: Sandbox) -> None:
    said = {code for file in BOT.rglob("*.py") for code in re.findall(r":([a-z0-9_+]+):(?=[^:])", file.read_text())}
    emoji = sorted(said & SHORTCODES.keys())
    assert "white_check_mark" in emoji

    posted(sandbox, [{"type": "section", "text": {"type": "mrkdwn", "text": " ".join(f":{name}:" for name in emoji)}}])

    drawn = page.message("Expertline").locator("svg.emoji")
    await drawn.first.wait_for()
    named = [await each.get_attribute("aria-label") for each in await drawn.all()]
    assert named == [name.replace("_", " ") for name in emoji]


async def test_the_exact_text_can_be_copied_letter_by_letter(page: Page, sandbox: Sandbox) -> None:
    posted(sandbox, MESSAGE)

    await page.message("A heading").get_by_role("button", name="Copy the text").click()

    await page.sees("Copied")
    assert await page.tab.evaluate("() => navigator.clipboard.readText()") == "The exact *text*, to copy."


async def test_what_people_write_never_becomes_markup(page: Page, sandbox: Sandbox) -> None:
    await page.say(MARKUP)
    where = sandbox.workspace.channels["C0COMMS"]
    said = list(where.messages.values())[-1]
    sandbox.workspace.people["U0SAM"].real_name = MARKUP
    posted(
        sandbox,
        [{"type": "section", "text": {"type": "mrkdwn", "text": f"{said.text} {MARKUP} <javascript:alert(1)|press>"}}],
    )
    posted(sandbox, [{"type": "section", "text": {"type": "plain_text", "text": MARKUP}}])
    posted(sandbox, [{"type": "header", "text": {"type": "plain_text", "text": MARKUP[:150]}}])

    await page.sees("<b>bold</b>")
    await page.tab.wait_for_timeout(300)
    assert await page.seat.locator("b, script, img").count() == 0
    assert await page.seat.locator('a[href^="javascript"]').count() == 0
    assert await page.tab.title() == "Expertline sandbox"


async def test_every_field_of_a_window_can_be_filled_and_is_sent(page: Page, sandbox: Sandbox, parrot) -> None:
    parrot.says = lambda said: (
        {"options": [{"text": {"type": "plain_text", "text": "Far away"}, "value": "far"}]}
        if said["type"] == "block_suggestion"
        else None
    )
    sandbox.core.modals.open("U0MAYA", WINDOW)

    for label, value in {
        "Long text": "Many words",
        "Short text": "few",
        "Link": "https://example.org/1",
        "Mail": "maya@example.org",
        "Number": "7",
        "Colour": "Green",
        "Found elsewhere": "Far",
        "Person": "Lena Ortiz",
        "People": "Tom Baker",
        "One of": "Blue",
        "Any of": "Red",
        "Day": "2026-12-01",
    }.items():
        await page.fill(label, value)
    await page.submit()

    await page.window.wait_for(state="hidden")
    values = (await parrot.hears("view_submission"))["view"]["state"]["values"]
    sent = {name: value for held in values.values() for name, value in held.items()}
    assert sent["words"]["value"] == "Many words"
    assert sent["count"]["value"] == "7"
    assert sent["colour"]["selected_option"]["value"] == "green"
    assert sent["found"]["selected_option"]["value"] == "far"
    assert sent["who"]["selected_user"] == "U0LENA"
    assert sent["some"]["selected_users"] == ["U0TOM"]
    assert sent["one"]["selected_option"]["value"] == "blue"
    assert [option["value"] for option in sent["any"]["selected_options"]] == ["red"]
    assert sent["day"]["selected_date"] == "2026-12-01"


@pytest.mark.parametrize(
    ("choice", "label", "sent"),
    [
        ("A colour", "Red", {"selected_option": {"value": "red"}}),
        ("A person", "Maya Chen", {"selected_user": "U0MAYA"}),
    ],
)
async def test_a_choice_in_a_message_goes_to_the_bot(
    page: Page, sandbox: Sandbox, parrot, choice: str, label: str, sent: dict
) -> None:
    posted(sandbox, MESSAGE)

    await page.click(choice)
    await page.tab.get_by_role("option").first.click()

    await page.seat.locator(".chooser .chosen", has_text=label).wait_for()
    action = (await parrot.hears("block_actions"))["actions"][0]
    name, value = sent.popitem()
    assert action[name] == value or action[name].items() >= value.items()


async def test_a_choice_stays_when_an_older_look_at_the_channel_arrives_late(
    page: Page, sandbox: Sandbox, parrot
) -> None:
    posted(sandbox, MESSAGE)
    await page.sees("A heading")
    asked, released = asyncio.Event(), asyncio.Event()

    async def first_one_late(route: Route) -> None:
        late = not asked.is_set()
        asked.set()
        answer = await route.fetch()
        if late:
            await released.wait()
        await route.fulfill(response=answer)

    await page.tab.route("**/sandbox/messages?*", first_one_late)
    posted(sandbox, [{"type": "section", "text": {"type": "plain_text", "text": "News"}}])
    async with asyncio.timeout(PATIENCE / 1000):
        await asked.wait()

    await page.click("A colour")
    await page.tab.get_by_role("option").first.click()
    await parrot.hears("block_actions")
    await page.sees("News")  # only the second look brings it
    async with page.tab.expect_response("**/sandbox/messages?*"):
        released.set()
    await page.tab.evaluate("() => new Promise(requestAnimationFrame)")

    assert await page.seat.locator(".chooser .chosen", has_text="Red").is_visible()


async def test_a_button_that_asks_back_is_only_sent_after_a_yes(page: Page, sandbox: Sandbox, parrot) -> None:
    posted(sandbox, MESSAGE)

    await page.click("Dangerous")
    await page.tab.get_by_role("alertdialog").get_by_role("button", name="No").click()
    assert parrot.heard == [] or parrot.heard[-1]["type"] != "block_actions"
    await page.click("Dangerous")
    await page.tab.get_by_role("alertdialog").get_by_role("button", name="Do it").click()

    await sandbox.settled()
    await page.tab.wait_for_function("() => !document.querySelector('[aria-busy=true]')")
    assert [said["actions"][0]["action_id"] for said in parrot.heard if said["type"] == "block_actions"] == ["bad"]


async def test_nothing_is_wider_than_a_phone(browser, sandbox: Sandbox) -> None:
    posted(sandbox, MESSAGE)
    posted(sandbox, [{"type": "section", "text": {"type": "mrkdwn", "text": "long" * 200}}])
    page = await Page.open(browser, sandbox.url, size=PHONE, at="U0MAYA/C0COMMS")

    assert await page.overflows() == 0
    wide = """(width) => [...document.querySelectorAll(".seat *")]
        .filter((element) => element.getBoundingClientRect().right > width + 1).length"""
    assert await page.tab.evaluate(wide, PHONE["width"]) == 0
    sandbox.core.modals.open("U0MAYA", WINDOW)
    await page.sees("Every field")
    assert await page.tab.evaluate(wide, PHONE["width"]) == 0
    assert page.complaints == []
