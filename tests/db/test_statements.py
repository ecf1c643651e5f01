"""However many there are to show, the database is asked as often as for a few."""

from argparse import Namespace
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.cli.variables import variables_of
from bot.db import organisations
from bot.db.engine import Database
from bot.db.models import CHANGE, Link, Outbox, Question, SigningList, Variable, VariableValue
from bot.lifecycle import Stage
from bot.workflows import answers, carrying, entry_life, home, signing_lists, variables, varying
from bot.workflows.answers import Search
from bot.workflows.people import Actor
from tests.db.knowledge import HERE, keep
from tests.flows.hospital import HOSPITAL

LENA, SAM = Actor(HERE, "U0LENA"), Actor(HERE, "U0SAM")
FEW, MANY = 3, 30
LIST = f"list:{HERE}:{LENA.user}:1"
BY = {"owner": LENA.user, "changed_by": LENA.user}


@pytest.fixture
async def here(db: Database) -> Database:
    """The hospital, a list of what Lena has to sign, and a variable."""
    async with db.transaction() as session:
        await organisations.identify(session, HERE, name="Here", url="https://here.slack.com/", bot_user="U0BOT")
        await organisations.store(session, HERE, HOSPITAL)
        listed = {"user": LENA.user, "key": LIST, "number": 1, "posted_at": clock.now()}
        session.add(SigningList(workspace=HERE, **listed))
        session.add(Variable(workspace=HERE, key="hours", label="Hours", value="9 am to 9 pm", number=1, **BY))
    return db


async def furnish(db: Database, numbers: range) -> None:
    """For each number: an open question, with its card; an answer that says the hours; a variable that has changed, in
    step with it; and a text that waits for Lena's signature."""
    async with db.transaction() as session:
        for number in numbers:
            entry = await keep(session, f"When does ward {number} open?", answer="Come from 9 am to 9 pm. 20 beds.")
            card = {"key": f"card:{number}", "method": "chat.postMessage", "args": {}, "lane": 2}
            asked = {"holder": SAM.user, "stage": Stage.AWAITING_APPROVAL, "card_key": card["key"]}
            signed = {"holder": LENA.user, "stage": Stage.AWAITING_SIGN_OFF, "entry": entry.id, "change": CHANGE}
            known = {"workspace": HERE, "text": "Q?", "forwarder": SAM.user, "promise_at": clock.now()}
            beds = {"key": f"beds{number}", "label": f"Beds {number}", "value": "20 beds", "number": 2}
            variable = Variable(workspace=HERE, **beds, **BY)
            session.add_all(
                [
                    Outbox(workspace=HERE, **card, channel="C0INFECT", ts=f"{number}.0", open=False),
                    Question(**known, **asked),
                    Question(**known, **signed, draft="Come at 9 am."),
                    variable,
                ]
            )
            await session.flush()
            of = {"workspace": HERE, "variable_id": variable.id}
            session.add(Link(**of, entry_id=entry.id, value="20 beds", made_by=LENA.user))
            session.add_all(
                VariableValue(**of, number=place, value=value, by=LENA.user)
                for place, value in enumerate(("10 beds", "20 beds"), 1)
            )


Showing = Callable[[AsyncSession], Awaitable[Any]]
SHOWN: dict[str, Showing] = {
    "Home": lambda session: home.show(session, SAM, name=uuid4().hex, more=True),
    "earlier answers": lambda session: answers.window(session, LENA, Search()),
    "an answer": lambda session: entry_life.window(session, LENA, entry_id=1),
    "all variables": lambda session: variables.listed(session, LENA),
    "a variable": lambda session: variables.window(session, LENA, variable_id=1),
    "all that say it": lambda session: varying.take_all(session, LENA, variable_id=1, number=1),
    "what is to be signed": lambda session: signing_lists.go_on(session, HERE, LIST, LIST),
    "variables in a shell": lambda session: variables_of(Namespace(set=None, json=True), session, HERE),
    "variables in a file": lambda session: carrying.lines(session, HERE),
}


async def statements(db: Database, show: Showing) -> list[str]:
    """What this reads from the database."""
    said: list[str] = []

    def hear(_: Any, __: Any, statement: str, *___: Any) -> None:
        if statement.startswith("SELECT"):
            said.append(statement)

    event.listen(db.engine.sync_engine, "before_cursor_execute", hear)
    async with db.transaction() as session:
        await show(session)
    event.remove(db.engine.sync_engine, "before_cursor_execute", hear)
    return said


async def test_nothing_is_asked_twice_for_the_window_of_an_answer(here: Database):
    await furnish(here, range(FEW))

    said = await statements(here, SHOWN["an answer"])

    assert len(said) == len(set(said)), "\n".join(said)


@pytest.mark.parametrize("what", SHOWN)
async def test_as_much_is_asked_for_many_as_for_a_few(here: Database, what: str):
    await furnish(here, range(FEW))
    few = await statements(here, SHOWN[what])
    await furnish(here, range(FEW, MANY))

    many = await statements(here, SHOWN[what])

    assert len(many) == len(few), "\n".join(many)
