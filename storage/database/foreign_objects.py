"""
Triggers, rules and views that Pathway did not make: it makes none.

In a database that is shared with another service only those count that name Pathway's tables; where
all tables are Pathway's, every one does.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, inspect, text

from pathway.storage.database.engine import reading

SQLITE = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')"
POSTGRESQL = """
    SELECT 'trigger', t.tgname, pg_get_triggerdef(t.oid) || ' ' || p.prosrc
    FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal
    UNION ALL
    SELECT 'view', viewname, viewname || ' ' || definition FROM pg_views
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
    UNION ALL
    SELECT 'view', matviewname, matviewname || ' ' || definition FROM pg_matviews
    UNION ALL
    SELECT 'rule', rulename, definition FROM pg_rules
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
"""
PREFIX = "pathway_"


def found(engine: Engine) -> list[str]:
    """Return what was found, as its kind and name, in order."""
    with reading(engine) as connection:
        is_shared = _is_shared(connection)
        query = SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL
        return sorted(
            f"the {kind} {name}"
            for kind, name, definition in connection.execute(text(query))
            if not is_shared or PREFIX in f"{name} {definition}".casefold()
        )


def _is_shared(connection: Connection) -> bool:
    """Return whether there are tables of others."""
    names = inspect(connection).get_table_names()
    return any(not name.startswith(PREFIX) for name in names)
