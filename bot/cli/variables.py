"""What stands in many answers: listed, changed, written out and loaded from a shell."""

import argparse
import json
from dataclasses import asdict
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.readiness import Stopped, bytes_of
from bot.cli.workspaces import opened
from bot.db import organisations, variables
from bot.db.engine import Database
from bot.db.models import Variable
from bot.db.variables import Extent
from bot.exchange import Unreadable
from bot.exchange import variables as files
from bot.lifecycle import Refused
from bot.settings import Settings
from bot.views.variables import Filled
from bot.workflows import carrying, varying
from bot.workflows.people import Actor, Unknown, require_colleague

MOST_BYTES = 8 * 2**20
UNKNOWN = "Nothing is known of {user} here. Name somebody whom the organisation file names, or who uses the bot."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `variables` takes besides."""
    parser.add_argument("--set", nargs=2, metavar=("KEY", "VALUE"), help="variables: change this one")
    parser.add_argument("--by", default="", metavar="U…", help="variables: who changes it: its owner, or comms")


async def variables_of(options: argparse.Namespace, session: AsyncSession, workspace: str) -> int:
    """All that are in use, after the change that is asked for; 0."""
    if options.set:
        await _set(session, workspace, key=options.set[0], value=options.set[1], by=options.by)
        await session.flush()
    found = await variables.in_use(session, workspace)
    names = await organisations.names(
        session, workspace, {user for one in found for user in (one.owner, one.changed_by)}
    )
    extents = await variables.extents(session, workspace)
    posts = await variables.earlier_posts_of(session, workspace, [one.id for one in found])
    rows = [_row(one, names, extents.get(one.id, Extent()), len(posts.get(one.id, []))) for one in found]
    if options.json:
        print(json.dumps(rows, indent=1, ensure_ascii=False))
    else:
        print("\n".join(_shown(row) for row in rows) or "There is no variable yet. They are made in Slack.")
    return 0


async def _set(session: AsyncSession, workspace: str, *, key: str, value: str, by: str) -> None:
    found = await variables.by_key(session, workspace, key)
    if found is None or found.retired_at is not None:
        raise Stopped(f"There is no variable {key}. Leave --set out to see which there are.", 2)
    if not by:
        raise Stopped("Say with --by who changes it: its owner, or somebody in comms.", 2)
    filled = Filled(found.label, value, found.owner, found.department)
    try:
        await require_colleague(session, workspace, by)
        await varying.change(session, Actor(workspace, by), variable_id=found.id, number=found.number, filled=filled)
    except Unknown as unknown:
        raise Stopped(UNKNOWN.format(user=unknown.user), 2) from None
    except Refused as refused:
        raise Stopped(str(refused), 2) from None


def _row(variable: Variable, names: dict[str, str], extent: Extent, posts: int) -> dict[str, Any]:
    return {
        "key": variable.key,
        "label": variable.label,
        "value": variable.value,
        "owner": variable.owner,
        "owner_name": names.get(variable.owner, ""),
        "department": variable.department,
        "changed_by": variable.changed_by,
        "changed_by_name": names.get(variable.changed_by, ""),
        "changed_at": variable.changed_at.isoformat(),
        "answers_in_step": extent.linked,
        "waiting_for_signatures": extent.behind,
        "posts_with_an_earlier_value": posts,
    }


def _shown(row: dict[str, Any]) -> str:
    owner, by = row["owner_name"] or row["owner"], row["changed_by_name"] or row["changed_by"]
    answers, waiting, posts = (
        row[name] for name in ("answers_in_step", "waiting_for_signatures", "posts_with_an_earlier_value")
    )
    return (
        f"{row['key']}  {row['label']}: {row['value']}\n"
        f"    owner {owner}, changed {row['changed_at'][:10]} by {by}\n"
        f"    {answers} answers in step, {waiting} of them wait for signatures; {posts} posts with an earlier value"
    )


async def load(options: argparse.Namespace, settings: Settings) -> tuple[str, int]:
    """Load them from a file, or say what loading it would do; with the exit status: 2 where it would be refused."""
    name = options.file.name
    raw = bytes_of(options.file, MOST_BYTES)
    if len(raw) > MOST_BYTES:
        raise Stopped(f"{name} is larger than {MOST_BYTES // 2**20} MB. Please load it in parts.", 2)
    try:
        lines, problems = files.read(raw)
    except Unreadable as why:
        raise Stopped(f"{name} can't be used, and nothing was changed:", 2, [why.problem]) from None
    opening = Database.snapshot if options.check else Database.transaction
    async with opened(settings, options.workspace, opening=opening) as (session, team):
        apply = not options.check and not problems
        carried = await carrying.load(session, team, lines, source=name, apply=apply)
        problems = sorted([*problems, *carried.refused])
        if problems and not options.check:
            raise Stopped(
                f"{name} holds variables. Nothing was changed: mend these lines, and load it again.", 2, problems
            )
    carried.refused, status = problems, 2 if problems else 0
    if options.json:
        return json.dumps({"ok": not problems, "loaded": not options.check, **asdict(carried)}, indent=1), status
    if not lines and not problems:
        return f"{name} is empty: there was nothing to load.", 0
    done = "Nothing was loaded; it would be" if options.check else "Loaded"
    said = f"{name} holds variables. {done}: {len(carried.new)} new, {len(carried.same)} the same."
    if carried.kept:
        said += f" {len(carried.kept)} are here already, say otherwise, and stay as they are; change them in Slack."
    return "\n".join([said, *(f"  {problem}" for problem in problems)]), status


def holds_variables(options: argparse.Namespace) -> bool:
    """Whether the file is one of these; where there was nothing to write out, it is empty."""
    raw = bytes_of(options.file, MOST_BYTES)
    return files.are_variables(raw) or (options.file.suffix == ".jsonl" and not raw)
