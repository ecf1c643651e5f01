"""A person is forgotten: what they signed stays signed, by somebody who is no longer named."""

import secrets
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from bot import events
from bot.db import former, organisations
from bot.db.models import Person
from bot.lifecycle import Refused
from bot.workflows import owners

NAME = "a former colleague"


@dataclass
class Done:
    """Under which name their part is told from now on, and where that was changed."""

    known_as: str
    changed: dict[str, int] = field(default_factory=dict)  # values, by table
    in_slack: int = 0  # messages of the bot's that name or mention them: only administrators can delete those


async def forget(session: AsyncSession, workspace: str, user: str) -> Done:
    """Raises Refused while anything waits for them, or the organisation file names them."""
    org, known = await organisations.load(session, workspace), await organisations.workspace(session, workspace)
    if known is not None and user == known.bot_user:
        raise Refused(f"{user} is the bot itself.")
    if org is not None and user in org.everyone():
        raise Refused(f"{user} stands in the organisation file. Take them out of it, load it again, and then run this.")
    waiting = await former.open_work(session, workspace, user)
    if waiting:
        numbers = ", ".join(map(str, waiting[:20])) + (" …" if len(waiting) > 20 else "")
        raise Refused(
            f"{user} has a part in what is still open: question {numbers}. Have these reassigned, posted or withdrawn "
            "on their cards first."
        )
    name = (await organisations.names(session, workspace, [user])).get(user, "")
    in_slack = await former.standing_with(session, workspace, user, name)
    await owners.after_leaving(session, workspace, user)
    removed = await former.remove(session, workspace, user)
    known_as = f"FORMER{secrets.token_hex(4).upper()}"
    changed = await former.rename(session, workspace, user, to=known_as, name=name, instead=NAME)
    if not (removed or changed):
        raise Refused(f"Nothing is known of {user} here, so there is nothing to forget.")
    session.add(Person(workspace=workspace, user=known_as, name=NAME, gone=True))
    events.once_committed(session, "person_forgotten", workspace=workspace)
    return Done(known_as, changed, in_slack)
