"""The disk takes what is written and then fails to confirm it (EIO from fsync): nothing of that is called "ok"."""

import contextlib
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.slack.door import delivery_key
from sandbox import Sandbox
from tests.flows.test_unwritable import until_ready
from tests.living import living

SOURCE = Path(__file__).with_name("unsynced.c")
COMPILER = shutil.which("cc")


@pytest.fixture
def preloaded(tmp_path: Path) -> dict[str, str]:
    """The environment of a process whose disk fails while there is a certain file."""
    if COMPILER is None or sys.platform != "linux":
        pytest.skip("there is no C compiler for Linux here")
    library = tmp_path / "unsynced.so"
    subprocess.run([COMPILER, "-shared", "-fPIC", "-o", library, SOURCE, "-ldl"], check=True, capture_output=True)
    return {"LD_PRELOAD": str(library), "UNSYNCED": str(tmp_path / "unsynced")}


@contextlib.contextmanager
def failing(flag: Path) -> Iterator[None]:
    """The disk fails."""
    flag.touch()
    try:
        yield
    finally:
        flag.unlink()


async def test_what_the_disk_never_confirmed_is_not_called_ok_and_it_recovers_alone(
    preloaded: dict[str, str], tmp_path: Path
) -> None:
    flag = Path(preloaded["UNSYNCED"])
    async with Sandbox().serving() as sandbox, living(sandbox, tmp_path, real=True, **preloaded) as process:

        async def ask(text: str) -> int:
            await sandbox.act({"do": "command", "as": "U0MAYA", "command": "/ask", "text": text, "channel": "C0COMMS"})
            return int(sandbox.deliveries[-1]["status"])

        assert await ask("Before?") == 200
        with failing(flag):
            assert [await ask(f"Meanwhile {number}?") for number in range(3)] == [503, 503, 503]
            assert await until_ready(process.url, 503) == "the database can't be used: its disk fails\n"
        assert await until_ready(process.url, 200) == "ready\n"
        assert await ask("Afterwards?") == 200

    told_ok = {delivery_key(each["body"]) for each in sandbox.deliveries if each["status"] == 200}
    with sqlite3.connect(tmp_path / "expertline.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert told_ok <= {row[0] for row in connection.execute("SELECT id FROM inbox")}
        asked = [row[0] for row in connection.execute("SELECT text FROM questions ORDER BY id")]
    assert asked == ["Before?", "Afterwards?"]
