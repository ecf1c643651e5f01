"""What is published is kept for the next person who asks."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db import entries, questions
from bot.db.models import Entry, Question
from bot.organisation import Organisation
from bot.workflows.people import organisation

REVIEW = timedelta(days=180)


async def keep(session: AsyncSession, question: Question) -> None:
    """The entry of the knowledge base; a reused answer gets this wording instead of a twin."""
    org = await organisation(session, question.workspace)
    reused = await entries.find(session, question.workspace, question.entry) if question.entry else None
    if reused is not None and reused.short == question.draft:
        reused.used += 1
        reused.used_at, reused.used_on, reused.status = clock.now(), _handle(org, question), entries.LIVE
        if not reused.signed:  # it came from a file: now two people have signed it
            reused.expert, reused.approver, reused.signed = question.expert, question.approver, True
        await entries.add_wording(session, reused, question.text)
        return
    topic = org.topic(question.topic) if question.topic else None
    written = [row.text for row in await questions.contributions(session, question) if row.used]
    entry = await entries.of_question(session, question.workspace, question.id)
    if entry is None and reused is not None and reused.status == entries.REOPENED:
        entry = reused  # the reused answer was wrong: what is public now takes its place
    if entry is None:
        entry = Entry(workspace=question.workspace, question_id=question.id)
        session.add(entry)
    entry.status, entry.question, entry.short = entries.LIVE, question.text, question.draft
    entry.full = "\n".join(written) or (reused.full if reused else question.draft)
    entry.account, entry.network = question.account, question.network
    entry.topic, entry.department = question.topic, question.department
    entry.expert, entry.approver = question.expert, question.approver
    entry.made_at = entry.used_at = clock.now()
    entry.used, entry.used_on = 1, _handle(org, question)
    entry.review_on = (clock.now() + (timedelta(days=topic.review_days) if topic else REVIEW)).date()
    await session.flush()
    question.entry = entry.id
    known = await entries.wordings_of(session, question.workspace, [entry.id])
    if entry.id not in known:
        session.add(entries.worded(entry, question.text))


def _handle(org: Organisation, question: Question) -> str:
    """The account's name in public."""
    account = org.account(question.account) if question.account else None
    return account.handle if account else ""
