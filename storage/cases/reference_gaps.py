"""Checks that no numbered case is missing, and that no row belongs to a missing case."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import Connection, select

from pathway.storage.database.tables import case, case_key, counter, deadline, event, item

REFERENCE = re.compile(r"PR-(\d{4})-(\d{4,})")


def out_of_sequence(connection: Connection) -> Iterator[str]:
    """Yield a sentence for each number without a case, and for each case without a number."""
    issued = {
        row.year: row.last for row in connection.execute(select(counter.c.year, counter.c.last))
    }
    numbers: dict[int, set[int]] = defaultdict(set)
    for reference in connection.scalars(select(case.c.reference)):
        match = REFERENCE.fullmatch(str(reference))
        if match is None:
            yield f"{reference} is not a reference that Pathway gives."
        else:
            numbers[int(match[1])].add(int(match[2]))
    for year in sorted(issued.keys() | numbers.keys()):
        expected = set(range(1, issued.get(year, 0) + 1))
        for number in sorted(expected - numbers[year]):
            yield f"PR-{year}-{number:04d} was given and is missing."
        for number in sorted(numbers[year] - expected):
            yield f"PR-{year}-{number:04d} was never given."


def orphans(connection: Connection) -> Iterator[str]:
    """Yield a sentence for each table and each missing case of which it still has rows."""
    for table, rows in (
        (event, "events"),
        (item, "items"),
        (deadline, "deadlines"),
        (case_key, "data keys"),
    ):
        lost = select(table.c.case_id).where(table.c.case_id.not_in(select(case.c.id))).distinct()
        for number in connection.scalars(lost):
            yield f"There are {rows} of case number {number}, which is missing."
