"""What people said of earlier answers they were shown: the riskiest reuses, and from which confidence on to propose."""

import argparse
import json
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, retrieval
from bot.cli.readiness import Stopped
from bot.cli.search import positive
from bot.db import organisations, verdicts
from bot.db.knowing import knowing_of
from bot.db.models import Entry, Threshold, Verdict
from bot.retrieval.thresholds import Fitted, TooFew, fitted

SHOWN = 20
ALLOWED = 0.02  # so much less than aimed at may be right among those it was not learned from


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `audit` and `tune` take besides."""
    parser.add_argument("--limit", type=positive, default=SHOWN, metavar="N", help=f"audit: how many to show ({SHOWN})")
    aim = "tune: of what is proposed, so much shall be right (else PROPOSE_PRECISION)"
    parser.add_argument("--precision", type=_share, metavar="P", help=aim)
    parser.add_argument("--save", action="store_true", help="tune: propose from that confidence on from now on")
    parser.add_argument("--reset", action="store_true", help="tune: go back to the usual confidence")


def _share(text: str) -> float:
    share = float(text) if text.replace(".", "", 1).isdecimal() else 0.0
    if not 0.5 <= share <= 1:
        raise argparse.ArgumentTypeError("write a number from 0.5 to 1")
    return share


async def audit(options: argparse.Namespace, session: AsyncSession, workspace: str) -> int:
    """The reuses of which the bot was least sure, or whose questions differ in what matters; 0."""
    rows = sorted(await verdicts.reused(session, workspace), key=_risk)[: options.limit]
    if options.json:
        print(json.dumps([_reuse(verdict, entry) for verdict, entry in rows], indent=1, ensure_ascii=False))
    else:
        print("\n\n".join(_told(verdict, entry) for verdict, entry in rows) or "No answer was reused yet.")
    return 0


def _risk(row: tuple[Verdict, Entry]) -> tuple[bool, float, int]:
    verdict, _ = row
    return not retrieval.differences(verdict.text, verdict.wording), verdict.confidence, verdict.id


def _told(verdict: Verdict, entry: Entry) -> str:
    differs = "; ".join(retrieval.differences(verdict.text, verdict.wording))
    lines = [
        f"question {verdict.question_id}, {verdict.at:%d %b %Y}, {verdict.confidence:.0%} sure",
        f"  asked  {verdict.text}",
        f"  known  {verdict.wording}",
        f"  answer {entry.id}: {entry.short}",
    ]
    return "\n".join([*lines, f"  differs: {differs}"] if differs else lines)


def _reuse(verdict: Verdict, entry: Entry) -> dict[str, Any]:
    return {
        "question": verdict.question_id,
        "at": verdict.at.isoformat(),
        "by": verdict.by,
        "confidence": round(verdict.confidence, 4),
        "asked": verdict.text,
        "known": verdict.wording,
        "differs": list(retrieval.differences(verdict.text, verdict.wording)),
        "entry": entry.id,
        "short": entry.short,
    }


async def tune(options: argparse.Namespace, session: AsyncSession, workspace: str) -> int:
    """Learn the confidence from the workspace's own verdicts; 0 where it holds on others than those, else 1."""
    if options.reset:
        if (own := await verdicts.threshold(session, workspace)) is not None:
            await session.delete(own)
        print(json.dumps({"reset": True}) if options.json else "The usual confidence is in use again.")
        return 0
    knowing = knowing_of(session)
    if knowing is None:
        raise Stopped("Nothing is proposed here, since there is no encoder: python -m bot doctor says why.", 1)
    aim = options.precision or knowing.precision
    if options.save and aim < knowing.precision:
        raise Stopped(f"PROPOSE_PRECISION asks for {knowing.precision:g}. Set it to {aim:g} first, then save this.", 2)
    every = await verdicts.judged(session, workspace)
    judged = [(confidence, same) for confidence, same, scorer in every if scorer == knowing.encoder.scorer]
    try:
        found = fitted(judged, precision=aim)
    except TooFew as few:
        others = len(every) - len(judged)
        past = (
            f" {others} were given on the confidences of another encoder or version, and don't count." if others else ""
        )
        raise Stopped(f"{few}{past} Nothing was changed. Please try again later.", 1) from few
    holds = found.precision is None or found.precision >= aim - ALLOWED
    if options.save and holds:
        await organisations.lock(session, workspace)  # learned twice at once
        own = await verdicts.threshold(session, workspace) or Threshold(workspace=workspace)
        own.precision, own.threshold, own.scorer = aim, found.threshold, knowing.encoder.scorer
        own.verdicts, own.at = len(judged), clock.now()
        session.add(own)
    print(_as_json(found, judged, options, holds=holds) if options.json else _said(found, judged, options, holds=holds))
    return 0 if holds else 1


def _as_json(found: Fitted, judged: list[tuple[float, bool]], options: argparse.Namespace, *, holds: bool) -> str:
    return json.dumps(
        {**vars(found), "verdicts": len(judged), "holds": holds, "saved": options.save and holds}, indent=1
    )


def _said(found: Fitted, judged: list[tuple[float, bool]], options: argparse.Namespace, *, holds: bool) -> str:
    lines = [f"Learned from {len(judged)} verdicts: propose from a confidence of {found.threshold:.3f} on."]
    if found.precision is None:
        lines = [f"In {len(judged)} verdicts this precision was never reached: nothing would be proposed."]
    else:
        rightly = f"{found.coverage:.0%} would be proposed, {found.precision:.0%} of that rightly"
        lines.append(f"Each half tried on the other: {rightly}.")
    if not holds:
        return "\n".join([*lines, "That is less than asked for, so there is nothing to save."])
    return "\n".join([*lines, "Saved." if options.save else "Add --save to use it."])
