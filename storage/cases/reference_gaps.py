"""Checks that no numbered case is missing, and that no row belongs to a missing case."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import Connection, select

from pathway.storage.database.raw import raw_rows, shown
from pathway.storage.database.tables import case, counter
from pathway.workflows.history.references import CASE, MEETING, reference_in

SERIES = rf"(?:{CASE}|{MEETING})-[0-9]{{4}}"
REFERENCE = re.compile(rf"({SERIES})-([0-9]{{4,9}})", re.ASCII)
LISTED = 20  # missing numbers in a row; a longer run is told by its first and last


def out_of_sequence(connection: Connection) -> Iterator[str]:
    """Yield a sentence for each number without a case, and for each case without a number."""
    issued: dict[str, int] = {}
    for row in raw_rows(connection, counter):
        if re.fullmatch(SERIES, shown(row.series)) and isinstance(row.last, int):
            issued[row.series] = row.last
        else:
            yield f"The counter of {shown(row.series)} is not a number."
    numbers: dict[str, set[int]] = defaultdict(set)
    for row in raw_rows(connection, case, only=("reference",)):
        match = REFERENCE.fullmatch(shown(row.reference))
        if match is None or row.reference != reference_in(match[1], int(match[2])):
            yield f"{shown(row.reference)} is not a reference that Pathway gives."
        else:
            numbers[match[1]].add(int(match[2]))
    for series in sorted(issued.keys() | numbers.keys()):
        last = issued.get(series, 0)
        yield from _missing(series, numbers[series], last)
        for number in sorted(number for number in numbers[series] if not 1 <= number <= last):
            yield f"{reference_in(series, number)} was never given."


def orphans(connection: Connection) -> Iterator[str]:
    """Yield a sentence for each table and each missing case of which it still has rows."""
    from pathway.storage.database.indexes import metadata

    for table in metadata.sorted_tables:
        if "case_id" not in table.columns:
            continue
        rows = table.name.removeprefix("pathway_").replace("_", " ")
        of = table.c.case_id
        lost = select(of).where(of.not_in(select(case.c.id))).distinct()
        for number in connection.scalars(lost):
            yield f"There are rows ({rows}) of case number {shown(number)}, which is missing."


def _missing(series: str, present: set[int], last: int) -> Iterator[str]:
    """Yield a sentence for each number up to the last that has no case, long runs as one."""
    before = 0
    for number in [*sorted(number for number in present if 1 <= number <= last), last + 1]:
        first, final = before + 1, number - 1
        if final - first >= LISTED:
            yield f"{reference_in(series, first)} to {reference_in(series, final)} were given and are missing."
        else:
            for gone in range(first, final + 1):
                yield f"{reference_in(series, gone)} was given and is missing."
        before = number
