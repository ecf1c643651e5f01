"""The hospital story as people click it: told once, looked at by tests and by the camera."""

from collections.abc import Awaitable, Callable

from tests.browser.browsing import Page
from tests.flows.playing import World

QUESTION = "Can I visit my newborn niece on the ward if I had a cold last week?"
AGAIN = "I had a cold a week ago, may I come and visit my newborn niece on the ward?"
REPLY = (
    "Yes, you can visit once you have had no symptoms for 48 hours. Please wash your hands when you come in. "
    "The ward is open to visitors from 2 pm to 8 pm, and there is a desk on the ground floor where somebody shows you "
    "the way if you have not been here before."
)

Camera = Callable[[str], Awaitable[None]]


async def no_camera(name: str) -> None:
    """Nothing is kept."""


async def tell(page: Page, world: World, *, camera: Camera = no_camera) -> None:
    """From the forwarded post to the second answer."""
    await forward(page, camera)
    await answer(page, world, camera)
    await release(page, camera)
    await ask_again(page, camera)


async def forward(page: Page, camera: Camera) -> None:
    """Maya finds the post in her channel and forwards it."""
    await page.become("Maya")
    await page.open_channel("comms")
    await page.shortcut("Ask an expert", on="Can I visit my newborn niece")
    await page.sees("What do people ask?")
    await camera("intake")
    await page.fill("For which account?", "@RiversideHealth on X")
    await page.submit()
    await page.sees("to answer it")
    await camera("on-its-way")
    await page.click("Done")
    await page.open_channel("Expertline")
    await page.sees("Follow it on its card")
    await camera("link")


async def answer(page: Page, world: World, camera: Camera) -> None:
    """Lena takes it on, replies in her own words, and signs the short text."""
    await page.become("Lena")
    await page.open_channel("desk-infection")
    await page.sees("to take it on")
    await page.open_thread("forwarded by Maya Chen")
    await page.sees("can you answer this one?")
    await camera("ping")
    await page.click("On it")
    await page.sees("is on it and answers by")
    await page.say(REPLY)
    await page.sees("and there is a desk on the ground floor")
    await page.sees("to sign off the short text")
    await world.moves("15 seconds")
    await page.sees("is this right?")
    await camera("draft")
    await page.click("Edit")
    await page.sees("The text, word for word")
    await camera("edit")
    await page.click("Cancel")
    await page.click("Sign off")
    await page.sees("signed this text")


async def release(page: Page, camera: Camera) -> None:
    """Maya approves the exact text and posts it."""
    await page.become("Maya")
    await page.open_channel("desk-infection")
    await page.open_thread("forwarded by Maya Chen")
    await page.sees("Approve it for")
    await camera("approve")
    await page.click("Approve")
    await page.sees("ready to post")
    await camera("ready")
    await page.click("I posted it")
    await page.fill("Link to the post", "https://x.example/riverside/status/2")
    await page.submit()
    await page.sees("after it came in")
    await camera("desk")


async def ask_again(page: Page, camera: Camera) -> None:
    """Sam forwards the same question in other words, and uses the answer that is there."""
    await page.become("Sam")
    await page.open_channel("comms")
    await page.say(f"/ask {AGAIN}")
    await page.sees("Your question is kept")
    await page.fill("For which account?", "@RiversideHealth on X")
    await page.submit()
    await page.sees("We answered this before")
    await camera("offer")
    await page.submit()
    await page.sees("can approve the earlier answer now")
    await page.click("Done")
    await page.open_channel("desk-infection")
    await page.open_thread(AGAIN[:30])
    await page.click("Approve")
    await page.click("I posted it")
    await page.click("Without a link")
    await page.sees("Kept for next time.")
