"""Deliveries acknowledged a second, each stored durably first, beside Bolt and Starlette that store nothing."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Callable

from bench import _figures
from bench._figures import Figure, Sizes, figure, percentile
from bench._load import Taken, command, event, load
from bench._places import Served, application, bot, database, kinds, missing

# A question is stored, audited, gets its clocks and its window; of a message that belongs to none only its id is noted.
ASKED: list[tuple[str, Callable[[], bytes], int]] = [
    ("/ask", command, 64),
    ("/ask", command, 1),
    ("a message", event, 64),
]
BOLT, STARLETTE = "bare Bolt", "raw Starlette"
AIM = 0.6  # of bare Bolt, for commands on many connections
Rounds = dict[tuple[str, str, int], list[Taken]]


def main(argv: list[str]) -> int:
    """Measure; 0 well, 1 below an aim."""
    size = _figures.sizes(argv, "acks", __doc__)
    found = kinds(size)
    figures = asyncio.run(_measure(found, size))
    return _figures.report(figures, as_json=size.json, missing=missing(found, size))


async def _measure(found: list[str], size: Sizes) -> list[Figure]:
    rounds: Rounds = defaultdict(list)
    seconds = size.of(quick=1, usual=15, full=50) / 10
    async with contextlib.AsyncExitStack() as stack:
        slack = await stack.enter_async_context(application("bench._slack:app"))
        contestants: dict[str, Served] = {}
        for kind in found:
            url = await stack.enter_async_context(database(kind))
            contestants[kind] = await stack.enter_async_context(bot(url, slack))
        contestants[BOLT] = await stack.enter_async_context(application("bench._rivals:bolt"))
        contestants[STARLETTE] = await stack.enter_async_context(application("bench._rivals:starlette"))
        for served in contestants.values():
            await load(served.port, command, connections=8, seconds=seconds / 3)  # what is built once is built
        for _ in range(size.of(quick=1, usual=5, full=9)):
            for label, request, connections in ASKED:
                for name, served in contestants.items():  # by turns, so that all meet the same moments of the machine
                    taken = await load(served.port, request, connections=connections, seconds=seconds)
                    rounds[name, label, connections].append(taken)
    return [each for kind in found for label, _, many in ASKED for each in _figures_of(kind, label, many, rounds)]


def _figures_of(kind: str, label: str, connections: int, rounds: Rounds) -> list[Figure]:
    name = f"{label}, {kind}, {connections} connection{'s' * (connections > 1)}"
    ours, bolt = rounds[kind, label, connections], rounds[BOLT, label, connections]
    rates = [each.rate for each in ours]
    figures = []
    for rival in (BOLT, STARLETTE):
        against = [each.rate for each in rounds[rival, label, connections]]
        least = AIM if (rival, label) == (BOLT, "/ask") and connections > 1 else None
        figures.append(figure(name, rates, "a second", reference=rival, against=against, least=least))
    for word, share in (("p50", 0.5), ("p99", 0.99)):
        values, against = ([percentile(each.answers, share) * 1000 for each in taken] for taken in (ours, bolt))
        figures.append(figure(f"{name}, {word}", values, "ms", reference=BOLT, against=against))
    return figures
