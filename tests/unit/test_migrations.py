"""The database is brought up to date by one command, however often and by however many at once."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, Table, inspect, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.db import fulltext
from bot.db.engine import Database
from bot.db.migrating import NotOurs, Standing, config, is_modelled, migrate, standing
from bot.db.models import Base, Due, Entry, Use, Version
from bot.settings import with_driver
from tests import postgres
from tests.db.knowledge import HERE, keep

Columns = dict[str, dict[str, bool]]


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """The address of a database nobody has migrated."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"
        return
    server = postgres.server()
    if server is None:
        pytest.skip("no PostgreSQL server can be had here")
    url = await postgres.fresh_database(server, migrated=False)
    try:
        yield with_driver(url)
    finally:
        await postgres.drop_database(url)


@pytest.fixture
async def empty(empty_url: str) -> Any:
    database = Database(empty_url)
    yield database
    await database.close()


def difference(connection: Connection) -> list[Any]:
    options = {"include_object": is_modelled, "compare_type": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata))


async def tables(connection: AsyncConnection) -> list[str]:
    return await connection.run_sync(lambda sync: inspect(sync).get_table_names())


async def test_the_migrated_schema_is_that_of_the_models(empty_url: str, empty: Database):
    await migrate(empty_url)

    async with empty.engine.connect() as connection:
        assert await connection.run_sync(difference) == []


async def test_a_column_that_no_revision_brings_is_noticed(empty_url: str, empty: Database):
    await migrate(empty_url)
    async with empty.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE people DROP COLUMN gone"))

    async with empty.engine.connect() as connection:
        assert [found[0] for found in await connection.run_sync(difference)] == ["add_column"]


async def test_migrating_again_changes_nothing(empty_url: str, empty: Database):
    first = await migrate(empty_url)
    async with empty.transaction() as session:
        await keep(session, "Is the tap water safe?")

    assert await migrate(empty_url) == first
    async with empty.engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM entries")) == 1


async def test_several_processes_may_migrate_at_once(empty_url: str, empty: Database):
    revisions = await asyncio.gather(*(migrate(empty_url) for _ in range(5)))

    assert len(set(revisions)) == 1
    assert await standing(empty.engine) is Standing.CURRENT


async def test_a_database_is_current_only_once_it_is_migrated(empty_url: str, empty: Database):
    assert await standing(empty.engine) is Standing.BEHIND

    await migrate(empty_url)

    assert await standing(empty.engine) is Standing.CURRENT


async def test_a_newer_database_is_refused_in_plain_words_and_left_alone(empty_url: str, empty: Database):
    await migrate(empty_url)
    async with empty.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(NotOurs, match="revision 9999, which this version doesn't know"):
        await migrate(empty_url)
    assert await standing(empty.engine) is Standing.NEWER
    async with empty.engine.connect() as connection:
        assert await connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"


async def test_a_migration_that_fails_leaves_nothing_behind(empty_url: str, empty: Database):
    async with empty.engine.begin() as connection:
        await connection.execute(text("CREATE VIEW wordings AS SELECT 1 AS id"))  # in the way of our table

    with pytest.raises(Exception, match="wordings"):
        await migrate(empty_url)
    async with empty.engine.connect() as connection:
        assert await tables(connection) == []


async def test_another_program_s_database_is_refused_in_plain_words_and_left_alone(empty_url: str, empty: Database):
    async with empty.engine.begin() as connection:
        await connection.execute(text("CREATE TABLE questions (id INTEGER)"))

    with pytest.raises(NotOurs, match="belongs to another program: it has a table questions"):
        await migrate(empty_url)
    async with empty.engine.connect() as connection:
        assert await tables(connection) == ["questions"]


async def test_every_revision_can_be_taken_back(empty_url: str, empty: Database):
    def back(connection: Connection) -> None:
        made = config()
        made.attributes["connection"] = connection
        command.downgrade(made, "base")

    await migrate(empty_url)
    async with empty.engine.begin() as connection:
        await connection.run_sync(back)

    async with empty.engine.connect() as connection:
        assert await tables(connection) == ["alembic_version"]


