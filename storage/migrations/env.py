"""
The script that Alembic runs, with a connection or a dialect from `pathway.storage.database.schema`.
"""

from __future__ import annotations

from alembic import context

from pathway.storage.database.indexes import metadata
from pathway.storage.database.schema import VERSION_TABLE


def _run() -> None:
    attributes = context.config.attributes
    if context.is_offline_mode():
        context.configure(
            dialect_name=attributes["dialect"],
            target_metadata=metadata,
            version_table=VERSION_TABLE,
            literal_binds=True,
            transactional_ddl=True,
        )
    else:
        context.configure(
            connection=attributes["connection"],
            target_metadata=metadata,
            version_table=VERSION_TABLE,
            transactional_ddl=True,
        )
    with context.begin_transaction():
        context.run_migrations()


_run()
