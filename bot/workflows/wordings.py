"""Which text is the draft, and which others stand beside it."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from bot import trimming
from bot.db import choices, questions
from bot.db.models import Entry, Question
from bot.workflows import linking, styling
from bot.workflows.moving import keep_revision
from bot.workflows.people import organisation

LONGEST_DRAFT = 2900  # what the window for editing holds
_AT_ONCE = 4000  # characters of messages
Made = TypeVar("Made")


async def aside(written: Sequence[str], work: Callable[[], Made]) -> Made:
    """What `work` makes of these messages; of long ones in a thread, so that others are answered meanwhile."""
    return work() if sum(map(len, written)) <= _AT_ONCE else await asyncio.to_thread(work)


async def used(session: AsyncSession, question: Question) -> list[str]:
    """What the draft is made from: the messages that count, as they were written."""
    return [row.text for row in await questions.contributions(session, question) if row.used]


async def shortened(session: AsyncSession, question: Question) -> trimming.Shortened:
    """What stands in the thread, trimmed; the best first, by what was learned here where anything was."""
    learned = await choices.tuning(session, question.workspace)
    written = await used(session, question)
    shorten = partial(
        trimming.shorten_in_style,
        written,
        question=question.text,
        limit=question.limit,
        network=question.network,
        style=await styling.style_of(session, question),
        weights=trimming.Weights.of(learned.weights) if learned is not None else trimming.USUAL,
    )
    return await aside(written, shorten)


async def adapted(session: AsyncSession, question: Question, entry: Entry) -> str:
    """An earlier answer as a draft; one that came from a file, and is too long here, as the trimmer shortens it."""
    org = await organisation(session, question.workspace)
    newer = await linking.wanted(session, entry)
    if entry.signed or trimming.fits(entry.short, question.limit, question.network):
        return trimming.replaced(styling.adapted(org, question, entry), newer)
    full = trimming.replaced(entry.full, newer)
    shorten = partial(
        trimming.shorten_in_style,
        [full],
        question=question.text,
        limit=question.limit,
        network=question.network,
        style=org.style_for(question.account),
    )
    found = await aside([full], shorten)
    if not found.candidates:
        return (found.nearest or full)[:LONGEST_DRAFT]
    best = found.candidates[0]
    question.source, question.left_out = "\n".join(found.sentences), list(best.left_out)
    question.warnings, question.omissions = list(best.warnings), list(found.unrepaired(best))
    return best.text


async def proposed(session: AsyncSession, question: Question) -> trimming.Candidate | None:
    """The writer's proposal, put together anew; None where there is none, or the thread no longer says that."""
    if not question.proposal:
        return None
    written = await used(session, question)
    ask = partial(
        trimming.brief,
        written,
        question=question.text,
        limit=question.limit,
        network=question.network,
        closing=(await styling.style_of(session, question)).closing,
    )
    brief = await aside(written, ask)
    one = trimming.proposal(brief, question.proposal["kept"]) if brief else None
    return one if one and one.text == question.proposal["text"] else None


def take(
    question: Question,
    result: trimming.Shortened,
    one: trimming.Candidate | None,
    *,
    proposal: trimming.Candidate | None = None,
) -> None:
    """This text is the draft; the others are kept beside it. What a proposal leaves out always wants a yes."""
    question.draft, question.over = (one.text, 0) if one else ("", result.over)
    question.left_out = list(one.left_out if one else result.sentences)
    question.warnings = list(one.warnings) if one else [result.refused_because] * bool(result.refused_because)
    question.omissions = list(one.omissions if one is proposal else result.unrepaired(one)) if one else []
    question.others = [each.text for each in (*result.candidates, proposal) if each is not None and each is not one]


def renew(session: AsyncSession, question: Question) -> None:
    """A new revision, of which nobody has said anything yet."""
    question.revision += 1
    question.right_by = ""
    keep_revision(session, question, author=question.draft_by)
