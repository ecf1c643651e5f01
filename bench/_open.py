"""Signed requests at a fixed rate, whether the ones before were answered or not: as people send them."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]
PATIENCE_SECONDS = 10.0  # then it counts as not acknowledged


@dataclass
class Offered:
    """How long each answer took from the moment its request was to be sent, and how many weren't a 200."""

    answers: list[float] = field(default_factory=list)
    refused: int = 0

    @property
    def acknowledged(self) -> float:
        """Per cent."""
        return 100 * (1 - self.refused / len(self.answers))


async def offer(port: int, request: Callable[[], bytes], *, rate: float, seconds: float) -> Offered:
    """So many a second, for so long; until the last is answered."""
    offered, idle = Offered(), list[Line]()
    async with asyncio.TaskGroup() as group:
        started = time.perf_counter()
        for number in range(max(int(rate * seconds), 1)):
            due = started + number / rate
            await asyncio.sleep(max(due - time.perf_counter(), 0.0))
            group.create_task(_send(port, request(), due, idle, offered))
    for _, writer in idle:
        writer.close()
    return offered


async def _send(port: int, asked: bytes, due: float, idle: list[Line], offered: Offered) -> None:
    """Over a connection that is free, or one more."""
    acknowledged, line = False, None
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            line = idle.pop() if idle else await asyncio.open_connection("127.0.0.1", port)
            acknowledged = await _answered(line, asked)
        idle.append(line)
    except (OSError, asyncio.IncompleteReadError, TimeoutError):
        if line is not None:
            line[1].close()
    offered.answers.append(time.perf_counter() - due)
    offered.refused += not acknowledged


async def _answered(line: Line, asked: bytes) -> bool:
    reader, writer = line
    writer.write(asked)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
    await reader.readexactly(length)
    return head.startswith(b"http/1.1 200")
