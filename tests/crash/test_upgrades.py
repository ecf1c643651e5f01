"""The next version comes while people are at work: its migration runs beside the old processes, which go on; the new
ones take over one by one."""

import asyncio
import contextlib
import os
import random
import shutil
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.db import queue
from bot.db.engine import Database
from bot.db.migrating import head
from bot.db.models import Outbox
from bot.settings import with_driver
from sandbox import Sandbox
from sandbox.botprocess import BotProcess, free_port
from tests import postgres
from tests.crash.afterlife import Afterlife, Reading
from tests.crash.beginning import beginning
from tests.crash.everybody import Everybody, unbalanced
from tests.flows.test_locks import another_session, until_waiting
from tests.forking import ForkedBot
from tests.living import TOP, connected

MANY = pytest.param(300, marks=pytest.mark.soak)
ROUNDS = 600
REVISION = '''"""What a next version may bring: columns with a default in the busiest tables, an index, a table."""

import sqlalchemy as sa
from alembic import op

revision = "9001"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("people", "questions", "outbox", "dues", "inbox"):
        op.add_column(table, sa.Column("coming", sa.Text(), nullable=False, server_default=""))
    op.create_index("outbox_coming", "outbox", ["coming"])
    op.create_table("coming", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade() -> None:
    raise NotImplementedError
'''


def next_version(folder: Path) -> dict[str, str]:
    """A copy of the bot with one revision more; the environment in which it is found."""
    for name in ("bot", "migrations"):
        shutil.copytree(TOP / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "migrations" / "versions" / "9001_what_comes.py").write_text(REVISION.format(before=head()))
    return {"PYTHONPATH": str(folder), "PYTHONSAFEPATH": "1"}


async def migrate(**environment: str) -> str:
    """`python -m bot migrate` of the version that the environment leads to; what it printed."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "migrate"),
        env={**os.environ, **environment},
        cwd=TOP,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await child.communicate()
    assert child.returncode == 0, said.decode()
    return said.decode()


@dataclass
class Silent:
    """A real process tells no points."""

    def poll(self) -> bool:
        return False


@dataclass
class Serving:
    """`python -m bot serve`, among the processes of a world."""

    process: BotProcess
    tells: Silent

    @property
    def url(self) -> str:
        return self.process.url

    async def end(self) -> None:
        await self.process.stop()


class Rolling(Afterlife):
    """A world of real processes; it is at rest when nothing is left to send or to do."""

    async def _busy(self) -> bool:
        if self.sandbox.delivery.in_flight:
            return True
        async with self.bot.db.snapshot() as session:
            is_open = await session.scalar(select(Outbox.id).where(Outbox.open).limit(1)) is not None
            due = min((instant for instant in await queue.next_due(session) if instant), default=None)
        if is_open or (due is not None and due.timestamp() <= self.sandbox.clock.now()):
            await self._pass(0.5)
            return True
        return False

    async def serve(self, log: Path, **environment: str) -> Serving:
        """One more process at work; `environment` leads it to the next version."""
        settings = {**connected(self.sandbox, self.life.settings["database_url"]), **environment}
        kind = BotProcess if environment else ForkedBot
        one = Serving(kind(settings, log, free_port(), inspect_token="look"), Silent())
        await one.process.start()
        self.awake.append(one)  # type: ignore[arg-type]
        await self._pass(0)  # it learns what time it is
        return one

    async def retire(self, one: Serving, people: Everybody) -> None:
        """As a load balancer does it: nothing more goes there, what is under way ends, and it is told to stop."""
        self.awake.remove(one)  # type: ignore[arg-type]
        people.balance()
        await self.sandbox.settled()
        await one.end()


@contextlib.asynccontextmanager
async def rolling(sandbox: Sandbox, url: str) -> AsyncIterator[Rolling]:
    world = Rolling(sandbox, Reading(Database(with_driver(url))))  # type: ignore[arg-type]
    world.life.settings["database_url"] = url
    try:
        yield world
    finally:
        await world.close()


@contextlib.asynccontextmanager
async def somebody_exports(url: str) -> AsyncIterator[Any]:
    """A long look at the questions: whoever changes the table has to wait for its end."""
    async with another_session(url) as other, other.transaction():
        await other.fetch("SELECT id FROM questions")
        yield other


def told(delivery: dict[str, Any]) -> str:
    """A delivery that failed, so that one sees what it met."""
    return f"{delivery['kind']} at {delivery['t']:.1f}: {delivery['status']} {delivery.get('error')}"


@pytest.mark.parametrize("asked", [8, MANY])
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_new_version_takes_over_while_people_work(
    asked: int, database_url: str, tmp_path: Path, sandbox: Sandbox
) -> None:
    await beginning(sandbox, database_url, tmp_path / "beginning")
    url = await postgres.copied(database_url)  # it will be changed
    newer = next_version(tmp_path / "next")

    async with rolling(sandbox, url) as world:
        people = Everybody(world, random.Random(3), patient=True)
        world.patience = max(world.patience, asked / 2)
        old = await asyncio.gather(*(world.serve(tmp_path / f"old-{number}.log") for number in range(2)))

        async def ask(share: float) -> None:
            for _ in range(int(asked * share)):
                await people.ask(people.asked)  # the same words again would wait for the same answer
                await people.work(1)

        await ask(1 / 4)
        async with somebody_exports(url) as other:
            migrating = asyncio.create_task(migrate(DATABASE_URL=url, **newer))
            await until_waiting(other)
            await ask(1 / 4)
        assert "revision 9001" in await migrating
        new = await world.serve(tmp_path / "new.log", **newer)
        await ask(1 / 4)
        for one in old:
            await world.retire(one, people)
            await ask(1 / 8)
        assert await people.work(ROUNDS) == []
        await world.quiet()
        await world.moves("40 seconds")

        assert [one.process.exits for one in old] == [[0], [0]]
        assert [told(each) for each in sandbox.deliveries if each["status"] not in (200, 503)] == []
        assert await unbalanced(world, asked=people.asked) == []
        assert new.process.running
    await postgres.drop_database(url)
