"""The two workspaces, and a question in each stage to start from: made once, copied for each test."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.lifecycle import Stage
from tests.conftest import copied, put
from tests.security.house import House, furnish, housed
from tests.security.stages import prepared


@pytest.fixture(scope="session")
def stages(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[Stage, Path]:
    """A copy of the database for each stage; question 1 is in it."""
    folder = tmp_path_factory.mktemp("stages")

    async def prepare() -> dict[Stage, Path]:
        async with housed(copied(migrated_file, folder)) as house:
            await furnish(house)
            return await prepared(house, folder)

    return asyncio.run(prepare())


@pytest.fixture
async def house(migrated_file: Path, stages: dict[Stage, Path]) -> AsyncIterator[House]:
    """Before anybody has asked anything."""
    file = migrated_file.with_name("house.db")
    put(stages[Stage.CHOOSING].with_name("furnished.db"), file)
    async with housed(file, first=10_000) as house:  # the stages' own deliveries are in their inboxes
        yield house
