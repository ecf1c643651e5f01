"""What is done with a kept answer has its row in the audit."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import Audit, Entry
from bot.workflows.people import Actor

NOT_HERE = "I can't find that answer here any more. Please look for it with Find an answer."


def note(session: AsyncSession, entry: Entry, actor: Actor, what: str, *, before: str, detail: str = "") -> None:
    """The audit's row: it has no question, so it names the answer."""
    session.add(
        Audit(
            workspace=entry.workspace,
            question_id=None,
            actor=actor.user,
            move=what,
            from_stage=before,
            to_stage=entry.status,
            detail=f"answer {entry.id}{': ' if detail else ''}{detail}",
        )
    )
