"""Learns from what your experts signed which texts to offer first.

`tune` fits the weights on the older three quarters of the choices, shows how often the text that was signed would have
come first among the newest quarter, before and after, and keeps the weights with --save where that is better. --reset
goes back to the usual weights. What a text leaves out stays a reason against it, whatever was signed.
"""

import argparse
import json
from collections.abc import Sequence
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.readiness import Stopped
from bot.cli.workspaces import within
from bot.db import choices
from bot.db.engine import Database
from bot.db.models import Choice
from bot.settings import Settings
from bot.trimming import USUAL, Weights, tuning


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and where."""
    parser.add_argument("do", choices=("tune",), help="learn from what was signed")
    parser.add_argument("--save", action="store_true", help="use the weights from now on, where they are better")
    parser.add_argument("--reset", action="store_true", help="go back to the usual weights")
    parser.add_argument("--workspace", metavar="ID", help="which workspace, where there are several (T0123ABCD)")
    parser.add_argument("--json", action="store_true", help="as JSON")


async def run(options: argparse.Namespace, settings: Settings) -> int:
    """Learn; 0 where it is better (or was reset), 1 where there is too little, or it isn't."""
    writes = options.save or options.reset
    opening = Database.transaction if writes else Database.snapshot
    return await within(settings, options.workspace, partial(_tune, options), opening=opening, as_json=options.json)


async def _tune(options: argparse.Namespace, session: AsyncSession, workspace: str) -> int:
    if options.reset:
        await choices.forget(session, workspace)
        print(json.dumps({"reset": True}) if options.json else "The usual weights are in use again.")
        return 0
    kept = await choices.kept(session, workspace)
    usable = [found for row in kept if (found := _choice(row))]
    if len(usable) < tuning.LEAST:
        raise Stopped(
            f"Signed answers that had other texts beside them: {len(usable)}; {tuning.LEAST} are needed to learn from. "
            "Nothing was changed. Please try again later.",
            1,
        )
    current = await choices.tuning(session, workspace)
    tuned = tuning.tune(usable, Weights.of(current.weights) if current is not None else USUAL)
    saved = options.save and tuned.is_better
    if saved:
        figures = {name: value for name, value in vars(tuned).items() if name != "weights"}
        await choices.store(session, workspace, tuned.weights.as_dict(), figures)
    print(json.dumps(_row(tuned, kept, saved=saved), indent=1) if options.json else _said(tuned, kept, saved=saved))
    return 0 if tuned.is_better else 1


def _choice(row: Choice) -> tuning.Choice | None:
    """What can be learned from: something else was there, and what was signed is made of the expert's sentences."""
    others = [each for each in row.offered if each != row.signed]
    return tuning.Choice(row.signed, others) if row.signed is not None and others else None


def _how(kept: Sequence[Choice]) -> dict[str, int]:
    return {how: sum(row.how == how for row in kept) for how in ("first", "other", "writer", "edited", "reworded")}


def _row(tuned: tuning.Tuned, kept: Sequence[Choice], *, saved: bool) -> dict[str, object]:
    return {**vars(tuned), "weights": tuned.weights.as_dict(), "signed": _how(kept), "saved": saved}


def _said(tuned: tuning.Tuned, kept: Sequence[Choice], *, saved: bool) -> str:
    how = ", ".join(f"{number} {name}" for name, number in _how(kept).items())
    lines = [
        f"Signed so far: {how}.",
        f"Learned from {tuned.learned_from} choices; measured on the {tuned.held_out} newest, which it never saw.",
        f"The text that was signed comes first: {tuned.first_before:.0%} before, {tuned.first_after:.0%} after.",
    ]
    usual = USUAL.as_dict()
    lines += [
        f"  {name:<18}{usual[name]:>7.2f} -> {value:.2f}"
        for name, value in tuned.weights.as_dict().items()
        if abs(value - usual[name]) >= 0.01
    ]
    if saved:
        return "\n".join([*lines, "Saved: new drafts use these weights."])
    why = "Add --save to use them." if tuned.is_better else "That is no better, so there is nothing to save."
    return "\n".join([*lines, why])