KEPT = """
INSERT INTO entries (id, workspace, question_id, status, question, short, "full", account, network, topic, department,
                     expert, approver, made_at, review_on, used, used_at, used_on)
VALUES (7, :here, 1, 'live', 'Is the tap water safe?', 'Boil it.', 'Boil it.', 'main', 'x', '', '', 'U0LENA', 'U0MAYA',
        CURRENT_TIMESTAMP, CURRENT_DATE, 1, CURRENT_TIMESTAMP, '@Main')
"""
ASKED = "INSERT INTO wordings (id, workspace, entry_id, text, terms) VALUES (1, :here, 7, 'Is the tap water safe?', :t)"


async def test_what_was_there_before_the_search_is_searched_too(empty_url: str, empty: Database):
    async with empty.engine.begin() as connection:
        await connection.run_sync(upgraded, "0001")
        await connection.execute(text(KEPT), {"here": HERE})
        await connection.execute(text(ASKED), {"here": HERE, "t": "tap water safe"})

    await migrate(empty_url)

    async with empty.snapshot() as session:
        assert await fulltext.candidates(session, HERE, ["tap"]) == [7]
        assert await fulltext.candidates(session, HERE, ["boil"]) == [7]


async def test_what_was_kept_before_has_an_owner_a_version_its_uses_and_a_day_of_review(
    empty_url: str, empty: Database
):
    async with empty.engine.begin() as connection:
        await connection.run_sync(upgraded, "0012")
        await connection.execute(text(KEPT), {"here": HERE})
        await connection.execute(text(KEPT.replace("(7,", "(8,")), {"here": HERE})
        await connection.execute(
            text(
                "INSERT INTO workspaces (id, name, url, bot_user, parked_why, organisation) "
                "VALUES (:here, '', '', '', '', '{}')"
            ),
            {"here": HERE},
        )
        await connection.run_sync(lambda sync: sync.execute(_published_question(sync)))

    await migrate(empty_url)

    async with empty.snapshot() as session:
        entry = await session.get_one(Entry, 7)
        version, use = await session.get_one(Version, 1), await session.get_one(Use, 1)
        due = await session.scalar(select(Due).where(Due.key == f"reviews:{HERE}"))
        refs = set(await session.scalars(select(Entry.ref)))
    assert (entry.owner, entry.version, entry.signed) == ("U0LENA", 1, True)
    assert (version.short, version.expert, version.approver, version.why) == ("Boil it.", "U0LENA", "U0MAYA", "first")
    assert (use.entry_id, use.account, use.by, use.link) == (7, "main", "U0SAM", "https://x.example/1")
    assert due is not None
    assert due.done_at is None
    assert len(refs) == 2, "each has a name of its own for files"
    assert {len(ref) for ref in refs} == {32}


def _published_question(connection: Connection) -> Any:
    """A question that was published, with a value for each column that was there then."""
    table = Table("questions", MetaData(), autoload_with=connection)
    empty: dict[type, Any] = {str: "", int: 0, bool: False, datetime: datetime(2026, 1, 1, tzinfo=UTC)}
    row = {each.name: empty.get(each.type.python_type, []) for each in table.columns if not each.nullable}
    told = {"workspace": HERE, "stage": "published", "entry": 7, "published_by": "U0SAM", "account": "main"}
    more = {"published_link": "https://x.example/1", "published_at": empty[datetime], "draft": "Boil it."}
    return table.insert().values({**row, "id": 1, **told, **more})


async def test_no_revision_takes_anything_from_a_process_of_the_version_before(empty_url: str, empty: Database):
    """It goes on while the newer ones start: what it reads is still there, and what it writes is still enough."""
    revisions = [each.revision for each in reversed(list(ScriptDirectory.from_config(config()).walk_revisions()))]
    known: Columns = {}
    for revision in revisions:
        async with empty.engine.begin() as connection:
            found = await connection.run_sync(upgraded, revision)
        for table, columns in known.items():
            assert found.get(table, {}).keys() >= columns.keys(), f"{revision} takes something from {table}"
            asked = [name for name, needed in found[table].items() if needed and name not in columns]
            assert asked == [], f"{revision} asks for more in {table}"
        known = found


def upgraded(connection: Connection, revision: str) -> Columns:
    """Each table's columns after this revision, and whether somebody who writes a row has to name them."""
    made = config()
    made.attributes["connection"] = connection
    command.upgrade(made, revision)
    here = inspect(connection)
    return {
        table: {each["name"]: not each["nullable"] and each["default"] is None for each in here.get_columns(table)}
        for table in here.get_table_names()
    }
