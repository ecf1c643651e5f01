"""What must hold after every step, whatever was done: each broken promise in a sentence."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db.models import Audit, Contribution, Draft, Due, Entry, Outbox, Question, Signature
from bot.lifecycle import CLOSED, LEADING, MOVES, Move, Stage
from bot.slack import reconcile
from bot.workflows.moving import text_hash
from tests.stateful.quick import QuickWorld

NEEDS = {Stage.AWAITING_APPROVAL: ["expert"], Stage.AWAITING_PUBLICATION: ["comms", "expert"]}
LONGEST = timedelta(hours=25)  # no clock is set further ahead
MOVED = tuple(move.value for move in Move)


async def broken(world: QuickWorld) -> list[str]:
    """Nothing, while the promises are kept."""
    async with world.bot.db.snapshot() as session:
        asked = (await session.scalars(select(Question).order_by(Question.id))).all()
        dues = (await session.scalars(select(Due).where(Due.done_at.is_(None)))).all()
        audit = (await session.scalars(select(Audit).order_by(Audit.id))).all()
        signed = (await session.scalars(select(Signature).where(Signature.voided_at.is_(None)))).all()
        entries = (await session.scalars(select(Entry))).all()
    wrong = [f"in the log: {failure}" for failure in world.failures.seen]
    wrong += [f"audit row {row.id} ({row.move}) lacks its workspace" for row in audit if not row.workspace]
    wrong += [
        f"audit row {row.id}: a refusal without an actor" for row in audit if row.move == "refused" and not row.actor
    ]
    for question in asked:
        of = question.id
        rows = [row for row in audit if row.question_id == of]
        clocks = [due for due in dues if due.question_id == of]
        wrong += [f"question {of} ({question.stage}): {what}" for what in _holder_and_clocks(question, clocks)]
        wrong += [f"question {of} ({question.stage}): {what}" for what in _fold(question, rows)]
        signatures = [row for row in signed if row.question_id == of]
        wrong += [f"question {of} ({question.stage}): {what}" for what in _signatures(question, signatures, rows)]
        wrong += [f"question {of}: {what}" for what in _answers(question, rows, entries)]
        wrong += [f"question {of} ({question.stage}): {what}" for what in _together(question, asked)]
    return wrong


def _holder_and_clocks(question: Question, dues: Sequence[Due]) -> Iterator[str]:
    stage = [due for due in dues if due.kind == "clock"]
    promise = [due for due in dues if due.kind == "promise"]
    if question.stage in CLOSED:
        if question.holder or stage or promise:
            yield f"closed, and held by {question.holder!r} with {len(stage)} + {len(promise)} clocks"
        return
    if not question.holder.startswith("U"):
        yield f"nobody by name holds it: {question.holder!r}"
    if len(stage) != 1:
        yield f"{len(stage)} clocks of the stage run"
    if any(due.due_at > clock.now() + LONGEST for due in stage):
        yield "its clock rings too late"
    if question.stage is Stage.JOINED:
        if promise:
            yield "the clock of the promise runs beside its lead's"
        return
    if len(promise) > 1 or (promise and question.paused_at):
        yield f"{len(promise)} clocks of the promise run (paused: {question.paused_at})"
    if not promise and not question.paused_at:
        yield "the clock of the promise has stopped"


def _together(question: Question, asked: Sequence[Question]) -> Iterator[str]:
    """Whoever waits for another question waits for an open one that waits for none itself."""
    lead = next((each for each in asked if each.id == question.joined), None)
    if question.stage is Stage.JOINED and (lead is None or lead.stage not in LEADING):
        yield f"it waits for {question.joined}, which is {lead and lead.stage}"
    if question.joined is not None and question.stage not in (Stage.JOINED, Stage.PUBLISHED):
        yield f"it still belongs to {question.joined}"


def _fold(question: Question, rows: Sequence[Audit]) -> Iterator[str]:
    """The audit rows, one after the other, lead to where it stands."""
    stage = ""
    for row in rows:
        if row.from_stage != stage:
            yield f"audit row {row.id} ({row.move}) starts in {row.from_stage!r}, not in {stage!r}"
        if row.move in MOVED and MOVES.get((Stage(row.from_stage), Move(row.move))) != row.to_stage:
            yield f"audit row {row.id}: no such move from {row.from_stage} to {row.to_stage}: {row.move}"
        stage = row.to_stage
    if stage != question.stage:
        yield f"the audit rows end in {stage!r}"


def _anyway(rows: Sequence[Audit]) -> bool:
    """Whether what is public was posted without waiting for the signatures."""
    last = next((row for row in reversed(rows) if row.move == Move.PUBLISH), None)
    return last is not None and last.from_stage == Stage.WITHDRAWN


def _signatures(question: Question, standing: Sequence[Signature], rows: Sequence[Audit]) -> Iterator[str]:
    if any(row.text_hash != text_hash(question.draft) for row in standing):
        yield "a signature stands on another text"
    roles = sorted(row.role for row in standing)
    needed = NEEDS.get(question.stage, [])
    if question.stage is Stage.PUBLISHED and not _anyway(rows):
        needed = ["comms", "expert"]
    if roles != needed:
        yield f"signed by {roles}, not by {needed}"
    if "expert" in roles and question.may_mislead:
        yield "signed although something is left out that may mislead"
    if len({row.user for row in standing}) < len(standing):
        yield "one person gave both signatures"


def _answers(question: Question, rows: Sequence[Audit], entries: Sequence[Entry]) -> Iterator[str]:
    """A question that is public has one answer; the knowledge base holds at most one of it."""
    number = Counter(row.move for row in rows)
    if number[Move.PUBLISH] - number[Move.REOPEN] > 1:
        yield "published twice"
    own = [entry for entry in entries if entry.question_id == question.id]
    if len(own) > 1:
        yield f"{len(own)} entries were made of it"
    live = [entry for entry in own if entry.status == "live"]
    if question.stage is not Stage.PUBLISHED and any(row.move == Move.REOPEN for row in rows[-1:]) and live:
        yield "it was reopened, and its answer is still offered"
    if question.stage is Stage.PUBLISHED and not _anyway(rows):
        if question.entry not in [entry.id for entry in entries]:
            yield "published, and not kept"
        if any(entry.short != question.draft for entry in live):
            yield "what is kept isn't what is public"


async def unsettled(world: QuickWorld) -> list[str]:
    """What must hold once the troubles are over: the outbox is empty, and each message stands once."""
    async with world.bot.db.snapshot() as session:
        rows = (await session.scalars(select(Outbox))).all()
    wrong = [f"{row.key} is still in the outbox ({row.error})" for row in rows if row.open]
    standing = messages_by_key(world)
    wrong += [f"{key} stands {len(places)} times" for key, places in standing.items() if len(places) > 1]
    known = {row.key: row for row in rows if row.method == "chat.postMessage"}
    wrong += [f"{key} stands, and nobody wrote it" for key in standing if key not in known]
    wrong += [f"{key} stands, and is held for dead" for key in standing if key in known and known[key].dead_at]
    return wrong


def messages_by_key(world: QuickWorld) -> dict[str, list[str]]:
    found = defaultdict(list)
    for where in world.sandbox.workspace.channels.values():
        for message in where.messages.values():
            key = reconcile.key_of({"metadata": message.metadata})
            if key and not message.deleted:
                found[key].append(f"{where.id}:{message.ts}")
    return found


async def effects(world: QuickWorld) -> list[int]:
    """How much there is of what an act leaves behind."""
    async with world.bot.db.snapshot() as session:
        counts = [select(func.count()).select_from(table) for table in (Audit, Contribution, Signature, Entry, Draft)]
        return [await session.scalar(count) or 0 for count in counts]


async def pairs(session: AsyncSession) -> set[tuple[Stage, Move]]:
    """Every (stage, move) that happened."""
    rows = (await session.execute(select(Audit.from_stage, Audit.move).where(Audit.move.in_(MOVED)))).all()
    return {(Stage(stage), Move(move)) for stage, move in rows}
