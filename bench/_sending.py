"""Stand-ins for the two things that hold sending back in the field: Slack itself, and the pace it asks for."""

import itertools
from collections.abc import Mapping
from typing import Any

from bench._places import DESK, TEAM, TOKEN
from bot.db.queue import Busy
from bot.slack.client import Slack
from bot.slack.pace import Pace


class Instant(Slack):
    """Answers at once, without a network."""

    def __init__(self) -> None:
        super().__init__(base_url="http://127.0.0.1:9/api/", tokens={TEAM: TOKEN})
        self._stamps = itertools.count(1)

    async def call(self, workspace: str, method: str, args: Mapping[str, Any]) -> dict[str, Any]:
        """Ok."""
        return {"ok": True, "channel": DESK, "ts": f"1700000000.{next(self._stamps):06d}"}


class Unpaced(Pace):
    """Only the calls under way are waited for."""

    def busy(self, flying: list[str]) -> Busy:
        """Nothing else."""
        return Busy(flying=flying)
