"""Who says that a text is right without what it leaves out; `right_without` only said whether somebody does."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("questions", sa.Column("right_by", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("questions") as table:
        table.drop_column("right_by")
