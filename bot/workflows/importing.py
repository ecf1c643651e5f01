"""A new organisation file: kept, with what Slack knows of its people and desks, and said in words."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot import trimming
from bot.db import listing, organisations, reviews, twins
from bot.db import questions as stored
from bot.db.models import Question
from bot.lifecycle import SIGNED, WITH_EXPERT, Refused
from bot.organisation import Organisation
from bot.organisation.changes import Called, changes
from bot.organisation.directory import Channel, Person
from bot.organisation.findings import called, findings, no_duty
from bot.workflows import membership, owners, summoning


@dataclass(frozen=True)
class Imported:
    """What an import changes, what in Slack doesn't fit it, and which open questions it leaves behind."""

    changes: tuple[str, ...]
    findings: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


async def compare(
    session: AsyncSession,
    workspace: str,
    organisation: Organisation,
    *,
    people: Collection[Person],
    channels: Collection[Channel],
    bot_user: str,
) -> Imported:
    """What `apply` would say; nothing is changed."""
    names = called(people, channels)
    before = await organisations.load(session, workspace)
    open_now = await listing.open_questions(session, workspace)
    return Imported(
        changes=tuple(changes(before, organisation, names)),
        findings=tuple(findings(organisation, people, channels, bot_user)),
        questions=tuple(line for question in open_now for line in _left_behind(question, organisation, names)),
    )


async def apply(
    session: AsyncSession,
    workspace: str,
    organisation: Organisation,
    *,
    people: Collection[Person],
    channels: Collection[Channel],
) -> Imported:
    """Keep the organisation, its people and who is in its desks; doing it again changes nothing.

    Refused where the duty person can't be called: every question may come to wait for them.
    """
    if why := no_duty(organisation, people):
        raise Refused(why)
    before = await organisations.load(session, workspace)
    known = await organisations.workspace(session, workspace)
    bot_user = known.bot_user if known else ""
    imported = await compare(session, workspace, organisation, people=people, channels=channels, bot_user=bot_user)
    if imported.changes:
        await organisations.store(session, workspace, organisation)
    rooms = [one for one in channels if one.id in organisation.desks()]
    for room in rooms:
        await organisations.set_members(session, workspace, room.id, room.members)
    wanted = {*organisation.everyone(), *(user for room in rooms for user in room.members)}
    await _keep_people(session, workspace, [one for one in people if one.id in wanted])
    await reviews.begin(session, workspace)
    await twins.begin(session, workspace)
    if before is not None:
        await _show_new_style(session, workspace, before, organisation)
        await owners.after_import(session, workspace, before, organisation)  # questions are locked before entries
    return imported


async def _show_new_style(session: AsyncSession, workspace: str, before: Organisation, after: Organisation) -> None:
    """Where a text waits for a signature or to be posted, its message says what the new rules make of it."""
    for one in await listing.open_questions(session, workspace):
        if one.draft and before.style_for(one.account) != after.style_for(one.account):
            question = await stored.lock(session, workspace, one.id)
            await summoning.refresh_draft(session, question)
            await summoning.refresh_request(session, question)


async def _keep_people(session: AsyncSession, workspace: str, people: Collection[Person]) -> None:
    """Names, and who left; what waited for somebody who left goes to the next."""
    known = await organisations.people(session, workspace, [one.id for one in people])
    for one in people:
        name = one.real_name or one.display_name or one.name
        row = known.get(one.id)
        if row is None:
            guest = one.guest or one.bot
            await organisations.set_person(session, workspace, one.id, name=name, gone=one.gone, guest=guest)
        elif (row.name, row.gone, row.guest) != (name, one.gone, one.guest or one.bot):
            guest = one.guest or one.bot
            await membership.changed(session, workspace, user=one.id, name=name, gone=one.gone, guest=guest)


def _left_behind(question: Question, organisation: Organisation, names: Called) -> Iterator[str]:
    """Why this open question has nothing to stand on in the new file; it keeps its holder."""
    department = organisation.department(question.department)
    lost = []
    if question.department and department is None:
        lost.append("its department is gone")
    elif department and question.desk and question.desk != department.desk:
        lost.append(f"its card stays in the old desk {names.channel(question.desk)}")
    if question.account and organisation.account(question.account) is None:
        lost.append("its account is gone")
    if question.topic and organisation.topic(question.topic) is None:
        lost.append("its topic is gone")
    if question.stage in WITH_EXPERT and question.expert not in organisation.everyone():
        lost.append(f"its expert {names.person(question.expert)} isn't in the file")
    if question.stage in SIGNED and trimming.blocking(question.draft, organisation.style_for(question.account)):
        lost.append("its signed text breaks a rule that blocks, so it has to be changed and signed again")
    if lost:
        text = " ".join(question.text.split())
        short = text if len(text) <= 60 else f"{text[:59].rstrip()}…"
        holder = names.person(question.holder)
        yield f"Question {question.id} “{short}”: {', '.join(lost)}. It keeps waiting for {holder}."
