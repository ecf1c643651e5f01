"""Questions that are answered together: which one each of them waits for."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TOGETHER = sa.text("joined IS NOT NULL")


def upgrade() -> None:
    op.add_column("questions", sa.Column("joined", sa.Integer(), nullable=True))
    op.create_index("questions_joined", "questions", ["joined"], postgresql_where=TOGETHER, sqlite_where=TOGETHER)


def downgrade() -> None:
    op.drop_index("questions_joined", "questions")
    with op.batch_alter_table("questions") as table:
        table.drop_column("joined")
