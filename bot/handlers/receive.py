"""One delivery is one transaction: this wraps every handler, and nothing is answered before the commit."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncBoltContext
from slack_sdk.errors import SlackApiError
from sqlalchemy.ext.asyncio import AsyncSession

from bot import events
from bot.db import inbox
from bot.db.engine import Database
from bot.db.retrying import retried
from bot.handlers.admitting import Outsider, Unasked, admit, get_to_know
from bot.handlers.refusing import refuse, tell
from bot.handlers.unpacking import Answer, Open, Refresh, unpack
from bot.lifecycle import Refused
from bot.slack.client import FAILURES, Slack
from bot.slack.door import Delivery, delivery_key
from bot.slack.errors import code_of
from bot.slack.shapes import Body
from bot.workflows.people import Actor, Unknown

log = logging.getLogger(__name__)

Handler = Callable[[AsyncSession, Any, Actor], Awaitable[Answer]]
Table = Mapping[str, Handler]

STRANGER = "This belongs to another workspace, so I can't take your word here. Please ask somebody who works in it."
MOST_UNKNOWN = 2  # who acts, and whom they name
TURN_SECONDS = 1.5  # until a delivery's turn to write; the rest is for its work and its answer
LOST_WINDOW = "The window didn't open. Nothing is lost; please try again."
NO_ROOM = "The window didn't open: too many windows are open. Please close them and try again; nothing is lost."


class Receiver:
    """Finds the handler by the delivery's kind and name, and wraps it in its transaction."""

    def __init__(
        self,
        db: Database,
        slack: Slack,
        tables: Mapping[str, Table],
        *,
        reads: frozenset[str],
        noise: Mapping[str, Callable[[Body], bool]],
        sent_again: Table,
    ) -> None:
        self.db = db
        self.slack = slack
        self.tables = tables
        self.reads = reads  # names of what only looks something up: no row of the inbox, no write lock
        self.noise = noise  # events by name -> whether one changes nothing
        self.sent_again = sent_again  # submissions by name -> what answers one that was handled before

    def knows(self, delivery: Delivery) -> bool:
        """Whether there is something to do for it."""
        name = unpack(delivery)[0]
        if name not in self.tables.get(delivery.kind, {}):
            return False
        return not (delivery.kind == "event" and name in self.noise and self.noise[name](delivery.body["event"]))

    async def listener(self, ack: AsyncAck, context: AsyncBoltContext) -> None:
        """What Bolt calls for everything it gets from the door."""
        try:
            answer = await self.take(context["delivery"])
        except Exception:
            log.exception("a delivery failed; Slack is told so")
            raise
        await ack(**answer)

    async def take(self, delivery: Delivery) -> dict[str, Any]:
        """Handle it; what is returned is the answer to Slack."""
        name, unpacked = unpack(delivery)
        handler = self.tables.get(delivery.kind, {}).get(name)
        if handler is None:
            events.note(outcome="not_handled")
            return _unknown(delivery)
        events.note(name=name)
        actor = Actor(delivery.team or "", delivery.user or "")
        if _is_stranger(delivery) and delivery.kind == "event":
            events.note(outcome="stranger")
            return {}
        try:
            if _is_stranger(delivery):
                raise Refused(STRANGER)
            answer = await self._handle_acquainted(handler, name, delivery, unpacked, actor)
        except Refused as refusal:
            if isinstance(refusal, Unasked) and delivery.kind == "event":
                raise  # it isn't acknowledged, so it comes again
            if isinstance(refusal, Outsider) and delivery.kind == "event":
                return {}
            events.note(outcome="refused")
            return await refuse(self.db, delivery, unpacked, actor, refusal)
        if isinstance(answer, Open) or (isinstance(answer, Refresh) and delivery.body.get("view")):
            return await self._show(delivery, unpacked, actor, answer)
        return answer if isinstance(answer, dict) else {}

    async def _handle_acquainted(
        self, handler: Handler, name: str, delivery: Delivery, unpacked: Any, actor: Actor
    ) -> Answer:
        """Where somebody is seen for the first time, Slack is asked who they are, outside the transaction."""
        for _ in range(MOST_UNKNOWN):
            try:
                return await self._handle(handler, name, delivery, unpacked, actor)
            except Unknown as unknown:
                await get_to_know(self.db, self.slack, actor.workspace, unknown.user)
        return await self._handle(handler, name, delivery, unpacked, actor)

    async def _handle(self, handler: Handler, name: str, delivery: Delivery, unpacked: Any, actor: Actor) -> Answer:
        if name in self.reads:
            async with self.db.snapshot() as session:
                await admit(session, delivery, actor)
                return await handler(session, unpacked, actor)
        answer: Answer = None  # an attempt whose commit nobody confirmed has one; the next then finds its own name

        async def attempt() -> Answer:
            nonlocal answer
            async with self.db.transaction(patience=TURN_SECONDS) as session:
                first = await inbox.first_time(session, delivery_key(delivery.body))
                if not first:
                    events.note(outcome="repeated")
                    if answer is not None or delivery.kind != "view_submission" or name not in self.sent_again:
                        return answer
                await admit(session, delivery, actor)
                answer = await (handler if first else self.sent_again[name])(session, unpacked, actor)
                return answer

        return await retried(attempt)

    async def _show(self, delivery: Delivery, unpacked: Any, actor: Actor, answer: Open | Refresh) -> dict[str, Any]:
        """A window, after the commit; it is never the only copy of anything."""
        view = delivery.body.get("view") or {}
        try:
            if isinstance(answer, Refresh):
                args = {"view_id": view["id"], "view": answer.view}
                args |= {"hash": view["hash"]} if view.get("hash") else {}
                await self.slack.call(delivery.team or "", "views.update", args)
            else:
                method = "views.push" if view.get("type") == "modal" else "views.open"
                args = {"trigger_id": delivery.body.get("trigger_id", ""), "view": answer.view}
                await self.slack.call(delivery.team or "", method, args)
        except FAILURES as error:
            log.warning("a window could not be shown: %s", _reason(error))
            if isinstance(answer, Open):
                no_room = _reason(error) == "push_limit_reached"
                return await tell(self.db, delivery, unpacked, actor, NO_ROOM if no_room else LOST_WINDOW)
        return {}


def _is_stranger(delivery: Delivery) -> bool:
    """In shared channels people of other organisations write, and can press our buttons."""
    return bool(delivery.user_team) and delivery.user_team not in (delivery.team, delivery.enterprise)


def _unknown(delivery: Delivery) -> dict[str, Any]:
    if delivery.kind == "command":
        return {"text": "I don't know this command. Please ask whoever installed me."}
    return {"options": []} if delivery.kind == "block_suggestion" else {}


def _reason(error: BaseException) -> str:
    return code_of(error) if isinstance(error, SlackApiError) else type(error).__name__
