"""A refusal goes only to the person who acted, to the place where they acted, with their words in it."""

import re
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import inbox, organisations
from bot.db.engine import Database
from bot.db.models import Audit
from bot.handlers.unpacking import Click, Command, Window, blocks_of
from bot.lifecycle import Refused
from bot.slack import outbox
from bot.slack.door import Delivery, delivery_key
from bot.views.blocks import cut, cut_marked, message, modal, quoted, section
from bot.workflows.intake import Misfilled
from bot.workflows.people import Actor

LONGEST_ERROR = 300
MOST_WORDS = 38_000  # Slack shows 40,000 characters
MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")


async def refuse(db: Database, delivery: Delivery, unpacked: Any, actor: Actor, refusal: Refused) -> dict[str, Any]:
    """The answer to Slack; a whisper where Slack shows no answer."""
    if delivery.kind == "block_suggestion":
        return {"options": []}
    answered_in_place = isinstance(unpacked, Command) or delivery.kind == "view_submission"
    async with db.transaction() as session:
        # A window that was refused comes again under the same name, with better words in it.
        if not answered_in_place and not await inbox.first_time(session, delivery_key(delivery.body)):
            return {}
        session.add(
            Audit(
                workspace=actor.workspace,
                question_id=None,
                actor=actor.user,
                move="refused",
                from_stage="",
                to_stage="",
                detail=f"{_what(unpacked)}: {refusal}",
            )
        )
        if isinstance(unpacked, Window) and delivery.kind == "view_submission":
            return in_window(unpacked, refusal, await _named(session, actor.workspace, str(refusal)))
        if isinstance(unpacked, Command):
            return {"text": with_words(str(refusal), unpacked.text)}
        _whisper(session, delivery, unpacked, actor, str(refusal), key=f"{outbox.REFUSAL}{delivery_key(delivery.body)}")
    return {}


async def tell(db: Database, delivery: Delivery, unpacked: Any, actor: Actor, words: str) -> dict[str, Any]:
    """What went wrong after the commit, once: in the answer to a command, in a whisper elsewhere."""
    if isinstance(unpacked, Command):
        return {"text": with_words(words, unpacked.text)}
    key = f"{outbox.TROUBLE}{delivery_key(delivery.body)}"
    async with db.transaction() as session:
        if await inbox.first_time(session, key):
            _whisper(session, delivery, unpacked, actor, words, key=key)
    return {}


async def _named(session: AsyncSession, workspace: str, text: str) -> str:
    """Errors under a field show no mentions and no formatting: names instead."""
    mentioned = MENTION.findall(text)
    names = await organisations.names(session, workspace, mentioned) if mentioned else {}
    return MENTION.sub(lambda match: names.get(match[1], "somebody else"), text).replace("*", "")


def in_window(window: Window, refusal: Refused, said: str) -> dict[str, Any]:
    """Under the field it is about; the window stays open with every word in it."""
    inputs = [str(block.get("block_id")) for block in blocks_of(window.view) if block.get("type") == "input"]
    if not inputs:
        view = modal("refused", "That didn't work", [section(str(refusal))], close="Close")
        return {"response_action": "update", "view": view}
    errors = refusal.errors if isinstance(refusal, Misfilled) else {}
    placed = {name: cut(text, LONGEST_ERROR) for name, text in errors.items() if name in inputs}
    return {"response_action": "errors", "errors": placed or {inputs[0]: cut(said, LONGEST_ERROR)}}


def with_words(text: str, words: str) -> str:
    """The refusal, and what the person typed, so that they can copy it."""
    return f"{text}\n{quoted(words, MOST_WORDS)}" if words.strip() else text


def _what(unpacked: Any) -> str:
    for name in ("action_id", "callback_id", "name"):
        if getattr(unpacked, name, ""):
            return str(getattr(unpacked, name))
    return "message"


def _whisper(session: AsyncSession, delivery: Delivery, unpacked: Any, actor: Actor, words: str, *, key: str) -> None:
    """Where it was clicked or written; to the person directly where that is no channel."""
    if not actor.user:
        return
    event = delivery.body.get("event") or {}
    channel = unpacked.channel if isinstance(unpacked, Click) else str(event.get("channel") or "")
    thread_ts = unpacked.ts if isinstance(unpacked, Click) else str(event.get("thread_ts") or "")
    said = message(cut_marked(words, 2900))
    if channel.startswith(("C", "G")):
        outbox.whisper(
            session,
            key=key,
            workspace=actor.workspace,
            channel=channel,
            user=actor.user,
            message=said,
            thread_ts=thread_ts,
        )
    else:
        outbox.post(session, key=key, workspace=actor.workspace, channel=actor.user, message=said)
