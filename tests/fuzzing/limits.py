"""How much time and memory an input may take, of the process that reads it."""

from __future__ import annotations

import resource
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time

MOST_SECONDS = 2.0  # of CPU
MOST_MEGABYTES = 300
# What ends a process that does not come back: a second more, since the limit is in whole seconds.
GRACE = 1
CEILING_MEGABYTES = 2_000


def bound_memory() -> None:
    """Let this process have so much memory and no more, whatever it is shown."""
    ceiling = _megabytes_mapped() + CEILING_MEGABYTES
    resource.setrlimit(resource.RLIMIT_AS, (ceiling << 20, resource.RLIM_INFINITY))


@dataclass
class Cost:
    """What an input took."""

    seconds: float = 0.0
    megabytes: float = 0.0
    faults: list[str] = field(default_factory=list[str])


@contextmanager
def counted() -> Generator[Cost]:
    """
    Measure what the block takes; a block that goes on and on ends its process by SIGXCPU.
    """
    cost, began, peak = Cost(), process_time(), _peak()
    _limit_seconds(int(began + MOST_SECONDS) + 1 + GRACE)
    try:
        yield cost
    finally:
        _limit_seconds(resource.RLIM_INFINITY)
        cost.seconds, cost.megabytes = process_time() - began, _peak() - peak
        if cost.seconds > MOST_SECONDS:
            cost.faults.append(f"more than {MOST_SECONDS:.0f} seconds")
        if cost.megabytes > MOST_MEGABYTES:
            cost.faults.append(f"more than {MOST_MEGABYTES} MB")


def _limit_seconds(seconds: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, hard))


def _peak() -> float:
    """Return the most memory that this process has had, in megabytes; Linux counts kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _megabytes_mapped() -> int:
    with Path("/proc/self/statm").open(encoding="ascii") as file:
        return int(file.read().split()[0]) * resource.getpagesize() >> 20
