"""Real questions, each driven through the bot from forwarding to publishing, and asked again in other words later."""

import json
import re
from collections import Counter
from pathlib import Path

from sandbox.answering import Answering, Outcome
from sandbox.errors import ActError
from sandbox.player import GaveUp, Player
from sandbox.story import ACCOUNT, PEOPLE
from sandbox.wire import Json

SHORT = 120
SENTENCE = re.compile(r"(?<=[.!?])\s+")
MARKUP = re.compile(r"<(?:https?://[^|>]+\|)?([^>]+)>")


def read(path: Path) -> list[Json]:
    """The rows of a file of questions: a JSON object a line with question, answer and perhaps paraphrases."""
    rows = [json.loads(line) for line in path.read_text().splitlines() if line.strip()]
    for number, row in enumerate(rows, 1):
        if not row.get("question") or "answer" not in row:
            raise ActError(f"line {number} of {path} has no question, or no field for an answer")
    return rows


def by_hand(text: str) -> str:
    """What an expert in a hurry would write when nothing fits: the first sentence, cut at a word."""
    plain = " ".join(MARKUP.sub(r"\1", text).replace("&amp;", "&").split())
    first = SENTENCE.split(plain)[0]
    if len(first) <= SHORT:
        return first
    return first[:SHORT].rpartition(" ")[0].rstrip(",;:(") + "."


def say_nothing(user: str, what: str) -> None:
    """608 questions make too long a timeline."""


async def play(player: Player, path: Path, *, command: str) -> bool:
    """Play them all, list what didn't end well, and sum it up in the last line; True where 95 % were published."""
    rows = read(path)
    tally: Counter[str] = Counter()
    for number, row in enumerate(rows, 1):
        outcome = await _play_one(player, row, command, row["question"], PEOPLE["forwarder"])
        _count(tally, outcome, str(row.get("id", number)))
        if number % 50 == 0:
            print(f"… {number} of {len(rows)}", flush=True)
    again = [(row, wording) for row in rows for wording in (row.get("paraphrases") or [])[:1]]
    for row, wording in again:
        outcome = await _play_one(player, row, command, wording, PEOPLE["second"])
        tally["asked again"] += 1
        tally["reused"] += outcome.reused
        if not outcome.published:
            print(f"{row.get('id')} (asked again): {outcome.card}", flush=True)
    return _summed_up(player, tally, len(rows))


def _count(tally: Counter[str], outcome: Outcome, name: str) -> None:
    tally["published"] += outcome.published
    tally["reused at once"] += outcome.reused
    tally["by hand"] += outcome.by_hand
    if not outcome.published:
        print(f"{name}: {outcome.card}", flush=True)


def _summed_up(player: Player, tally: Counter[str], number: int) -> bool:
    refused = Counter(f"{call['method']} {call['response'].get('error')}" for call in player.refused)
    failed = player.failed
    for what, times in refused.items():
        print(f"Slack refused {what}: {times} times", flush=True)
    share = tally["published"] / max(number, 1)
    print(
        f"{tally['published']} of {number} questions published ({share:.1%}), {tally['by hand']} shortened by hand, "
        f"{tally['reused at once']} answered from an earlier answer; {tally['reused']} of {tally['asked again']} "
        f"rewordings reused; {len(player.sandbox.calls)} calls, {sum(refused.values())} refused; "
        f"{len(failed)} deliveries failed",
        flush=True,
    )
    return share >= 0.95 and not refused and not failed


async def _play_one(player: Player, row: Json, command: str, text: str, forwarder: str) -> Outcome:
    answering = Answering(player, forwarder, PEOPLE["duty"], PEOPLE["substitute"], say_nothing)
    try:
        offered = await answering.forward(text, command=command, account=ACCOUNT)
        reused = offered and _fits(player, forwarder, row)
        if offered:
            await answering.choose("Use" if reused else "Ask")
        await answering.find_card(text)
        if not row["answer"].strip():
            await answering.withdraw()
            return Outcome("withdrawn by comms: the file has no answer to it", published=False)
        by_hand_ = False if reused else await answering.answer(text, row["answer"], shorten=by_hand)
        await answering.publish()
    except (GaveUp, ActError) as waited:
        await player.close(forwarder)
        standing = answering.card().replace("\n", " ")[-300:] if answering.thread[0] else "no card"
        return Outcome(f"gave up: {waited}; {standing}", published=False)
    return Outcome(answering.card(), published=True, by_hand=by_hand_, reused=reused)


def _fits(player: Player, forwarder: str, row: Json) -> bool:
    """Whether the first earlier answer is that of this very question: comms can tell, and so can the file."""
    view = player.window(forwarder)
    offered = json.dumps(view.blocks[1:], ensure_ascii=False) if view else ""
    start = " ".join(row["question"].split())[:60].replace('"', '\\"')
    return "Use " in offered and f"1. “{start}" in offered.replace("\u2060", "").replace("&amp;", "&")
