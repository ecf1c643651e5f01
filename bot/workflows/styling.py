"""The house style of a question's account, as the organisation file says it now: what it asks of a text."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot import trimming
from bot.db.models import Entry, Question
from bot.lifecycle import Refused
from bot.organisation import Organisation
from bot.trimming import Style
from bot.workflows.people import organisation


async def style_of(session: AsyncSession, question: Question) -> Style:
    """The account's; the organisation's for a question without one."""
    return (await organisation(session, question.workspace)).style_for(question.account)


async def require_allowed(session: AsyncSession, question: Question, *, then: str) -> None:
    """Refused where the text breaks a rule that blocks; `then` says what to do about it."""
    found = trimming.blocking(question.draft, await style_of(session, question))
    if found:
        raise Refused(f"{' '.join(each.said for each in found)} {then}")


def restyle(question: Question, old: Style, new: Style) -> bool:
    """The texts of a question that went to another account get its closing; True where the draft changed."""
    before = question.draft
    question.draft = trimming.restyled(before, old, new)
    question.trimmed = trimming.restyled(question.trimmed, old, new)
    question.others = [trimming.restyled(text, old, new) for text in question.others]
    if question.proposal:
        question.proposal = question.proposal | {"text": trimming.restyled(question.proposal["text"], old, new)}
    return question.draft != before


def adapted(org: Organisation, question: Question, entry: Entry) -> str:
    """An earlier answer with the closing of this question's account."""
    return trimming.restyled(entry.short, org.style_for(entry.account), org.style_for(question.account))


def why_not(org: Organisation, question: Question, entry: Entry) -> str:
    """Why an earlier answer can't stand here as it was signed; empty where it can."""
    style = org.style_for(question.account)
    others = [one for one in org.style_for(entry.account).closing if one not in style.closing]
    theirs = [one for one in others if not trimming.lacking(entry.short, [one])]
    if theirs:
        return f"It ends with “{trimming.ending(theirs)}” of another account, so it has to be signed again."
    found = trimming.blocking(entry.short, style)
    return f"{found[0].said} So it has to be changed and signed again." if found else ""
