"""Finds an earlier answer by any words, as the command in Slack does."""

import argparse
import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.workspaces import within
from bot.db import entries, organisations
from bot.db.models import Entry
from bot.retrieval import Match
from bot.settings import Settings

FOUND = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to look for, and where."""
    parser.add_argument("words", nargs="+", help="what people ask, in any words")
    parser.add_argument("--limit", type=_positive, default=FOUND, metavar="N", help=f"how many to show ({FOUND})")
    parser.add_argument("--workspace", metavar="ID", help="which workspace, where there are several (T0123ABCD)")
    parser.add_argument("--json", action="store_true", help="as JSON")


async def run(options: argparse.Namespace, settings: Settings) -> int:
    """Search; 0 where something was found."""
    return await within(settings, options.workspace, partial(_search, options))


async def _search(options: argparse.Namespace, session: AsyncSession, workspace: str) -> int:
    found = await entries.search(session, workspace, " ".join(options.words), limit=options.limit)
    people = {user for entry, _ in found for user in (entry.expert, entry.approver)}
    names = await organisations.names(session, workspace, people)
    if options.json:
        print(json.dumps([_row(entry, match, names) for entry, match in found], indent=1, ensure_ascii=False))
    else:
        print("\n\n".join(_shown(entry, names) for entry, _ in found) or "Nothing like that was answered before.")
    return 0 if found else 1


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _shown(entry: Entry, names: Mapping[str, str]) -> str:
    expert, approver = (names.get(user, user) for user in (entry.expert, entry.approver))
    times = f"used {entry.used} time{'s' * (entry.used != 1)}, last on {entry.used_at:%d %b %Y}"
    return (
        f"{entry.question}\n  {entry.short}\n"
        f"  {expert} signed, {approver} approved · {times} · review due {entry.review_on:%d %b %Y}"
    )


def _row(entry: Entry, match: Match, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "entry": entry.id,
        "score": round(match.score, 4),
        "wording": match.wording,
        "question": entry.question,
        "short": entry.short,
        "full": entry.full,
        "account": entry.account,
        "topic": entry.topic,
        "expert": names.get(entry.expert, entry.expert),
        "approver": names.get(entry.approver, entry.approver),
        "used": entry.used,
        "review_on": entry.review_on.isoformat(),
    }
