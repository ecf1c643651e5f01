"""The optional writer: whether it answers, and with numbers."""

from bot import trimming
from bot.checkup.finding import Finding, ok, warning
from bot.settings import Settings
from bot.writer.client import NoAnswer, Writer
from bot.writer.outcomes import Came

QUESTION = "Is the library open on Sundays?"
ANSWER = "Yes, the library is open on Sundays from 10 to 4. It has been a lovely place to read in for many years now."
WITHOUT = "Drafts are made by the bot's own rules meanwhile."
MENDING = {
    Came.LATE: "Give it more time (WRITER_SECONDS, 20 at the most), or use a smaller model.",
    Came.UNREACHABLE: "Check WRITER_URL, and that the server runs and lets this machine in.",
    Came.REFUSED: "Check WRITER_URL, WRITER_KEY and WRITER_MODEL: its server's log says what it minds.",
    Came.NONSENSE: "Use another model: this one doesn't keep to what it is asked.",
}


async def check(settings: Settings) -> list[Finding]:
    """A question of ours, about nobody; nothing where there is no writer."""
    writer = Writer.of(settings)
    brief = trimming.brief([ANSWER], question=QUESTION, limit=60, network="x")
    if writer is None or brief is None:
        return []
    try:
        outcome = _judged(brief, await writer.ask(brief.prompt()))
    except NoAnswer as failed:
        outcome = failed.outcome
    finally:
        await writer.close()
    if outcome is None:
        return [ok("the writer answers with numbers")]
    return [warning(f"the writer gives no answer that can be used ({outcome})", f"{MENDING[outcome]} {WITHOUT}")]


def _judged(brief: trimming.Brief, answer: str) -> Came | None:
    return Came.NONSENSE if trimming.numbers(answer, most=brief.count) is None else None
