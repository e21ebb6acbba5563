"""On what was measured: versions, cores, and how long the disk takes to keep what it is given."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import distributions, version
from pathlib import Path
from time import perf_counter

import psycopg

from tests.benchmarks.bench import BUILD, Bench
from tests.benchmarks.measuring import duration, quartiles
from tests.benchmarks.rows import Quartiles
from tests.databases import driver_address

LIBRARIES = ("sqlalchemy", "psycopg", "pydantic", "transitions", "apscheduler", "click")
# The environments of other engines, with what of them matters.
ENGINES = {
    "dbos": ("dbos",),
    "spiffworkflow": ("spiffworkflow",),
    "django": ("django", "django-viewflow"),
    "apscheduler": ("apscheduler",),
    "procrastinate": ("procrastinate",),
}
FLUSHES = 50
PAGE = bytes(4096)


def versions(bench: Bench) -> Mapping[str, str]:
    """Return what was measured with, by what it is."""
    libraries = [f"{name} {version(name)}" for name in LIBRARIES]
    return {
        "machine": f"{os.cpu_count()} cores, {platform.machine()}",
        "Python": platform.python_version(),
        "SQLite": f"{sqlite3.sqlite_version}, WAL, synchronous=FULL",
        "PostgreSQL": f"{_postgresql(bench)}, fsync on, over a Unix socket",
        "libraries": ", ".join(libraries),
        "other engines": engines(),
    }


def conditions(bench: Bench) -> str:
    """Return when and how it is measured: rounds, load, and the time in which the disk flushes."""
    now = datetime.now(UTC).isoformat(" ", "minutes")
    flush = flush_time(bench.folder())
    spread = f"{duration(flush.low)} to {duration(flush.high)}"
    return (
        f"Measured {now}, at most {bench.rounds} rounds, load {os.getloadavg()[0]:.1f} at the start; "
        f"the disk flushes in {duration(flush.median)} ({spread})."
    )


def engines() -> str:
    """Return the versions of the other engines that are installed."""
    versions: list[str] = []
    for environment, names in ENGINES.items():
        places = [str(place) for place in (BUILD / environment).glob("lib/python*/site-packages")]
        for name in names:
            installed = distributions(name=name, path=places)
            versions += [f"{name} {each.version}" for each in installed]
    return ", ".join(versions) or "none installed"


def flush_time(folder: Path) -> Quartiles:
    """Return the seconds in which a page that was written is on the disk."""
    taken: list[float] = []
    with (folder / "flushed").open("wb", buffering=0) as file:
        for _ in range(FLUSHES):
            begun = perf_counter()
            file.write(PAGE)
            os.fdatasync(file.fileno())
            taken.append(perf_counter() - begun)
    return quartiles(taken)


def _postgresql(bench: Bench) -> str:
    address = driver_address(bench.server().address)
    with psycopg.connect(address) as connection:
        return connection.info.parameter_status("server_version") or ""
