"""The bot as a child process: started, stopped, killed and started again, like on a real host."""

import asyncio
import contextlib
import json
import os
import secrets
import signal
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

import aiohttp

from sandbox.clock import Clock
from sandbox.errors import ActError
from sandbox.wire import Json

READY_SECONDS = 30.0
STOP_SECONDS = 10.0


class Child(Protocol):
    """A process that was started; asyncio's are such."""

    @property
    def pid(self) -> int: ...
    @property
    def returncode(self) -> int | None: ...
    def send_signal(self, signal: int) -> None: ...
    def kill(self) -> None: ...
    async def wait(self) -> int: ...


@dataclass
class BotProcess:
    """`python -m bot`, with an environment that leads it to the sandbox."""

    environment: dict[str, str]
    log: Path
    port: int
    import_file: Path | None = None
    inspect_token: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    exits: list[int] = field(default_factory=list)
    child: Child | None = None
    _moving: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Where the bot listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self.child is not None and self.child.returncode is None

    def as_json(self) -> Json:
        """How the bot is."""
        pid = self.child.pid if self.child is not None and self.running else None
        return {"running": self.running, "pid": pid, "exits": self.exits, "url": self.url}

    async def do(self, what: str) -> None:
        """stop, kill, start or restart."""
        steps = {
            "stop": [self.stop],
            "kill": [self.kill],
            "start": [self.start],
            "restart": [self.stop, self.start],
        }
        if what not in steps:
            raise ActError("do must be stop, kill, start or restart")
        for step in steps[what]:
            await step()

    async def prepare(self) -> None:
        """Bring the database up to date and load the example organisation."""
        await self._run("migrate")
        if self.import_file is not None:
            await self._run("import", str(self.import_file))

    async def manifest(self) -> Json:
        """What the bot says about itself."""
        manifest: Json = json.loads(await self._run("manifest", "--json", "--url", self.url))
        return manifest

    async def start(self) -> None:
        """Start it and wait until it is ready."""
        if self.running:
            return
        self.child = await self._serve()
        try:
            async with asyncio.timeout(READY_SECONDS):
                while not await self._ready():
                    if not self.running:
                        raise ActError(f"the bot ended at once; its words are in {self.log}")
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise ActError(f"the bot wasn't ready within {READY_SECONDS:.0f} s; its words are in {self.log}") from None

    async def stop(self) -> None:
        """Ask it to finish (SIGTERM), and kill it if it doesn't."""
        if self.child is None or not self.running:
            return
        self.child.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_SECONDS):
                self.exits.append(await self.child.wait())
        except TimeoutError:
            await self.kill()

    async def kill(self) -> None:
        """End it in the middle of a sentence (SIGKILL)."""
        if self.child is None or not self.running:
            return
        with contextlib.suppress(ProcessLookupError):
            self.child.kill()
        self.exits.append(await self.child.wait())

    def follow(self, clock: Clock) -> None:
        """The sandbox's time was moved: so is the bot's, as soon as it hears it."""
        self._moving = asyncio.create_task(self.move_clock(clock.offset))

    async def move_clock(self, offset: float) -> None:
        """Let the bot live in the sandbox's time."""
        if not self.running:
            return
        headers = {"Authorization": f"Bearer {self.inspect_token}"}
        try:
            patience = aiohttp.ClientTimeout(total=3)
            async with (
                aiohttp.ClientSession(timeout=patience) as session,
                session.post(f"{self.url}/inspect", headers=headers, json={"offset": offset}),
            ):
                return
        except (aiohttp.ClientError, TimeoutError):
            return

    async def inspect(self) -> Json:
        """What the bot says about its questions, clocks and outbox."""
        try:
            async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=3)) as session:
                headers = {"Authorization": f"Bearer {self.inspect_token}"}
                async with session.get(f"{self.url}/inspect", headers=headers) as response:
                    response.raise_for_status()
                    return {"running": True, **await response.json()}
        except (aiohttp.ClientError, TimeoutError):
            return {"running": False}

    async def _serve(self) -> Child:
        with self._logging() as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "serve", env=self._environment(), stdout=log, stderr=log
            )

    async def _ready(self) -> bool:
        try:
            async with aiohttp.ClientSession() as session, session.get(f"{self.url}/readyz") as response:
                return response.status == 200
        except aiohttp.ClientError:
            return False

    async def _run(self, *arguments: str) -> str:
        with self._logging() as log:
            child = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                *arguments,
                env=self._environment(),
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
            out, _ = await child.communicate()
        if child.returncode:
            raise ActError(f"`bot {arguments[0]}` failed with {child.returncode}; its words are in {self.log}")
        return out.decode()

    def _environment(self) -> dict[str, str]:
        own = {"PORT": str(self.port), "HOST": "127.0.0.1", "INSPECT_TOKEN": self.inspect_token}
        return {**os.environ, **self.environment, **own}

    def _logging(self) -> IO[bytes]:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        return self.log.open("ab")


def free_port() -> int:
    """A port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
