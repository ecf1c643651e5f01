"""Slack in: every feature's own tables, put together. The manifest is drawn from the same tables."""

from collections.abc import Callable, Iterable
from types import ModuleType

from bot.handlers import (
    answers,
    approval,
    contributing,
    drafting,
    entries,
    home,
    intake,
    joining,
    membership,
    pinging,
    publication,
    twins,
    variables,
)
from bot.handlers.receive import Handler, Table
from bot.slack.shapes import Body

FEATURES: tuple[ModuleType, ...] = (
    intake,
    joining,
    pinging,
    contributing,
    drafting,
    approval,
    publication,
    answers,
    entries,
    twins,
    variables,
    home,
    membership,
)


def _merged(name: str) -> Table:
    merged: dict[str, Handler] = {}
    for feature in FEATURES:
        table: Table = getattr(feature, name, {})
        twice = merged.keys() & table.keys()
        if twice:
            raise AssertionError(f"{feature.__name__}: {twice} is there already")
        merged |= table
    return merged


TABLES: dict[str, Table] = {
    "command": _merged("COMMANDS"),
    "message_action": _merged("SHORTCUTS"),
    "block_actions": _merged("ACTIONS"),
    "view_submission": _merged("SUBMISSIONS"),
    "view_closed": _merged("CLOSINGS"),
    "block_suggestion": _merged("SUGGESTIONS"),
    "event": _merged("EVENTS"),
}


# Submissions whose answer is a window: where Slack never heard it, the person sends them again and still has to see it.
SENT_AGAIN = _merged("SENT_AGAIN")


def _all(names: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*names)


READS = _all([frozenset(TABLES["block_suggestion"]), *(getattr(feature, "READS", frozenset()) for feature in FEATURES)])

# Events that change nothing here, by what they say: they are answered without a row of the inbox.
NOISE: dict[str, Callable[[Body], bool]] = {**contributing.NOISE}
