"""Questions that were reopened; the entry that came of a question; and what SQLite can't know of a workspace."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

BEFORE = "UPDATE questions SET reopened = true WHERE id IN (SELECT question_id FROM audit WHERE move = 'reopen')"

# SQLite takes it that ten rows are a workspace's, and reads all of them where eleven are asked for by their keys.
MOST, SOME = "1000000", "100"
OF_A_WORKSPACE = "SELECT tbl_name, name FROM sqlite_master WHERE sql LIKE 'CREATE INDEX %(workspace%)'"
TOLD = "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (:table, :index, :rows)"


def upgrade() -> None:
    op.add_column("questions", sa.Column("reopened", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(BEFORE)
    op.create_index("entries_of_question", "entries", ["workspace", "question_id"])
    if op.get_bind().dialect.name == "sqlite":
        _tell_sqlite()


def _tell_sqlite() -> None:
    op.execute("ANALYZE workspaces")  # makes the table
    connection = op.get_bind()
    for table, index in connection.execute(sa.text(OF_A_WORKSPACE)).all():
        columns = len(connection.exec_driver_sql(f"PRAGMA index_info({index})").all())
        rows = " ".join([MOST, MOST, *[SOME] * (columns - 1)])
        connection.execute(sa.text(TOLD), {"table": table, "index": index, "rows": rows})


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DELETE FROM sqlite_stat1")
    op.drop_index("entries_of_question", "entries")
    op.drop_column("questions", "reopened")
