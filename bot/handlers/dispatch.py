"""From the door to Bolt, and Bolt's answer back: both transports come through here."""

import asyncio
import json
import logging
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from sqlalchemy.exc import SQLAlchemyError

from bot import clock, events
from bot.db.writing import is_trouble
from bot.handlers.receive import Receiver
from bot.handlers.refusing import in_window, with_words
from bot.handlers.unpacking import ABOUT_INSTALLATIONS, Window, unpack
from bot.lifecycle import Refused
from bot.slack.door import Answer, Delivery
from bot.slack.errors import NotNow
from bot.slack.installations import Installations
from bot.slack.register import Register

ANYTHING = re.compile(".*", re.DOTALL)
JSON = "application/json"
TRY_AGAIN = "This takes too long now. Please try again.\n"
PATIENCE_SECONDS = 2.4  # Slack waits for three, and the answer has a way to go
MOST_UNDER_WAY = 80  # more than these would be late, and make all others late too
QUEUE = 20  # so many are a queue: if half of them have waited for a quarter of the patience, the next would be late
NOT_HERE = (
    "I'm not installed in this workspace any more, so I can't do this. "
    "Please ask whoever looks after Slack apps here to add me again; then send it once more."
)


def bolt_app(receiver: Receiver, installations: Installations) -> AsyncApp:
    """Bolt with one listener for each kind of delivery; it answers after the listener, and only the door calls it."""

    async def authorize(context: AsyncBoltContext) -> AuthorizeResult:
        delivery: Delivery = context["delivery"]
        return installations.authorization(delivery.enterprise, delivery.team)

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
    app.error(_failed)
    return app


async def _failed(error: Exception) -> BoltResponse:
    """The receiver has told of it. What only the database's trouble kept from being done may come again."""
    return BoltResponse(status=503 if is_trouble(error) else 500)


