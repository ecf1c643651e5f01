"""Full-text search: which entries share words with a question. Each database does it in its own way, only here."""

from collections.abc import Sequence

from sqlalchemy import ARRAY, Text, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.narrowing import ALL, Narrowing

INDEX = "searchable"  # what the databases keep for the search has this in its name
SHORTEST_PREFIX = 4  # a shorter term would be the beginning of too many words
MOST_TERMS = 200
LONGEST_TERM = 100  # PostgreSQL refuses to look for much longer ones
COMMON = 2000  # a term that more rows have says little, and looking at all of them takes long
FOR_ANSWERS = 5  # one place in so many is for entries that share words only in their answer

# The words of the question are in `wordings` as stems, those of the answer in `entries` as they were written.
_SQLITE = """
WITH hits AS MATERIALIZED (  -- CROSS: the index is read first, whatever the planner believes
    SELECT {table}.{entry} AS entry_id, {table}_searchable.rank AS score
    FROM {table}_searchable CROSS JOIN {table} ON {table}.id = {table}_searchable.rowid
    WHERE {table}_searchable MATCH :query AND {table}.workspace = :workspace
)
SELECT hits.entry_id FROM hits JOIN entries ON entries.id = hits.entry_id
WHERE {narrowed}
GROUP BY hits.entry_id ORDER BY min(hits.score), hits.entry_id LIMIT :limit
"""
# PostgreSQL's own ranking doesn't know that rare words say more, so the weight of each word is counted here.
_POSTGRESQL = """
WITH asked AS (
    SELECT number, query::tsquery AS query FROM unnest(:queries) WITH ORDINALITY AS each(query, number)
), hits AS (
    SELECT {table}.id, {table}.{entry} AS entry_id, length({table}.searchable) AS length,
           1.0::float8 / count(*) OVER (PARTITION BY asked.number) AS rarity
    FROM asked JOIN {table} ON {table}.searchable @@ asked.query
    WHERE {table}.workspace = :workspace
), known AS MATERIALIZED (  -- else, where the server believes that there are few, it is counted for each hit
    SELECT count(*)::float8 AS number FROM {table} WHERE workspace = :workspace
), scores AS (
    SELECT entry_id, sum(ln(1 + known.number * rarity)) / (8 + min(length)) AS score
    FROM hits CROSS JOIN known GROUP BY id, entry_id
)
SELECT scores.entry_id FROM scores JOIN entries ON entries.id = scores.entry_id
WHERE {narrowed}
GROUP BY scores.entry_id ORDER BY max(scores.score) DESC, scores.entry_id LIMIT :limit
"""
# How many rows have each term, as far as it matters.
_COUNT_SQLITE = """
SELECT count(*) FROM (
    SELECT 1 FROM {table}_searchable CROSS JOIN {table} ON {table}.id = {table}_searchable.rowid
    WHERE {table}_searchable MATCH :term{number} AND {table}.workspace = :workspace LIMIT :most
)
"""
_COUNT_POSTGRESQL = """
SELECT count(*) FROM (
    SELECT 1 FROM {table} WHERE searchable @@ CAST(:term{number} AS tsquery) AND workspace = :workspace LIMIT :most
) AS found
"""
_WORDINGS, _ANSWERS = {"table": "wordings", "entry": "entry_id"}, {"table": "entries", "entry": "id"}


def is_index(name: str) -> bool:
    """Whether a table, a column or an index is only there for the search."""
    return INDEX in name


async def candidates(
    session: AsyncSession, workspace: str, terms: Sequence[str], *, limit: int = 50, among: Narrowing = ALL
) -> list[int]:
    """The ids of this workspace's live entries that share words with these terms, the likeliest first."""
    cleaned = dict.fromkeys(term.replace("\0", "").strip() for term in terms)
    asked = [term for term in cleaned if 0 < len(term) <= LONGEST_TERM][:MOST_TERMS]
    if not asked:
        return []
    by_wording = await _search(session, _WORDINGS, workspace, asked, limit, among)
    by_answer = await _search(session, _ANSWERS, workspace, asked, limit, among)
    only_by_answer = [entry for entry in by_answer if entry not in by_wording]
    kept = limit - min(limit // FOR_ANSWERS, len(only_by_answer))
    return [*by_wording[:kept], *only_by_answer][:limit]


async def purge(session: AsyncSession) -> None:
    """Leave nothing of words that were taken out: SQLite's index only notes that they are gone. (PostgreSQL's is
    cleaned with its table.)"""
    if session.get_bind().dialect.name == "sqlite":
        for table in ("wordings", "entries"):
            await session.execute(text(f"INSERT INTO {table}_{INDEX} ({table}_{INDEX}) VALUES ('optimize')"))


async def _search(
    session: AsyncSession, where: dict[str, str], workspace: str, terms: list[str], limit: int, among: Narrowing
) -> list[int]:
    names = where | {"narrowed": among.sql}
    terms = await _rare(session, where, workspace, terms) or terms
    if session.get_bind().dialect.name == "sqlite":
        query = text(_SQLITE.format(**names)).bindparams(query=" OR ".join(map(_sqlite_term, terms)))
    else:
        queries = bindparam("queries", list(map(_postgresql_term, terms)), type_=ARRAY(Text))
        query = text(_POSTGRESQL.format(**names)).bindparams(queries)
    query = query.bindparams(*among.values)
    return list(await session.scalars(query, {"workspace": workspace, "limit": limit}))


async def _rare(session: AsyncSession, where: dict[str, str], workspace: str, terms: list[str]) -> list[str]:
    """Those of the terms that not too many rows have."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    count, written = (_COUNT_SQLITE, _sqlite_term) if is_sqlite else (_COUNT_POSTGRESQL, _postgresql_term)
    counts = [f"SELECT {number}, ({count.format(number=number, **where)})" for number in range(len(terms))]
    query, given = " UNION ALL ".join(counts), {f"term{number}": written(term) for number, term in enumerate(terms)}
    rows = await session.execute(text(query), {"workspace": workspace, "most": COMMON + 1, **given})
    return [terms[number] for number, count in rows if count <= COMMON]


def _sqlite_term(term: str) -> str:
    quoted = term.replace('"', '""')
    return f'"{quoted}"' + "*" * (len(term) >= SHORTEST_PREFIX)


def _postgresql_term(term: str) -> str:
    quoted = term.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}'" + ":*" * (len(term) >= SHORTEST_PREFIX)
