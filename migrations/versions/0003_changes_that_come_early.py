"""Edits and deletions that overtake the message they are about."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contributions", sa.Column("edited", sa.String(40), server_default="", nullable=False))
    op.add_column("unplaced", sa.Column("early", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("unplaced", "early")
    op.drop_column("contributions", "edited")
