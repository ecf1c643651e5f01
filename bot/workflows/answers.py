"""Earlier answers, found by any words."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db import entries
from bot.db.models import Entry
from bot.views import answers as views
from bot.views.blocks import View
from bot.workflows.people import Actor, names

SHOWN = 5


async def window(session: AsyncSession, actor: Actor, words: str) -> View:
    """The search window with what these words find."""
    found: Sequence[Entry]
    if words.strip():
        found = [entry for entry, _ in await entries.search(session, actor.workspace, words, limit=SHOWN)]
    else:
        found = await entries.used_last(session, actor.workspace, limit=SHOWN)
    signers = {user for entry in found for user in (entry.expert, entry.approver)}
    people = await names(session, actor.workspace, *signers)
    return views.answers_window(words, found, people, today=clock.now())
