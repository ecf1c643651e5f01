"""The settings of the story's steps: played once, gone back to as often as there are points."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sandbox import Sandbox
from tests.crash.afterlife import RETRIES, Setting
from tests.crash.beginning import beginning
from tests.crash.story import STEPS


@dataclass
class Story:
    """What comes before each step, on one database."""

    folder: Path
    settings: dict[tuple[str, str], Setting] = field(default_factory=dict)

    async def before(self, step: str, sandbox: Sandbox, database: str) -> Setting:
        """The setting in which this step begins; the steps before it are played where nobody did."""
        kind = database.partition(":")[0]
        names = list(STEPS)
        at = names.index(step)
        here = self.folder / f"{kind}-{at}"
        if (kind, step) not in self.settings:
            if at == 0:
                self.settings[kind, step] = await beginning(sandbox, database, here)
            else:
                earlier = await self.before(names[at - 1], sandbox, database)
                self.settings[kind, step] = await earlier.after(STEPS[names[at - 1]], sandbox, here)
        return self.settings[kind, step]


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return Story(tmp_path_factory.mktemp("story"))


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(retry_delays=RETRIES).serving() as sandbox:
        yield sandbox
