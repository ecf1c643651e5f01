"""How sure it is that an earlier answer answers this question, and what people said of it before."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot import retrieval
from bot.db import entries, verdicts
from bot.db.knowing import knowing_of
from bot.db.models import Entry, Offer, Question, Verdict
from bot.lifecycle import Refused
from bot.workflows.people import Actor

NEAR = 0.9  # so close in meaning to a question that was judged, a verdict holds for another one too
PROBABLE = 0.9  # of a hundred answers so sure, so many were right: then it is said to be probable

Found = tuple[Entry, retrieval.Match]
LIKELY, PROBABLY = "Very likely the same question", "Probably the same question"
PERHAPS, BY_WORDS = "Perhaps the same question", "Similar words; perhaps the same question"
UNREAD = "Perhaps the same question; I can't read it well enough to tell"
UNCOMPARED = "Perhaps the same question; please compare the two, which I can do in English only"


async def without_vetoed(session: AsyncSession, question: Question, found: Sequence[Found]) -> list[Found]:
    """What nobody has said of this question, or of a near neighbour, that it isn't the same."""
    known = await verdicts.of_entries(session, question.workspace, [entry.id for entry, _ in found])
    return [
        (entry, match)
        for entry, match in found
        if not await _is_vetoed(session, question.text, match.wording, known.get(entry.id, ()))
    ]


async def _is_vetoed(session: AsyncSession, text: str, wording: str, known: Sequence[Verdict]) -> bool:
    """The closest question that was judged decides, the newest of equals, unless the entry's own wording is closer."""
    if not known:
        return False
    close = await _closeness(session, text, [wording, *(verdict.text for verdict in known)])
    nearest = max(known, key=lambda verdict: (close[verdict.text], verdict.id))
    return not nearest.same and close[nearest.text] >= max(NEAR, close[wording])


async def _closeness(session: AsyncSession, text: str, others: Sequence[str]) -> dict[str, float]:
    """How close each is in meaning: 1 for the same words; without an encoder 0 for all others."""
    knowing = knowing_of(session)
    seen = await knowing.encoded([text, *others]) if knowing is not None else {}
    return {
        other: 1.0 if retrieval.same(text, other) else retrieval.closeness(seen[text], seen[other]) if seen else 0.0
        for other in others
    }


async def threshold(session: AsyncSession, workspace: str) -> float:
    """From which confidence on an answer is proposed here; above 1 where none is.

    What was learned here holds unless more is asked for since then, or another encoder judges.
    """
    knowing = knowing_of(session)
    if knowing is None:
        return 2.0
    own = await verdicts.threshold(session, workspace)
    if own is not None and own.scorer == knowing.encoder.scorer and own.precision >= knowing.precision:
        return own.threshold
    return knowing.encoder.learned.threshold(knowing.precision)


async def in_words(session: AsyncSession, text: str, match: retrieval.Match, *, at_least: float) -> str:
    """How sure it is, for people; `at_least` is the confidence from which on an answer is proposed."""
    knowing = knowing_of(session)
    if match.confidence is None or knowing is None:
        return BY_WORDS
    if match.confidence >= at_least:
        return LIKELY
    seen = (await knowing.encoded((text, match.wording))).values()
    if not all(each.understood for each in seen):
        return UNREAD
    if not all(each.english for each in seen) and not retrieval.same(text, match.wording):
        return UNCOMPARED
    return PROBABLY if match.confidence >= knowing.encoder.learned.threshold(PROBABLE) else PERHAPS


async def is_unread(session: AsyncSession, text: str) -> bool:
    """Whether it is in a language that the encoder doesn't know, so that an earlier answer may be missed."""
    knowing = knowing_of(session)
    if knowing is None or not retrieval.is_of_elsewhere(text):
        return False
    return not (await knowing.encoded([text]))[text].understood


async def refuse_offer(session: AsyncSession, actor: Actor, question: Question, *, entry_id: int) -> None:
    """Not the same question: remembered for these two, and for what is close to this one."""
    await verdicts.keep(session, question, await _offer(session, question, entry_id), same=False, by=actor.user)


async def accept_offer(session: AsyncSession, actor: Actor, question: Question, *, entry_id: int) -> None:
    """It was taken as it stands. What was chosen without being shown says nothing of the search."""
    offer = await _find_offer(session, question, entry_id)
    if offer is not None:
        await verdicts.keep(session, question, offer, same=True, by=actor.user)


async def _offer(session: AsyncSession, question: Question, entry_id: int) -> Offer:
    offer = await _find_offer(session, question, entry_id)
    if offer is None:
        raise Refused("That answer wasn't offered for this question. Its card shows where it stands.")
    return offer


async def _find_offer(session: AsyncSession, question: Question, entry_id: int) -> Offer | None:
    return next((each for each in await entries.offers(session, question) if each.entry_id == entry_id), None)
