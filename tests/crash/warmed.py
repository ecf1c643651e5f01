"""A bot that has told the whole story once, to fork others from: what SQLAlchemy compiled for it needn't be compiled
again in each of them, which would take most of their lives.

Only the server that forks them imports this.
"""

import asyncio
import gc
import tempfile
from typing import Any

from sqlalchemy import event

from bot import clock
from bot.app import Expertline
from bot.db.engine import Database
from bot.db.migrating import migrate
from bot.settings import Settings
from tests.conftest import kept, playing
from tests.crash.story import STEPS


def bot(settings: Settings) -> Expertline:
    """One that has what was compiled, where its database is SQLite's."""
    if not settings.database.startswith("sqlite"):
        return Expertline(settings)

    def elsewhere(_d: Any, _c: Any, where: list[Any], _p: Any) -> None:
        where[0] = settings.database.partition(":///")[2]

    event.listen(ENGINE.sync_engine, "do_connect", elsewhere)
    return Expertline(settings, db=Database(settings.database, engine=ENGINE))


async def _tell_the_story(url: str) -> None:
    await migrate(url)
    async with playing(url) as world:
        for step in STEPS.values():
            await step(world)  # type: ignore[arg-type]  # all it needs are people
            await world.moves("35 seconds")
    clock.use(clock.Clock())


with tempfile.TemporaryDirectory() as folder:
    asyncio.run(_tell_the_story(f"sqlite+aiosqlite:///{folder}/expertline.db"))
    ENGINE = kept(f"sqlite+aiosqlite:///{folder}/expertline.db")

gc.collect()
gc.freeze()  # what is here by now stays: no need to look through it, and thereby copy it, in each process
