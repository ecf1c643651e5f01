"""The disk takes what is written and then fails to confirm it (EIO from fsync): nothing of that is called "ok"."""

import asyncio
import contextlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from bot.slack.door import delivery_key
from sandbox import Sandbox
from tests import postgres
from tests.flows.test_unwritable import until_ready
from tests.living import living

SOURCE = Path(__file__).with_name("unsynced.c")
COMPILER = shutil.which("cc")


@pytest.fixture
def preloaded() -> Iterator[dict[str, str]]:
    """The environment of a process whose disk fails while there is a certain file."""
    if COMPILER is None or sys.platform != "linux":
        pytest.skip("there is no C compiler for Linux here")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # a database server is somebody else
        library = f"{folder}/unsynced.so"
        subprocess.run([COMPILER, "-shared", "-fPIC", "-o", library, SOURCE, "-ldl"], check=True, capture_output=True)
        yield {"LD_PRELOAD": library, "UNSYNCED": f"{folder}/unsynced"}


@contextlib.contextmanager
def failing(flag: Path) -> Iterator[None]:
    """The disk fails."""
    flag.touch()
    try:
        yield
    finally:
        flag.unlink()


async def ask(sandbox: Sandbox, text: str) -> int:
    await sandbox.act({"do": "command", "as": "U0MAYA", "command": "/ask", "text": text, "channel": "C0COMMS"})
    return int(sandbox.deliveries[-1]["status"])


def told_ok(sandbox: Sandbox) -> set[str | None]:
    return {delivery_key(each["body"]) for each in sandbox.deliveries if each["status"] == 200}


async def test_what_the_disk_never_confirmed_is_not_called_ok_and_it_recovers_alone(
    preloaded: dict[str, str], tmp_path: Path
) -> None:
    flag = Path(preloaded["UNSYNCED"])
    async with Sandbox().serving() as sandbox, living(sandbox, tmp_path, real=True, **preloaded) as process:
        assert await ask(sandbox, "Before?") == 200
        with failing(flag):
            assert [await ask(sandbox, f"Meanwhile {number}?") for number in range(3)] == [503, 503, 503]
            assert await until_ready(process.url, 503) == "the database can't be used: its disk fails\n"
        assert await until_ready(process.url, 200) == "ready\n"
        assert await ask(sandbox, "Afterwards?") == 200

    with sqlite3.connect(tmp_path / "expertline.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert told_ok(sandbox) <= {row[0] for row in connection.execute("SELECT id FROM inbox")}
        asked = [row[0] for row in connection.execute("SELECT text FROM questions ORDER BY id")]
    assert asked == ["Before?", "Afterwards?"]


async def until_answering(url: str) -> None:
    """The server has taken up its log."""
    async with asyncio.timeout(postgres.PATIENCE):
        while True:
            with contextlib.suppress(OSError, asyncpg.PostgresError):
                await (await asyncpg.connect(url)).close()
                return
            await asyncio.sleep(0.1)


@pytest.mark.thorough
async def test_what_postgresql_could_not_sync_is_not_called_ok_and_it_recovers_with_the_server(
    preloaded: dict[str, str], tmp_path: Path
) -> None:
    """The server ends itself, and takes up its log when it begins again: of what nobody was told "ok" about, a commit
    may be in there."""
    server = postgres.service(preloaded)
    if server is None:
        pytest.skip("no PostgreSQL server can be had here")
    url = await postgres.fresh_database(server)
    async with Sandbox().serving() as sandbox, living(sandbox, tmp_path, DATABASE_URL=url) as process:
        assert await ask(sandbox, "Before?") == 200
        with failing(Path(preloaded["UNSYNCED"])):
            assert [await ask(sandbox, f"Meanwhile {number}?") for number in range(3)] == [503, 503, 503]
            assert "the database can't be used" in await until_ready(process.url, 503)
        await until_answering(url)
        assert await until_ready(process.url, 200) == "ready\n"
        assert await ask(sandbox, "Afterwards?") == 200

    connection = await asyncpg.connect(url)
    assert told_ok(sandbox) <= {row["id"] for row in await connection.fetch("SELECT id FROM inbox")}
    first, *between, last = [row["text"] for row in await connection.fetch("SELECT text FROM questions ORDER BY id")]
    await connection.close()
    assert (first, last) == ("Before?", "Afterwards?")
    assert set(between) <= {"Meanwhile 0?"}
