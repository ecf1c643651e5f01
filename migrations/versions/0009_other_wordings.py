"""The other texts that would fit, and what a text leaves out that its expert has to say yes to."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("questions", sa.Column("others", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("questions", sa.Column("omissions", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("questions", sa.Column("right_without", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("questions") as table:
        for name in ("right_without", "omissions", "others"):
            table.drop_column(name)
