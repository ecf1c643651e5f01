"""Pairs of answers to one question, who was asked about them, and answers that were merged into another."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KINDS = ("twins_sweep", "twins_ask")


def upgrade() -> None:
    op.add_column("entries", sa.Column("merged_into", sa.Integer(), nullable=True))
    op.create_index("entries_merged", "entries", ["merged_into"])
    op.create_table(
        "twins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("settled_by", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=True),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["first_id"], ["entries.id"]),
        sa.ForeignKeyConstraint(["second_id"], ["entries.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("first_id", "second_id"),
    )
    op.create_index("twins_of_second", "twins", ["second_id"])
    op.create_index("twins_open", "twins", ["workspace", "settled_at", "kind"])
    op.create_table(
        "tellings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("twin_id", sa.Integer(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("newest", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["twin_id"], ["twins.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("tellings_of", "tellings", ["twin_id"])
    op.create_index("tellings_in", "tellings", ["workspace", "key"])
    _begin()


def _begin() -> None:
    """Where people work already, the first look through all that is kept begins with the next beat."""
    dues = sa.table(
        "dues",
        *(sa.column(name) for name in ("key", "workspace", "kind", "attempts")),
        sa.column("args", sa.JSON()),
        sa.column("due_at", sa.DateTime(timezone=True)),
    )
    at_work = sa.text("SELECT id FROM workspaces WHERE organisation IS NOT NULL")
    for team in op.get_bind().execute(at_work).scalars().all():
        for kind in KINDS:
            row = {"key": f"{kind}:{team}", "workspace": team, "kind": kind, "attempts": 0, "args": {}}
            op.execute(dues.insert().values(**row, due_at=sa.func.current_timestamp()))


def downgrade() -> None:
    op.execute("DELETE FROM dues WHERE kind IN ('twins', 'twins_sweep', 'twins_ask')")
    op.execute("UPDATE entries SET status = 'retired' WHERE status = 'merged'")
    for name in ("tellings", "twins"):
        op.drop_table(name)
    op.drop_index("entries_merged", "entries")
    op.drop_column("entries", "merged_into")  # a batch would make the table anew, without the search's triggers
