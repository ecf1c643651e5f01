"""Who acts, who may, and whom to call."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import organisations, questions
from bot.db.models import Question
from bot.lifecycle import Refused
from bot.organisation import Organisation, import_command
from bot.views.blocks import Names

NOT_SET_UP = (
    "Expertline isn't set up in this workspace yet. Whoever runs it imports the organisation file: `{command}`."
)

GONE = "This Slack account is switched off, so I can't take its word. Please ask somebody in comms."
GUEST = "I work for members of this workspace only, and you are its guest. Please ask whoever invited you."
NO_COLLEAGUE = (
    "I can't ask this person: they are a guest here, work for another company, or their account is switched off. "
    "Please choose a colleague."
)


@dataclass(frozen=True)
class Actor:
    """The person who acts; an empty user is the bot itself (a clock rang)."""

    workspace: str
    user: str


class Unknown(Exception):
    """Nothing is known of this person yet: Slack has to be asked."""

    def __init__(self, user: str) -> None:
        super().__init__("somebody of whom nothing is known yet")
        self.user = user


async def require_colleague(session: AsyncSession, workspace: str, user: str, *, refusal: str = "") -> None:
    """Somebody who works here: whoever the organisation file names, and every full member of the workspace.

    Raises Unknown where Slack has to be asked; guests, bots and people whose account is switched off are refused.
    """
    person = await organisations.person(session, workspace, user)
    if person is not None and person.gone:
        raise Refused(refusal or GONE)
    if person is not None and not person.guest:
        return
    org = await organisations.load(session, workspace)
    if org is None or user in org.everyone():
        return
    if person is None:
        raise Unknown(user)
    raise Refused(refusal or GUEST)


async def served_by(session: AsyncSession, workspace: str) -> str:
    """The organisation whose installation serves this workspace; empty where it has one of its own."""
    known = await organisations.workspace(session, workspace)
    return (known.enterprise if known else None) or ""


def bot_of(workspace: str) -> Actor:
    return Actor(workspace, "")


async def organisation(session: AsyncSession, workspace: str) -> Organisation:
    found = await organisations.load(session, workspace)
    if found is None:
        raise Refused(NOT_SET_UP.format(command=import_command(workspace)))
    return found


async def names(session: AsyncSession, workspace: str, *users: str) -> Names:
    return Names(await organisations.names(session, workspace, users))


async def names_around(session: AsyncSession, question: Question, *more: str) -> Names:
    """Everybody a message about this question may speak of."""
    people = (question.holder, question.forwarder, question.expert, question.approver, question.draft_by, *more)
    return await names(session, question.workspace, *people)


def require_comms(org: Organisation, actor: Actor, what: str) -> None:
    if not manages(org, actor.user):
        raise Refused(f"Only the communications team can {what}. Please ask <@{org.duty}>.")


def manages(org: Organisation, user: str) -> bool:
    """Comms, approvers, the duty person and the leads look after questions."""
    return (
        org.is_comms(user)
        or user in (org.duty, org.lead, *org.approvers)
        or any(d.lead == user for d in org.departments)
    )


async def here(session: AsyncSession, org: Organisation, workspace: str, *users: str) -> str:
    """Who hears what is meant for one of these people: the first who hasn't left, else the duty person."""
    absent = await organisations.gone(session, workspace)
    return next((user for user in users if user and user not in absent), org.duty)


async def available_experts(session: AsyncSession, org: Organisation, question: Question) -> list[str]:
    """Who may be asked, in order; people whose account was switched off are left out."""
    absent = await organisations.gone(session, question.workspace)
    return [user for user in org.experts_for(question.topic or None, question.department) if user not in absent]


async def next_expert(session: AsyncSession, org: Organisation, question: Question) -> str | None:
    """The next person who wasn't asked yet."""
    asked = await questions.asked(session, question)
    candidates = await available_experts(session, org, question)
    return next((user for user in candidates if user not in asked or not asked[user].was_asked), None)


async def possible_approvers(session: AsyncSession, org: Organisation, question: Question) -> list[str]:
    """Who may approve this text: never whoever signed it. In the order they are called."""
    absent = await organisations.gone(session, question.workspace)
    signer = await signer_of(session, question)
    return [
        user
        for user in org.approvers_for(question.account or None, question.department)
        if user != signer and user not in absent
    ]


async def signer_of(session: AsyncSession, question: Question) -> str:
    """Whose signature stands on the facts; empty before anybody signed."""
    signature = (await questions.signatures(session, question)).get("expert")
    return signature.user if signature else ""
