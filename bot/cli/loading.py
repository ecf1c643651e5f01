"""Loads answers from a file, so that a team starts with the FAQ it already has."""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict

from bot import exchange
from bot.cli.readiness import Stopped, bytes_of
from bot.cli.workspaces import opened
from bot.db.engine import Database
from bot.exchange import MOST_BYTES, Problem, Read
from bot.lifecycle import Refused
from bot.settings import Settings
from bot.workflows import loading
from bot.workflows.filling import Given
from bot.workflows.loading import Loaded

SHOWN = 20  # lines of one kind; --json has them all


def add_arguments(parser: argparse._ArgumentGroup) -> None:
    """What holds for the answers that don't say so themselves."""
    parser.add_argument(
        "--expert", default="", metavar="U…", help="who answers for them, and signs before the first use"
    )
    parser.add_argument("--approver", default="", metavar="U…", help="who stands by them in comms: somebody else")
    parser.add_argument("--account", default="", metavar="KEY", help="which account they were written for")
    parser.add_argument(
        "--signed", action="store_true", help="both have signed these exact texts before: use them as they stand"
    )


async def load(options: argparse.Namespace, settings: Settings) -> tuple[str, int]:
    """Load them, or say what loading them would do; with the exit status: 2 where it would be refused."""
    read = _read(options)
    given = Given(options.expert, options.approver, options.account, options.signed)
    name = options.file.name
    try:
        opening = Database.snapshot if options.check else Database.transaction
        async with opened(settings, options.workspace, opening=opening) as (session, team):
            if options.check:
                loaded = await loading.compare(session, team, read.lines, given)
            else:
                loaded = await loading.load(session, team, read.lines, given, source=name)
            read.left_out += loaded.left_out
            problems = sorted([*read.problems, *loaded.refused])
            if problems and not options.check:
                raise Stopped(_nothing_done(name, read, problems), 2, problems)  # nothing is committed
    except Refused as refused:
        raise Stopped(str(refused), 2) from None
    status = 2 if problems else 0
    if options.json:
        return json.dumps(_as_json(options, read, loaded, problems), ensure_ascii=False, indent=1), status
    return "\n".join(_said(options, read, loaded, problems)), status


def _read(options: argparse.Namespace) -> Read:
    try:
        read = exchange.read(options.file.name, bytes_of(options.file, MOST_BYTES))
    except exchange.Unreadable as why:
        raise Stopped(f"{options.file.name} can't be used, and nothing was changed:", 2, [why.problem]) from None
    if not read.lines:
        problems = read.problems or [Problem(1, "There is no answer in it.")]
        raise Stopped(f"{options.file.name} can't be used, and nothing was changed:", 2, problems)
    return read


def _nothing_done(name: str, read: Read, problems: list[Problem]) -> str:
    number, of = len({problem.line for problem in problems}), read.lines[0].of
    lines = f"{number} of its {of}s can't be used" if number > 1 else f"one of its {of}s can't be used"
    return f"{name} was read as {read.kind}. Nothing was changed: {lines}. Mend them and load it again."


def _said(options: argparse.Namespace, read: Read, loaded: Loaded, problems: list[Problem]) -> Iterator[str]:
    counts = f"{len(loaded.new)} new, {len(loaded.same)} the same, {len(loaded.changed)} changed"
    refused = f", {len({one.line for one in problems})} refused" if problems else ""
    done = "Nothing was loaded; it would be:" if options.check else "Loaded:"
    yield f"{options.file.name} was read as {read.kind}. {done} {counts}{refused}."
    of = read.lines[0].of
    changed = [f"{of} {number}: {', '.join(names)}" for number, names in loaded.changed.items()]
    yield from _listed("Changed:", changed)
    kept = [
        f"{of} {number}: this question has an answer that was signed here, and that stays" for number in loaded.kept
    ]
    yield from _listed("Kept as they are; to change one, use Slack:", kept)
    idle = [f"{of} {number}: its answer here is {status}" for number, status in loaded.not_offered.items()]
    yield from _listed("Nobody is offered these, whatever the file says; to offer one again, use Slack:", idle)
    if loaded.too_long:
        yield f"{len(loaded.too_long)} are longer than a post may be: they are shortened when they are first used."
    if loaded.apart:
        lines = ", ".join(map(str, loaded.apart[:SHOWN]))
        yield f"Merged into answers that aren't here yet: line {lines}. Load this file again once they are."
    if read.passed_over:
        yield f"Columns that mean nothing here were passed over: {', '.join(read.passed_over)}."
    yield from _listed("Left out; the rest of the page was read:", [str(problem) for problem in read.left_out])
    yield from _listed("Refused; nothing is loaded before these are mended:", [str(problem) for problem in problems])


def _listed(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield from ("", title, *(f"  {line}" for line in lines[:SHOWN]))
        if len(lines) > SHOWN:
            yield f"  … and {len(lines) - SHOWN} more (--json has them all)"


def _as_json(options: argparse.Namespace, read: Read, loaded: Loaded, problems: list[Problem]) -> dict[str, object]:
    return {
        "ok": not problems,
        "loaded": not options.check,
        "read_as": read.kind,
        **asdict(loaded),
        "passed_over": read.passed_over,
        "left_out": list(map(asdict, read.left_out)),
        "refused": list(map(asdict, problems)),
    }
