"""An older state is restored: what waited in it and was posted since isn't posted again, and nothing in it is lost."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.db.engine import Database
from bot.db.models import Outbox
from bot.settings import with_driver
from sandbox import Sandbox
from tests import postgres
from tests.crash.afterlife import afterlife
from tests.crash.beginning import beginning
from tests.crash.everybody import standing
from tests.crash.story import ANSWER, QUESTION
from tests.flows.playing import said
from tests.flows.reading import broken_promises
from tests.living import connected, shell


async def test_a_restored_backup_is_taken_up_where_it_was_and_posts_nothing_again(
    database_url: str, sandbox: Sandbox, tmp_path: Path
) -> None:
    await beginning(sandbox, database_url, tmp_path / "beginning")
    backup = tmp_path / "backup"

    async with afterlife(sandbox, database_url) as world:
        # Slack holds back the card while the backup is made, so that the backup doesn't know that it was posted.
        sandbox.troubles.set({"answer_429": 1, "retry_after": 30, "method": "chat.postMessage"})
        await world.maya.asks(QUESTION)
        await backed_up(database_url, backup)
        await world.moves("31 seconds")
        await world.lena.clicks("On it")

    restored = await restored_from(backup, database_url, tmp_path)
    status, out = await shell("outbox", "recheck", **connected(sandbox, restored))
    assert status == 0
    assert "looked for before" in out

    known = await known_to(restored)  # before a bot adds to it
    async with afterlife(sandbox, restored) as world:
        await world.moves("5 seconds")
        await world.lena.replies("Yes, after 48 hours without symptoms.")
        await world.moves("15 seconds")
        await world.lena.clicks("Sign off")

        assert "question:1:card:1" in known
        assert [key for key, number in standing(world).items() if number > 1 and key in known] == []
        assert await broken_promises(world) == []


async def test_after_a_restore_the_buttons_are_back_and_people_can_press_once_more(
    database_url: str, sandbox: Sandbox, tmp_path: Path
) -> None:
    await beginning(sandbox, database_url, tmp_path / "beginning")
    backup = tmp_path / "backup"
    async with afterlife(sandbox, database_url) as world:
        await world.maya.asks(QUESTION)
        await world.moves("3 seconds")
        await backed_up(database_url, backup)
        card = said(world.desk.card())
        await world.lena.clicks("On it")
        await world.lena.replies(ANSWER)
        await world.moves("15 seconds")
        assert not world.lena.sees_button("On it")
        assert said(world.desk.card()) != card

    restored = await restored_from(backup, database_url, tmp_path)
    assert (await shell("outbox", "recheck", **connected(sandbox, restored)))[0] == 0

    async with afterlife(sandbox, restored) as world:
        await world.moves("3 seconds")
        assert said(world.desk.card()) == card
        await world.lena.clicks("On it")

        assert "Waiting for *Lena Ortiz* to answer" in said(world.desk.card())
        assert await broken_promises(world) == []


async def backed_up(database: str, to: Path) -> None:
    """As docs/operating.md says, while the bot runs."""
    if database.startswith("sqlite"):
        await asyncio.to_thread(_copied, database.partition(":///")[2], to)
    else:
        await asyncio.to_thread(_run, "pg_dump", "--format=custom", f"--file={to}", database)


def _copied(source: str, to: Path) -> None:
    """What sqlite3's `.backup` does."""
    with sqlite3.connect(source) as live, sqlite3.connect(to) as copy:
        live.backup(copy)
    copy.close()
    live.close()


async def known_to(database: str) -> set[str]:
    """The keys of all calls that this database knows."""
    db = Database(with_driver(database))
    async with db.snapshot() as session:
        known = set(await session.scalars(select(Outbox.key)))
    await db.close()
    return known


async def restored_from(backup: Path, database: str, folder: Path) -> str:
    """A new database with what the backup holds."""
    if database.startswith("sqlite"):
        shutil.copy(backup, folder / "restored.db")
        return f"sqlite:///{folder}/restored.db"
    url = await postgres.fresh_database(postgres.server() or "", migrated=False)
    await asyncio.to_thread(_run, "pg_restore", "--no-owner", f"--dbname={url}", str(backup))
    return url


def _run(program: str, *arguments: str) -> None:
    found = shutil.which(program) or next(
        (str(folder / program) for folder in postgres.programs() if (folder / program).exists()), None
    )
    if found is None:
        pytest.skip(f"PostgreSQL has no {program} here")
    subprocess.run([found, *arguments], check=True, capture_output=True, env={**os.environ, "PGCONNECT_TIMEOUT": "10"})
