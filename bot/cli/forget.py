"""Forgets a question, in the database and in the bot's messages in Slack; or a person who left, in the database.

`question NUMBER` takes out what the public wrote and all that was written about it, and has the bot's messages about it
deleted. That it came in, who moved it on and when stays, without words; so does the kept answer, unless `--with-answer`
is given. `person U…` takes out the name and the id of somebody who left: what they signed stays signed, by “a former
colleague”. What would go is shown first; nothing is changed before you say yes, or give `--yes`. What people typed in
Slack themselves is listed, so that an administrator can delete it. Backups and what was posted are out of its reach.
"""

import argparse
import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.readiness import UNUSABLE, Stopped
from bot.cli.telling import refuse
from bot.cli.workspaces import within
from bot.db.engine import Database
from bot.db.writing import reason
from bot.lifecycle import Refused
from bot.settings import Settings
from bot.workflows import forgetting, former

MOST = 2**31 - 1
PERSON = re.compile(r"[UW][A-Z0-9]{4,39}")
Found = tuple[dict[str, Any], list[str]]  # as JSON, and in words


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whom or what, and whether to do it."""
    parser.add_argument("what", choices=("question", "person"), help="what to forget")
    parser.add_argument("which", metavar="NUMBER|U…", help="the question's number (export has it), or Slack's id")
    parser.add_argument("--with-answer", action="store_true", help="question: the kept answer that came of it, too")
    parser.add_argument("--dry-run", action="store_true", help="only show what would go")
    parser.add_argument("--yes", action="store_true", help="don't ask")
    parser.add_argument("--workspace", metavar="ID", help="which workspace, where there are several (T0123ABCD)")
    parser.add_argument("--json", action="store_true", help="as JSON")


async def run(options: argparse.Namespace, settings: Settings) -> int:
    """Show what would go, ask, and do it; 1 where nothing was forgotten."""
    asks = not (options.yes or options.dry_run)
    if asks and (options.json or not sys.stdin.isatty()):
        refuse("Nothing was changed. Give --yes to forget it, or --dry-run only to look.", as_json=options.json)
        return 2
    if not options.yes or options.dry_run:
        status = await _forget(options, settings, for_good=False)
        if status or options.dry_run:
            return status
        if not await asyncio.to_thread(_agreed):
            print("Nothing was changed.")
            return 1
    return await _forget(options, settings, for_good=True)


def _agreed() -> bool:
    try:
        return input("Forget it? This can't be undone. [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        print()
        return False


async def _forget(options: argparse.Namespace, settings: Settings, *, for_good: bool) -> int:
    told: list[Found] = []

    async def forget(session: AsyncSession, team: str) -> int:
        try:
            told.append(await (_question if options.what == "question" else _person)(options, session, team))
        except Refused as refused:
            raise Stopped(str(refused), 1) from None
        return 0

    opening = Database.transaction if for_good else tried
    status = await within(settings, options.workspace, forget, opening=opening, as_json=options.json)
    if status:
        return status
    [(found, lines)] = told
    traces = await _rewritten(settings) if for_good else ""
    if options.json:
        whole = {"ok": True, "forgotten": for_good, **found, "traces": traces}
        print(json.dumps(whole, indent=1, ensure_ascii=False))
    else:
        print("\n".join(["Forgotten:" if for_good else "This would be forgotten:", *lines, *filter(None, [traces])]))
    return 1 if traces else 0


async def _rewritten(settings: Settings) -> str:
    """Why SQLite's file may still hold traces of what is gone; empty where it holds none."""
    db = Database(settings.database)
    try:
        await db.rewrite()
    except (*UNUSABLE, TimeoutError) as error:
        why = "it is being read" if isinstance(error, TimeoutError) else reason(error)
        return (
            f"It is forgotten, but the database's file could not be written anew ({why}), and may hold traces. "
            "Run this again, or SQLite's VACUUM while the bot doesn't run."
        )
    finally:
        await db.close()
    return ""


@asynccontextmanager
async def tried(db: Database) -> AsyncIterator[AsyncSession]:
    """A transaction that changes nothing."""
    async with db.transaction(wake=False) as session:
        yield session
        await session.flush()
        session.info.clear()
        await session.rollback()


async def _question(options: argparse.Namespace, session: AsyncSession, team: str) -> Found:
    if not options.which.isdecimal() or int(options.which) > MOST:
        raise Stopped(f"Name the question by its number, such as 12, not {options.which}. `export` has it.", 2)
    done = await forgetting.forget(session, team, int(options.which), with_answer=options.with_answer)
    return asdict(done), list(_told(done))


def _told(done: forgetting.Done) -> Iterator[str]:
    if done.before:
        yield f"question {done.question}, on {done.forgotten_at[:10]} already"
    else:
        yield f"question {done.question}, with its text, who asked, link and note:"
        yield f"  replies: {done.replies}, drafts: {done.drafts}, messages of the bot's in Slack: {done.messages}"
    yield f"  wordings of kept answers: {done.wordings}, places where others were shown it: {done.quoted}"
    if done.removed:
        yield f"  the kept answer {', '.join(map(str, done.removed))}, with its versions"
    elif done.answer is not None:
        yield f"The kept answer {done.answer} stays, as it was signed (--with-answer takes it out)."
    yield from _listed("Posted, and still public; take it down there:", done.published)
    if done.thread:
        yield f"Its thread, for whatever else people wrote there: {done.thread}"
    yield from _listed("Typed in Slack; only their writers or an administrator can delete these:", done.typed)
    yield from _listed("Slack doesn't let the bot take these back; an administrator can delete them:", done.refused)
    if done.waiting:
        yield f"Calls to Slack that follow while the bot runs: {done.waiting}. Run this again to see what is left."
    if done.beside:
        numbers = ", ".join(map(str, done.beside))
        yield f"Asked together with it, or after it: question {numbers}. These stay; forget them as well where they are"
        yield "of the same person."


def _listed(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield from (title, *(f"  {line}" for line in lines))


async def _person(options: argparse.Namespace, session: AsyncSession, team: str) -> Found:
    if options.with_answer:
        raise Stopped("--with-answer is for questions.", 2)
    if not PERSON.fullmatch(options.which):
        raise Stopped(f"Name the person by Slack's id, such as U0123ABCD, not {options.which}.", 2)
    done = await former.forget(session, team, options.which)
    lines = [f"their name and id; what they signed stays, by {former.NAME} ({done.known_as}). Changed:"]
    lines += [f"  {table}: {number}" for table, number in sorted(done.changed.items())]
    if done.in_slack:
        lines.append(f"In Slack {done.in_slack} messages of the bot's name them; they stay as Slack keeps messages.")
    return asdict(done), lines
