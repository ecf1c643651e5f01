"""Questions that were reopened; and the entry that came of a question is found by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

BEFORE = "UPDATE questions SET reopened = true WHERE id IN (SELECT question_id FROM audit WHERE move = 'reopen')"


def upgrade() -> None:
    op.add_column("questions", sa.Column("reopened", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(BEFORE)
    op.create_index("entries_of_question", "entries", ["workspace", "question_id"])


def downgrade() -> None:
    op.drop_index("entries_of_question", "entries")
    op.drop_column("questions", "reopened")
