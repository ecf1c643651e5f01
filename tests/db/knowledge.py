"""A small knowledge base to search in."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import retrieval
from bot.db.models import Entry, Wording

HERE, ELSEWHERE = "T0HERE", "T0ELSEWHERE"


async def keep(
    session: AsyncSession,
    question: str,
    *,
    answer: str = "Yes.",
    wordings: Sequence[str] = (),
    workspace: str = HERE,
    **fields: Any,
) -> Entry:
    """A published answer, as publishing writes it."""
    entry = Entry(
        **{
            **{"workspace": workspace, "question": question, "short": answer[:140], "full": answer, "account": "main"},
            **{"network": "x", "topic": "", "department": "", "expert": "U0LENA", "approver": "U0MAYA"},
            **{"review_on": date(2099, 1, 1), "used_on": "main"},
            **fields,
        }
    )
    session.add(entry)
    await session.flush()
    for text in (question, *wordings):
        terms = " ".join(retrieval.terms(text))
        session.add(Wording(workspace=workspace, entry_id=entry.id, text=text, terms=terms))
        await session.flush()
    return entry
