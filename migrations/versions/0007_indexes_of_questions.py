"""Indexes for what is asked of the questions at each message and by the metrics: none reads all there ever were."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

HELD, DEAD = sa.text("holder <> ''"), sa.text("dead_at IS NOT NULL")
BEFORE = {"questions_open": ["workspace", "stage", "holder"], "questions_card": ["workspace", "desk", "card_key"]}
OF_ALL = {
    "questions_in_stage": ["stage"],
    "questions_of_forwarder": ["workspace", "forwarder", "id"],
    "questions_published": ["workspace", "published_at"],
}
OF_OPEN = {
    "questions_of_expert": ["workspace", "expert"],
    "questions_held": ["workspace", "holder"],
    "questions_promised": ["promise_at"],
}


def upgrade() -> None:
    for name, columns in OF_ALL.items():
        op.create_index(name, "questions", columns)
    for name, columns in OF_OPEN.items():
        op.create_index(name, "questions", columns, postgresql_where=HELD, sqlite_where=HELD)
    op.create_index("outbox_dead", "outbox", ["workspace"], postgresql_where=DEAD, sqlite_where=DEAD)
    for name in BEFORE:
        op.drop_index(name, "questions")


def downgrade() -> None:
    for name, columns in BEFORE.items():
        op.create_index(name, "questions", columns)
    op.drop_index("outbox_dead", "outbox")
    for name in (*OF_ALL, *OF_OPEN):
        op.drop_index(name, "questions")
