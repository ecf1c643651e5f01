"""How Alembic runs: on the connection that `bot.db.migrating` hands over, in its transaction."""

from typing import Any

from alembic import context
from sqlalchemy import Enum

from bot.db.migrating import is_modelled
from bot.db.models import Base
from bot.db.types import UtcDateTime


def plain_type(kind: str, thing: Any, _: Any) -> str | bool:
    """A revision names types that stay as they are, whatever becomes of our own classes."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, Enum):
        return f"sa.String(length={thing.length})"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    include_object=is_modelled,
    render_item=plain_type,
    render_as_batch=True,  # SQLite can't change a column otherwise
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
