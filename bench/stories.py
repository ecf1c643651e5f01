"""Whole stories a second, from the question to the published answer, beside the same SQL on the bare driver."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession

from bench import _figures
from bench._figures import Figure, Sizes, figure
from bench._places import COMMS, DESK, EXPERT, TEAM, database, kinds, missing
from bench._sending import Instant, Unpaced
from bot import clock
from bot.db import questions, queue
from bot.db.engine import Database
from bot.lifecycle import Stage
from bot.slack.sending import Sender
from bot.workflows import approval, choosing, contributing, drafting, intake, pinging, publication, summoning
from bot.workflows.dues import act_on_due
from bot.workflows.intake import Asking
from bot.workflows.people import Actor
from bot.workflows.written import Written

AIM = 0.5
ANSWER = (
    "Yes, you can visit if you have had no symptoms for 48 hours. The ward is open from 2 pm to 8 pm. "
    "Please wash your hands when you come in, and bring no flowers because of the filters we use up there."
)
Step = Callable[[AsyncSession], Awaitable[object]]


@dataclass
class Transaction:
    """What was said to the database between two borders."""

    statements: list[tuple[str, Any, bool]] = field(default_factory=list)  # text, parameters, whether many
    end: str = "COMMIT"


def main(argv: list[str]) -> int:
    """Measure; 0 well, 1 below the aim."""
    size = _figures.sizes(argv, "stories", __doc__)
    found = kinds(size)
    figures = [asyncio.run(_measure(kind, size)) for kind in found]
    return _figures.report(figures, as_json=size.json, missing=missing(found, size))


async def _measure(kind: str, size: Sizes) -> Figure:
    """Each round plays the stories on a new database and replays their SQL on another, which starts the same."""
    number = size.of(quick=2, usual=30, full=200)
    ours, bare = [], []
    for _ in range(size.of(quick=1, usual=3, full=7)):
        said: list[Transaction] = []
        async with database(kind) as url:
            ours.append(number / await _play(url, number, said))
        async with database(kind) as url:
            bare.append(number / await _replay(url, said))
    return figure(f"stories, {kind}", ours, "a second", reference="the same SQL alone", against=bare, least=AIM)


async def _play(url: str, number: int, said: list[Transaction]) -> float:
    """Play so many stories one after another; the seconds it took."""
    db = Database(url)
    sender = Sender(db, Instant(), landed=lambda _: None)
    sender.pace = Unpaced()
    async with _recording(db, said):
        started = time.perf_counter()
        for each in range(number):
            await _story(db, sender, each)
        seconds = time.perf_counter() - started
    await db.close()
    return seconds


async def _story(db: Database, sender: Sender, number: int) -> None:
    maya, lena = Actor(TEAM, COMMS), Actor(TEAM, EXPERT)
    text = f"Can I visit ward {number} if I had a {number * 7919:x} cold last week?"
    async with db.transaction() as session:
        question_id = (await intake.store(session, maya, Asking(text=text))).id

    async def step(do: Step) -> None:
        async with db.transaction() as session:
            await do(session)
        await _settled(db, sender)

    async def show_draft(session: AsyncSession) -> None:
        await summoning.show_draft(session, await questions.lock(session, TEAM, question_id))

    async def ask(session: AsyncSession) -> None:
        question = await questions.lock(session, TEAM, question_id)
        await choosing.after_storing(session, maya, question)
        if question.stage is Stage.CHOOSING:
            await choosing.ask(session, maya, question_id=question_id)

    written = Written(DESK, f"17{number:08d}.000001", ANSWER)
    await step(ask)
    await step(lambda s: pinging.acknowledge(s, lena, question_id=question_id))
    await step(lambda s: contributing.contribute(s, lena, question_id=question_id, written=written))
    await step(show_draft)
    await step(lambda s: drafting.sign_off(s, lena, question_id=question_id, revision=1))
    await step(lambda s: approval.approve(s, maya, question_id=question_id, revision=1))
    await step(lambda s: publication.posted(s, maya, question_id=question_id, revision=1))
    async with db.snapshot() as session:
        question = await questions.find(session, TEAM, question_id)
        if question is None or question.stage is not Stage.PUBLISHED:
            raise RuntimeError(f"the story ended {question and question.stage}")


async def _settled(db: Database, sender: Sender) -> None:
    """What the heartbeat does after a commit, until nothing is due."""
    while True:
        await sender.finish(10)
        async with db.snapshot() as session:
            due = [instant and instant <= clock.now() for instant in await queue.next_due(session)]
        if not any(due):
            return
        if due[0]:
            await act_on_due(db)
        if due[1]:
            await sender.send_due()


@asynccontextmanager
async def _recording(db: Database, said: list[Transaction]) -> AsyncIterator[None]:
    """Everything said to the database, by transaction, in the order in which they began."""
    open_ones: dict[int, Transaction] = {}
    engine = db.engine.sync_engine

    def heard(connection: Any, _: Any, statement: str, parameters: Any, __: Any, many: bool) -> None:
        if id(connection) not in open_ones:
            said.append(open_ones.setdefault(id(connection), Transaction()))
        if not statement.startswith("BEGIN"):
            # Several rows in one INSERT come with all their values in one tuple.
            open_ones[id(connection)].statements.append((statement, parameters, many and isinstance(parameters, list)))

    def ended(word: str) -> Callable[[Any], None]:
        def end(connection: Any) -> None:
            if id(connection) in open_ones:
                open_ones.pop(id(connection)).end = word

        return end

    listeners: list[tuple[str, Callable[..., Any]]] = [
        ("before_cursor_execute", heard),
        ("commit", ended("COMMIT")),
        ("rollback", ended("ROLLBACK")),
    ]
    for name, listener in listeners:
        event.listen(engine, name, listener)
    try:
        yield
    finally:
        for name, listener in listeners:
            event.remove(engine, name, listener)


async def _replay(url: str, said: Sequence[Transaction]) -> float:
    """Say the same to the driver alone; the seconds it took."""
    if url.startswith("sqlite"):
        return _replay_sqlite(str(make_url(url).database), said)
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(plain)
    started = time.perf_counter()
    for transaction in said:
        await connection.execute("BEGIN")
        for statement, parameters, many in transaction.statements:
            if many:
                await connection.executemany(statement, parameters)
            else:
                await connection.fetch(statement, *parameters)
        await connection.execute(transaction.end)
    seconds = time.perf_counter() - started
    await connection.close()
    return seconds


def _replay_sqlite(path: str, said: Sequence[Transaction]) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    started = time.perf_counter()
    for transaction in said:
        connection.execute("BEGIN IMMEDIATE" if transaction.end == "COMMIT" else "BEGIN")
        for statement, parameters, many in transaction.statements:
            if many:
                connection.executemany(statement, parameters)
            else:
                connection.execute(statement, parameters).fetchall()
        connection.execute(transaction.end)
    seconds = time.perf_counter() - started
    connection.close()
    return seconds
