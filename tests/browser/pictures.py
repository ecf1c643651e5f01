"""Takes the README's pictures: `python -m tests.browser.pictures docs/screens`."""

import asyncio
import sys
import tempfile
from pathlib import Path

from bot.db.migrating import migrate
from tests.browser.browsing import DESKTOP, PHONE, Page, browsing
from tests.browser.telling import tell
from tests.conftest import playing


async def take(folder: Path) -> None:
    """One set on a desk, one on a phone."""
    for size, ending in ((DESKTOP, ""), (PHONE, "-phone")):
        with tempfile.TemporaryDirectory() as home:
            url = f"sqlite+aiosqlite:///{home}/pictures.db"
            await migrate(url)
            async with playing(url) as world, browsing() as browser:
                page = await Page.open(browser, world.sandbox.url, size=size)
                await page.tab.get_by_role("button", name="Got it").click()

                async def camera(name: str, page: Page = page, ending: str = ending) -> None:
                    await page.tab.mouse.move(5, 300)
                    await asyncio.sleep(0.4)
                    await page.picture(folder / f"{name}{ending}.png")

                await tell(page, world, camera=camera)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    asyncio.run(take(target))
