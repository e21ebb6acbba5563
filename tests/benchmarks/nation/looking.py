"""What PostgreSQL says of a database: its size, its bloat, and which indexes were used."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from sqlalchemy import Connection, text

SIZES = """
    SELECT s.relname AS name, c.reltuples::bigint AS rows, pg_relation_size(s.relid) AS heap,
        pg_indexes_size(s.relid) AS indexes, pg_total_relation_size(s.relid) AS total
    FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid ORDER BY total DESC LIMIT 8
"""
BLOAT = """
    SELECT relname AS name, n_live_tup AS live, n_dead_tup AS dead, n_tup_upd AS updated,
        n_tup_hot_upd AS in_place, autovacuum_count AS vacuumed
    FROM pg_stat_user_tables WHERE n_tup_upd + n_tup_del > 0
    ORDER BY n_tup_upd + n_tup_del DESC LIMIT 8
"""
UNUSED = """
    SELECT indexrelname AS name, pg_relation_size(indexrelid) AS size FROM pg_stat_user_indexes
    WHERE idx_scan = 0 AND pg_relation_size(indexrelid) > 65536 ORDER BY size DESC
"""
WHOLE = "SELECT pg_database_size(current_database())"
MEGABYTE = 1_000_000


def sizes(connection: Connection) -> Iterator[str]:
    """Yield a line for the database and for each of its largest tables."""
    whole = connection.execute(text(WHOLE)).scalar_one()
    yield f"the database: {whole / MEGABYTE:,.0f} MB"
    for row in connection.execute(text(SIZES)):
        per_row = row.total / max(1, row.rows)
        heap, indexes = row.heap / MEGABYTE, row.indexes / MEGABYTE
        yield (
            f"{row.name:28} {row.rows:>10,} rows  heap {heap:>8,.1f} MB  indexes {indexes:>8,.1f} MB  "
            f"{per_row:>6,.0f} bytes a row"
        )


def bloat(connection: Connection) -> Iterator[str]:
    """Yield a line for each table that changed most."""
    for row in connection.execute(text(BLOAT)):
        yield (
            f"{row.name:28} {row.live:>10,} live  {row.dead:>8,} dead  {row.updated:>8,} updated, "
            f"{row.in_place:>8,} of them in place  vacuumed {row.vacuumed} times by itself"
        )


def unused(connection: Connection) -> Iterator[str]:
    """Yield a line for each index that nothing used."""
    for row in connection.execute(text(UNUSED)):
        yield f"{row.name:48} {row.size / MEGABYTE:>8,.1f} MB"


def vacuumed(connection: Connection) -> float:
    """Return how many seconds a vacuum of everything takes."""
    begun = perf_counter()
    connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM (ANALYZE)"))
    return perf_counter() - begun
