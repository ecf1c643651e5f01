"""What a person sees in the bot's Home tab."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db import entries, organisations, questions, signing_lists
from bot.db.models import Question
from bot.organisation import Organisation
from bot.slack import outbox
from bot.slack.outbox import Lane
from bot.views import home as views
from bot.views.blocks import View
from bot.views.home import Home, Item
from bot.workflows import cards, ladder
from bot.workflows.people import Actor, manages, names

SHORT, LONG = 10, 40
LAST_USED = 5


async def show(session: AsyncSession, actor: Actor, *, name: str, more: bool = False) -> None:
    """Publish the tab; `name` makes this publication the only one of its kind."""
    outbox.call(
        session,
        key=f"home:{actor.user}:{name}",
        workspace=actor.workspace,
        method="views.publish",
        args={"user_id": actor.user, "view": await _view(session, actor, more=more)},
        lane=Lane.ACKNOWLEDGEMENT,
    )


async def _view(session: AsyncSession, actor: Actor, *, more: bool) -> View:
    org = await organisations.load(session, actor.workspace)
    if org is None:
        return views.not_set_up(actor.workspace)
    most = LONG if more else SHORT
    waiting = await questions.waiting_on(session, actor.workspace, actor.user, limit=LONG, listed=False)
    listed = await signing_lists.held(session, actor.workspace, actor.user)
    own = manages(org, actor.user)
    soon = clock.now() + (org.clocks.overdue - org.clocks.at_risk)
    at_risk = await questions.at_risk(session, actor.workspace, by=soon, limit=LONG) if own else []
    links = await cards.links(session, actor.workspace, [*waiting[:most], *at_risk[:most]])
    lately = clock.now() - timedelta(hours=24)
    shown = Home(
        waiting=[_item(question, org, links) for question in waiting[:most]],
        at_risk=[_item(question, org, links) for question in at_risk[:most]],
        answered=await questions.published_since(session, actor.workspace, lately) if own else None,
        answers=await entries.kept(session, actor.workspace, today=clock.now().date()),
        last_used=await entries.used_last(session, actor.workspace, limit=LAST_USED),
        names=await names(session, actor.workspace, *_people([*waiting, *at_risk])),
        now=clock.now(),
        may_ask=own,
        more=more,
        listed=sum(one.number for one in listed.values()),
        hidden={"Waiting on you": len(waiting[most:]), "At risk": len(at_risk[most:])},
    )
    return views.home(shown, organisation=org.name)


def _people(shown: Sequence[Question]) -> set[str]:
    return {question.holder for question in shown}


def _item(question: Question, org: Organisation, links: Mapping[int, str]) -> Item:
    return Item(question, ladder.deadline(question, org), links.get(question.id, ""))
