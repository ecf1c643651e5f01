"""From the door to Bolt, and Bolt's answer back: both transports come through here."""

import logging
import re
from collections.abc import Callable

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult

from bot import events
from bot.handlers.receive import Receiver
from bot.slack.door import Answer, Delivery
from bot.slack.installations import Installations

ANYTHING = re.compile(".*", re.DOTALL)
JSON = "application/json"


def bolt_app(receiver: Receiver, installations: Installations) -> AsyncApp:
    """Bolt with one listener for each kind of delivery; it answers after the listener, and only the door calls it."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return installations.authorization(enterprise_id, team_id)

    app = AsyncApp(
        name="expertline",
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,  # the door has verified the raw bytes
        ssl_check_enabled=False,
        url_verification_enabled=False,
        ignoring_self_events_enabled=False,  # our own messages coming back settle unsure calls
        ignoring_self_assistant_message_events_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    for listen in (app.command, app.shortcut, app.action, app.view, app.options, app.event):
        listen(ANYTHING)(receiver.listener)
    app.view_closed(ANYTHING)(receiver.listener)
    return app


class Dispatch:
    """Takes a delivery through Bolt; what no handler is for is answered here, so that Slack doesn't count it failed."""

    def __init__(
        self,
        app: AsyncApp,
        receiver: Receiver,
        installations: Installations,
        *,
        took: Callable[[Delivery, str], None],
    ) -> None:
        self.app = app
        self.receiver = receiver
        self.installations = installations
        self.took = took

    async def __call__(self, delivery: Delivery) -> Answer:
        with events.timed("delivery", workspace=delivery.team, kind=delivery.kind, retry=delivery.retry_num) as told:
            answer = await self._answer(delivery)
            if answer.status >= 500:
                told |= {"outcome": "failed", "level": logging.ERROR}
        self.took(delivery, told["outcome"])
        return answer

    async def _answer(self, delivery: Delivery) -> Answer:
        if not self.installations.tokens:
            return Answer(503, "Not connected to Slack yet.\n")
        if delivery.team not in self.installations.tokens:
            events.note(outcome="not_installed")
            return Answer()
        if not self.receiver.knows(delivery) and delivery.kind not in ("command", "block_suggestion"):
            events.note(outcome="not_handled")
            return Answer()
        request = AsyncBoltRequest(mode="socket_mode", body=delivery.body, context={"delivery": delivery})
        response = await self.app.async_dispatch(request)
        content_type = (response.headers.get("content-type") or ["text/plain; charset=utf-8"])[0]
        return Answer(response.status, response.body, content_type)
