"""
Fills one PostgreSQL as a national host's, lives a month there with four workers, and prints what came
of it.

    python -m tests.benchmarks.nation [--full] [--cases N] [--days N] [--workers N] [--place FOLDER]

Full are 60,000 cases with a million deadlines and five million events, as 150 partnerships have them, and a
month; a hundredth of that and ten days without being asked. It takes a minute or two, or an hour.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import Connection, create_engine, make_url, text

from pathway import Pathway
from pathway.service.installing import install
from tests.benchmarks.bench import DURABLE
from tests.benchmarks.copies import DAY, KEY
from tests.benchmarks.filling import lists, timed
from tests.benchmarks.nation import looking
from tests.benchmarks.nation.filling import Size, fill, live
from tests.benchmarks.nation.month import DAYS, WORKERS, Day, month
from tests.databases import started
from tests.rehearsals import instant

FULL, SMALL = 60_000, 600
FEW_DAYS = 10
# A month passes within minutes, so the server looks for what to vacuum more often than each minute.
SERVER = (*DURABLE, "shared_buffers=512MB", "autovacuum=on", "autovacuum_naptime=5s")


def main() -> None:
    """Fill, live, look."""
    parser = argparse.ArgumentParser("python -m tests.benchmarks.nation")
    parser.add_argument("--full", action="store_true", help=f"{FULL:,} cases, not {SMALL:,}")
    parser.add_argument("--cases", type=int, metavar="N", help="so many cases")
    of_days = f"so many days; {FEW_DAYS}, full {DAYS}"
    parser.add_argument("--days", type=int, metavar="N", help=of_days)
    parser.add_argument("--workers", type=int, metavar="N", default=WORKERS)
    parser.add_argument("--place", metavar="FOLDER", help="where the server keeps its data")
    asked = parser.parse_args()
    size = Size(asked.cases or (FULL if asked.full else SMALL))
    days = asked.days or (DAYS if asked.full else FEW_DAYS)
    server = started(*SERVER, place=asked.place or "/tmp")
    try:
        with TemporaryDirectory() as folder:
            _run(server.create(), Path(folder) / KEY, size, days=days, workers=asked.workers)
    finally:
        server.stop()


def _run(address: str, key: Path, size: Size, *, days: int, workers: int) -> None:
    begun = perf_counter()
    install(address, key, rehearsal=True, trust_operators=False, now=instant(DAY))
    with closing(Pathway.connect(_hasty(address), key_file=key)) as pathway:
        live(pathway, size)
    engine = create_engine(address)
    with engine.connect() as connection:
        fill(connection, key, size)
        for statement in ("VACUUM FULL pathway_case", "VACUUM (ANALYZE)"):
            _run_alone(connection, statement)
        _tell(f"Filled in {perf_counter() - begun:,.0f} s", looking.sizes(connection))
    lived = list(month(address, key, size, days=days, workers=workers))
    _tell(f"{days} days with {workers} workers", _of_month(lived))
    with engine.connect() as connection:
        _tell("After that", looking.sizes(connection))
        _tell("What changed", looking.bloat(connection))
        _tell("Indexes that nothing used", looking.unused(connection))
        connection.rollback()
        _tell("A vacuum of everything", [f"{looking.vacuumed(connection):,.1f} s"])
    engine.dispose()
    with closing(Pathway.connect(address, key_file=key)) as pathway:
        acts = lists(pathway)
        _tell("Lists, ms", [f"{name:42} {timed(act):>8,.1f}" for name, act in acts.items()])


def _hasty(address: str) -> str:
    """Return the address for a connection that does not wait for the disk."""
    hasty = make_url(address).update_query_dict({"options": "-csynchronous_commit=off"})
    return hasty.render_as_string(hide_password=False)


def _of_month(days: Sequence[Day]) -> Iterable[str]:
    sweeps = [max(day.sweeps) for day in days]
    sends = [max(day.sends) for day in days]
    steps = sorted(step for day in days for step in day.steps)
    breaches = sum(day.breaches for day in days)
    yield f"sweep of a day: median {median(sweeps):.1f} s, longest {max(sweeps):.1f} s"
    yield f"breaches: {breaches:,}, {sum(sweeps) / max(1, breaches) * 1000:.2f} ms each"
    yield f"mail of a day: median {median(sends):.1f} s, longest {max(sends):.1f} s"
    yield f"messages sent: {sum(day.sent for day in days):,}; cases that failed: {sum(day.failed for day in days)}"
    late = [day.backlog.messages_due for day in days]
    looks = [day.backlog.oldest_look_seconds for day in days]
    yield f"left at the end of a day: at most {max(late):,} messages due, looks {max(looks):,.0f} s late"
    yield f"a note meanwhile: median {median(steps):.1f} ms, 99 of 100 within {steps[len(steps) * 99 // 100]:.1f} ms"


def _run_alone(connection: Connection, statement: str) -> None:
    connection.rollback()
    connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(statement))


def _tell(title: str, lines: Iterable[str]) -> None:
    print(title, *(f"  {line}" for line in lines), sep="\n", flush=True)


if __name__ == "__main__":
    main()
