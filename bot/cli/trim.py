"""Shortens a text as the bot would, and says what is left out and what to watch."""

import argparse
import json
import sys
from dataclasses import asdict

from bot import trimming

LIMIT = 140  # what the bot keeps to where an account says nothing else


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How it is told."""
    parser.add_argument("text", nargs="*", metavar="TEXT", help="the reply as written in Slack; else standard input")
    parser.add_argument("--limit", type=int, default=LIMIT, help="in the network's own unit (%(default)s)")
    parser.add_argument(
        "--network",
        type=_network,
        default="x",
        metavar="NAME",
        help=f"whose rule counts (%(default)s), or several as x+bluesky: {', '.join(trimming.NETWORKS)}",
    )
    parser.add_argument("--question", default="", help="what the reply answers; what answers it is kept first")
    parser.add_argument("--json", action="store_true", help="as JSON")


def _network(name: str) -> str:
    """One that is known, or several."""
    if unknown := [one for one in trimming.networks(name) if one not in trimming.NETWORKS]:
        raise argparse.ArgumentTypeError(
            f"{', '.join(unknown)} is not known; choose from {', '.join(trimming.NETWORKS)}"
        )
    return name


def run(options: argparse.Namespace) -> int:
    """Shorten; 0 where a text fits, 1 where none does, 2 for a limit that can't be."""
    if options.limit < 1:
        print("--limit has to be 1 or more.", file=sys.stderr)
        return 2
    text = " ".join(options.text) if options.text else sys.stdin.read()
    result = trimming.shorten([text], question=options.question, limit=options.limit, network=options.network)
    print(json.dumps(asdict(result), ensure_ascii=False, indent=1) if options.json else _said(result, options.limit))
    return 0 if result.candidates else 1


def _said(result: trimming.Shortened, limit: int) -> str:
    if not result.candidates:
        return "\n".join(line for line in (result.refused_because, result.nearest) if line)
    lines = []
    for each in result.candidates:
        lines += [each.text, f"  {each.length} of {limit}"]
        lines += [f"  left out: {sentence}" for sentence in each.left_out]
        lines += [f"  ! {warning}" for warning in each.warnings]
    return "\n".join(lines)
