"""What runs in a process of its own while something is measured."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.benchmarks.bench import Bench
from tests.benchmarks.processes import READY, Process


def program(bench: Bench, name: str, **told: Any) -> Process:
    """Return the process of a module of this package, which is told something as JSON."""
    return Process(bench, [sys.executable, "-m", f"{__name__}.{name}", json.dumps(told)])


def told() -> Mapping[str, Any]:
    """Return what this process was told."""
    return dict(json.loads(sys.argv[1]))


def serve(answer: Callable[[str], object]) -> None:
    """Say that this process is ready, and answer each line until there are no more."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what is logged goes to where errors go
    print(READY, file=answers, flush=True)
    for line in sys.stdin:
        print(answer(line.strip()), file=answers, flush=True)


def peak_megabytes() -> float:
    """Return the most memory that this process has had."""
    # What `getrusage` tells may be of the process that it was forked from.
    return _megabytes("VmHWM")


def megabytes_now() -> float:
    """Return the memory that this process has."""
    return _megabytes("VmRSS")


def _megabytes(name: str) -> float:
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1000
    raise OSError("the system does not tell how much memory a process has")
