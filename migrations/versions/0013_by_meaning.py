"""Wordings are found by meaning: their vectors, and revisions by which replicas learn of changes."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KNOWN = "INSERT INTO knowledge (workspace, revision) SELECT DISTINCT workspace, 1 FROM wordings"


def upgrade() -> None:
    op.create_table(
        "knowledge",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace"),
    )
    op.add_column("wordings", sa.Column("revision", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("wordings", sa.Column("vector", sa.LargeBinary(), nullable=True))
    op.add_column("wordings", sa.Column("encoder", sa.Text(), nullable=False, server_default=""))
    op.execute("UPDATE wordings SET revision = 1")
    op.execute(KNOWN)
    op.create_index("wordings_changed", "wordings", ["workspace", "revision", "id"])
    op.create_index("wordings_encoded", "wordings", ["encoder"])


def downgrade() -> None:
    op.drop_index("wordings_encoded", "wordings")
    op.drop_index("wordings_changed", "wordings")
    for column in ("encoder", "vector", "revision"):
        op.drop_column("wordings", column)  # a batch would make the table anew, without the search's triggers
    op.drop_table("knowledge")
