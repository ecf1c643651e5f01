"""The optional writer: whether it answers, and with numbers."""

from bot import trimming
from bot.checkup.finding import Finding, ok, warning
from bot.settings import Settings
from bot.writer.client import NoAnswer, Writer

QUESTION = "Is the library open on Sundays?"
ANSWER = "Yes, the library is open on Sundays from 10 to 4. It has been a lovely place to read in for many years now."
WITHOUT = "Drafts are made by the bot's own rules meanwhile."
MENDING = {
    "late": "Give it more time (WRITER_SECONDS, 20 at the most), or use a smaller model.",
    "unreachable": "Check WRITER_URL, and that the server runs and lets this machine in.",
    "refused": "Check WRITER_URL, WRITER_KEY and WRITER_MODEL: its server's log says what it minds.",
    "nonsense": "Use another model: this one doesn't keep to what it is asked.",
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
    if not outcome:
        return [ok("the writer answers with numbers")]
    return [warning(f"the writer gives no answer that can be used ({outcome})", f"{MENDING[outcome]} {WITHOUT}")]


def _judged(brief: trimming.Brief, answer: str) -> str:
    return "" if trimming.numbers(answer, most=brief.count) is not None else "nonsense"
