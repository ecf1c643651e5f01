"""Finds earlier answers by any words, or by topic, account, owner and use, as the command in Slack does."""

import argparse
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.cli.readiness import Stopped
from bot.cli.workspaces import within
from bot.db import entries, organisations
from bot.db.models import Entry
from bot.retrieval import Match
from bot.settings import Settings
from bot.views.answers import Use
from bot.views.blocks import times
from bot.workflows.answers import Search

FOUND, MOST = 5, 100_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to look for, and where."""
    parser.add_argument("words", nargs="*", help="what people ask, in any words; without any, what was used last")
    parser.add_argument("--topic", default="", metavar="KEY", help="only of this topic")
    parser.add_argument("--account", default="", metavar="KEY", help="only written for this account")
    parser.add_argument("--owner", default="", metavar="U…", help="only those this person looks after")
    use = parser.add_mutually_exclusive_group()
    use.add_argument("--due", dest="use", action="store_const", const=Use.DUE, default=Use.ANY, help="due for review")
    use.add_argument("--never-reused", dest="use", action="store_const", const=Use.NEVER, help="used once at most")
    use.add_argument("--retired", dest="use", action="store_const", const=Use.RETIRED, help="not offered any more")
    use.add_argument("--recalled", dest="use", action="store_const", const=Use.RECALLED, help="taken back as wrong")
    parser.add_argument("--unused-days", type=positive, metavar="N", help="not used for so many days")
    parser.add_argument("--limit", type=positive, default=FOUND, metavar="N", help=f"how many to show ({FOUND})")
    parser.add_argument("--workspace", metavar="ID", help="which workspace, where there are several (T0123ABCD)")
    parser.add_argument("--json", action="store_true", help="as JSON")


async def run(options: argparse.Namespace, settings: Settings) -> int:
    """Search; 0 where something was found."""
    act = partial(_search, options)
    return await within(settings, options.workspace, act, understands=True, as_json=options.json)


async def _search(options: argparse.Namespace, session: AsyncSession, workspace: str) -> int:
    found = await _found(session, workspace, options)
    if not found:
        await _require_known(session, workspace, options)
    people = {user for entry, _ in found for user in (entry.expert, entry.approver)}
    names = await organisations.names(session, workspace, people)
    if options.json:
        print(json.dumps([_row(entry, match, names) for entry, match in found], indent=1, ensure_ascii=False))
    else:
        print("\n\n".join(_shown(entry, names) for entry, _ in found) or _nothing(options))
    return 0 if found else 1


async def _require_known(session: AsyncSession, workspace: str, options: argparse.Namespace) -> None:
    """Whether nothing can be found because it is called otherwise; raises Stopped."""
    org = await organisations.load(session, workspace)
    if org is None:
        return
    for what, asked, known in (("topic", options.topic, org.topics), ("account", options.account, org.accounts)):
        keys = sorted(each.key for each in known)
        if asked and asked not in keys:
            others = f"there are {', '.join(keys)}" if keys else "there are none"
            raise Stopped(f"There is no {what} {asked}; {others}.", 2)


async def _found(
    session: AsyncSession, workspace: str, options: argparse.Namespace
) -> list[tuple[Entry, Match | None]]:
    among = Search(topic=options.topic, account=options.account, owner=options.owner, use=options.use).narrowing()
    if options.unused_days:
        among = replace(among, unused_since=clock.now() - timedelta(days=options.unused_days))
    words = " ".join(options.words)
    if words.strip():
        return [*await entries.search(session, workspace, words, limit=options.limit, among=among)]
    return [(entry, None) for entry in await entries.used_last(session, workspace, limit=options.limit, among=among)]


def positive(text: str) -> int:
    """A number that a list may be long. Raises ArgumentTypeError."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:12]) <= MOST):
        raise argparse.ArgumentTypeError(f"write a number from 1 to {MOST:,}")
    return int(text)


def _nothing(options: argparse.Namespace) -> str:
    return "Nothing like that was answered before." if options.words else "No such answer is kept."


def _shown(entry: Entry, names: Mapping[str, str]) -> str:
    expert, approver = (names.get(user, user) for user in (entry.expert, entry.approver))
    signed = f"{expert} signed, {approver} approved" if entry.signed else f"from a file, {expert} answers for it"
    used = f"used {times(entry.used)}, last on {entry.used_at:%d %b %Y}"
    due = "expired, review was due" if _is_expired(entry) else "review due"
    return f"{entry.question}\n  {entry.short}\n  {signed} · {used} · {due} {entry.review_on:%d %b %Y}"


def _is_expired(entry: Entry) -> bool:
    return entry.status == entries.LIVE and entry.review_on < clock.now().date()


def _row(entry: Entry, match: Match | None, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "entry": entry.id,
        "ref": entry.ref,
        "score": round(match.score, 4) if match else None,
        "wording": match.wording if match else None,
        "question": entry.question,
        "short": entry.short,
        "full": entry.full,
        "account": entry.account,
        "topic": entry.topic,
        "expert": names.get(entry.expert, entry.expert),
        "approver": names.get(entry.approver, entry.approver),
        "signed": entry.signed,
        "status": entry.status,
        "used": entry.used,
        "used_at": entry.used_at.isoformat(),
        "review_on": entry.review_on.isoformat(),
        "expired": _is_expired(entry),
    }
