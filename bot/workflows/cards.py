"""Where the cards of questions stand."""

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import organisations
from bot.db.models import Question
from bot.slack import outbox
from bot.views.blocks import place_of


async def link(session: AsyncSession, question: Question) -> str:
    """Where its card stands; empty while it is on its way."""
    return (await links(session, question.workspace, [question])).get(question.id, "")


async def links(session: AsyncSession, workspace: str, found: Collection[Question]) -> dict[int, str]:
    """The same of several, by the question's id; without those that are on their way."""
    known = await organisations.workspace(session, workspace)
    if known is None or not known.url:
        return {}
    places = await outbox.places(session, workspace, [question.card_key for question in found])
    return {each.id: place_of(known.url, *places[each.card_key]) for each in found if each.card_key in places}
