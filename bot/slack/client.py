"""Slack's Web API: one connection pool, no repeats behind our back."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot import events
from bot.slack.errors import Outcome, UnknownWorkspace, code_of, of_error

NETWORK = (aiohttp.ClientError, TimeoutError, OSError)
TIMEOUT = 10  # seconds; a lease is longer, so that an unsure call is looked for only after it ended
CONNECTING = 0.5  # the part of it that finding Slack and connecting may take: until then nothing was sent
WINDOWS = {"views.open", "views.push", "views.update"}
WINDOW_SECONDS = 1.5  # somebody waits for it, and the delivery's own answer after it

logging.getLogger("slack_sdk.web").setLevel(logging.INFO)  # at DEBUG it writes down every answer, tokens included


class Unreadable(aiohttp.ClientError):
    """What came back is no answer of Slack's: cut off, or somebody else's words. What it did is unknown."""


FAILURES = (SlackApiError, UnknownWorkspace, *NETWORK)  # all that a call may raise
Renew = Callable[[str, str], Awaitable[str | None]]
Learn = Callable[[], Awaitable[None]]


class Slack:
    """Calls methods with the token of a workspace. `retry_handlers=[]`: the SDK's own would post twice.

    `renew` gets a workspace and the token that Slack calls expired; it returns the next one, where there is one.
    `learn` looks whether another process, or this one a moment ago, got tokens that `tokens` doesn't have yet.
    """

    def __init__(
        self,
        *,
        base_url: str,
        tokens: Mapping[str, str],
        timeout: float = TIMEOUT,
        called: Callable[[str, str], None] = lambda method, outcome: None,
        renew: Renew | None = None,
    ) -> None:
        self.base_url = base_url
        self.tokens = tokens
        self.timeout = timeout  # seconds until a call is given up
        self.called = called
        self.renew = renew
        self.learn: Learn | None = None
        self._session: aiohttp.ClientSession | None = None
        self._clients: dict[str, AsyncWebClient] = {}

    def client(self, token: str) -> AsyncWebClient:
        if token not in self._clients:
            if self._session is None:
                times = aiohttp.ClientTimeout(total=self.timeout, connect=self.timeout * CONNECTING)
                self._session = aiohttp.ClientSession(timeout=times)
            self._clients[token] = AsyncWebClient(
                token=token, base_url=self.base_url, session=self._session, timeout=TIMEOUT, retry_handlers=[]
            )
        return self._clients[token]

    async def call(self, workspace: str, method: str, args: Mapping[str, Any]) -> dict[str, Any]:
        """The answer's data; raises SlackApiError, or one of NETWORK where no answer came that can be read."""
        return await self._made(workspace, method, json=dict(args))

    async def ask(self, workspace: str, method: str, args: Mapping[str, Any]) -> dict[str, Any]:
        """A call that only reads: its arguments go in the query of a GET, as these methods are documented."""
        return await self._made(workspace, method, http_verb="GET", params=dict(args))

    async def socket_address(self, app_token: str) -> str:
        """Where Socket Mode connects, once."""
        return str(_object(await self.call_with(app_token, "apps.connections.open"))["url"])

    async def call_with(self, token: str, method: str, **how: Any) -> AsyncSlackResponse:
        """A call with this token, whosever it is: the whole answer, whose data is an object. Raises as `call` does."""
        return await self._read(self.client(token).api_call(method, **how), self.timeout)

    async def _made(self, workspace: str, method: str, **how: Any) -> dict[str, Any]:
        """One call, told with what came of it."""
        with events.timed("slack_call", workspace=workspace, method=method) as told:
            try:
                answer = await self._with_token(workspace, method, **how)
            except FAILURES as error:
                verdict = of_error(method, error)
                told |= {"outcome": verdict.outcome.value, "error": verdict.error, "level": logging.WARNING}
                self.called(method, verdict.outcome)
                raise
            self.called(method, Outcome.DONE)
            return answer

    async def _read(self, calling: Awaitable[AsyncSlackResponse], seconds: float) -> AsyncSlackResponse:
        try:
            answer = await asyncio.wait_for(calling, seconds)
        except AttributeError as error:  # the SDK takes a text for an object
            raise Unreadable("no JSON object") from error
        except SlackApiError as error:
            if isinstance(error.response, AsyncSlackResponse):
                raise
            raise Unreadable("broken JSON") from error
        if not isinstance(answer.data, dict):
            raise Unreadable("no JSON object")
        return answer

    async def _with_token(self, workspace: str, method: str, **how: Any) -> dict[str, Any]:
        if workspace not in self.tokens and self.learn:
            await self.learn()
        if workspace not in self.tokens:
            raise UnknownWorkspace
        token = self.tokens[workspace]
        seconds = min(self.timeout, WINDOW_SECONDS) if method in WINDOWS else self.timeout
        try:
            return _object(await self._read(self.client(token).api_call(method, **how), seconds))
        except SlackApiError as error:
            renewed = await self.renew(workspace, token) if self.renew and code_of(error) == "token_expired" else None
            if renewed is None:
                raise
        return _object(await self._read(self.client(renewed).api_call(method, **how), seconds))

    def forget(self, token: str) -> None:
        """This token won't be used again."""
        self._clients.pop(token, None)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None
        self._clients.clear()


def _object(answer: AsyncSlackResponse) -> dict[str, Any]:
    return cast("dict[str, Any]", answer.data)
