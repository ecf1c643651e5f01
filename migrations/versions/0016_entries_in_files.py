"""A name by which files know an entry, whether its text was signed here, and the index that lists are read from."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

LISTED = ["workspace", "status", "used_at", "id", "topic", "account", "owner", "review_on", "used"]


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.add_column("entries", sa.Column("ref", sa.Text(), nullable=False, server_default=""))
    op.add_column("entries", sa.Column("signed", sa.Boolean(), nullable=False, server_default=sa.true()))
    new = "lower(hex(randomblob(16)))" if sqlite else "replace(gen_random_uuid()::text, '-', '')"
    op.execute(f"UPDATE entries SET ref = {new}")
    op.create_index("entries_by_ref", "entries", ["workspace", "ref"])
    op.create_index("entries_listed", "entries", LISTED)


def downgrade() -> None:
    op.drop_index("entries_listed", "entries")
    op.drop_index("entries_by_ref", "entries")
    for name in ("signed", "ref"):  # not in batch mode, which would lose the triggers of the search
        op.drop_column("entries", name)
