"""The story's steps with nothing going wrong: played once, gone back to as often as there are points."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sandbox import Sandbox
from tests.crash.afterlife import RETRIES, Ending, Setting
from tests.crash.beginning import beginning
from tests.crash.story import STEPS

NAMES = list(STEPS)


@dataclass
class Story:
    """What comes before and after each step, on each kind of database; what nobody has played yet is played."""

    folder: Path
    beginnings: dict[str, Setting] = field(default_factory=dict)
    endings: dict[tuple[str, str], Ending] = field(default_factory=dict)

    async def before(self, step: str, sandbox: Sandbox, database: str) -> Setting:
        """The setting in which this step begins."""
        at = NAMES.index(step)
        if at:
            return (await self.undisturbed(NAMES[at - 1], sandbox, database)).setting
        kind = _kind(database)
        if kind not in self.beginnings:
            self.beginnings[kind] = await beginning(sandbox, database, self.folder / f"{kind}-0")
        return self.beginnings[kind]

    async def undisturbed(self, step: str, sandbox: Sandbox, database: str) -> Ending:
        """How this step ends when nothing goes wrong."""
        kind = _kind(database)
        if (kind, step) not in self.endings:
            setting = await self.before(step, sandbox, database)
            folder = self.folder / f"{kind}-{NAMES.index(step) + 1}"
            self.endings[kind, step] = await setting.after(STEPS[step], sandbox, folder)
        return self.endings[kind, step]


def _kind(database: str) -> str:
    return database.partition(":")[0]


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return Story(tmp_path_factory.mktemp("story"))


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(retry_delays=RETRIES).serving() as sandbox:
        yield sandbox
