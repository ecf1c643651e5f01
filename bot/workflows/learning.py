"""What an expert chose, edited or refused is kept when they sign, for `python -m bot trimming tune` to learn from."""

from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from bot import trimming
from bot.db import choices
from bot.db.models import Question
from bot.workflows import styling, wordings


async def note(session: AsyncSession, question: Question) -> None:
    """Keep which of the texts that were there was signed, as features; the words stay where they are."""
    offered = [each.text for each in (await wordings.shortened(session, question)).candidates]
    if not offered:
        return
    proposal = question.proposal.get("text")
    closing = (await styling.style_of(session, question)).closing
    written = [trimming.unclosed(text, closing) for text in await wordings.used(session, question)]
    judge = partial(
        trimming.judged,
        written,
        question=question.text,
        texts=[
            trimming.without_closing(text, closing)
            for text in (question.draft, *offered, *([proposal] if proposal else []))
        ],
    )
    signed, *features = await wordings.aside(written, judge)
    if question.draft == offered[0]:
        how = "first"
    elif question.draft in offered:
        how = "other"
    elif question.draft == proposal:
        how = "writer"
    else:
        how = "edited" if signed is not None else "reworded"
    values = {"how": how, "signed": signed, "offered": [each for each in features if each is not None]}
    await choices.keep(session, question.workspace, question.id, values)
