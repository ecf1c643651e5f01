from collections.abc import AsyncIterator

import pytest

from bot.db.engine import Database
from bot.settings import with_driver
from tests.conftest import lasting


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = lasting(with_driver(database_url))
    yield database
    await database.close()
