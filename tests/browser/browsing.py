"""A person at the sandbox's page: `await page.become("Lena")`, `await page.click("Sign off")`."""

import asyncio
import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Response, ViewportSize, async_playwright
from playwright.async_api import Page as Tab
from playwright.async_api import TimeoutError as TookTooLong

DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOOK_AGAIN = 0.05  # seconds
PATIENCE = 10_000.0  # milliseconds until something that should be seen is missed


def chromium() -> str:
    """Where Chromium is; without it the test is skipped, unless everything is required."""
    found = next((path for name in NAMES if (path := shutil.which(name))), "")
    if not found:
        reason = "no Chromium is installed here"
        pytest.fail(reason) if os.environ.get("REQUIRE_ALL") else pytest.skip(reason)
    return found


@contextlib.asynccontextmanager
async def browsing() -> AsyncIterator[Browser]:
    """Chromium with nothing remembered."""
    with tempfile.TemporaryDirectory() as home:
        async with async_playwright() as playwright:
            environment = {**os.environ, "HOME": home, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home}
            browser = await playwright.chromium.launch(executable_path=chromium(), args=FLAGS, env=environment)
            try:
                yield browser
            finally:
                await browser.close()


@dataclass
class Page:
    """The sandbox's page as one looks at it; `complaints` are the errors the browser wrote down."""

    tab: Tab
    complaints: list[str] = field(default_factory=list)

    @classmethod
    async def open(
        cls,
        browser: Browser,
        url: str,
        *,
        size: ViewportSize = DESKTOP,
        at: str = "",
        dark: bool = False,
        first: str = "",
    ) -> "Page":
        """Look at the page; `at` is where, such as `U0MAYA/C0COMMS`; `first` runs before the page's scripts."""
        context = await browser.new_context(
            viewport=size,
            color_scheme="dark" if dark else "light",
            timezone_id="America/Chicago",
            locale="en-US",
            reduced_motion="reduce",
        )
        await context.grant_permissions(["clipboard-read", "clipboard-write"])
        await context.add_init_script(first)
        page = cls(await context.new_page())
        page.tab.set_default_timeout(PATIENCE)
        page.tab.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.tab.on("response", page._hear)
        page.tab.on(
            "console", lambda said: page.complaints.append(said.text) if said.type in ("error", "warning") else None
        )
        await page.tab.goto(f"{url}/#{at}")
        await page.tab.locator(".seat .heading").first.wait_for()
        return page

    def _hear(self, response: Response) -> None:
        """What the browser only calls "a resource" is named."""
        if response.status >= 400:
            asked = response.request
            self.complaints.append(f"{response.status} for {asked.method} {asked.url} {asked.post_data or ''}")

    # -- where one looks

    @property
    def seat(self) -> Locator:
        """The screen of the person one is at the moment."""
        return self.tab.locator(".seat.active, body:not(.two) .seat")

    @property
    def conversation(self) -> Locator:
        return self.seat.locator(".conversation")

    @property
    def thread(self) -> Locator:
        return self.seat.locator(".thread")

    @property
    def window(self) -> Locator:
        """The modal on the screen."""
        return self.seat.get_by_role("dialog")

    async def front(self) -> Locator:
        """What lies on top: the modal, else the thread, else the conversation."""
        for place in (self.window, self.thread):
            if await place.is_visible():
                return place
        return self.conversation

    async def appearing(self, label: str) -> Locator:
        """The newest button with this label in front of one, as soon as it is there."""
        async with asyncio.timeout(PATIENCE / 1000):
            while True:
                button = (await self.front()).get_by_role("button", name=label, exact=True).last
                if await button.is_visible():
                    return button
                await asyncio.sleep(LOOK_AGAIN)

    def message(self, text: str) -> Locator:
        """The newest message with these words."""
        return self.seat.locator("[data-ts]:visible").filter(has_text=text).last

    # -- what one does

    async def become(self, name: str) -> None:
        """Become somebody else, by name or id."""
        face = self.tab.locator(f'[data-person="{name}"]')
        if not re.fullmatch(r"U[A-Z0-9]+", name):
            face = self.tab.locator("[data-person]").filter(has_text=name).first
        await face.click()
        await self.tab.locator(f'.seat[data-seat="{await face.get_attribute("data-person")}"]').wait_for()

    async def open_channel(self, name: str) -> None:
        """Open a channel, or the conversation with the app, from the list on the left."""
        row = self.seat.locator(".sidebar .row").filter(has=self.tab.get_by_text(name.lstrip("#"), exact=True))
        while not await row.first.is_visible():
            back = self.seat.get_by_label("Back", exact=True).locator("visible=true").first
            if await back.is_visible():
                with contextlib.suppress(TookTooLong):  # it may have gone while one reached for it
                    await back.click(timeout=500)
            await asyncio.sleep(LOOK_AGAIN)
        await row.first.click()
        await self.conversation.get_by_role("heading", name=name).wait_for()

    async def open_thread(self, text: str) -> None:
        """Open the thread under the newest message with these words."""
        message = self.message(text)
        await message.hover()
        await message.get_by_label("More actions").click()
        await self.tab.get_by_role("menuitem", name="Reply in thread").click()
        await self.thread.get_by_role("heading", name="Thread").wait_for()

    async def shortcut(self, name: str, *, on: str) -> None:
        """Use a message shortcut, or another entry of a message's menu."""
        message = self.message(on)
        await message.hover()
        await message.get_by_label("More actions").click()
        await self.tab.get_by_role("menuitem", name=name).click()

    async def say(self, text: str) -> None:
        """Write in the thread, if one is open, else in the channel."""
        place = self.thread if await self.thread.is_visible() else self.conversation
        area = place.locator(".composer textarea")
        await area.fill(text)
        await area.press("Escape")
        await area.press("Enter")

    async def click(self, label: str) -> None:
        """Press the newest button with this label in front of one."""
        button = await self.appearing(label)
        await button.click()

    async def fill(self, label: str, value: str) -> None:
        """Fill in a field of the modal: type, or choose what is called so."""
        block = self.window.locator(".field").filter(
            has=self.tab.locator("label[id]").filter(has_text=re.compile(f"^{re.escape(label)}"))
        )
        await block.wait_for()
        if await block.locator(".chooser").count():
            await block.locator(".chooser").click()
            await self.tab.locator(".choosing input").fill(value)
            options = self.tab.get_by_role("option")
            await options.filter(has_not_text=value).first.wait_for(state="detached")  # the list is drawn again
            await options.filter(has_text=value).first.click()
        elif await block.locator(".options").count():
            await block.locator(".option").filter(has_text=value).first.click()
        else:
            await block.locator(".type").fill(value)

    async def submit(self) -> None:
        """Press the modal's own button."""
        await self.window.locator("footer button[type=submit], footer button:not([type])").click()

    async def press(self, key: str) -> None:
        """Press a key where the cursor is."""
        await self.tab.keyboard.press(key)

    # -- what one sees

    async def sees(self, text: str) -> None:
        """Wait until these words are there to read."""
        await self.words(text).first.wait_for()

    async def sees_no_more(self, text: str) -> None:
        """Wait until these words are gone."""
        await self.words(text).first.wait_for(state="hidden")

    def words(self, text: str) -> Locator:
        """What can be read with these words in it, letter by letter."""
        return (
            self.tab.locator("#top, #banner, #seats, .popup, #toasts, #behind")
            .get_by_text(re.compile(re.escape(text)))
            .locator("visible=true")
        )

    async def overflows(self) -> int:
        """By how many pixels the page can be scrolled sideways."""
        script = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        wide: int = await self.tab.evaluate(script)
        return wide

    async def picture(self, path: Path) -> None:
        """Save what is to be seen."""
        await self.tab.screenshot(path=path)
