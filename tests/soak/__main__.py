"""
The simulated year at its full size; prints what happened, and ends with 1 where a promise was
broken.

    python -m tests.soak [CASES [DAYS [WORKERS [SEED]]]]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.databases import FAST, started
from tests.rehearsals import instant, make
from tests.soak.promises import broken
from tests.soak.year import FIRST_DAY, Year


def main(cases: int = 300, days: int = 365, workers: int = 3, seed: int = 1) -> int:
    """Live through the year, and return the exit code."""
    server = started(*FAST)
    try:
        with tempfile.TemporaryDirectory() as folder:
            desk = make(Path(folder), instant(FIRST_DAY.isoformat(), 5), server.create())
            year = Year(desk, server, workers, days, cases, (days // 3, 2 * days // 3), seed)
            sys.stdout.write(f"{year.live()}\n")
            faults = broken(year)
            desk.remove()
    finally:
        server.stop()
    sys.stdout.write("\n".join(faults[:50]) + "\n" if faults else "Every promise was kept.\n")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in sys.argv[1:])))
