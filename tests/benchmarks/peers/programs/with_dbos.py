"""
DBOS: a workflow whose steps are transactions of its datasource, each writing what a step of the
product writes.

One workflow takes all steps of a turn, so that what it costs to start one is shared among them.
"""

from __future__ import annotations

import pickle
from pathlib import Path

from dbos import DBOS, DBOSConfig, SQLAlchemyDatasource
from turns import serve, told

asked = told()
remaining = iter(pickle.loads(Path(asked["writes"]).read_bytes()))
source = SQLAlchemyDatasource.create(asked["database"])


@source.transaction()
def step() -> None:
    """Write what the next step writes."""
    connection = source.sql_session().connection()
    for sql, parameters in next(remaining):
        connection.exec_driver_sql(sql, parameters)


@DBOS.workflow()
def steps(count: int) -> None:
    """Take so many steps."""
    for _ in range(count):
        step()


config: DBOSConfig = {"name": "bench", "system_database_url": asked["system"], "log_level": "ERROR"}
DBOS(config=config)
DBOS.launch()
serve(steps)
