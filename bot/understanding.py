"""Whether this process understands questions: its encoder, and the vectors it keeps up to date."""

import asyncio
import functools
import logging
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.db.engine import Database
from bot.db.knowing import KNOWING, Knowing
from bot.retrieval import Encoder, Unloadable, load
from bot.settings import Settings

log = logging.getLogger(__name__)

NO_ENCODER = "Earlier answers are found by their words alone, and none is proposed."
LOOK_AGAIN = 30.0  # seconds between looks for wordings whose vector isn't kept yet
_load = functools.cache(load)


class Understanding:
    """Without an encoder questions are found by their words alone, for people to choose from; `why_not` says why."""

    def __init__(self, db: Database, settings: Settings) -> None:
        self.db = db
        self.why_not = ""
        self.knowing: Knowing | None = None
        self._task: asyncio.Task[None] | None = None
        try:
            found = encoder(settings.encoder, settings.encoder_prefix)
            self.knowing = Knowing(found, precision=settings.propose_precision)
        except Unloadable as why:
            self.why_not = str(why)
            log.error("%s %s", NO_ENCODER, why)

    @property
    def told(self) -> dict[str, Any]:
        """What sessions are told of it."""
        return {KNOWING: self.knowing}

    def start(self) -> None:
        if self.knowing is not None:
            self._task = asyncio.create_task(self._keep(self.knowing))

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _keep(self, knowing: Knowing) -> None:
        while True:
            try:
                await knowing.warm(self.db)
            except (SQLAlchemyError, OSError) as trouble:
                log.warning("the vectors are not up to date (%s); trying again", type(trouble).__name__)
            except Exception:
                log.exception("the vectors could not be brought up to date; trying again")
            await asyncio.sleep(LOOK_AGAIN)


def encoder(folder: str, prefix: str = "") -> Encoder:
    """The encoder of these settings, loaded once; raises Unloadable."""
    return _load(folder, prefix)
