"""The memory of the bot's process after many requests, beside what it held after the first part of them."""

import asyncio

from bench import _figures
from bench._figures import Figure, Sizes, figure
from bench._load import command, event, load
from bench._places import Served, application, bot, database, kinds, missing

AIM = 1.01
CONNECTIONS, COMMANDS = 16, 0.02  # the share of requests that are questions; the others are messages of people
PATIENCE = 3600.0


def main(argv: list[str]) -> int:
    """Measure; 0 well, 1 where it grew."""
    size = _figures.sizes(argv, "memory", __doc__)
    found = kinds(size)
    figures = [asyncio.run(_measure(kind, size)) for kind in found]
    return _figures.report(figures, as_json=size.json, missing=missing(found, size))


async def _measure(kind: str, size: Sizes) -> Figure:
    few = size.of(quick=50, usual=2500, full=10_000)
    many = size.of(quick=100, usual=10_000, full=100_000)
    async with application("bench._slack:app") as slack, database(kind) as url, bot(url, slack) as served:
        early = await _after(served, few)
        late = await _after(served, many - few)
    name, reference = f"memory after {many:,} requests, {kind}", f"after {few:,}"
    return figure(name, [late], "MiB", reference=reference, against=[early], most=AIM)


async def _after(served: Served, number: int) -> float:
    questions = int(number * COMMANDS)
    await load(served.port, command, connections=CONNECTIONS, seconds=PATIENCE, most=questions)
    await load(served.port, event, connections=CONNECTIONS, seconds=PATIENCE, most=number - questions)
    return served.resident()
