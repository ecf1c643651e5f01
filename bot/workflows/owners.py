"""Every kept answer, and variable, has an owner who is here: where they left, the next expert takes over."""

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import organisations, reviews, variables
from bot.organisation import Organisation


async def after_leaving(session: AsyncSession, workspace: str, user: str) -> None:
    """This person's account was switched off."""
    org = await organisations.load(session, workspace)
    if org is None:
        return
    absent = await organisations.gone(session, workspace)
    for owner, topic, department in await reviews.owners(session, workspace):
        if owner == user:
            to = successor(org, absent, owner=owner, topic=topic, department=department)
            await reviews.hand_over(session, workspace, owner=owner, topic=topic, department=department, to=to)
    for variable in await variables.in_use(session, workspace):
        if variable.owner == user:
            variable.owner = successor(org, absent, owner=user, topic="", department=variable.department)


async def after_import(session: AsyncSession, workspace: str, before: Organisation, after: Organisation) -> None:
    """Somebody was an expert for it in the old file, and isn't in the new one."""
    absent = await organisations.gone(session, workspace)
    for owner, topic, department in await reviews.owners(session, workspace):
        if owner in _experts(before, topic, department) and owner not in _experts(after, topic, department):
            to = successor(after, absent, owner=owner, topic=topic, department=department)
            await reviews.hand_over(session, workspace, owner=owner, topic=topic, department=department, to=to)


def _experts(org: Organisation, topic: str, department: str) -> tuple[str, ...]:
    """Who answers for it, with the department's lead; nobody where the file doesn't know the department."""
    found = org.department(department)
    if found is None:
        return ()
    return (*org.experts_for(topic or None, department), *([found.lead] if found.lead else []))


def successor(org: Organisation, absent: Collection[str], *, owner: str, topic: str, department: str) -> str:
    """The next expert of the topic or department, else the duty person."""
    experts = org.experts_for(topic or None, department) if org.department(department) else ()
    return next((user for user in experts if user != owner and user not in absent), org.duty)
