"""Before any handler: does whoever acts work here? Guests, bots and people who left are shown the door, kindly."""

import re

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import organisations
from bot.db.engine import Database
from bot.lifecycle import Refused
from bot.slack import directory
from bot.slack.client import Slack
from bot.slack.door import Delivery
from bot.workflows.people import Actor, require_colleague, served_by

ACTS = frozenset({"message", "app_home_opened"})  # of the events; the others only tell of somebody
USER_ID = re.compile(r"[A-Z0-9]{2,40}")
NOBODY = "I don't know this person here. Please choose somebody who works in this workspace."
LATER = "I couldn't ask Slack who this is, so nothing was done. Please try again in a minute."


class Outsider(Refused):
    """Somebody who doesn't work here; what they write beside our buttons isn't answered."""


class Unasked(Refused):
    """Slack could not be asked; an event comes again."""


async def admit(session: AsyncSession, delivery: Delivery, actor: Actor) -> None:
    """Raises Outsider, or Unknown where Slack has to be asked first."""
    if not actor.user or (delivery.kind == "event" and not _acts(delivery)):
        return
    try:
        await require_colleague(session, actor.workspace, actor.user)
    except Refused as refusal:
        raise Outsider(str(refusal)) from None


def _acts(delivery: Delivery) -> bool:
    event = delivery.body["event"]
    return event["type"] in ACTS and not event.get("bot_id")


async def get_to_know(db: Database, slack: Slack, workspace: str, user: str) -> None:
    """Ask Slack once who this is, and keep it."""
    if not USER_ID.fullmatch(user):
        raise Outsider(NOBODY)
    async with db.snapshot() as session:
        enterprise = await served_by(session, workspace)
    try:
        found = await directory.person(slack, workspace, user, enterprise=enterprise)
    except directory.Unreadable:
        raise Unasked(LATER) from None
    if found is None:
        raise Outsider(NOBODY)
    name = found.real_name or found.display_name or found.name
    async with db.transaction() as session:
        guest = found.guest or found.bot
        await organisations.set_person(session, workspace, user, name=name, gone=found.gone, guest=guest)
