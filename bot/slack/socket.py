"""Socket Mode: the same deliveries through a connection that we open, past the same door."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.slack.client import FAILURES, Slack
from bot.slack.door import Answer, Delivery, TurnedAway, of_socket
from bot.slack.errors import of_error

log = logging.getLogger(__name__)

PING = 5.0  # seconds between two pings, and between two attempts to connect
LOOK = 1.0  # seconds between two looks whether the connection stands
FINISH = 4.0  # seconds for what was heard before the end
MOST_MISSED = 20  # looks without one: longer than Slack's own renewal of a connection takes


class Connection(SocketModeClient):
    """The SDK's client; what keeps Slack from giving us an address is told in Slack's own word."""

    def __init__(self, slack: Slack, app_token: str) -> None:
        super().__init__(app_token=app_token, web_client=slack.client(app_token), ping_interval=PING)
        self.slack = slack

    async def issue_new_wss_url(self) -> str:
        """An address for one connection; raises one of FAILURES."""
        try:
            return await self.slack.socket_address(self.app_token)
        except FAILURES as error:
            verdict = of_error("apps.connections.open", error)
            log.error("no socket to Slack (%s). Is SLACK_APP_TOKEN right, and Socket Mode on?", verdict.error)
            await asyncio.sleep(verdict.wait.total_seconds())
            raise


class Socket:
    """Receives envelopes and acknowledges each once its delivery was handled; what failed comes again."""

    def __init__(
        self,
        slack: Slack,
        app_token: str,
        *,
        dispatch: Callable[[Delivery], Awaitable[Answer]],
        refused: Callable[[str], None],
    ) -> None:
        self.dispatch = dispatch
        self.refused = refused
        self.client = Connection(slack, app_token)
        self.client.socket_mode_request_listeners.append(self._receive)
        self._tasks: list[asyncio.Task[None]] = []
        self._under_way: set[asyncio.Task[None]] = set()
        self._missed = MOST_MISSED  # looks in a row that found no connection

    @property
    def deaf(self) -> bool:
        """Whether no connection stands, and for longer than getting another one takes."""
        return self._missed >= MOST_MISSED

    def start(self) -> None:
        """Begin to connect; it goes on until it succeeds, and whenever the connection is lost."""
        self._tasks = [asyncio.create_task(self._connect()), asyncio.create_task(self._watch())]

    async def stop(self) -> None:
        """Nothing more is heard; what was heard is finished and acknowledged."""
        receiving = [self.client.message_receiver] if self.client.message_receiver else []
        for task in (*self._tasks, *receiving):
            task.cancel()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=FINISH)
        await self.client.close()  # type: ignore[no-untyped-call]

    async def _connect(self) -> None:
        await self.client.connect()  # type: ignore[no-untyped-call]
        self._missed = 0

    async def _watch(self) -> None:
        """An address is good once, but the SDK knocks at the same one until it is let in: it has to ask for another."""
        while True:
            await asyncio.sleep(LOOK)
            if await self.client.is_connected():
                self._missed = 0
            else:
                self._missed += 1
                self.client.wss_uri = None

    async def _receive(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        handling = asyncio.create_task(self._handle(client, request))
        self._under_way.add(handling)
        handling.add_done_callback(self._under_way.discard)
        await handling

    async def _handle(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        try:
            delivery = of_socket(request.payload, retry_num=request.retry_attempt, retry_reason=request.retry_reason)
        except TurnedAway as away:
            self.refused(away.reason)
            await client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))
            return
        answer = await self.dispatch(delivery)
        if answer.status >= 500:
            log.warning("a delivery (%s) failed and isn't acknowledged, so that it comes again", delivery.kind)
            return
        response = SocketModeResponse(envelope_id=request.envelope_id, payload=_payload(answer))
        await client.send_socket_mode_response(response)


def _payload(answer: Answer) -> dict[str, Any] | None:
    """What an acknowledgement carries: a JSON body as it is, a bare text as a text."""
    body = answer.body.decode() if isinstance(answer.body, bytes) else answer.body
    if not body:
        return None
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"text": body}
