"""A workspace of this Slack as a person in it, and a test, sees it: the first one, or one beside it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.core import Core
from sandbox.wire import Json
from sandbox.workspace import Workspace

if TYPE_CHECKING:
    from sandbox.clock import Clock
    from sandbox.delivery import Delivery
    from sandbox.eventqueue import EventQueue
    from sandbox.slack import Sandbox
    from sandbox.troubles import Troubles


@dataclass
class Neighbour:
    """Its own people, channels and tokens; the same app, addresses and time as all the others."""

    sandbox: "Sandbox"
    core: Core
    events: "EventQueue"

    @property
    def workspace(self) -> Workspace:
        """The workspace as it is now."""
        return self.core.workspace

    @property
    def calls(self) -> list[Json]:
        """Every Web API call so far, those of other workspaces too."""
        return self.sandbox.calls

    @property
    def clock(self) -> "Clock":
        """Everybody's time."""
        return self.sandbox.clock

    @property
    def delivery(self) -> "Delivery":
        """The way to the bot."""
        return self.sandbox.delivery

    @property
    def troubles(self) -> "Troubles":
        """What goes wrong next."""
        return self.sandbox.troubles

    async def act(self, body: Json) -> Json:
        """One act of one person here."""
        return await self.sandbox.act({**body, "workspace": self.workspace.team["id"]})

    async def settled(self) -> None:
        """Wait until no delivery is in flight."""
        await self.sandbox.settled()
