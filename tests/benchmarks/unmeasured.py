"""The goals that nothing here measures yet, so that the table does not look complete without them."""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.bench import Bench
from tests.benchmarks.rows import Goal, Missing, Row, at_least, at_most

WHY = "nothing measures it yet"
GOALS: tuple[tuple[str, Goal], ...] = (
    ("digests of 10,000 people with 50,000 duties", at_least(0.8, "of the rate")),
    ("messages a second with two workers, and with four", at_least(1, "of the rate")),
    ("import of 100,000 rows of a chronology", at_most(1.5)),
    ("merge of the chronologies of 20 agencies, 5,000 rows each", at_most(1.5)),
    ("export of a chronology to Excel", at_most(1.5)),
    ("memory of a worker after a year of 10,000 cases", at_most(1.1)),
    ("memory of a verification of 1,000,000 events", at_most(1.1)),
    ("desk: errors of 200 people and 50 steps a second", at_most(0, "errors")),
)


def rows(_bench: Bench) -> Iterator[Row]:
    """Yield a row for each."""
    for name, goal in GOALS:
        yield Missing(name, goal, WHY)
