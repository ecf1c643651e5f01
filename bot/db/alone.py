"""Whether this is the only process that serves on an SQLite file: two would each keep the time and Slack's pace."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

if sys.platform != "win32":
    import fcntl


@contextlib.contextmanager
def alone(file: Path | None) -> Iterator[bool]:
    """False where another process does, as far as the system can tell. The lock lies in a file beside SQLite's own,
    and ends with its process."""
    if file is None or sys.platform == "win32":
        yield True
        return
    with contextlib.ExitStack() as held:
        is_alone = True
        with contextlib.suppress(OSError):
            lock = held.enter_context(file.with_name(f"{file.name}-serve").open("a"))
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                is_alone = False
        yield is_alone
