"""The menus in which a question is picked: to be merged with, or to be split off."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import retrieval
from bot.db import joined, questions, similar
from bot.db.models import Question
from bot.lifecycle import Stage
from bot.views import joining as views
from bot.workflows.people import Actor, organisation, require_comms

IN_MENU = 1000


async def merge_options(session: AsyncSession, actor: Actor, *, question_id: int, query: str) -> list[dict[str, Any]]:
    """Open questions with these words, the closest to this one first."""
    require_comms(await organisation(session, actor.workspace), actor, "merge questions")
    question = await questions.find(session, actor.workspace, question_id)
    if question is None:
        return []
    found = await similar.leads(session, actor.workspace, limit=similar.NEWEST)
    candidates = [retrieval.Candidate(each.id, (each.text,), answer="") for each in found if each.id != question.id]
    by_id = {each.id: each for each in found}
    ranked = [by_id[match.entry] for match in retrieval.rank(question.text, candidates, limit=len(candidates))]
    unranked = [each for each in found if each not in ranked and each.id != question.id]
    return _matching([*ranked, *unranked], query)


async def split_options(session: AsyncSession, actor: Actor, *, question_id: int, query: str) -> list[dict[str, Any]]:
    """What waits for this question."""
    require_comms(await organisation(session, actor.workspace), actor, "split questions")
    lead = await questions.find(session, actor.workspace, question_id)
    if lead is None:
        return []
    others, _ = await joined.together(session, lead, limit=IN_MENU)
    return _matching([each for each in others if each.stage is Stage.JOINED], query)


def _matching(found: Sequence[Question], query: str) -> list[dict[str, Any]]:
    words = query.casefold().split()
    texts = [(each, f"{each.text} {each.asker}".casefold()) for each in found]
    return [views.choice(each) for each, text in texts if all(word in text for word in words)][:100]
