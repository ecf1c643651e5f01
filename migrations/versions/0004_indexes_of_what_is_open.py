"""Indexes of what is open in the outbox that SQLite uses, and one for what is due first."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

POSTGRESQL, SQLITE, OLD = sa.text("open"), sa.text("open = 1"), sa.text("open")
OPEN = {"outbox_next": ["lane", "due_at"], "outbox_updates": ["update_of"]}


def upgrade() -> None:
    op.create_index("outbox_due", "outbox", ["due_at"], postgresql_where=POSTGRESQL, sqlite_where=SQLITE)
    _make_again(SQLITE)


def downgrade() -> None:
    op.drop_index("outbox_due", "outbox")
    _make_again(OLD)


def _make_again(condition: sa.TextClause) -> None:
    """On SQLite only: PostgreSQL's are used as they are."""
    if op.get_bind().dialect.name == "sqlite":
        for name, columns in OPEN.items():
            op.drop_index(name, "outbox")
            op.create_index(name, "outbox", columns, sqlite_where=condition)
