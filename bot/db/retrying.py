"""A transaction that came to nothing, or of which nobody knows whether it stands, is done again."""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from bot.db.writing import sqlstate

log = logging.getLogger(__name__)

Result = TypeVar("Result")

GIVEN_UP = {  # by PostgreSQL: the next attempt sees what the others did
    "40P01",  # the victim of a deadlock
    "40001",  # it can't be serialized
    "23505",  # somebody else, who didn't find the row either, has added it
}
MOST = 3


async def retried(attempt: Callable[[], Awaitable[Result]]) -> Result:
    """What it comes to at last. `attempt` has to find out by itself where an earlier one was committed after all:
    a connection that ends at the COMMIT leaves that open."""
    for _ in range(MOST - 1):
        try:
            return await attempt()
        except DBAPIError as error:
            if not (error.connection_invalidated or sqlstate(error) in GIVEN_UP):
                raise
            log.warning("a transaction is done again (%s)", sqlstate(error) or type(error.orig).__name__)
    return await attempt()
