"""Looks after what is kept.

`twins` lists the pairs of answers to one question that nobody has decided yet: contradictions first, then those that
are kept twice. They are decided in Slack, by their owners or by comms. `audit` lists the riskiest reuses, and `tune`
learns from what people said of offers from which confidence on an answer is proposed. `variables` lists what stands in
many answers, and changes it: each answer's new text goes to be signed.
"""

import argparse
import json
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import trimming
from bot.cli import variables, verdicts
from bot.cli.workspaces import within
from bot.db import organisations, twins
from bot.db.engine import Database
from bot.db.models import Entry, Twin
from bot.settings import Settings
from bot.views.blocks import times

MOST = 10_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and where."""
    parser.add_argument("do", choices=tuple(WHAT), help="what to do")
    verdicts.add_arguments(parser)
    variables.add_arguments(parser)
    parser.add_argument("--workspace", metavar="ID", help="which workspace, where there are several (T0123ABCD)")
    parser.add_argument("--json", action="store_true", help="as JSON")


async def run(options: argparse.Namespace, settings: Settings) -> int:
    """Do it; 0 where nothing waits to be decided."""
    writes = (options.do == "tune" and (options.save or options.reset)) or (options.do == "variables" and options.set)
    opening = Database.transaction if writes else Database.snapshot
    act = partial(WHAT[options.do], options)
    understands = options.do == "tune"
    return await within(
        settings, options.workspace, act, opening=opening, understands=understands, as_json=options.json
    )


async def _twins(options: argparse.Namespace, session: AsyncSession, workspace: str) -> int:
    found = await twins.open_pairs(session, workspace, limit=MOST)
    names = await organisations.names(session, workspace, {entry.owner for _, *both in found for entry in both})
    if options.json:
        print(json.dumps([_row(*pair, names) for pair in found], indent=1, ensure_ascii=False))
    else:
        print("\n\n".join(_shown(*pair, names) for pair in found) or "No two answers wait to be decided.")
    return 1 if found else 0


def _shown(twin: Twin, first: Entry, second: Entry, names: Mapping[str, str]) -> str:
    asked = f"asked {times(twin.asked)}" if twin.asked else "nobody was asked yet"
    lines = [f"{twin.kind}, found {twin.found_at:%d %b %Y}, {asked}"]
    for entry in (first, second):
        lines += [f"  {entry.id}  {entry.question}", f"      {entry.short}"]
        lines.append(f"      owner {names.get(entry.owner, entry.owner)}, signed {entry.made_at:%d %b %Y}")
    return "\n".join(lines)


def _row(twin: Twin, first: Entry, second: Entry, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "pair": twin.id,
        "kind": twin.kind,
        "found": twin.found_at.isoformat(),
        "asked": twin.asked,
        "differs": [vars(each) for each in trimming.conflicts(first.short, second.short)],
        "answers": [
            {
                "entry": entry.id,
                "question": entry.question,
                "short": entry.short,
                "account": entry.account,
                "owner": names.get(entry.owner, entry.owner),
                "signed": entry.made_at.isoformat(),
            }
            for entry in (first, second)
        ],
    }


WHAT: dict[str, Callable[[argparse.Namespace, AsyncSession, str], Awaitable[int]]] = {
    "twins": _twins,
    "audit": verdicts.audit,
    "tune": verdicts.tune,
    "variables": variables.variables_of,
}
