"""Chronologies of many rows: taking one in, merging those of many agencies, and writing them as a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from openpyxl import Workbook

from pathway import Pathway
from pathway.testing import case_in, filled_in
from tests.benchmarks.bench import Bench
from tests.benchmarks.copies import Database, prepared
from tests.benchmarks.programs import program
from tests.benchmarks.rows import Ratio, Row, at_most
from tests.databases import SQLITE
from tests.rehearsals import BU

LIMIT = 1.5
ROUNDS = 2
ALONE = "openpyxl alone with the same files"
REFERENCE = "PR-2026-0001"
STATE = "rapid_review.gathering"
AGENCIES, FEW_AGENCIES = 20, 4
ROWS, FEW_ROWS = 5_000, 100  # of each agency
HEADINGS = ("Date", "Time", "Source", "Who it concerns", "Event", "Response", "Comment")
FIRST_DAY, DAYS = date(2016, 1, 4), 3_600
TEAMS = ("duty", "family help", "school nursing", "neighbourhood policing")
EVENT = "Entry {}: seen at home by the duty worker with mother, who said that all was well; the house was cold. "
RESPONSE = "Recorded, and told the {} team by telephone on the same day; a visit was arranged. "
# Who adds the file that is imported.
FIRST = {"agency": "agency_0", "by": "author.0@example.org"}
Told = dict[str, Any]


@dataclass
class Job:
    """
    Something that is done in a process of its own, whose memory is noted with its time.

    Args:
        begin: Returns what the process is told.
        peaks: The most memory that each process had.
    """

    bench: Bench
    begin: Callable[[], Told]
    peaks: list[float] = field(default_factory=list[float])

    def seconds(self) -> float:
        """Do it once, and return how long it took."""
        process = program(self.bench, "chronologies", **self.begin())
        taken, peak = process.ask("").split()
        process.stop()
        self.peaks.append(float(peak))
        return float(taken)

    def megabytes(self) -> float:
        """Return the most memory that it has had, as a rule."""
        return median(self.peaks)


def rows(bench: Bench) -> Iterator[Row]:
    """Yield the rows of time and memory of import, merge and export."""
    agencies = FEW_AGENCIES if bench.is_quick else AGENCIES
    each = FEW_ROWS if bench.is_quick else ROWS
    many = agencies * each
    folder = bench.folder()
    large = _workbook(folder / "large.xlsx", many)
    parts = [_workbook(folder / f"{number}.xlsx", each, number) for number in range(agencies)]
    empty = prepared(bench, SQLITE, partial(_ask, agencies))
    full = empty.copy()
    # Nobody may be connected to what is copied.
    with closing(Pathway.connect(full.address, key_file=full.key)) as pathway:
        for number, part in enumerate(parts):
            pathway.chronologies.add(REFERENCE, _agency(number), Path(part), by=_author(number))
    of_all = f"{agencies} chronologies, together {many:,} rows"
    for act, name, files, database in (
        ("import", f"import of a chronology of {many:,} rows", [large], empty),
        ("merge", f"merge of {of_all}", parts, full),
        ("export", f"merge and export to Excel of {of_all}", parts, full),
    ):
        told = {"act": act, "rows": many, "reference": REFERENCE, "file": files[0], **FIRST}
        yield from _compared(bench, name, told, files, database)


def _compared(
    bench: Bench, name: str, told: Told, files: Sequence[str], database: Database
) -> Iterator[Row]:
    """Yield the rows of time and memory of what is done with files, beside the library alone."""

    def by_the_product() -> Told:
        # In a copy, since a file that a case has already is not stored again.
        own = database.copy()
        return {**told, "is_alone": False, "database": own.address, "key": str(own.key)}

    alone = Job(bench, lambda: {"act": told["act"], "is_alone": True, "files": files})
    own = Job(bench, by_the_product)
    goal = at_most(LIMIT)
    yield Ratio(name, goal, ALONE, alone.seconds, own.seconds, bench.few(ROUNDS))
    yield Ratio(f"{name}: memory", goal, ALONE, alone.megabytes, own.megabytes, 1, "MB")


def _ask(agencies: int, pathway: Pathway) -> None:
    """Ask so many agencies for a return in a case; each says that it was involved."""
    people = [f"Author,{_author(number)},{_agency(number)},rep,1" for number in range(agencies)]
    pathway.people.import_file("\n".join(["name,email,agency,roles,order", *people]))
    reference = case_in(pathway, STATE).reference
    assert reference == REFERENCE
    for number in range(agencies):
        asked = filled_in(pathway.schema(reference, "request_return", by=BU))
        asked |= {"agency": _agency(number)}
        pathway.take(reference, "request_return", by=BU, input=asked)
        item, author = f"agency_return:{_agency(number)}", _author(number)
        told = filled_in(pathway.schema(reference, "confirm_involvement", by=author, item=item))
        pathway.take(reference, "confirm_involvement", by=author, item=item, input=told)


def _agency(number: int) -> str:
    return f"agency_{number}"


def _author(number: int) -> str:
    return f"author.{number}@example.org"


def _workbook(file: Path, rows: int, number: int = 0) -> str:
    """Write a chronology of so many rows, spread over ten years, and return the file's name."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Chronology")
    sheet.append(HEADINGS)
    for row in range(rows):
        sheet.append(_cells(row, FIRST_DAY + timedelta(days=(row * 7 + number) % DAYS)))
    book.save(file)
    return str(file)


def _cells(row: int, day: date) -> Sequence[object]:
    source, team = f"Record {row % 40}", TEAMS[row % len(TEAMS)]
    return (day, "14:05", source, "Child A", EVENT.format(row), RESPONSE.format(team), "")
