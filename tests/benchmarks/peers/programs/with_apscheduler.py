"""APScheduler with its SQLAlchemy store: jobs that do nothing, some due among many that wait."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

from apscheduler.job import Job
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger
from sqlalchemy import create_engine, event, insert, text
from turns import serve, told

asked = told()
NEVER = datetime(2040, 1, 1, tzinfo=UTC)
A_PAGE = 10_000
names = count()
fired = threading.Semaphore(0)


def fire() -> None:
    """Do nothing but count."""
    fired.release()


def as_a_file_is_kept(connection, _record) -> None:
    """Keep the store of SQLite as the product keeps its own."""
    connection.execute("PRAGMA journal_mode=WAL").close()
    connection.execute("PRAGMA synchronous=FULL").close()


engine = create_engine(asked["database"])
if engine.dialect.name == "sqlite":
    event.listen(engine, "connect", as_a_file_is_kept)
store = SQLAlchemyJobStore(engine=engine)
scheduler = BackgroundScheduler(jobstores={"default": store}, timezone=UTC)
scheduler.start()


def rows(number: int, at: datetime) -> Iterator[dict[str, object]]:
    """Yield rows as the store writes them; adding each by itself takes minutes."""
    for _ in range(number):
        name = f"job-{next(names)}"
        job = Job(
            scheduler,
            id=name,
            func=fire,
            args=(),
            kwargs={},
            name=name,
            trigger=DateTrigger(at, UTC),
            executor="default",
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
            next_run_time=at,
        )
        state = pickle.dumps(job.__getstate__(), pickle.HIGHEST_PROTOCOL)
        yield {"id": name, "next_run_time": at.timestamp(), "job_state": state}


def add(number: int, at: datetime) -> None:
    """Add so many jobs for an instant."""
    with engine.begin() as connection:
        connection.execute(insert(store.jobs_t), list(rows(number, at)))


def make_due(number: int) -> None:
    """Let so many jobs be due."""
    add(number, datetime.now(UTC) - timedelta(seconds=1))


def run(number: int) -> None:
    """Run the jobs that are due."""
    scheduler.wakeup()
    for _ in range(number):
        fired.acquire()


for _ in range(0, asked["waiting"], A_PAGE):
    add(A_PAGE, NEVER)
if engine.dialect.name == "postgresql":
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))
serve(run, make_due)
