"""What an expert chose, edited or refused is kept when they sign; what is learned from it puts texts in order."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot import trimming
from bot.db import choices, questions
from bot.db.models import Question
from bot.trimming import Weights
from bot.workflows import styling


async def weights_of(session: AsyncSession, workspace: str) -> Weights:
    """Those learned for this workspace, or the usual ones."""
    learned = await choices.tuning(session, workspace)
    return Weights.of(learned.weights) if learned is not None else trimming.USUAL


async def note(session: AsyncSession, question: Question, shortened: trimming.Shortened) -> None:
    """Keep which of the texts that were there was signed, as features; the words stay where they are."""
    offered = [each.text for each in shortened.candidates]
    if not offered:
        return
    closing = (await styling.style_of(session, question)).closing
    used = [row.text for row in await questions.contributions(session, question) if row.used]
    signed, *features = trimming.judged(
        [trimming.unclosed(text, closing) for text in used],
        question=question.text,
        texts=[trimming.without_closing(text, closing) for text in (question.draft, *offered)],
    )
    if question.draft == offered[0]:
        how = "first"
    elif question.draft in offered:
        how = "other"
    elif question.draft == question.proposal.get("text"):
        how = "writer"
    else:
        how = "edited" if signed is not None else "reworded"
    values = {"how": how, "signed": signed, "offered": [each for each in features if each is not None]}
    await choices.keep(session, question.workspace, question.id, values)
