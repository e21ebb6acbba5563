"""A table as CSV that spreadsheets of all kinds read (RFC 4180)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from pathway.documents.tables.harmless import harmless

# Without a byte order mark Excel takes UTF-8 for the characters of Windows.
ENCODING = "utf-8-sig"
Value = str | int | float | bool | date | None


def table_as_csv(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """
    Return a table as CSV: UTF-8 with a byte order mark, lines that end in CR LF, and no text that a
    spreadsheet would take for a formula.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([harmless(column) for column in columns])
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return file.getvalue().encode(ENCODING, errors="replace")


def _cell(value: Value) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return harmless(value) if isinstance(value, str) else value
