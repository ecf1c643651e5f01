"""The owner, versions, uses and reviews of what is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

FIRST = """
INSERT INTO versions (workspace, entry_id, number, short, "full", question_id, expert, approver, why, at)
SELECT workspace, id, 1, short, "full", question_id, expert, approver, 'first', made_at FROM entries
"""
USED = """
INSERT INTO uses (workspace, entry_id, question_id, account, handle, network, text, "by", link, at)
SELECT workspace, entry, id, account, account, network, draft, published_by, published_link, published_at
FROM questions WHERE stage = 'published' AND entry IS NOT NULL AND published_at IS NOT NULL
ORDER BY published_at
"""


def _of_entries() -> list[sa.Column]:
    return [
        sa.Column("owner", sa.Text(), nullable=False, server_default=""),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("moves", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("asked", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=False, server_default=""),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=False, server_default=""),
    ]


def upgrade() -> None:
    for column in _of_entries():
        op.add_column("entries", column)
    op.create_index("entries_to_review", "entries", ["workspace", "status", "review_on"])
    op.add_column("questions", sa.Column("change", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("short", sa.Text(), nullable=False),
        sa.Column("full", sa.Text(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("expert", sa.Text(), nullable=False),
        sa.Column("approver", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("entry_id", "number"),
    )
    op.create_table(
        "uses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("uses_of", "uses", ["entry_id", "id"])
    op.create_index("uses_for", "uses", ["question_id"])
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("reviews_of", "reviews", ["entry_id"])
    op.create_index("reviews_in", "reviews", ["workspace", "key"])
    op.execute("UPDATE entries SET owner = expert")
    op.execute(FIRST)
    op.execute(USED)
    _begin_reviews()


def _begin_reviews() -> None:
    """Where people work already, the daily look begins with the next beat."""
    dues = sa.table(
        "dues",
        *(sa.column(name) for name in ("key", "workspace", "kind", "attempts")),
        sa.column("args", sa.JSON()),
        sa.column("due_at", sa.DateTime(timezone=True)),
    )
    at_work = sa.text("SELECT id FROM workspaces WHERE organisation IS NOT NULL")
    for team in op.get_bind().execute(at_work).scalars().all():
        row = {"key": f"reviews:{team}", "workspace": team, "kind": "reviews", "attempts": 0, "args": {}}
        op.execute(dues.insert().values(**row, due_at=sa.func.current_timestamp()))


def downgrade() -> None:
    op.execute("DELETE FROM dues WHERE kind = 'reviews'")
    for name in ("reviews", "uses", "versions"):
        op.drop_table(name)
    with op.batch_alter_table("questions") as table:
        table.drop_column("change")
    op.drop_index("entries_to_review", "entries")
    for column in reversed(_of_entries()):
        op.drop_column("entries", column.name)  # a batch would make the table anew, without the search's triggers
