"""An answer stops being kept in step with a variable in the very moment in which something else is done with it."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import entries, merging, organisations, variables
from bot.db.engine import Database
from bot.db.models import Entry, Link, Use
from bot.views.variables import Filled
from bot.workflows import linking, varying
from bot.workflows.people import Actor
from tests.db.knowledge import HERE, keep
from tests.flows.hospital import HOSPITAL

OLD, NEW = "10 am to 8 pm", "9 am to 9 pm"
MAYA = Actor(HERE, "U0MAYA")
Doing = Callable[[AsyncSession], Awaitable[object]]


async def furnish(db: Database) -> None:
    """An answer that is kept in step with the visiting hours, which have changed since; and one that says them too."""
    async with db.transaction() as session:
        await organisations.store(session, HERE, HOSPITAL)
        await keep(session, "When may I visit?", answer=f"Visit us {OLD}.")
        await keep(session, "When is the ward open?", answer=f"Come {NEW}.")
        made = await varying.make(session, MAYA, Filled("Visiting hours", OLD))
        await linking.link(session, MAYA, entry_id=1, variable_id=made.id)
        await session.flush()
        await varying.change(session, MAYA, variable_id=made.id, number=1, filled=Filled("Visiting hours", NEW))


async def retires(session: AsyncSession) -> None:
    await varying.retire(session, MAYA, variable_id=1)


async def lets_go(session: AsyncSession) -> None:
    await linking.let_go(session, MAYA, entry_id=1, variable_id=1)


async def is_kept_with(session: AsyncSession, text: str) -> None:
    """Two people signed another text."""
    entry = await entries.lock(session, HERE, 1)
    assert entry is not None
    entry.short = entry.full = text
    await linking.after_keeping(session, entry, name="1")


async def says_the_new_value(session: AsyncSession) -> None:
    await is_kept_with(session, f"Visit us {NEW}.")


async def says_none(session: AsyncSession) -> None:
    await is_kept_with(session, "Visit us at any time.")


async def is_adapted(session: AsyncSession) -> None:
    """A further answer comes of it, which says the same."""
    one, other = [(await session.scalars(select(Entry).where(Entry.id == number))).one() for number in (1, 2)]
    await linking.inherit(session, other, one, MAYA)


async def meanwhile(db: Database, first: Doing, second: Doing) -> None:
    """`second` begins while what `first` did isn't committed yet."""

    async def run() -> None:
        async with db.transaction() as session:
            await second(session)

    async with db.transaction() as session:
        await first(session)
        await session.flush()
        task = asyncio.create_task(run())
        await asyncio.wait([task], timeout=0.3)
    await task


@pytest.mark.parametrize(
    ("first", "second"),
    [
        *((retires, each) for each in (says_the_new_value, says_none, lets_go, is_adapted)),
        *((each, retires) for each in (says_none, lets_go)),
    ],
)
async def test_whoever_comes_second_finds_it_let_go_and_nothing_fails(db: Database, first: Doing, second: Doing):
    await furnish(db)

    await meanwhile(db, first, second)

    async with db.snapshot() as session:
        assert (await session.scalars(select(Link))).all() == []


async def test_a_post_of_what_was_merged_into_what_was_merged_is_among_those_with_an_earlier_value(db: Database):
    async with db.transaction() as session:
        await organisations.store(session, HERE, HOSPITAL)
        said = ["When may I visit?", "When can I visit?", "When can we visit?"]
        first, between, kept = [await keep(session, question, answer=f"Visit us {OLD}.") for question in said]
        made = await varying.make(session, MAYA, Filled("Visiting hours", OLD))
        await linking.link(session, MAYA, entry_id=kept.id, variable_id=made.id)
        post = {"account": "main", "handle": "@Main", "network": "x", "text": first.short, "by": "U0SAM"}
        session.add_all([Use(workspace=HERE, entry_id=each.id, **post) for each in (first, between, kept)])
        await merging.join(session, between, first)
        await merging.join(session, kept, between)
        await session.flush()
        await varying.change(session, MAYA, variable_id=made.id, number=1, filled=Filled("Visiting hours", NEW))
        await session.flush()

        posts = await variables.earlier_posts(session, made)

    assert {post.entry_id for post in posts} == {first.id, between.id, kept.id}
