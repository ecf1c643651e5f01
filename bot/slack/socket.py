"""Socket Mode: the same deliveries through a connection that we open, past the same door."""

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.slack.client import Slack
from bot.slack.door import Answer, Delivery, TurnedAway, of_socket

log = logging.getLogger(__name__)


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
        self.client = SocketModeClient(app_token=app_token, web_client=slack.client(app_token))
        self.client.socket_mode_request_listeners.append(self._receive)

    async def start(self) -> None:
        await self.client.connect()  # type: ignore[no-untyped-call]

    async def stop(self) -> None:
        await self.client.close()  # type: ignore[no-untyped-call]

    async def _receive(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
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
