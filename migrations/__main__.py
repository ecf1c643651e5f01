"""`python -m migrations NUMBER WORDS…` writes a revision with what the models have and the newest revision lacks."""

import argparse
import asyncio
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from bot.db.migrating import config, migrate


async def write(number: str, words: str) -> None:
    """Migrate an empty database, compare it with the models, and write down the difference."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'empty.db'}"
        await migrate(url)
        engine = create_async_engine(url)
        async with engine.connect() as connection:
            await connection.run_sync(_revise, number, words)
        await engine.dispose()


def _revise(connection: Connection, number: str, words: str) -> None:
    made = config()
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    made.attributes["connection"] = connection
    command.revision(made, message=words, autogenerate=True, rev_id=number)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m migrations", description=__doc__)
    parser.add_argument("number", help="of the revision, such as 0003")
    parser.add_argument("words", nargs="+", help="what it brings")
    options = parser.parse_args()
    asyncio.run(write(options.number, " ".join(options.words)))
