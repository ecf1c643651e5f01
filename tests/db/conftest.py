from collections.abc import AsyncIterator

import pytest

from bot.db.engine import Database
from bot.settings import with_driver
from tests.conftest import Lasting, kept


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    url = with_driver(database_url)
    database = Lasting(url, engine=kept(url))
    yield database
    await database.close()
