"""Who else asked a question, as its card and its requests show it."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import joined
from bot.db.models import Question
from bot.views.joining import LISTED, SHOWN, Together
from bot.workflows.people import organisation


async def together(session: AsyncSession, question: Question, *, limit: int = SHOWN) -> Together:
    """Who else asked this, as it is shown."""
    others, number = await joined.together(session, question, limit=limit)
    return Together(question, others, number, await _handles(session, question) if others else {})


async def to_post(session: AsyncSession, question: Question) -> Together:
    """Who gets the text that is posted for this account, and how many asked for other accounts."""
    counted = await joined.count_by_account(session, question)
    if not counted:
        return Together(question)
    others = await joined.of_account(session, question, limit=LISTED)
    number = counted.pop(question.account, 0)
    return Together(question, others, number, await _handles(session, question), counted)


async def _handles(session: AsyncSession, question: Question) -> dict[str, str]:
    org = await organisation(session, question.workspace)
    return {account.key: account.handle for account in org.accounts}
