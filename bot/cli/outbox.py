"""Shows the calls to Slack that aren't done, and has those made again that Slack refused for good.

`list` shows what is dead, with Slack's word for why; with --all also what waits, and what is unsure: Slack gave no
clear answer, so it is looked for before it is sent again. What may not even be looked for is listed as unknown: it may
or may not stand in Slack. `retry` sends dead and unknown ones after all, once the reason is mended (the bot is back in
the channel, say); unknown ones are looked for first. Name them by their keys, or take all with --all. `recheck` is for
after an older state was restored: whatever waits is looked for in Slack before it is sent, and open questions get their
buttons back. Run it before `serve`.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.readiness import Stopped
from bot.cli.workspaces import within
from bot.db.engine import Database
from bot.db.models import Outbox
from bot.settings import Settings
from bot.slack import dead

NOT_RETRIED = (
    "no dead call is called that, a newer one has taken its place, or it belongs to another message that is dead: "
    "then retry that one."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and with which."""
    parser.add_argument("do", choices=tuple(DOES), help="show them, send dead ones again, or doubt all")
    parser.add_argument("keys", nargs="*", metavar="KEY", help="which to retry, as `list` names them")
    parser.add_argument("--all", action="store_true", help="list: what waits or is unsure too; retry: every dead one")
    parser.add_argument("--workspace", metavar="ID", help="which workspace, where there are several (T0123ABCD)")
    parser.add_argument("--json", action="store_true", help="as JSON")


async def run(options: argparse.Namespace, settings: Settings) -> int:
    """Show or retry; 1 where something named isn't there to retry."""
    opening = Database.snapshot if options.do == "list" else Database.transaction
    act = partial(DOES[options.do], options)
    return await within(settings, options.workspace, act, opening=opening, as_json=options.json)


async def _list(options: argparse.Namespace, session: AsyncSession, team: str) -> int:
    rows = [row for row in await dead.waiting(session, team) if options.all or row.dead_at is not None]
    if options.json:
        print(json.dumps([_row(row) for row in rows], indent=1))
    else:
        print("\n".join(_shown(rows)) or "Nothing is dead: every call was made, or will be.")
    return 0


async def _retry(options: argparse.Namespace, session: AsyncSession, team: str) -> int:
    if bool(options.keys) == options.all:
        raise Stopped("Name the keys to retry, or take all with --all.", 2)
    keys = options.keys or [row.key for row in await dead.waiting(session, team) if row.dead_at is not None]
    revived = await dead.retry(session, team, keys)
    missing = [key for key in options.keys if key not in revived]
    if options.json:
        print(json.dumps({"retried": revived, "not_retried": missing}))
    else:
        print(f"{len(revived)} will be sent within seconds, if the bot runs." if revived else "Nothing to retry.")
        for key in missing:
            print(f"{key}: {NOT_RETRIED}", file=sys.stderr)
    return 1 if missing else 0


async def _recheck(options: argparse.Namespace, session: AsyncSession, team: str) -> int:
    number = await dead.doubt(session, team)
    if options.json:
        print(json.dumps({"rechecked": number}))
    else:
        print(f"{number} calls wait; each is looked for before it is sent.")
    return 0


DOES = {"list": _list, "retry": _retry, "recheck": _recheck}


def _row(row: Outbox) -> dict[str, Any]:
    return {
        "key": row.key,
        "state": _state(row),
        "method": row.method,
        "channel": row.channel,
        "question": row.question_id,
        "error": row.error,
        "attempts": row.attempts,
        "since": (row.dead_at or row.due_at).isoformat(),
    }


def _state(row: Outbox) -> str:
    if row.dead_at is not None:
        return "unknown" if row.unsure else "dead"
    return "unsure" if row.unsure else "waiting"


def _shown(rows: Sequence[Outbox]) -> list[str]:
    return [
        f"{_state(row):8}{row.key:40} {row.method:20} {row.channel or '-':12} "
        f"{(row.dead_at or row.due_at):%d %b %H:%M} UTC  {row.error}".rstrip()
        for row in rows
    ]
