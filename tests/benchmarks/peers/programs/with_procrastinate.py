"""Procrastinate: jobs that do nothing, some due among many that wait."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
from procrastinate import App, PsycopgConnector
from turns import serve, told

asked = told()
NEVER = datetime(2040, 1, 1, tzinfo=UTC)
A_PAGE = 10_000
app = App(connector=PsycopgConnector(conninfo=asked["database"]))


@app.task
async def fire() -> None:
    """Do nothing."""


def make_due(number: int) -> None:
    """Let so many jobs be due."""
    with app.open():
        fire.batch_defer(*({} for _ in range(number)))


def run(_number: int) -> None:
    """Run the jobs that are due."""
    app.run_worker(wait=False, concurrency=10, install_signal_handlers=False, listen_notify=False)


with app.open():
    app.schema_manager.apply_schema()
    for _ in range(0, asked["waiting"], A_PAGE):
        fire.configure(schedule_at=NEVER).batch_defer(*({} for _ in range(A_PAGE)))
with psycopg.connect(asked["database"], autocommit=True) as connection:
    connection.execute("ANALYZE")
serve(run, make_due)