class Dispatch:
    """Takes a delivery through Bolt; what no handler is for is answered here, so that Slack doesn't count it failed."""

    def __init__(
        self,
        app: AsyncApp,
        receiver: Receiver,
        installations: Installations,
        *,
        took: Callable[[Delivery, str], None],
        refused: Callable[[str], None],
        register: Register | None = None,
    ) -> None:
        self.app = app
        self.receiver = receiver
        self.installations = installations
        self.took = took
        self.refused = refused
        self.register = register  # where there are many workspaces, and other processes may install the bot
        self._under_way: dict[asyncio.Task[Answer], float] = {}  # since when, the first first

    async def __call__(self, delivery: Delivery) -> Answer:
        with events.timed("delivery", workspace=delivery.team, kind=delivery.kind, retry=delivery.retry_num) as told:
            answer = await self._in_time(delivery)
            if answer.status >= 500:
                told |= {"outcome": "failed", "level": logging.ERROR}
        self.took(delivery, told["outcome"])
        return answer

    async def _in_time(self, delivery: Delivery) -> Answer:
        """Whoever waits for the database longer than Slack for us gives up, and Slack hears of it while it listens."""
        if self._is_full():
            events.note(error="TooMany")
            return Answer(503, TRY_AGAIN)
        answering = asyncio.create_task(self._answer(delivery))
        self._under_way[answering] = clock.steady()
        answering.add_done_callback(self._under_way.pop)
        try:
            done, _ = await asyncio.wait([answering], timeout=PATIENCE_SECONDS)
        finally:
            answering.cancel()
        if done:
            return answering.result()
        events.note(error="TooLate")
        return Answer(503, TRY_AGAIN)

    def _is_full(self) -> bool:
        """Whoever comes now would wait in vain, and keep others waiting."""
        if len(self._under_way) < QUEUE:
            return False
        middle = next(islice(self._under_way.values(), len(self._under_way) // 2, None))
        return len(self._under_way) >= MOST_UNDER_WAY or clock.steady() - middle > PATIENCE_SECONDS / 4

    async def _answer(self, delivery: Delivery) -> Answer:
        try:
            delivery = await self._brought_home(self._where_it_stands(delivery))
            at_home = await self._is_at_home(delivery)
        except (SQLAlchemyError, OSError):
            return Answer(503, "Not connected to Slack yet.\n")
        if not at_home:
            events.note(outcome="not_installed")
            self.refused("unknown workspace")
            return _not_here(delivery)
        if not self.receiver.knows(delivery) and delivery.kind not in ("command", "block_suggestion"):
            events.note(outcome="not_handled")
            return Answer()
        request = AsyncBoltRequest(mode="socket_mode", body=delivery.body, context={"delivery": delivery})
        response = await self.app.async_dispatch(request)
        if self.register is not None and _is_about_an_installation(delivery):
            await self.register.refresh()
        content_type = (response.headers.get("content-type") or ["text/plain; charset=utf-8"])[0]
        return Answer(response.status, response.body, content_type)

    def _where_it_stands(self, delivery: Delivery) -> Delivery:
        """A click in a message of ours counts there: Slack may only name the workspace of whoever pressed."""
        message = delivery.body.get("message") if delivery.kind == "block_actions" else None
        team = (message or {}).get("team")
        known = isinstance(team, str) and not team.startswith("E") and team in self.installations.tokens
        return replace(delivery, team=team) if known else delivery

    async def _brought_home(self, delivery: Delivery) -> Delivery:
        """Slack names one installation that sees an event, and it may be any: it is for its author's own."""
        if self._is_colleague(delivery):
            return replace(delivery, user_team=delivery.team)
        home = _home(delivery)
        if not home or home == delivery.team or delivery.kind != "event":
            return delivery
        its_own = replace(delivery, team=home, enterprise=None)
        if not await self._is_at_home(its_own):
            return delivery
        events.note(workspace=home)
        return its_own

    def _is_colleague(self, delivery: Delivery) -> bool:
        """Whether a whole organisation's installation serves the workspace, and whoever acts is of that organisation:
        their own workspace has it, too, or Slack names the organisation where nobody else can be."""
        tokens = self.installations.tokens
        team, enterprise, theirs = delivery.team or "", delivery.enterprise or "", delivery.user_team or ""
        ours = tokens.get(team) or tokens.get(enterprise)
        named = "" if delivery.body.get("is_ext_shared_channel") else enterprise
        return ours is not None and ours in (tokens.get(theirs), tokens.get(named))

    async def _is_at_home(self, delivery: Delivery) -> bool:
        if self.register is not None:
            shared = delivery.body.get("is_ext_shared_channel") is True
            found = await self.register.finds(delivery.team, delivery.enterprise, shared=shared)
            return found or (_is_about_an_installation(delivery) and delivery.enterprise in self.installations.tokens)
        if not self.installations.tokens:
            raise NotNow
        return delivery.team in self.installations.tokens


def _home(delivery: Delivery) -> str | None:
    """The workspace of somebody who is a stranger where this came to."""
    team, body = delivery.user_team, delivery.body
    if team == delivery.enterprise:
        return None
    beside = {body.get(f"{which}enterprise_id"): body.get(f"{which}team_id") for which in ("", "context_")}
    home = beside.get(team, team) if team else None  # of a shared channel's people, Slack may name the organisation
    return None if home and home.startswith("E") else home


def _is_about_an_installation(delivery: Delivery) -> bool:
    return delivery.kind == "event" and delivery.body["event"]["type"] in ABOUT_INSTALLATIONS


def _not_here(delivery: Delivery) -> Answer:
    """Said without a token, and with the person's words in it."""
    said: dict[str, Any] = {}
    if delivery.kind == "command":
        said = {"response_type": "ephemeral", "text": with_words(NOT_HERE, unpack(delivery)[1].text)}
    elif delivery.kind == "block_suggestion":
        said = {"options": []}
    elif delivery.kind == "view_submission":
        said = in_window(Window("", delivery.body["view"]), Refused(NOT_HERE), NOT_HERE)
    return Answer(body=json.dumps(said), content_type=JSON) if said else Answer()
