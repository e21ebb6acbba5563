"""Checks that no numbered case is missing, and that no row belongs to a missing case."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import Connection, select

from pathway.storage.database.raw import raw_rows, shown
from pathway.storage.database.tables import case, counter, metadata

REFERENCE = re.compile(r"PR-([0-9]{4})-([0-9]{4,9})")
LISTED = 20  # missing numbers in a row; a longer run is told by its first and last


def out_of_sequence(connection: Connection) -> Iterator[str]:
    """Yield a sentence for each number without a case, and for each case without a number."""
    issued: dict[int, int] = {}
    for row in raw_rows(connection, counter):
        if isinstance(row.year, int) and isinstance(row.last, int):
            issued[row.year] = row.last
        else:
            yield f"The counter of the year {shown(row.year)} is not a number."
    numbers: dict[int, set[int]] = defaultdict(set)
    for row in raw_rows(connection, case, only=("reference",)):
        match = REFERENCE.fullmatch(shown(row.reference))
        if match is None or row.reference != _reference(int(match[1]), int(match[2])):
            yield f"{shown(row.reference)} is not a reference that Pathway gives."
        else:
            numbers[int(match[1])].add(int(match[2]))
    for year in sorted(issued.keys() | numbers.keys()):
        last = issued.get(year, 0)
        yield from _missing(year, numbers[year], last)
        for number in sorted(number for number in numbers[year] if not 1 <= number <= last):
            yield f"{_reference(year, number)} was never given."


def orphans(connection: Connection) -> Iterator[str]:
    """Yield a sentence for each table and each missing case of which it still has rows."""
    for table in metadata.sorted_tables:
        if "case_id" not in table.columns:
            continue
        rows = table.name.removeprefix("pathway_").replace("_", " ")
        of = table.c.case_id
        lost = select(of).where(of.not_in(select(case.c.id))).distinct()
        for number in connection.scalars(lost):
            yield f"There are rows ({rows}) of case number {shown(number)}, which is missing."


def _missing(year: int, present: set[int], last: int) -> Iterator[str]:
    """Yield a sentence for each number up to the last that has no case, long runs as one."""
    before = 0
    for number in [*sorted(number for number in present if 1 <= number <= last), last + 1]:
        first, final = before + 1, number - 1
        if final - first >= LISTED:
            yield f"{_reference(year, first)} to {_reference(year, final)} were given and are missing."
        else:
            for gone in range(first, final + 1):
                yield f"{_reference(year, gone)} was given and is missing."
        before = number


def _reference(year: int, number: int) -> str:
    return f"PR-{year}-{number:04d}"
