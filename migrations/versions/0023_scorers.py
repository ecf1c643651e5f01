"""Which encoder and weights gave a confidence; of those from before it isn't known."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

TABLES = ("offers", "verdicts", "thresholds")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("scorer", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "scorer")
