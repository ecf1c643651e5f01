"""What a log must not hold: every word that people wrote in a story, and every secret."""

import contextlib
import io
import logging
from collections.abc import Iterator

from bot import logs
from sandbox import Sandbox

SHORTEST = 12  # shorter words than this may stand in a log by chance


@contextlib.contextmanager
def listening() -> Iterator[io.StringIO]:
    """All that is logged meanwhile, at DEBUG, in the form it has in the field."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines())
    root, own = logging.getLogger(), logging.getLogger("bot")
    level = own.level
    root.addHandler(handler)
    own.setLevel(logging.DEBUG)
    try:
        yield stream
    finally:
        root.removeHandler(handler)
        own.setLevel(level)


def written(sandbox: Sandbox) -> set[str]:
    """What people wrote and what they are called; tokens and secrets."""
    workspace, secrets = sandbox.workspace, sandbox.core.credentials
    texts = {each.text for where in workspace.channels.values() for each in where.messages.values()}
    texts |= {line for text in texts for line in text.splitlines()}
    texts |= {person.real_name for person in workspace.people.values()}
    long = {text for text in texts if len(text) >= SHORTEST}
    return long | {person.email for person in workspace.people.values()} | {*vars(secrets).values()} - {"1.1"}


def leaked(sandbox: Sandbox, log: str) -> list[str]:
    """Those of them that are in this log."""
    return sorted(text for text in written(sandbox) if text and text in log)
