"""Trackers of partnerships for tests, as people keep them in spreadsheets."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

from openpyxl import Workbook, load_workbook

HEADINGS = (
    "Ref",
    "Recommendation",
    "SMART action",
    "Lead",
    "Target date",
    "RAG",
    "Success criteria",
    "Evidence required",
    "Measure of impact",
)
SOUND = (
    "1.1",
    "1",
    "Write a policy",
    "Police representative",
    date(2026, 9, 1),  # Tue
    "Green",
    "Staff know what to do",
    "The policy",
    "An audit",
)


def workbook(*rows: Sequence[object]) -> bytes:
    """Return a workbook with these rows."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    for line in sheet.iter_rows():
        for cell in line:
            # What begins with = is meant as text here.
            cell.data_type = "s" if cell.data_type == "f" else cell.data_type
    return saved(book)


def saved(book: Workbook) -> bytes:
    """Return a workbook as a file."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def sheet_rows(content: bytes) -> list[list[object]]:
    """Return the rows of the first sheet of a workbook."""
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def changed(**cells: object) -> tuple[object, ...]:
    """Return a sound row with other cells, by heading with _ for spaces."""
    by_name = {heading.lower().replace(" ", "_"): place for place, heading in enumerate(HEADINGS)}
    row: list[object] = list(SOUND)
    for name, cell in cells.items():
        row[by_name[name]] = cell
    return tuple(row)
