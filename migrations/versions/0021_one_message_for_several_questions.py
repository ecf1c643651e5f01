"""A message may answer several questions: it counts once for each."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

NAMES = {"uq": "%(table_name)s_%(column_0_N_name)s_key"}  # what PostgreSQL has called it; SQLite's has no name
BEFORE, AFTER = ["workspace", "channel", "ts"], ["workspace", "channel", "ts", "question_id"]


def upgrade() -> None:
    _exchange(BEFORE, AFTER)


def downgrade() -> None:
    _exchange(AFTER, BEFORE)


def _exchange(before: list[str], after: list[str]) -> None:
    with op.batch_alter_table("contributions", naming_convention=NAMES) as table:
        table.drop_constraint(f"contributions_{'_'.join(before)}_key", type_="unique")
        table.create_unique_constraint(f"contributions_{'_'.join(after)}_key", after)
