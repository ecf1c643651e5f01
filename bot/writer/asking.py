"""From a due row to a proposal: read what to ask, ask the writer outside any transaction, settle the answer."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial

from bot import events, trimming
from bot.db.engine import Database
from bot.db.retrying import retried
from bot.workflows import proposing
from bot.workflows.proposing import Answer, Reply
from bot.workflows.wordings import aside
from bot.writer.client import NoAnswer, Writer
from bot.writer.outcomes import Came

log = logging.getLogger(__name__)


class Asking:
    """The questions to the writer that are under way in this process; `counted` hears how each ended."""

    def __init__(self, db: Database, writer: Writer, *, counted: Callable[[Came], None]) -> None:
        self.db = db
        self.writer = writer
        self.counted = counted
        self._under_way: set[asyncio.Task[None]] = set()

    def start(self, due_id: int, attempts: int) -> None:
        """Ask what this row, claimed just now, is about."""
        task = asyncio.create_task(self._ask(due_id, attempts))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    @property
    def busy(self) -> bool:
        return bool(self._under_way)

    async def stop(self) -> None:
        """Break off; the rows come back when their lease has run out."""
        for task in self._under_way:
            task.cancel()
        if self._under_way:
            await asyncio.wait(list(self._under_way))
        await self.writer.close()

    async def _ask(self, due_id: int, attempts: int) -> None:
        try:
            with events.timed("proposal", due=due_id) as told:
                async with self.db.snapshot() as session:
                    reply = await proposing.reply_of(session, due_id, attempts)
                told |= {"workspace": reply.workspace, "question": reply.question_id} if reply else {}
                answer, outcome = await self._answer(reply)
                settled = await retried(partial(self._settle, due_id, attempts, reply, answer))
                came = told["outcome"] = settled or outcome
            self.counted(came)
        except Exception:
            log.exception("proposal %s could not be settled; its lease will run out", due_id)

    async def _answer(self, reply: Reply | None) -> tuple[Answer | None, Came]:
        """What may be taken up; where nothing may, why."""
        brief = await aside(reply.written, reply.brief) if reply else None
        if brief is None:
            return None, Came.NOT_ASKED
        try:
            kept = trimming.numbers(await self.writer.ask(brief.prompt()), most=brief.count)
        except NoAnswer as failed:
            return None, failed.outcome
        if kept is None:
            return None, Came.NONSENSE
        text = trimming.proposal(brief, kept)
        return (Answer(kept, text), Came.PROPOSED) if text else (None, Came.UNFIT)

    async def _settle(self, due_id: int, attempts: int, reply: Reply | None, answer: Answer | None) -> Came | None:
        async with self.db.transaction() as session:
            return await proposing.settle(session, due_id, attempts, reply=reply, answer=answer)
