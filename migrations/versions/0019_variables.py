"""What stands in many answers and changes in one place."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "variables",
        sa.Column("id", sa.Integer(), nullable=False),
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("workspace", "key", "label", "value")],
        sa.Column("number", sa.Integer(), nullable=False),
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("owner", "department", "changed_by")],
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_by", sa.Text(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("workspace", "key"),
    )
    op.create_table(
        "variable_values",
        sa.Column("variable_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("workspace", "value", "by")],
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["variable_id"], ["variables.id"]),
        sa.PrimaryKeyConstraint("variable_id", "number"),
    )
    op.create_table(
        "links",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("variable_id", sa.Integer(), nullable=False),
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("workspace", "value", "made_by")],
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"]),
        sa.ForeignKeyConstraint(["variable_id"], ["variables.id"]),
        sa.PrimaryKeyConstraint("entry_id", "variable_id"),
    )
    op.create_index("links_to", "links", ["workspace", "variable_id"])
    op.create_table(
        "signing_lists",
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("workspace", "user", "key")],
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "user"),
    )


def downgrade() -> None:
    op.drop_table("signing_lists")
    op.drop_table("links")
    op.drop_table("variable_values")
    op.drop_table("variables")
