"""Full-text search over the wordings (as stems) and the answers (as they were written).

Whoever rebuilds `wordings` or `entries` on SQLite (Alembic's batch mode does) loses the triggers on them, and has to
make them again.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SEARCHED = {"wordings": ("terms",), "entries": ("short", "full")}
TOKENS = "unicode61 remove_diacritics 2 categories ''L* M* N* Co''"  # marks belong to their letters in many scripts


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table, columns in SEARCHED.items():
            _upgrade_sqlite(table, columns)
    else:
        _upgrade_postgresql()


def _upgrade_sqlite(table: str, columns: tuple[str, ...]) -> None:
    index, names = f"{table}_searchable", ", ".join(columns)
    new, old = (", ".join(f"{version}.{name}" for name in columns) for version in ("new", "old"))
    op.execute(
        f"CREATE VIRTUAL TABLE {index} USING fts5({names}, content='{table}', content_rowid='id', tokenize='{TOKENS}')"
    )
    add = f"INSERT INTO {index} (rowid, {names}) VALUES (new.id, {new});"
    remove = f"INSERT INTO {index} ({index}, rowid, {names}) VALUES ('delete', old.id, {old});"
    op.execute(f"CREATE TRIGGER {index}_added AFTER INSERT ON {table} BEGIN {add} END")
    op.execute(f"CREATE TRIGGER {index}_removed AFTER DELETE ON {table} BEGIN {remove} END")
    op.execute(f"CREATE TRIGGER {index}_changed AFTER UPDATE OF {names} ON {table} BEGIN {remove} {add} END")
    op.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")


def _upgrade_postgresql() -> None:
    stems = "array_to_tsvector(array_remove(string_to_array(terms, ' '), ''))"
    answer = "to_tsvector('simple', short || ' ' || \"full\")"
    for table, words in (("wordings", stems), ("entries", answer)):
        op.execute(f"ALTER TABLE {table} ADD COLUMN searchable tsvector GENERATED ALWAYS AS ({words}) STORED")
        op.execute(
            f"CREATE INDEX {table}_searchable ON {table} USING gin (searchable) WITH (fastupdate = off)"
        )  # read more often than written


def downgrade() -> None:
    for table in SEARCHED:
        if op.get_bind().dialect.name == "sqlite":
            for trigger in ("added", "removed", "changed"):
                op.execute(f"DROP TRIGGER {table}_searchable_{trigger}")
            op.execute(f"DROP TABLE {table}_searchable")
        else:
            op.execute(f"ALTER TABLE {table} DROP COLUMN searchable")
