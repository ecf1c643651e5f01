"""The whole job in Chromium, on a desk and on a phone: find my question, answer, sign, approve, post."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import ViewportSize

from bot.lifecycle import Stage
from tests.browser.browsing import DESKTOP, PHONE, Page, browsing
from tests.browser.telling import tell
from tests.conftest import playing
from tests.flows.playing import World
from tests.flows.reading import broken_promises, stages

pytestmark = pytest.mark.browser


@pytest.fixture
async def hospital(migrated_file: Path, tmp_path: Path) -> AsyncIterator[World]:
    """The hospital on a SQLite file: what the page shows doesn't depend on the database."""
    path = tmp_path / "expertline.db"
    shutil.copy(migrated_file, path)
    async with playing(f"sqlite:///{path}") as world:
        yield world


@pytest.mark.parametrize("size", [DESKTOP, pytest.param(PHONE, marks=pytest.mark.thorough)], ids=["desktop", "phone"])
async def test_the_story_can_be_clicked_from_beginning_to_end(hospital: World, size: ViewportSize) -> None:
    async with browsing() as browser:
        page = await Page.open(browser, hospital.sandbox.url, size=size)

        await tell(page, hospital)

        assert await page.overflows() == 0
        assert page.complaints == []
    await hospital.quiet()
    assert await stages(hospital) == [Stage.PUBLISHED, Stage.PUBLISHED]
    assert await broken_promises(hospital) == []
