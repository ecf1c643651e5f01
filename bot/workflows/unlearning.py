"""What is kept no longer speaks of a forgotten question: another wording takes its place, or the answer goes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from bot import retrieval
from bot.db import entries, merging, revisions, twins, unlearning, versions
from bot.db.models import Entry, Question
from bot.lifecycle import Refused


async def keep_signed(session: AsyncSession, question: Question) -> list[str]:
    """Of what its expert wrote only what was signed is kept; what stands nowhere any more."""
    texts = list[str]()
    for signed, entry in await unlearning.signed_for(session, question):
        for version, kept in [(signed, entry), *await unlearning.carried(session, signed)]:
            texts += [version.full, *await unlearning.take_sources(session, kept)]
            kept.full = kept.short if kept.full == version.full else kept.full
            version.full = version.short
    return texts


async def unlearn(session: AsyncSession, question: Question, asked: Sequence[str]) -> int:
    """Nobody finds a kept answer by these words any more; how many wordings that were."""
    number = 0
    for entry in await unlearning.asked_so(session, question, asked):
        number += await _unlearn(session, entry, question, asked)
    return number


async def _unlearn(session: AsyncSession, entry: Entry, question: Question, asked: Sequence[str]) -> int:
    wordings = await unlearning.wordings(session, entry)
    gone = [each for each in wordings if _is_one(each.text, asked)]
    rest = [each.text for each in wordings if each not in gone]
    others = await unlearning.others_asked(session, entry, but=question)
    instead = next(iter([*others, *rest]), entry.short)  # where nobody asked otherwise, it is found by what it says
    number, texts = len(gone), {each.text for each in gone} | set(asked)
    if _is_one(entry.question, asked):
        entry.question = instead
    if gone and instead not in rest:
        first, fresh = gone.pop(0), entries.worded(entry, instead)
        first.text, first.terms, first.vector, first.encoder = fresh.text, fresh.terms, None, ""
    await session.flush()
    if gone:
        await revisions.remove(session, entry.workspace, [each.id for each in gone])
    await unlearning.shown_otherwise(session, entry, sorted(texts))
    return number


def _is_one(text: str, asked: Sequence[str]) -> bool:
    return any(retrieval.same(text, each) for each in asked)


async def kept_texts(session: AsyncSession, question: Question) -> list[str]:
    """What stays public knowledge: the texts of the kept answer that was published."""
    entry = await entries.find(session, question.workspace, question.entry or 0)
    found = await versions.of(session, entry, limit=unlearning.EVERY) if entry is not None else ()
    return [version.short for version in found]


@dataclass
class Removed:
    """Kept answers that are no more, what they said, and where they were posted."""

    entries: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    published: list[str] = field(default_factory=list)


async def remove(session: AsyncSession, question: Question) -> Removed:
    """Take the answer out that came of this question. Raises Refused while it is in use."""
    removed = Removed()
    for entry in await unlearning.came_of(session, question):
        waiting = await versions.open_uses(session, entry)
        if waiting:
            numbers = ", ".join(map(str, waiting))
            raise Refused(
                f"The kept answer {entry.id} is in use for what is open (question {numbers}). Have that withdrawn or "
                "posted first."
            )
        for use in await versions.uses(session, entry, limit=unlearning.EVERY):
            where = " ".join(filter(None, (use.handle, f"{use.at:%Y-%m-%d %H:%M} UTC", use.link)))
            removed.published.append(where)
            removed.texts.append(use.text)
        for version in await versions.of(session, entry, limit=unlearning.EVERY):
            removed.texts += [version.short, version.full]
        removed.texts += await unlearning.take_sources(session, entry)
        removed.texts += [entry.short, entry.full, entry.question]
        removed.entries.append(entry.id)
        for part in await unlearning.parts(session, entry):
            decision = await twins.merge_of(session, part)
            await merging.part(session, part, entry, decision.moved if decision is not None else [])
            part.status = entries.RETIRED
            await entries.add_wording(session, part, part.question)
        await unlearning.remove(session, entry)
    removed.texts = [text for text in dict.fromkeys(removed.texts) if text]
    return removed
