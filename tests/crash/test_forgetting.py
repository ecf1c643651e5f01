"""A process that forgets what is old is killed before and after its commits: the next one goes on from there."""

import asyncio
import itertools
import os
import signal
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot import clock
from bot.db.engine import Database
from bot.db.models import Audit, Contribution, Outbox, Question
from bot.lifecycle import Stage
from bot.settings import with_driver
from bot.workflows import forgetting
from tests.forking import FORKING

HERE, OLD, NUMBER = "T0HERE", timedelta(days=400), 3


def _forget(url: str, fatal: int) -> None:
    asyncio.run(_forget_until(url, fatal))


async def _forget_until(url: str, fatal: int) -> None:
    db = Database(url)
    dialect, points = db.engine.sync_engine.dialect, itertools.count(1)
    commit = dialect.do_commit

    def watched(connection: Any) -> None:
        for step in (lambda: None, lambda: commit(connection)):
            step()
            if next(points) == fatal:
                os.kill(os.getpid(), signal.SIGKILL)

    dialect.do_commit = watched  # type: ignore[method-assign]
    await forgetting.forget_ended(db, before=clock.now() - timedelta(days=365))
    await db.close()


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """Old questions that were withdrawn, each with a card, a message below it, and a reply."""
    database = Database(with_driver(database_url))
    then, places = clock.now() - OLD, itertools.count(1)
    async with database.transaction() as session:
        for number in range(1, NUMBER + 1):
            card = f"question:{number}:card:1"
            session.add(
                Question(
                    **{"workspace": HERE, "stage": Stage.WITHDRAWN, "stage_since": then, "holder": ""},
                    **{"text": f"Canary {number}?", "forwarder": "U0MAYA", "card_key": card},
                )
            )
            await session.flush()
            of = {"workspace": HERE, "question_id": number}
            said = {"method": "chat.postMessage", "args": {"text": "Canary"}, "channel": "C0DESK", "lane": 2}
            done = {"open": False, "done_at": then}
            session.add(Outbox(key=card, ts=f"{next(places)}.0", **of, **said, **done))
            session.add(Outbox(key=f"{card}:below", ts=f"{next(places)}.0", **of, **said, **done))
            session.add(Contribution(**of, channel="C0DESK", ts=f"{next(places)}.0", author="U0LENA", text="Canary"))
    yield database
    await database.close()


async def words(db: Database) -> list[int]:
    """In how many places each question has any, in order."""
    async with db.snapshot() as session:
        texts = {row.id: row.text for row in await session.execute(select(Question.id, Question.text))}
        said = [*await session.execute(select(Outbox.question_id, Outbox.args))]
        said += [*await session.execute(select(Contribution.question_id, Contribution.text))]
    held = [number for number, value in said if "Canary" in str(value)]
    return [bool(texts[number]) + held.count(number) for number in sorted(texts)]


async def test_a_process_that_dies_while_it_forgets_leaves_nothing_half_done(
    db: Database, database_url: str, record_property: Any
) -> None:
    assert await words(db) == [4] * NUMBER
    lives = 0
    for fatal in itertools.cycle(
        (2, 1, 3, 0)
    ):  # after its first commit, before it, before its second; at last it lives
        process = FORKING.Process(target=_forget, args=(with_driver(database_url), fatal))
        process.start()
        await asyncio.to_thread(process.join)
        assert set(await words(db)) <= {0, 4}
        lives += 1
        if process.exitcode == 0:
            break
    record_property("lives", lives)

    assert await words(db) == [0] * NUMBER
    async with db.snapshot() as session:
        noted = await session.scalars(select(Audit.question_id).where(Audit.move == "expire"))
        assert sorted(noted) == list(range(1, NUMBER + 1))
        calls = (await session.scalars(select(Outbox.method).where(Outbox.open).order_by(Outbox.id))).all()
    assert sorted(calls) == ["chat.delete"] * NUMBER + ["chat.update"] * NUMBER
