"""
What Alembic runs: always with a connection, or a dialect, that `pathway.storage.database.schema`
hands over.
"""

from __future__ import annotations

from alembic import context

from pathway.storage.database.indexes import metadata
from pathway.storage.database.schema import VERSION_TABLE


def _run() -> None:
    given = context.config.attributes
    if context.is_offline_mode():
        context.configure(
            dialect_name=given["dialect"],
            target_metadata=metadata,
            version_table=VERSION_TABLE,
            literal_binds=True,
            transactional_ddl=True,
        )
    else:
        context.configure(
            connection=given["connection"],
            target_metadata=metadata,
            version_table=VERSION_TABLE,
            transactional_ddl=True,
        )
    with context.begin_transaction():
        context.run_migrations()


_run()
