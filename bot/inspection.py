"""What the bot is doing, for whoever holds the inspection token: the sandbox's look behind the scenes."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db import organisations
from bot.db.models import Due, Outbox, Question
from bot.lifecycle import MOVES

MOST = 60


async def inspect(session: AsyncSession) -> dict[str, Any]:
    """The newest questions, their clocks, and the outbox row by row."""
    questions = (await session.scalars(select(Question).order_by(Question.id.desc()).limit(MOST))).all()
    dues = (await session.scalars(select(Due).where(Due.done_at.is_(None)).order_by(Due.due_at).limit(MOST * 3))).all()
    calls = (await session.scalars(select(Outbox).order_by(Outbox.id.desc()).limit(MOST * 2))).all()
    cards = await _cards(session, [question.card_key for question in questions])
    names: dict[str, str] = {}
    for workspace in {question.workspace for question in questions}:
        holders = [question.holder for question in questions if question.workspace == workspace]
        names |= await organisations.names(session, workspace, holders)
    return {
        "now": clock.now().isoformat(),
        "moves": [[before, move, after] for (before, move), after in MOVES.items()],
        "questions": [_question(question, dues, cards, names) for question in questions],
        "dues": [_due(due) for due in dues],
        "outbox": [_call(row) for row in calls],
    }


async def _cards(session: AsyncSession, keys: list[str]) -> dict[str, dict[str, str | None]]:
    rows = await session.scalars(select(Outbox).where(Outbox.key.in_(keys)))
    return {row.key: {"channel": row.channel, "ts": row.ts} for row in rows}


def _question(
    question: Question, dues: Any, cards: dict[str, dict[str, str | None]], names: dict[str, str]
) -> dict[str, Any]:
    own = [due for due in dues if due.question_id == question.id and due.kind == "clock"]
    return {
        "id": question.id,
        "text": question.text[:300],
        "stage": question.stage,
        "holder": question.holder,
        "holder_name": names.get(question.holder, question.holder),
        "since": question.stage_since.isoformat(),
        "promise_at": question.promise_at.isoformat() if question.promise_at else None,
        "clock_at": own[0].due_at.isoformat() if own else None,
        "card": cards.get(question.card_key),
    }


def _due(due: Due) -> dict[str, Any]:
    return {"key": due.key, "kind": due.kind, "question": due.question_id, "due_at": due.due_at.isoformat()}


def _call(row: Outbox) -> dict[str, Any]:
    if row.dead_at:
        state = "dead"
    elif row.done_at:
        state = "done"
    elif not row.attempts:
        state = "waiting"
    else:
        state = "unsure" if row.error else "sending"
    return {
        "id": row.id,
        "key": row.key,
        "method": row.method,
        "channel": row.channel,
        "lane": row.lane,
        "state": state,
        "attempts": row.attempts,
        "due_at": row.due_at.isoformat(),
        "error": row.error,
    }
