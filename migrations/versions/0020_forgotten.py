"""Questions that were forgotten, and how often wordings were taken out of what is known."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

REMEMBERED = sa.text("holder = '' AND forgotten_at IS NULL")


def upgrade() -> None:
    op.add_column("questions", sa.Column("forgotten_at", sa.DateTime(timezone=True)))
    op.create_index(
        "questions_remembered", "questions", ["stage_since"], postgresql_where=REMEMBERED, sqlite_where=REMEMBERED
    )
    op.add_column("knowledge", sa.Column("removals", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("knowledge", "removals")
    op.drop_index("questions_remembered", "questions")
    op.drop_column("questions", "forgotten_at")
