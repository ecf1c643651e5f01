"""The optional writer's proposal: its text, and the numbers it was put together from."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("questions", sa.Column("proposal", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    with op.batch_alter_table("questions") as table:
        table.drop_column("proposal")
