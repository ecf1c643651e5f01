"""The sandbox as one object: an app to serve, and the same acts for tests in the same process."""

import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import Literal

from starlette.applications import Starlette

from sandbox import acts_channels, acts_messages, acts_views, control
from sandbox.acting import Act
from sandbox.botprocess import BotProcess
from sandbox.clock import Clock
from sandbox.core import TRIGGER_SECONDS, Core, Credentials
from sandbox.delivery import Answer, Delivery
from sandbox.errors import ActError
from sandbox.eventqueue import RETRY_DELAYS, EventQueue
from sandbox.manifest import Manifest
from sandbox.neighbour import Neighbour
from sandbox.payloads import challenge
from sandbox.rates import Rates
from sandbox.serving import served
from sandbox.socketmode import Sockets
from sandbox.stream import Stream
from sandbox.troubles import Troubles
from sandbox.webapi import WebApi
from sandbox.wire import Json
from sandbox.workspace import Workspace, seed

ACTS = {**acts_messages.ACTS, **acts_views.ACTS, **acts_channels.ACTS}


class Sandbox:
    """A little Slack for one bot."""

    def __init__(
        self,
        workspace: Json | None = None,
        *,
        bot_url: str | None = None,
        manifest: Json | None = None,
        credentials: Credentials | None = None,
        clock: Clock | None = None,
        rates: Literal["off", "real"] = "off",
        timeout: float = 3.0,
        retry_delays: Sequence[float] = RETRY_DELAYS,
    ) -> None:
        self.data = workspace or seed()
        self.clock = clock or Clock()
        self.stream = Stream()
        self.troubles = Troubles()
        self.process: BotProcess | None = None
        self.core = Core(
            Workspace(self.data, self.clock),
            self.clock,
            credentials or Credentials(),
            Manifest.of(manifest),
            trigger_seconds=max(timeout, TRIGGER_SECONDS),  # waiting longer, it lets windows open longer
        )
        self.sockets = Sockets(self.core, self.troubles)
        self.delivery = Delivery(self.core, self.sockets, bot_url=bot_url, timeout=timeout)
        self.events = EventQueue(self.core, self.delivery, self.troubles, retry_delays=retry_delays)
        self.rates = Rates(self.clock, enforced=rates == "real")
        self.api = WebApi(self.core, self.rates, self.troubles)
        self.neighbours = {self.data["team"]["id"]: Neighbour(self, self.core, self.events)}
        self._listen()
        self.app = Starlette(routes=control.routes(self))

    @property
    def workspace(self) -> Workspace:
        """The workspace as it is now."""
        return self.core.workspace

    @property
    def calls(self) -> list[Json]:
        """Every Web API call so far."""
        return self.api.calls

    @property
    def deliveries(self) -> list[Json]:
        """Every delivery to the bot so far."""
        return self.delivery.record

    @property
    def url(self) -> str:
        """Where the sandbox is served."""
        return self.core.url

    def use_manifest(self, manifest: Json) -> None:
        """What the bot says about itself."""
        for core in self.core.peers:
            core.manifest = Manifest.of(manifest)
        self.stream.tell({"kind": "bot"})

    def reset(self, workspace: Json | None = None) -> None:
        """An empty workspace again: no calls, no deliveries, no trouble."""
        self.data = workspace or self.data
        for neighbour in self.neighbours.values():
            neighbour.events.clear()
        self.core.peers[:] = [self.core]
        self.neighbours = {self.data["team"]["id"]: Neighbour(self, self.core, self.events)}
        self.calls.clear()
        self.deliveries.clear()
        self.troubles.clear()
        self.rates.clear()
        self.core.restart(Workspace(self.data, self.clock))
        self._listen()
        self.stream.tell({"kind": "message"})

    async def act(self, body: Json) -> Json:
        """One act of one person; what POST /sandbox/act does."""
        act = ACTS.get(str(body.get("do")))
        if act is None:
            raise ActError(f"there is no act called {body.get('do')}")
        return await act(Act(self.beside(str(body.get("workspace") or "")).core, self.delivery, body))

    def add(self, data: Json) -> Neighbour:
        """Another workspace, where nobody has installed the app yet."""
        first = self.core
        workspace = Workspace(data, self.clock)
        core = Core(
            workspace,
            self.clock,
            first.credentials,
            first.manifest,
            peers=first.peers,
            url=first.url,
            preinstalled=False,
            trigger_seconds=first.trigger_seconds,
        )
        events = EventQueue(core, self.delivery, self.troubles, retry_delays=self.events.retry_delays)
        workspace.happened, workspace.changed = events.happened, self.stream.tell
        self.neighbours[data["team"]["id"]] = Neighbour(self, core, events)
        return self.neighbours[data["team"]["id"]]

    def beside(self, team: str) -> Neighbour:
        """A workspace by its id; the first one where none is named."""
        found = self.neighbours.get(team or self.workspace.team["id"])
        if found is None:
            raise ActError(f"there is no workspace {team}")
        return found

    def of_response(self, response_id: str) -> Core:
        """The workspace a response_url belongs to."""
        return next((core for core in self.core.peers if response_id in core.responses), self.core)

    async def settled(self) -> None:
        """Wait until no delivery is in flight; late ones and retries to come don't count."""
        await self.delivery.settled()

    async def verify_url(self) -> bool:
        """Whether the bot's address answers Slack's challenge."""
        body = challenge()
        answer: Answer = await self.delivery.send("event", body)
        said = answer.body.get("challenge") if isinstance(answer.body, dict) else answer.body
        return answer.ok and said == body["challenge"]

    @contextlib.asynccontextmanager
    async def serving(self, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator["Sandbox"]:
        """Serve it, Socket Mode included, for as long as the context lasts."""
        await self.sockets.start(host)
        try:
            async with served(self.app, host=host, port=port) as url:
                for core in self.core.peers:
                    core.url = url
                try:
                    yield self
                finally:
                    for neighbour in self.neighbours.values():
                        neighbour.events.clear()
                    self.stream.close()
        finally:
            await self.sockets.stop()
            await self.delivery.close()

    def _listen(self) -> None:
        self.workspace.happened = self.events.happened
        self.workspace.changed = self.stream.tell
