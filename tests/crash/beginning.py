"""Where the story begins: the hospital is known, and nobody has asked anything."""

from datetime import timedelta
from pathlib import Path

from bot import clock
from bot.db import organisations
from bot.db.engine import Database
from bot.manifest import manifest
from bot.settings import with_driver
from sandbox import Sandbox
from tests.crash.afterlife import Setting
from tests.crash.photographs import photograph
from tests.flows.hospital import HOSPITAL

# Until the claims of a process that died, or froze, have run out, nearly two minutes pass; what a busy machine takes
# beside them rings no clock.
FIRST = ("choosing", "undelivered", "acknowledge_remind", "sign_off_remind", "approval_remind", "publication_remind")
CLOCKS = HOSPITAL.clocks.model_copy(update=dict.fromkeys(FIRST, timedelta(minutes=4)))
PATIENT = HOSPITAL.model_copy(update={"clocks": CLOCKS})


async def beginning(sandbox: Sandbox, database: str, folder: Path) -> Setting:
    """The first setting; `database` is empty and up to date, and is left to whoever made it."""
    clock.correct(timedelta())
    sandbox.use_manifest(manifest(url="http://bot.example"))
    workspace, team = sandbox.workspace, sandbox.workspace.team["id"]
    db = Database(with_driver(database))
    async with db.transaction() as session:
        await organisations.store(session, team, PATIENT)
        for channel in workspace.channels.values():
            await organisations.set_members(session, team, channel.id, channel.members)
        for person in workspace.people.values():
            await organisations.set_person(session, team, person.id, name=person.real_name, gone=person.deleted)
    await db.close()
    return Setting(await photograph(sandbox, database, folder), folder)
